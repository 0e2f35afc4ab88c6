"""Lines of labelled replies: reading them generously, running the gate over them, counting what came out."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from leads.gate.analysis import read_analysis
from leads.gate.decide import decide
from leads.gate.facts import DEFAULT_THRESHOLD, GateSettings, LeadFacts, OrganizationFacts, Price
from leads.gate.verdicts import Verdict

_SETS: Final = Path(__file__).resolve().parent.parent / "evaluation"
SHIPPED: Final = tuple(
    _SETS / name for name in ("gate_bad.jsonl", "gate_good.jsonl", "gate_unread.jsonl", "gate_probes.jsonl")
)
_SERVICE_KEYS: Final = ("service", "name", "title", "item", "label")
_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_PRICE_KEYS: Final = ("price", "amount", "value", "cost", "from")


@dataclass(frozen=True, slots=True)
class Line:
    """One labelled reply. `should_send`: what a careful owner would do."""

    id: str
    hazard: str
    lead: LeadFacts
    organization: OrganizationFacts
    settings: GateSettings
    answer: object
    should_send: bool

    def verdict(self) -> Verdict:
        return decide(self.lead, self.organization, self.settings, read_analysis(self.answer))


@dataclass
class Tally:
    """Counts of one hazard or of all. `wrong` is the ids on which label and verdict differ."""

    held: int = 0
    sent: int = 0
    false_releases: int = 0
    false_holds: int = 0
    wrong: list[str] = field(default_factory=list)

    def count(self, line: Line, *, is_sent: bool) -> None:
        """Count one line."""
        self.sent += is_sent
        self.held += not is_sent
        self.false_releases += is_sent and not line.should_send
        self.false_holds += line.should_send and not is_sent
        if is_sent != line.should_send:
            self.wrong.append(line.id)

    @property
    def release_rate(self) -> float:
        """Return the share of the good replies that went out; 1 when there was none."""
        good = self.sent - self.false_releases + self.false_holds
        return (self.sent - self.false_releases) / good if good else 1.0


def read_lines(paths: Iterable[Path]) -> Iterator[Line]:
    """Read JSON lines.

    Raises:
        ValueError: a line is not an object with an `expected` of "send" or "hold"; it names file and line.
    """
    for path in paths:
        with path.open(encoding="utf-8") as lines:
            for number, text in enumerate(lines, 1):
                if text.strip():
                    yield _line(text, f"{path.name}:{number}")


def _line(text: str, place: str) -> Line:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise ValueError(f"{place} is not JSON: {error}") from error
    if not isinstance(found, Mapping) or found.get("expected") not in {"send", "hold"}:
        raise ValueError(f'{place} has no "expected" of "send" or "hold"')
    answer = found.get("model_output", found.get("analysis"))
    return Line(
        id=str(found.get("id") or place),
        hazard=str(found.get("hazard") or found.get("category") or "unnamed"),
        lead=read_lead(found.get("lead")),
        organization=read_organization(found.get("organization")),
        settings=read_settings(found.get("settings")),
        answer=answer,
        should_send=found["expected"] == "send",
    )


def read_lead(given: Any) -> LeadFacts:
    """Read a lead: an object, or the message alone."""
    if isinstance(given, str):
        return LeadFacts(message=given)
    lead = given if isinstance(given, Mapping) else {}
    message = next((lead[key] for key in ("message", "text", "body", "content") if lead.get(key)), "")
    name = lead.get("name") or " ".join(str(lead[key]) for key in ("first_name", "last_name") if lead.get(key))
    return LeadFacts(
        name=_text(name),
        message=_text(message),
        service=_text(lead.get("service")),
        language=_text(lead.get("language") or lead.get("locale")),
    )


def read_organization(given: Any) -> OrganizationFacts:
    """Read what an owner entered, in whatever shape it is written down."""
    facts = given if isinstance(given, Mapping) else {}
    links = [facts.get(key) for key in ("urls", "url", "links", "website", "booking_url", "booking_link", "booking")]
    return OrganizationFacts(
        name=_text(facts.get("name")),
        services=tuple(_named(one) for one in _each(facts.get("services"))),
        prices=tuple(_prices(facts)),
        urls=tuple(_text(one) for link in links for one in _each(link)),
        phones=tuple(_text(one) for key in ("phones", "phone") for one in _each(facts.get(key))),
        emails=tuple(_text(one) for key in ("emails", "email") for one in _each(facts.get(key))),
        addresses=tuple(_text(one) for key in ("addresses", "address") for one in _each(facts.get(key))),
        hours=tuple(_hours(facts.get("hours", facts.get("opening_hours")))),
        blocked_topics=tuple(_text(one) for one in _each(facts.get("blocked_topics"))),
        languages=tuple(_text(one)[:2].lower() for one in _each(facts.get("languages"))) or ("en", "es"),
    )


def read_settings(given: Any) -> GateSettings:
    """Read settings; what is left out is as for a new organization, what makes no sense forbids."""
    settings = given if isinstance(given, Mapping) else {}
    threshold = settings.get("threshold", settings.get("confidence_threshold", DEFAULT_THRESHOLD))
    is_number = isinstance(threshold, int | float) and not isinstance(threshold, bool)
    return GateSettings(
        smart_auto_reply=settings.get("smart_auto_reply", True) is True,
        owner_approval_required=settings.get("owner_approval_required", False) is not False,
        threshold=float(threshold) if is_number else 2.0,
    )


def _text(given: Any) -> str:
    return given if isinstance(given, str) else "" if given is None else str(given)


def _each(given: Any) -> list[Any]:
    if given is None or given == "":
        return []
    if isinstance(given, list | tuple):
        return [one for one in given if one not in (None, "")]
    return [given]


def _named(given: Any) -> str:
    if isinstance(given, Mapping):
        return _text(next((given[key] for key in _SERVICE_KEYS if given.get(key)), ""))
    return _text(given)


def _prices(facts: Mapping[str, Any]) -> Iterator[Price]:
    """Yield prices from objects, a mapping of service to price, lines like "Visit: $89", or priced services."""
    given = facts.get("prices", facts.get("price_list"))
    if isinstance(given, Mapping):
        yield from (Price(str(service), _amount(price)) for service, price in given.items())
    else:
        for one in _each(given):
            yield _price(one)
    for one in _each(facts.get("services")):
        if isinstance(one, Mapping) and any(one.get(key) is not None for key in _PRICE_KEYS):
            yield _price(one)


def _price(given: Any) -> Price:
    if isinstance(given, Mapping):
        amount = next((given[key] for key in _PRICE_KEYS if given.get(key) is not None), "")
        unit = _text(given.get("unit") or given.get("per"))
        return Price(_named(given), f"{_amount(amount)} {unit}".strip())
    if isinstance(given, list | tuple) and len(given) == 2:
        return Price(_text(given[0]), _amount(given[1]))
    text = _text(given)
    service, colon, price = text.partition(":")
    return Price(service.strip(), _amount(price.strip())) if colon else Price(text, _amount(given))


def _amount(given: Any) -> str:
    """Write a bare number as dollars; 0 is free."""
    if isinstance(given, Mapping):
        return _price(given).price
    if isinstance(given, int | float) and not isinstance(given, bool):
        return "free" if given == 0 else f"${given:g}"
    text = _text(given).strip()
    return f"${text}" if text.replace(".", "", 1).replace(",", "").isdigit() else text


def _hours(given: Any) -> Iterator[str]:
    """Yield lines such as "Mon-Fri 8 AM-6 PM" from text, a list, pairs, objects or a mapping of days to hours."""
    if isinstance(given, Mapping):
        for days, hours in given.items():
            if hours:
                yield f"{_day(str(days))} {_span(hours)}"
        return
    for one in _each(given):
        if isinstance(one, Mapping):
            days = one.get("days", one.get("day", ""))
            span = one.get("hours") or {"open": one.get("open"), "close": one.get("close")}
            yield f"{_joined(days)} {_span(span)}"
        elif isinstance(one, list | tuple):
            yield " ".join(_joined(part) for part in one)
        else:
            yield from (part for part in _text(one).replace("\n", ";").split(";") if part.strip())


def _day(days: str) -> str:
    """Name the weekday that stands as a number, 0 being Monday, as in the settings."""
    return _WEEKDAYS[int(days)] if days.isdigit() and int(days) < len(_WEEKDAYS) else days


def _joined(given: Any) -> str:
    return ", ".join(_text(one) for one in _each(given))


def _span(given: Any) -> str:
    if isinstance(given, Mapping):
        start = given.get("open", given.get("from", given.get("start")))
        end = given.get("close", given.get("to", given.get("end")))
        return f"{_text(start)}-{_text(end)}"
    parts = [_span(one) if isinstance(one, list | tuple | Mapping) else _text(one) for one in _each(given)]
    return "-".join(parts) if len(parts) == 2 and not any("-" in part for part in parts) else ", ".join(parts)
