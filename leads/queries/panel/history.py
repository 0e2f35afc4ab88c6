"""What happened to a lead, as its timeline shows it."""

from typing import Any, Final
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from leads.enums import LeadStatus, SuspicionReason
from leads.models import Lead, Note
from leads.queries.panel.thread import member_name
from messaging.enums import Direction, StopReason, TimelineKind
from messaging.models import TimelineEntry
from tenants.models import Membership

MOST_ENTRIES: Final = 300
_MARKS: Final = {
    TimelineKind.ENQUIRY: "done",
    TimelineKind.MESSAGE_SENT: "sent",
    TimelineKind.MESSAGE_DELIVERED: "done",
    TimelineKind.MESSAGE_BOUNCED: "stop",
    TimelineKind.MESSAGE_FAILED: "stop",
    TimelineKind.MESSAGE_CANCELLED: "held",
    TimelineKind.MESSAGE_RECEIVED: "turn",
    TimelineKind.AUTO_REPLY: "sent",
    TimelineKind.STATUS: "done",
    TimelineKind.ASSIGNED: "done",
    TimelineKind.NOTE: "done",
    TimelineKind.QUARANTINED: "held",
    TimelineKind.RELEASED: "done",
    TimelineKind.DRAFT_DISCARDED: "held",
    TimelineKind.RUN_STARTED: "next",
    TimelineKind.RUN_STOPPED: "held",
    TimelineKind.SUPPRESSED: "stop",
}
_HAPPENED: Final = {
    TimelineKind.MESSAGE_SENT: lambda: _("sent"),
    TimelineKind.MESSAGE_DELIVERED: lambda: _("delivered"),
    TimelineKind.MESSAGE_BOUNCED: lambda: _("bounced"),
    TimelineKind.MESSAGE_FAILED: lambda: _("failed"),
    TimelineKind.MESSAGE_CANCELLED: lambda: _("not sent"),
}
_REASONS: Final = {TimelineKind.QUARANTINED: SuspicionReason, TimelineKind.RUN_STOPPED: StopReason}
_WITH_REASON: Final = frozenset(
    {TimelineKind.MESSAGE_BOUNCED, TimelineKind.MESSAGE_FAILED, TimelineKind.MESSAGE_CANCELLED}
)


def history(lead: Lead, *, member: Membership, team: list[Membership]) -> list[dict[str, Any]]:
    """Return what happened to the lead, newest first; `words` are a member's own, from a note."""
    entries = list(
        TimelineEntry.objects.filter(
            Q(about_id=lead.pk) | Q(about_id=None, contact_id=lead.contact_id), contact_id=lead.contact_id
        )
        .select_related("message", "actor__user")
        .order_by("-at", "-id")[:MOST_ENTRIES]
    )
    wanted = [UUID(entry.facts["note"]) for entry in entries if entry.facts.get("note")]
    notes = dict(Note.objects.filter(pk__in=wanted).values_list("pk", "body")) if wanted else {}
    names = {str(person.pk): member_name(person, member) for person in team}
    return [_entry(entry, member, notes, names) for entry in entries]


def _entry(entry: TimelineEntry, member: Membership, notes: dict[UUID, str], names: dict[str, str]) -> dict[str, Any]:
    kind = TimelineKind(entry.kind)
    title, detail = _title(entry, kind, names)
    note = entry.facts.get("note")
    return {
        "mark": _MARKS[kind],
        "title": title,
        "detail": ", ".join(filter(None, [_who(entry, kind, member), detail])),
        "words": notes.get(UUID(note), "") if note else "",
        "at": entry.at,
    }


def _title(entry: TimelineEntry, kind: TimelineKind, names: dict[str, str]) -> tuple[str, str]:
    """Return what happened, and the detail of it."""
    message, facts = entry.message, entry.facts
    if message and kind in _HAPPENED:
        title = _("%(what)s: %(happened)s") % {
            "what": message.get_kind_display(),
            "happened": _HAPPENED[kind](),
        }
        return title, message.error if kind in _WITH_REASON else message.subject
    if kind == TimelineKind.STATUS:
        title = _("Status: %(after)s") % {"after": _label(LeadStatus, facts.get("after"))}
        return title, _("was %(before)s") % {"before": _label(LeadStatus, facts.get("before"))}
    if kind == TimelineKind.ASSIGNED:
        whose = facts.get("member")
        name = names.get(whose, _("a former member")) if whose else _("nobody")
        return _("Assigned to %(name)s") % {"name": name}, ""
    if kind in _REASONS:
        return str(kind.label), _label(_REASONS[kind], facts.get("reason"))
    return str(kind.label), message.subject if message and kind != TimelineKind.ENQUIRY else ""


def _label(choices: Any, value: str | None) -> str:
    return str(choices(value).label) if value in choices.values else ""


def _who(entry: TimelineEntry, kind: TimelineKind, member: Membership) -> str:
    if entry.actor:
        return member_name(entry.actor, member)
    by_itself = kind in {TimelineKind.MESSAGE_SENT, TimelineKind.RUN_STARTED, TimelineKind.QUARANTINED}
    is_ours = entry.message is None or (entry.message.direction == Direction.OUT and entry.message.is_automatic)
    return "LeadWizard" if by_itself and is_ours else ""
