"""What calls cost, and whether an organization may still call on the platform's key."""

from datetime import UTC, datetime
from decimal import ROUND_CEILING, Decimal
from typing import Final

from django.conf import settings
from django.db.models import Sum

from automation.ai.endpoints import Endpoint
from automation.ai.outcomes import NoAnswerError
from automation.enums import ModelOutcome
from automation.models import ModelCall
from tenants.compiled import Compiled

MICRO: Final = 1_000_000
_LETTERS_PER_TOKEN: Final = 3
_SPENT: Final = Compiled(
    lambda since: (
        ModelCall.objects.filter(at__gte=since)
        .order_by()
        .values("organization_id")
        .annotate(sum=Sum("cost"))
        .values_list("sum", flat=True)
    )
)


def cost(endpoint: Endpoint, input_tokens: int, output_tokens: int) -> int:
    """Return the price of a call in micro-dollars, rounded up; 0 where the organization pays itself.

    Prices are dollars per million tokens, which is micro-dollars per token.
    """
    if endpoint.is_own:
        return 0
    price = settings.AI_PRICE_INPUT * input_tokens + settings.AI_PRICE_OUTPUT * output_tokens
    return int(Decimal(price).to_integral_value(ROUND_CEILING))


def estimate_tokens(text: str) -> int:
    """Return about how many tokens a text has, rather too many, for endpoints that do not count or were cut off."""
    return -(-len(text) // _LETTERS_PER_TOKEN)


def spent_this_month(now: datetime) -> int:
    """Return the micro-dollars of the organization in scope since the first of the month (UTC)."""
    start = now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return _SPENT.first(since=start) or 0


def require_budget(endpoint: Endpoint, now: datetime) -> None:
    """Let the organization in scope make a call, as long as there is budget left; on its own key there always is.

    Calls under way at the same time may pass the line together.

    Raises:
        NoAnswerError: `over_budget`.
    """
    if not endpoint.is_own and spent_this_month(now) >= settings.AI_MONTHLY_BUDGET * MICRO:
        raise NoAnswerError(ModelOutcome.OVER_BUDGET)
