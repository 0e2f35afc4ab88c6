"""Which leads a member asked for: a tab, words, and filters, all of them in the address."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leads.enums import LeadStatus, Suspicion
from leads.models import ANSWERED, GIVEN_UP, Lead, LeadQuerySet
from tenants.models import Membership

QUARANTINE: Final = "quarantine"
ME: Final = "me"
NOBODY: Final = "nobody"
TODAY: Final = "today"
DAYS: Final = {"7": 7, "30": 30}

VIEWS: Final[dict[str, tuple[Any, Callable[[LeadQuerySet], LeadQuerySet]]]] = {
    "all": (_("All"), lambda leads: leads.trusted()),
    "waiting": (_("Waiting for me"), lambda leads: leads.waiting()),
    "answered": (
        _("Answered"),
        lambda leads: leads.filter(ANSWERED),
    ),
    "won": (_("Won"), lambda leads: leads.trusted().filter(status=LeadStatus.WON)),
    "closed": (
        _("Closed"),
        lambda leads: leads.filter(GIVEN_UP),
    ),
    QUARANTINE: (_("Quarantined"), lambda leads: leads.filter(suspicion=Suspicion.SUSPECT)),
}
NAMES: Final = ("view", "q", "status", "urgency", "form", "date", "assigned", "cursor")


@dataclass(frozen=True)
class Narrowing:
    """What the list is narrowed by, checked. `assigned` is a member's id, `me`, `nobody` or nothing."""

    view: str = "all"
    text: str = ""
    status: str = ""
    urgency: str = ""
    form: str = ""
    date: str = ""
    assigned: str = ""
    cursor: str = ""

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Narrowing":
        """Return what a checked filter form says."""
        view = values.get("view", "")
        return cls(
            view=view if view in VIEWS else "all",
            text=values.get("q", ""),
            **{name: str(values.get(name) or "") for name in NAMES if name not in {"view", "q"}},
        )

    @property
    def is_filtered(self) -> bool:
        """Say whether anything beside the tab narrows the list."""
        return any((self.text, self.status, self.urgency, self.form, self.date, self.assigned))

    def query(self, **changes: str) -> str:
        """Return it as a query string, with some values changed; what is empty is left out."""
        values = {
            "view": "" if self.view == "all" else self.view,
            "q": self.text,
            "status": self.status,
            "urgency": self.urgency,
            "form": self.form,
            "date": self.date,
            "assigned": self.assigned,
            "cursor": self.cursor,
            **changes,
        }
        return urlencode({name: value for name, value in values.items() if value})

    def leads(self, member: Membership, now: datetime) -> LeadQuerySet:
        """Return the leads it lets through, unordered; a day begins at midnight of the active time zone."""
        rows = VIEWS[self.view][1](Lead.objects.get_queryset())
        if self.text:
            rows = rows.matching(self.text)
        exact = {"status": self.status, "urgency": self.urgency, "form_id": self.form}
        rows = rows.filter(**{name: value for name, value in exact.items() if value})
        if self.date:
            rows = rows.filter(created_at__gte=_since(self.date, now))
        if self.assigned == NOBODY:
            rows = rows.filter(assigned_to=None)
        elif self.assigned:
            rows = rows.filter(assigned_to_id=member.pk if self.assigned == ME else UUID(self.assigned))
        return rows


def _since(date: str, now: datetime) -> datetime:
    if date == TODAY:
        return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return now - timedelta(days=DAYS[date])
