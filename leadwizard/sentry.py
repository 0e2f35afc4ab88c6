"""Error reports to Sentry, when SENTRY_DSN is set: who and where, and nothing that anybody typed."""

import logging
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings

from leadwizard import logs
from leadwizard.lib import scrubbing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sentry_sdk.transport import Transport
    from sentry_sdk.types import Breadcrumb, Event, Hint

# What a report keeps of Sentry's own parts; all others (request, user, extra, modules, argv …) stay here.
_KEPT: Final = frozenset(
    {"event_id", "timestamp", "start_timestamp", "platform", "level", "logger", "type", "environment", "release"}
    | {"server_name", "sdk", "exception", "contexts", "spans", "breadcrumbs", "transaction_info", "_meta"}
)
_FRAME: Final = (
    *("filename", "module", "function", "lineno", "in_app"),
    *("context_line", "pre_context", "post_context"),
)
_CONTEXTS: Final = {"trace": ("trace_id", "span_id", "parent_span_id", "op", "status"), "runtime": ("name", "version")}
_CRUMB: Final = ("method", "status_code", "http.response.status_code", "http.request.method")


def start(*, transport: "type[Transport] | Transport | None" = None) -> bool:
    """Begin to report; say whether there is anywhere to report to. Without SENTRY_DSN nothing is even imported."""
    if not settings.SENTRY_DSN or not is_dsn(settings.SENTRY_DSN):
        return False
    import sentry_sdk
    from sentry_sdk.integrations.celery import CeleryIntegration
    from sentry_sdk.integrations.django import DjangoIntegration
    from sentry_sdk.integrations.logging import LoggingIntegration
    from sentry_sdk.scrubber import DEFAULT_DENYLIST, DEFAULT_PII_DENYLIST, EventScrubber

    sentry_sdk.init(
        dsn=settings.SENTRY_DSN,
        transport=transport,
        # `send_default_pii` stays unset, which means False: naming it is deprecated, and the option that follows it
        # would switch the scrubber off.
        include_local_variables=False,
        max_request_body_size="never",
        # Our own three and no other: each one found by itself would look into one more library's calls.
        auto_enabling_integrations=False,
        integrations=[
            DjangoIntegration(middleware_spans=False, signals_spans=False, cache_spans=False),
            CeleryIntegration(propagate_traces=False),
            LoggingIntegration(level=logging.INFO, event_level=logging.ERROR),
        ],
        # No provider gets a header of Sentry's.
        trace_propagation_targets=[],
        event_scrubber=EventScrubber(
            denylist=sorted({*DEFAULT_DENYLIST, *scrubbing.NAMES}), recursive=True, pii_denylist=DEFAULT_PII_DENYLIST
        ),
        before_send=scrub_event,
        before_send_transaction=scrub_event,
        before_breadcrumb=scrub_breadcrumb,
        shutdown_timeout=2,
    )
    return True


def is_dsn(text: str) -> bool:
    """Say whether Sentry's library can read the address."""
    from sentry_sdk.utils import BadDsn, Dsn

    try:
        Dsn(text)
    except (BadDsn, ValueError):
        return False
    return True


def scrub_event(event: "Event", hint: "Hint") -> "Event":
    """Return a report made of what may leave: types, places, ids and names of ours."""
    known: dict[str, Any] = {**event}
    kept: dict[str, Any] = {name: part for name, part in known.items() if name in _KEPT}
    record = hint.get("log_record")
    facts = logs.context()
    tags = known.get("tags")
    kept["tags"] = {**(scrubbing.value(tags) if isinstance(tags, dict) else {}), **facts}
    # By the name of the route or the job: Sentry's own guess may be a path with a token in it.
    kept["transaction"] = facts.get("route") or facts.get("kind") or "none"
    if isinstance(record, logging.LogRecord):
        kept["logentry"] = {"message": logs.event_of(record)}
    if "exception" in kept:
        kept["exception"] = {"values": _exceptions(known["exception"], hint)}
    if "contexts" in kept:
        kept["contexts"] = _contexts(known["contexts"])
    if "spans" in kept:
        kept["spans"] = [_span(span) for span in known["spans"] or []]
    if "breadcrumbs" in kept:
        crumbs = known["breadcrumbs"]
        values = crumbs.get("values") if isinstance(crumbs, dict) else None
        kept["breadcrumbs"] = {"values": scrubbing.value(values or [])}
    kept.pop("_meta", None)
    return kept  # type: ignore[return-value]  # the same parts, fewer of them


def scrub_breadcrumb(crumb: "Breadcrumb", hint: "Hint") -> "Breadcrumb | None":
    """Return a step on the way to an error, without what was said in it."""
    kept = {name: part for name, part in crumb.items() if name in {"type", "category", "level", "timestamp"}}
    record = hint.get("log_record")
    if isinstance(record, logging.LogRecord):
        kept["message"] = logs.event_of(record)
    facts = crumb.get("data")
    if isinstance(facts, dict):
        kept["data"] = {name: scrubbing.value(facts[name]) for name in _CRUMB if name in facts}
    return kept


def _exceptions(found: Any, hint: "Mapping[str, Any]") -> list[dict[str, Any]]:
    described = {}
    exc_info = hint.get("exc_info")
    if isinstance(exc_info, tuple) and isinstance(exc_info[1], BaseException):
        described = {facts["type"].rpartition(".")[2]: facts for facts in scrubbing.chain(exc_info[1])}
    values = found.get("values", []) if isinstance(found, dict) else []
    return [_exception(value, described) for value in values if isinstance(value, dict)]


def _exception(value: dict[str, Any], described: "Mapping[str, Mapping[str, Any]]") -> dict[str, Any]:
    facts = described.get(str(value.get("type")), {})
    frames = (value.get("stacktrace") or {}).get("frames") or []
    return {
        "type": value.get("type"),
        "module": value.get("module"),
        "value": " ".join(f"{name}={fact}" for name, fact in facts.items() if name not in {"type", "at"}),
        "mechanism": {"type": (value.get("mechanism") or {}).get("type", "generic")},
        "stacktrace": {"frames": [{name: frame[name] for name in _FRAME if name in frame} for frame in frames]},
    }


def _contexts(found: Any) -> dict[str, Any]:
    contexts = found if isinstance(found, dict) else {}
    return {
        name: {part: contexts[name][part] for part in parts if part in contexts[name]}
        for name, parts in _CONTEXTS.items()
        if isinstance(contexts.get(name), dict)
    }


def _span(span: Any) -> dict[str, Any]:
    names = ("span_id", "trace_id", "parent_span_id", "op", "status", "start_timestamp", "timestamp")
    return {name: span[name] for name in names if name in span} if isinstance(span, dict) else {}
