"""One JSON line per log record, carrying the correlation id and the organization."""

import json
import logging
from datetime import UTC, datetime

from leadwizard.lib import correlation
from tenants import scoping


class CorrelationFilter(logging.Filter):
    """Add what the record belongs to; never drops one."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Set `correlation_id` and `organization` on the record."""
        record.correlation_id = correlation.current()
        record.organization = str(scoping.peek() or "")
        return True


class JsonFormatter(logging.Formatter):
    """Formats a record as one line of JSON; tracebacks stay inside it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "correlation_id": getattr(record, "correlation_id", ""),
            "organization": getattr(record, "organization", ""),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps({name: value for name, value in line.items() if value}, ensure_ascii=False)
