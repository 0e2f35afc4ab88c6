"""What the panel of a lead shows, tab by tab."""

from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.enums import OPEN_TO_WORK
from leads.models import Lead, Note
from leads.queries.lists import chips_of, foreign_language, source_label
from leads.queries.narrowing import Narrowing
from leads.queries.panel.history import history
from leads.queries.panel.origin import agreements, origin
from leads.queries.panel.relay import relay_steps
from leads.queries.panel.thread import member_name, message_facts
from leads.queries.panel.verdict import model_context, newest_analysis
from leadwizard.lib import keyset
from messaging.enums import DispatchState
from messaging.models import Message
from tenants.models import Membership, Organization

TABS: Final = {
    "overview": gettext_lazy("Overview"),
    "ai": gettext_lazy("AI"),
    "messages": gettext_lazy("Messages"),
    "timeline": gettext_lazy("Timeline"),
}
# A thread that is longer shows its newest part.
MOST_MESSAGES: Final = 200
MOST_NOTES: Final = 100
_UNSAID: Final = (DispatchState.DRAFT, DispatchState.DISCARDED)


def panel_context(
    lead: Lead,
    *,
    organization: Organization,
    member: Membership,
    team: list[Membership],
    tab: str,
    narrowing: Narrowing,
    now: datetime,
) -> dict[str, Any]:
    """Return what the panel of a lead shows; `narrowing` is the list's, which its addresses keep.

    `draft` is the suggestion that waits for a person, or None.
    """
    tab = tab if tab in TABS else "overview"
    newest_first = Message.objects.filter(about_id=lead.pk).select_related("author__user")
    everything = list(newest_first.order_by("-created_at", "-id")[:MOST_MESSAGES])[::-1]
    messages = [message for message in everything if message.state not in _UNSAID]
    draft = next((message for message in reversed(everything) if message.state == DispatchState.DRAFT), None)
    own_url = reverse("leads:lead", args=[organization.slug, lead.pk])
    query = narrowing.query(cursor=narrowing.cursor)
    suffix = _joined(f"tab={tab}" if tab != "overview" else "", query)
    counts = {"messages": len(messages)}
    context: dict[str, Any] = {
        "lead": lead,
        "lang": foreign_language(lead),
        "chips": chips_of(lead, has_draft=draft is not None),
        "source_label": source_label(lead),
        "is_quarantined": lead.suspicion not in OPEN_TO_WORK,
        "draft": draft,
        "tab": tab,
        "tabs": [
            {
                "key": name,
                "label": label,
                "url": f"{own_url}?{_joined(f'tab={name}', query)}",
                "current": name == tab,
                "count": counts.get(name, 0),
            }
            for name, label in TABS.items()
        ],
        "query": query,
        "relay_steps": relay_steps(lead, messages, now),
        "close_url": reverse("leads:list", args=[organization.slug]) + (f"?{query}" if query else ""),
        **_neighbours(lead, organization, suffix=suffix, narrowing=narrowing, member=member, now=now),
    }
    if tab == "overview":
        notes = Note.objects.filter(lead=lead).select_related("author__user").order_by("-created_at", "-id")
        context["analysis"] = newest_analysis(lead)
        context["agreements"] = agreements(lead)
        context["origin"] = origin(lead)
        context["notes"] = [_note(note, member) for note in notes[:MOST_NOTES]]
    elif tab == "ai":
        context |= model_context(lead, newest_analysis(lead), draft, member=member)
    elif tab == "messages":
        context["thread"] = [message_facts(message, member, lead) for message in messages]
    else:
        context["timeline"] = history(lead, member=member, team=team)
    return context


def _joined(*parts: str) -> str:
    return "&".join(part for part in parts if part)


def _note(note: Note, member: Membership) -> dict[str, Any]:
    author = member_name(note.author, member) if note.author else _("A former member")
    return {"author": author, "body": note.body, "at": note.created_at}


def _neighbours(
    lead: Lead, organization: Organization, *, suffix: str, narrowing: Narrowing, member: Membership, now: datetime
) -> dict[str, str]:
    """Return the addresses of the leads just before and after it in the list as it is narrowed."""
    newer, older = keyset.neighbours(narrowing.leads(member, now), lead)
    found = {"previous_url": newer, "next_url": older}
    return {
        name: reverse("leads:lead", args=[organization.slug, pk]) + (f"?{suffix}" if suffix else "") if pk else ""
        for name, pk in found.items()
    }
