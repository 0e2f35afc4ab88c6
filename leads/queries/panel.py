"""One lead: its relay, its thread, its timeline."""

from datetime import datetime
from typing import Any, Final

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leads.enums import Communication
from leads.models import Lead
from messaging.enums import Channel, Direction, DispatchState, MessageKind, TimelineKind
from messaging.models import Message, TimelineEntry
from tenants.models import Membership, Organization

TABS: Final = ("overview", "messages", "timeline")
# A thread that is longer shows its newest part.
MOST_MESSAGES: Final = 200
MOST_ENTRIES: Final = 300

_MARKS: Final[dict[str, tuple[str, str]]] = {
    DispatchState.QUEUED: ("now", ""),
    DispatchState.SENDING: ("now", ""),
    DispatchState.SENT: ("sent", ""),
    DispatchState.DELIVERED: ("done", ""),
    DispatchState.BOUNCED: ("stop", "stop"),
    DispatchState.FAILED: ("stop", "stop"),
    DispatchState.HELD: ("held", ""),
    DispatchState.CANCELLED: ("held", ""),
    DispatchState.UNKNOWN: ("unknown", "turn"),
}


def panel_context(
    lead: Lead, *, organization: Organization, member: Membership, tab: str, query: str, now: datetime
) -> dict[str, Any]:
    """Return what the panel of a lead shows; `query` are the list's filters as a query string."""
    tab = tab if tab in TABS else "overview"
    messages = list(
        Message.objects.filter(about_id=lead.pk)
        .select_related("author__user")
        .order_by("-created_at", "-id")[:MOST_MESSAGES]
    )[::-1]
    own_url = reverse("leads:lead", args=[organization.slug, lead.pk])
    labels = {"overview": _("Overview"), "messages": _("Messages"), "timeline": _("Timeline")}
    context: dict[str, Any] = {
        "lead": lead,
        "tab": tab,
        "tabs": [
            {
                "label": labels[name],
                "url": f"{own_url}?{_joined(f'tab={name}', query)}",
                "current": name == tab,
                "count": len(messages) if name == "messages" else 0,
            }
            for name in TABS
        ],
        "relay_steps": relay_steps(lead, messages, now),
        "close_url": reverse("leads:list", args=[organization.slug]) + (f"?{query}" if query else ""),
        **_neighbours(lead, organization, tab, query),
    }
    if tab == "messages":
        context["thread"] = [message_facts(message, member, lead) for message in messages]
    if tab == "timeline":
        entries = TimelineEntry.objects.filter(
            Q(about_id=lead.pk) | Q(about_id=None, contact_id=lead.contact_id), contact_id=lead.contact_id
        )
        newest_first = entries.select_related("message", "actor__user").order_by("-at", "-id")[:MOST_ENTRIES]
        context["timeline"] = [entry_facts(entry, member) for entry in newest_first]
    return context


def _joined(*parts: str) -> str:
    return "&".join(part for part in parts if part)


def _neighbours(lead: Lead, organization: Organization, tab: str, query: str) -> dict[str, str]:
    """Return the addresses of the leads just before and after in the list of all."""
    at, key = lead.created_at, lead.pk
    newer = Lead.objects.filter(Q(created_at__gt=at) | Q(created_at=at, id__gt=key), created_at__gte=at)
    older = Lead.objects.filter(Q(created_at__lt=at) | Q(created_at=at, id__lt=key), created_at__lte=at)
    found = {
        "previous_url": newer.order_by("created_at", "id").values_list("pk", flat=True).first(),
        "next_url": older.order_by("-created_at", "-id").values_list("pk", flat=True).first(),
    }
    suffix = _joined(f"tab={tab}" if tab != "overview" else "", query)
    return {
        name: reverse("leads:lead", args=[organization.slug, pk]) + (f"?{suffix}" if suffix else "") if pk else ""
        for name, pk in found.items()
    }


