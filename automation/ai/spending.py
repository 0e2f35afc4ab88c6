"""What calls cost, and whether an organization may still call on the platform's key."""

from collections import OrderedDict
from datetime import UTC, datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Final, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet, Sum

from automation.ai.endpoints import Endpoint
from automation.ai.outcomes import NoAnswerError
from automation.enums import ModelOutcome
from automation.models import ModelCall
from tenants.compiled import Compiled
from tenants.scoping import current_organization_id

MICRO: Final = 1_000_000
_LETTERS_PER_TOKEN: Final = 3
# A call is kept with what comes of its answer: none is added any more that is older than this.
_SETTLED: Final = timedelta(minutes=10)
_REMEMBERED: Final = 10_000


class _Earlier(NamedTuple):
    """What an organization has spent from the first of a month until then."""

    until: datetime
    spent: int


# By organization and month. What is older than a few minutes is added up once: a sum of all calls would take each new
# one longer than the last.
_earlier: OrderedDict[tuple[UUID, datetime], _Earlier] = OrderedDict()


def _sum(calls: QuerySet[ModelCall]) -> QuerySet[ModelCall, int]:
    return calls.order_by().values("organization_id").annotate(sum=Sum("cost")).values_list("sum", flat=True)


_SINCE: Final = Compiled(lambda since: _sum(ModelCall.objects.filter(at__gte=since)))
_BETWEEN: Final = Compiled(lambda since, until: _sum(ModelCall.objects.filter(at__gte=since, at__lt=until)))


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
    earlier = _spent_earlier(start, now - _SETTLED)
    return earlier.spent + int(_SINCE.first(since=earlier.until) or 0)


def _spent_earlier(start: datetime, settled: datetime) -> _Earlier:
    """Return what was spent until a time at which nothing changes any more, the start of the month at the earliest."""
    key = (current_organization_id(), start)
    known = _earlier.get(key)
    if known is None or known.until > settled + _SETTLED:  # a clock was put back
        known = _Earlier(start, 0)
    if known.until + _SETTLED <= settled:
        spent = int(_BETWEEN.first(since=known.until, until=settled) or 0)
        known = _Earlier(settled, known.spent + spent)
        _earlier[key] = known
        if len(_earlier) > _REMEMBERED:
            _earlier.popitem(last=False)
    return known


def require_budget(endpoint: Endpoint, now: datetime) -> None:
    """Let the organization in scope make a call, as long as there is budget left; on its own key there always is.

    Calls under way at the same time may pass the line together.

    Raises:
        NoAnswerError: `over_budget`.
    """
    if not endpoint.is_own and spent_this_month(now) >= settings.AI_MONTHLY_BUDGET * MICRO:
        raise NoAnswerError(ModelOutcome.OVER_BUDGET)
