"""The tries of a job, as its page tells them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from automation import wording
from automation.models import Job

# A job that was let go on many times shows its newest tries.
MOST_ATTEMPTS: Final = 50


@dataclass(frozen=True)
class Try:
    """One try: when, how it ended, and what went wrong."""

    mark: str
    words: str
    error: str
    started_at: datetime
    ended_at: datetime | None


def tries_of(job: Job) -> list[Try]:
    """Return the tries of a job, newest first."""
    newest_first = job.attempts.order_by("-started_at", "-id")[:MOST_ATTEMPTS]
    found = []
    for attempt in newest_first:
        mark, words = wording.outcome(attempt)
        found.append(Try(mark, words, wording.error_words(attempt.error), attempt.started_at, attempt.ended_at))
    return found
