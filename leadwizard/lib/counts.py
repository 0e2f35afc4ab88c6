"""Figures on pages: counted up to a cap, several in one round trip."""

from typing import Any

from django.db import models
from django.db.models import Subquery


class CappedCount(Subquery):
    """How many rows a query has, at most one more than the cap, as a part of another query."""

    template = "(SELECT count(*) FROM (%(subquery)s) _counted)"
    output_field = models.IntegerField()

    def __init__(self, rows: models.QuerySet[Any], cap: int) -> None:
        super().__init__(rows.order_by().values("pk")[: cap + 1])


def capped_words(count: int, cap: int) -> int | str:
    """Return the figure, or "1000+" beyond a cap of 1000."""
    return f"{cap}+" if count > cap else count
