"""One JSON line per log record: what happened, of whose work, and never what somebody typed."""

import logging
import re
import sys
import threading
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import structlog
from django.conf import settings
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, WrappedLogger

from leadwizard.lib import correlation, scrubbing
from tenants import scoping

# Whose lines are written as they are formatted: their arguments were chosen with this file in mind.
_OURS: Final = frozenset({"leadwizard", "tenants", "automation", "messaging", "leads", "billing", "onboarding"})
_PLACE: Final = re.compile(r"%(?:\((\w+)\))?[-#0 +]*\d*(?:\.\d+)?[a-zA-Z]")
_INTERNAL: Final = frozenset({"event", "level", "exc_info", "stack_info", "_record", "_from_structlog"})


def event_of(record: logging.LogRecord) -> str:
    """Return a record's sentence, scrubbed.

    Libraries put paths, headers, values and whole answers into theirs: of their arguments only numbers and ids stay.
    """
    source = record.name.partition(".")[0]
    if isinstance(record.msg, dict):
        return scrubbing.text(str(record.msg.get("event", "")))
    if source in _OURS:
        return scrubbing.text(record.getMessage())
    if record.name == "django.request":
        return "the request failed"
    if record.name.startswith("django.security"):
        return f"a request was refused: {record.name.rpartition('.')[2]}"
    template = str(record.msg)
    return scrubbing.text(_with_numbers(template, record.args) if record.args else template)


def context(organization: str = "") -> dict[str, str]:
    """Return whose work this is: ids and names of ours, without the empty ones."""
    found = {
        "correlation_id": correlation.current(),
        **correlation.facts(),
        "process": settings.PROCESS_NAME,
    }
    if scoped := scoping.peek():
        found["organization"] = str(scoped)
    elif organization:
        found["organization"] = organization
    return {name: value for name, value in found.items() if value}


def _with_numbers(template: str, args: Any) -> str:
    named = args if isinstance(args, dict) else {}
    rest = iter(() if named else args)

    def shown(place: re.Match[str]) -> str:
        argument = named.get(place[1]) if place[1] else next(rest, None)
        return str(argument) if isinstance(argument, int | float | UUID) else "…"

    return _PLACE.sub(shown, template)


def _line(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Put together what is written, in this order; what is not put in here is not written."""
    record: logging.LogRecord = event["_record"]
    fields: dict[str, Any] = {}
    if event["_from_structlog"]:
        fields = {name: found for name, found in event.items() if name not in _INTERNAL}
    else:
        record = logging.makeLogRecord({**record.__dict__, "args": event["positional_args"]})
    line: dict[str, Any] = {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "message": event_of(record),
        **context(str(fields.pop("organization", ""))),
        **{name: scrubbing.value(found, name) for name, found in fields.items()},
    }
    if error := _error_of(event.get("exc_info")):
        line["error"] = scrubbing.chain(error)
    return line


def _error_of(found: Any) -> BaseException | None:
    if isinstance(found, BaseException):
        return found
    if isinstance(found, tuple):
        return found[1] if isinstance(found[1], BaseException) else None
    return sys.exc_info()[1] if found else None


def formatter() -> logging.Formatter:
    """Return the one formatter of all lines, and lead structlog's loggers to it."""
    structlog.configure(
        processors=[structlog.stdlib.add_log_level, ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return ProcessorFormatter(
        processors=[_line, structlog.processors.JSONRenderer(ensure_ascii=False)],
        # A library's arguments must not get into its sentence before it is decided which of them are shown.
        use_get_message=False,
        pass_foreign_args=True,
    )


def thread_ended(facts: threading.ExceptHookArgs) -> None:
    """Log that an error ended a thread; Python itself would print it with all it says."""
    logging.getLogger(__name__).error("an error ended the thread", exc_info=facts.exc_value or True)


class Lines(logging.StreamHandler[Any]):
    """Writes lines; one that cannot be formatted is replaced, since Python's own complaint would show its arguments."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        """Say that a line was lost, and whose."""
        self.stream.write(f'{{"level": "error", "logger": "{record.name}", "message": "a log line is malformed"}}\n')
