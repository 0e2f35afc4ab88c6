"""Not getting an answer, with the one word that says why."""

from typing import Final
from uuid import UUID

from automation.enums import ModelOutcome
from leadwizard.lib.errors import IntegrationError

PROVIDER: Final = "model"


class NoAnswerError(IntegrationError):
    """The model gave no answer that may be used.

    `reason` is one of `ModelOutcome` without `answered`; `detail` is for the log and the portal, not for customers;
    `call_id` is the logged call, None when no call was made. Never `permanent`: keys are corrected, budgets start
    anew, models change, so whoever still wants an answer may ask again later.
    """

    def __init__(self, reason: ModelOutcome, detail: str = "", *, retry_after: float | None = None) -> None:
        message = f"The model gave no answer: {reason.value}" + (f" ({detail})" if detail else "")
        super().__init__(message, provider=PROVIDER, retry_after=retry_after)
        self.reason = reason
        self.detail = detail
        self.call_id: UUID | None = None