def after(start: datetime, end: datetime) -> str:
    """Return how long something took, in words: after 6 s, after 11 min, after 3 h, after 2 days."""
    seconds = max(0, int((end - start).total_seconds()))
    if seconds < 60:  # noqa: PLR2004 - a minute
        return _("after %(n)s s") % {"n": seconds}
    if seconds < 3600:  # noqa: PLR2004 - an hour
        return _("after %(n)s min") % {"n": seconds // 60}
    if seconds < 86400:  # noqa: PLR2004 - a day
        return _("after %(n)s h") % {"n": seconds // 3600}
    days = seconds // 86400
    return ngettext("after %(n)s day", "after %(n)s days", days) % {"n": days}


def waiting(since: datetime, now: datetime) -> str:
    """Return how long somebody has waited, in words."""
    return after(since, now).replace(_("after"), _("waiting"), 1)


def relay_steps(lead: Lead, messages: list[Message], now: datetime) -> list[dict[str, str]]:
    """Return who has had the lead and who has it now: at most one step is somebody's turn."""
    received = timezone.localtime(lead.created_at)
    steps = [{"state": "done", "label": _("Received"), "detail": date_format(received, "g:i:s A")}]
    steps.append(_first_answer_step(lead, messages))
    reply = next((message for message in messages if message.kind == MessageKind.REPLY and _left(message)), None)
    if reply:
        label = _("LeadWizard answered") if reply.is_automatic else _("You answered")
        steps.append(
            {"state": "done", "label": label, "detail": after(lead.created_at, reply.sent_at or reply.created_at)}
        )
    if lead.is_closed:
        steps.append({"state": "done", "label": lead.get_status_display(), "detail": ""})
    elif lead.communication == Communication.CUSTOMER_REPLIED or not reply:
        newest = next((m for m in reversed(messages) if m.direction == Direction.IN), None)
        since = newest.created_at if newest else lead.created_at
        steps.append({"state": "turn", "label": _("Your answer"), "detail": waiting(since, now)})
    return steps


def _left(message: Message) -> bool:
    return message.direction == Direction.OUT and message.state in {
        DispatchState.QUEUED,
        DispatchState.SENDING,
        DispatchState.SENT,
        DispatchState.DELIVERED,
        DispatchState.UNKNOWN,
    }


def _first_answer_step(lead: Lead, messages: list[Message]) -> dict[str, str]:
    receipt = next((message for message in messages if message.kind == MessageKind.ACKNOWLEDGEMENT), None)
    label = _("Acknowledged")
    if receipt is None:
        return {"state": "now", "label": label, "detail": _("on its way")}
    if receipt.state in {DispatchState.SENT, DispatchState.DELIVERED}:
        return {"state": "done", "label": label, "detail": after(lead.created_at, receipt.sent_at or lead.created_at)}
    if receipt.state in {DispatchState.QUEUED, DispatchState.SENDING}:
        return {"state": "now", "label": label, "detail": _("on its way")}
    if receipt.state == DispatchState.UNKNOWN:
        return {"state": "unknown", "label": label, "detail": _("we cannot tell")}
    return {"state": "stop", "label": _("Not acknowledged"), "detail": state_words(receipt)}


def state_words(message: Message) -> str:
    """Return what became of a message, in words."""
    if message.direction == Direction.IN:
        return ""
    state, why = message.state, message.error
    if state == DispatchState.DELIVERED and message.delivered_at:
        return _("Delivered by e-mail %(after)s") % {"after": after(message.created_at, message.delivered_at)}
    if state == DispatchState.UNKNOWN:
        return _("We cannot tell whether this went out.")
    if not why:
        return str(message.get_state_display())
    reasons = {
        DispatchState.BOUNCED: _("Bounced: %(why)s"),
        DispatchState.FAILED: _("Failed: %(why)s"),
        DispatchState.CANCELLED: _("Not sent: %(why)s"),
        DispatchState.QUEUED: _("Not sent yet: %(why)s It is tried again by itself."),
    }
    return reasons.get(DispatchState(state), str(message.get_state_display())) % {"why": why}


def message_facts(message: Message, member: Membership, lead: Lead) -> dict[str, Any]:
    """Return a message as the thread shows it."""
    outgoing = message.direction == Direction.OUT
    mark, tone = _MARKS.get(message.state, ("", "")) if outgoing else ("", "")
    return {
        "id": message.pk,
        "outgoing": outgoing,
        "automatic": message.is_automatic,
        "author": author_name(message, member, lead),
        "channel_label": _("by the form") if message.channel == Channel.FORM else _("by e-mail"),
        "kind_label": ""
        if message.kind in {MessageKind.ENQUIRY, MessageKind.INBOUND}
        else message.get_kind_display().lower(),
        "at": message.created_at,
        "subject": message.subject,
        "body": message.body,
        "state_mark": mark,
        "state_text": state_words(message),
        "state_tone": tone,
    }


def author_name(message: Message, member: Membership, lead: Lead) -> str:
    """Return who speaks, as seen by the member."""
    if message.direction == Direction.IN:
        return lead.first_name or _("The customer")
    if message.is_automatic:
        return "LeadWizard"
    if message.author is None:
        return _("A former member")
    return _("You") if message.author_id == member.pk else message.author.display_name


_ENTRY_MARKS: Final = {
    TimelineKind.ENQUIRY: "done",
    TimelineKind.MESSAGE_SENT: "sent",
    TimelineKind.MESSAGE_DELIVERED: "done",
    TimelineKind.MESSAGE_BOUNCED: "stop",
    TimelineKind.MESSAGE_FAILED: "stop",
    TimelineKind.MESSAGE_CANCELLED: "held",
    TimelineKind.STATUS: "done",
    TimelineKind.SUPPRESSED: "stop",
}


def entry_facts(entry: TimelineEntry, member: Membership) -> dict[str, Any]:
    """Return a timeline entry as the page shows it."""
    kind = TimelineKind(entry.kind)
    message = entry.message
    title, detail = str(kind.label), ""
    if message and kind != TimelineKind.ENQUIRY:
        title = _("%(what)s: %(happened)s") % {
            "what": message.get_kind_display(),
            "happened": {
                TimelineKind.MESSAGE_SENT: _("sent"),
                TimelineKind.MESSAGE_DELIVERED: _("delivered"),
                TimelineKind.MESSAGE_BOUNCED: _("bounced"),
                TimelineKind.MESSAGE_FAILED: _("failed"),
                TimelineKind.MESSAGE_CANCELLED: _("not sent"),
            }.get(kind, ""),
        }
        detail = message.error if kind in _WITH_REASON else message.subject
    if kind == TimelineKind.STATUS:
        labels = dict(Lead._meta.get_field("status").flatchoices)
        title = _("Status: %(after)s") % {"after": labels.get(entry.facts.get("after", ""), "")}
        detail = _("was %(before)s") % {"before": labels.get(entry.facts.get("before", ""), "")}
    who = ""
    if entry.actor:
        who = _("You") if entry.actor_id == member.pk else entry.actor.display_name
    elif message and message.direction == Direction.OUT and kind == TimelineKind.MESSAGE_SENT:
        who = "LeadWizard"
    return {
        "mark": _ENTRY_MARKS[kind],
        "title": title,
        "detail": ", ".join(filter(None, [who, detail])),
        "at": entry.at,
    }


_WITH_REASON: Final = {
    TimelineKind.MESSAGE_BOUNCED,
    TimelineKind.MESSAGE_FAILED,
    TimelineKind.MESSAGE_CANCELLED,
}


def public_steps(*, is_sent: bool, organization: Organization, email: str = "") -> list[dict[str, str]]:
    """Return what happens next, for the stranger: before and after sending."""
    reads = _("%(name)s reads it") % {"name": organization.name}
    if is_sent:
        return [
            {"state": "done", "label": _("We received your request"), "detail": ""},
            {
                "state": "now",
                "label": _("A confirmation is on its way"),
                "detail": _("to %(email)s") % {"email": email},
            },
            {"state": "next", "label": reads, "detail": _("and answers you in person")},
        ]
    return [
        {"state": "next", "label": _("You get a confirmation"), "detail": _("by e-mail, in about a minute")},
        {"state": "next", "label": reads, "detail": _("and answers you in person")},
        {"state": "next", "label": _("You decide"), "detail": _("nothing is booked without your yes")},
    ]
