"""Believing the model's answer: exactly the asked fields, with exactly the asked types."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

URGENCIES: Final = frozenset({"low", "normal", "high", "emergency"})
RISKS: Final = frozenset({"low", "medium", "high"})
_TEXTS: Final = {"summary": 4000, "intent": 80, "suggested_reply": 20_000}
_LISTS: Final = ("tags", "blocked_topics")
REQUIRED: Final = frozenset({*_TEXTS, *_LISTS, "urgency", "risk_level", "confidence", "auto_send_allowed"})
OPTIONAL: Final = frozenset({"next_step"})
_MOST_ENTRIES: Final = 40
_UNSTORABLE: Final = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class AnalysisFacts:
    """A well-formed answer of the model."""

    suggested_reply: str
    risk_level: str
    confidence: float
    auto_send_allowed: bool
    urgency: str = "normal"
    blocked_topics: tuple[str, ...] = ()
    summary: str = ""
    intent: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Malformed:
    """An answer that cannot be believed; `words` say what is wrong, never the values."""

    words: str
    suggested_reply: str = ""


def read_analysis(answer: object) -> AnalysisFacts | Malformed:
    """Return the answer as facts, or what is wrong with it. Never raises."""
    if not isinstance(answer, Mapping):
        return Malformed("The model did not answer in the agreed form.")
    problem = _problem(answer)
    if problem:
        reply = answer.get("suggested_reply")
        return Malformed(problem, reply if isinstance(reply, str) else "")
    return AnalysisFacts(
        suggested_reply=answer["suggested_reply"],
        risk_level=answer["risk_level"],
        confidence=float(answer["confidence"]),
        auto_send_allowed=answer["auto_send_allowed"],
        urgency=answer["urgency"],
        blocked_topics=tuple(answer["blocked_topics"]),
        summary=answer["summary"],
        intent=answer["intent"],
        tags=tuple(answer["tags"]),
    )


def _problem(answer: Mapping[Any, Any]) -> str:
    missing = sorted(REQUIRED - answer.keys())
    if missing:
        return f"The model left out “{missing[0]}”."
    unknown = [key for key in answer if key not in REQUIRED | OPTIONAL]
    if unknown:
        return "The model added something that was not asked for."
    wrong = next((key for key in sorted(answer) if not _is_valid(key, answer[key])), None)
    return f"The model's “{wrong}” is not of the agreed kind." if wrong else ""


def _is_valid(key: str, value: object) -> bool:
    if key in _TEXTS:
        return isinstance(value, str) and len(value) <= _TEXTS[key] and _is_storable(value)
    if key in _LISTS:
        return isinstance(value, list) and len(value) <= _MOST_ENTRIES and all(isinstance(one, str) for one in value)
    if key == "urgency":
        return isinstance(value, str) and value in URGENCIES
    if key == "risk_level":
        return isinstance(value, str) and value in RISKS
    if key == "confidence":
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return is_number and math.isfinite(value) and 0 <= value <= 1  # type: ignore[operator,arg-type]
    if key == "auto_send_allowed":
        return isinstance(value, bool)
    return value is None or isinstance(value, str)


def _is_storable(text: str) -> bool:
    """Tell whether a database and a mail can hold it: halves of surrogate pairs and NUL are valid JSON."""
    return _UNSTORABLE.search(text) is None
