"""One log line for each call that leaves for a provider."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from leadwizard.lib.errors import IntegrationError

logger = structlog.stdlib.get_logger(__name__)


@contextmanager
def provider_call(provider: str, operation: str) -> Iterator[None]:
    """Log the call in the block: provider, operation, milliseconds and outcome.

    The outcome is `ok`; of an `IntegrationError` its `reason` where it has one, else `refused`, `ambiguous` or
    `failed`; of anything else `broken`. What the provider said is not logged: it may repeat what it was sent.
    """
    began = time.monotonic()
    outcome = "broken"
    try:
        yield
        outcome = "ok"
    except IntegrationError as error:
        outcome = _outcome(error)
        raise
    finally:
        logger.info(
            "provider call",
            provider=provider,
            operation=operation,
            milliseconds=round((time.monotonic() - began) * 1000),
            outcome=outcome,
        )


def _outcome(error: IntegrationError) -> str:
    reason = getattr(error, "reason", "")
    if reason:
        return str(reason)
    if error.permanent:
        return "refused"
    return "ambiguous" if error.ambiguous else "failed"
