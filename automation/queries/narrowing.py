"""Which escalations or dead letters a member asked for, all of it in the address."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from automation.enums import EscalationState, JobState
from automation.models import Escalation, Job
from automation.queries.attention import open_escalations
from tenants.models import Membership

OLDEST: Final = "oldest"
VIEWS: Final = {"open": _("Open"), "mine": _("Mine"), "nobody": _("Nobody’s"), "resolved": _("Resolved")}
STATES: Final = {"": _("Waiting"), "dismissed": _("Dismissed")}


@dataclass(frozen=True)
class Narrowing:
    """What a list is narrowed by, checked; `kind` and `state` are only asked of dead letters."""

    view: str = ""
    text: str = ""
    kind: str = ""
    state: str = ""
    order: str = ""
    cursor: str = ""

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Narrowing":
        """Return what a checked filter form says."""
        names = ("view", "kind", "state", "order", "cursor")
        return cls(text=values.get("q", ""), **{name: str(values.get(name) or "") for name in names})

    @property
    def is_filtered(self) -> bool:
        """Say whether anything beside the tab and the order narrows the list."""
        return any((self.text, self.kind, self.state))

    @property
    def is_oldest_first(self) -> bool:
        """Say whether the oldest come first."""
        return self.order == OLDEST

    def query(self, **changes: str) -> str:
        """Return it as a query string, with some values changed; what is empty is left out."""
        values = {
            "view": self.view if self.view != "open" else "",
            "q": self.text,
            "kind": self.kind,
            "state": self.state,
            "order": self.order,
            **changes,
        }
        return urlencode({name: value for name, value in values.items() if value})

    def escalations(self, member: Membership) -> QuerySet[Escalation]:
        """Return the escalations it lets through, unordered."""
        rows = open_escalations()
        if self.view == "mine":
            rows = rows.filter(assigned_to=member)
        elif self.view == "nobody":
            rows = rows.filter(assigned_to=None)
        elif self.view == "resolved":
            rows = Escalation.objects.filter(state=EscalationState.RESOLVED)
        for word in _words(self.text):
            rows = rows.filter(Q(title__icontains=word) | Q(context__error__icontains=word))
        return rows

    def dead_letters(self) -> QuerySet[Job]:
        """Return the dead letters it lets through, unordered; what one was about stands in its escalations."""
        rows = Job.objects.filter(state=JobState.DISMISSED if self.state else JobState.DEAD)
        if self.kind:
            rows = rows.filter(kind=self.kind)
        for word in _words(self.text):
            told = Escalation.objects.filter(title__icontains=word, job__isnull=False).values("job_id")
            rows = rows.filter(Q(last_error__icontains=word) | Q(pk__in=told))
        return rows


def _words(text: str) -> list[str]:
    return text.split()[:8]
