"""Telling the team: a new lead, a customer who replied."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from leads.models import Analysis, Lead, ReplySettings
from leads.services import text_alerts
from leads.services.settings import reply_settings
from messaging.enums import NoticeKind, ReplyAudience
from messaging.models import Message, Notice
from messaging.services import notify, reply_address
from tenants.compiled import Compiled
from tenants.enums import Role
from tenants.models import Membership, Organization

APPROVAL_SALT: Final = "leads.approval"
_MEMBERS: Final = Compiled(lambda: Membership.objects.filter(is_active=True).select_related("user"))


def alert_team(
    lead: Lead,
    *,
    organization: Organization,
    wishes: ReplySettings,
    analysis: Analysis | None = None,
    draft: Message | None = None,
    now: datetime,
) -> list[Notice]:
    """Tell the organization of a new lead: its contact address always, members who chose it, else its owners.

    `wishes` are the organization's: they say who chose it.
    """
    facts = {
        **_lead_facts(lead, organization),
        "analysis": {
            "summary": analysis.summary,
            "urgency": analysis.urgency,
            "urgency_label": analysis.get_urgency_display(),
        }
        if analysis
        else None,
        "draft": draft.body if draft else "",
    }
    notices = _notify_all(
        lead,
        NoticeKind.LEAD_ALERT,
        "lead_alert",
        facts,
        organization=organization,
        key=str(lead.pk),
        draft=draft,
        wishes=wishes,
        now=now,
    )
    words = text_alerts.of_new_lead(lead, organization=organization, analysis=analysis)
    return notices + text_alerts.tell(
        lead, NoticeKind.LEAD_ALERT, words, key=str(lead.pk), url=facts["lead_url"], has_draft=bool(draft), now=now
    )


def tell_of_reply(lead: Lead, message: Message, *, organization: Organization, now: datetime) -> list[Notice]:
    """Tell the organization that a customer answered."""
    facts = {
        **_lead_facts(lead, organization),
        "body": message.body,
        "sender": message.sender_name,
        "other_sender": message.other_sender(lead.email, lead.contact.email),
    }
    notices = _notify_all(
        lead,
        NoticeKind.CUSTOMER_REPLY,
        "customer_reply",
        facts,
        organization=organization,
        key=str(message.pk),
        draft=None,
        wishes=reply_settings(),
        now=now,
    )
    words = text_alerts.of_reply(lead, message, organization=organization)
    return notices + text_alerts.tell(
        lead, NoticeKind.CUSTOMER_REPLY, words, key=str(message.pk), url=facts["lead_url"], now=now
    )


def _lead_facts(lead: Lead, organization: Organization) -> dict[str, Any]:
    path = reverse("leads:lead", args=[organization.slug, lead.pk])
    return {
        "lead": {
            "name": lead.name,
            "email": lead.email,
            "phone_display": lead.phone_display,
            "service": lead.service,
            "preferred_time": lead.preferred_time,
            "message": lead.message,
            "reference": lead.reference,
        },
        "lead_url": f"{settings.PUBLIC_URL}{path}",
    }


def _notify_all(
    lead: Lead,
    kind: NoticeKind,
    template: str,
    facts: dict[str, Any],
    *,
    organization: Organization,
    key: str,
    draft: Message | None,
    wishes: ReplySettings,
    now: datetime,
) -> list[Notice]:
    notices = []
    for address, member in _recipients(organization, wishes):
        answer_to = reply_address(lead.contact, ReplyAudience.TEAM, about_id=lead.pk, bound_to=address, member=member)
        approval_url = _approval_url(organization, draft, member) if draft and member else ""
        notices.append(
            notify(
                kind,
                to_address=address,
                template=template,
                context={**facts, "approval_url": approval_url, "replies_read": bool(answer_to)},
                organization=organization,
                member=member,
                about_id=lead.pk,
                dedupe_key=key,
                reply_to=answer_to,
                is_secret=bool(approval_url),
                now=now,
            )
        )
    return [notice for notice in notices if notice]


def _recipients(organization: Organization, wishes: ReplySettings) -> list[tuple[str, Membership | None]]:
    """Return who is told, each address once; the contact address is a member's where one has it."""
    members = _MEMBERS.all()
    by_address = {member.user.email: member for member in members}
    chosen = set(wishes.alert_members)
    found: dict[str, Membership | None] = {}
    if organization.contact_email:
        address = organization.contact_email.lower()
        found[address] = by_address.get(address)
    for member in members:
        if str(member.pk) in chosen or (not organization.contact_email and member.role == Role.OWNER):
            found[member.user.email] = member
    return list(found.items())


def _approval_url(organization: Organization, draft: Message, member: Membership) -> str:
    token = signing.dumps([str(organization.pk), str(draft.pk), str(member.pk)], salt=APPROVAL_SALT)
    return f"{settings.PUBLIC_URL}{reverse('leads:approval', args=[token])}"


def read_approval(token: str, *, max_age: int) -> tuple[UUID, UUID, UUID] | None:
    """Return the organization, draft and member of a link in an alert, or None for one that is old or broken."""
    try:
        organization_id, draft_id, member_id = (
            UUID(text) for text in signing.loads(token, salt=APPROVAL_SALT, max_age=max_age)
        )
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None
    return organization_id, draft_id, member_id
