"""The first answer to a lead: a personal reply when the gate lets it pass, else the acknowledgement."""

from datetime import datetime
from typing import Any, Final

from leads.enums import Decision
from leads.models import Analysis, Lead
from messaging.enums import Direction, MessageKind
from messaging.models import Message
from messaging.services import greeting_name, queue_message
from tenants.compiled import Compiled
from tenants.models import Organization

ANSWER: Final = "answer"
_WRITTEN_BY_THE_TEAM: Final = Compiled(
    lambda lead: Message.objects.filter(
        about_id=lead, direction=Direction.OUT, kind=MessageKind.REPLY, is_automatic=False
    ).values_list("pk", flat=True)[:1]
)


def subject_of(lead: Lead) -> str:
    """Return what the lead is about, in the business's own words: never the stranger's."""
    return lead.service if lead.form and lead.service in lead.form.services else ""


def acknowledge_lead(
    lead: Lead, *, organization: Organization, opening: str = "", booking_url: str = "", now: datetime
) -> Message | None:
    """Queue the acknowledgement, once for each lead; it never repeats the stranger's own text.

    `opening` says when a person answers, in words; `booking_url` is where the owner lets people choose a time.
    """
    if not lead.email:
        return None
    return queue_message(
        lead.contact,
        organization=organization,
        kind=MessageKind.ACKNOWLEDGEMENT,
        to_address=lead.email,
        template="acknowledgement",
        context=acknowledgement_facts(lead) | {"opening": opening, "booking_url": booking_url},
        purpose=ANSWER,
        subject_id=lead.pk,
        about_id=lead.pk,
        locale=lead.locale,
        is_announced=False,
        now=now,
    )


def acknowledgement_facts(lead: Lead) -> dict[str, Any]:
    """Return what the acknowledgement's template may say."""
    return {
        "lead": {
            "first_name": greeting_name(lead.name),
            "reference": lead.reference,
            "service": subject_of(lead),
            "created_at": lead.created_at,
        },
        "success_text": lead.form.success_text if lead.form else "",
        "recipient_name": greeting_name(lead.name),
    }


def reply_personally(lead: Lead, analysis: Analysis, *, organization: Organization, now: datetime) -> Message | None:
    """Queue the model's reply, which the gate let pass; it takes the acknowledgement's place."""
    return queue_message(
        lead.contact,
        organization=organization,
        kind=MessageKind.REPLY,
        to_address=lead.email,
        template="reply",
        context={
            "body": analysis.suggested_reply,
            "author": "",
            "subject": reply_subject(lead),
        },
        purpose=ANSWER,
        subject_id=lead.pk,
        about_id=lead.pk,
        body=analysis.suggested_reply,
        locale=lead.locale,
        is_announced=False,
        now=now,
    )


def reply_subject(lead: Lead) -> str:
    """Return the subject of a reply, from our own rows."""
    return f"Re: {subject_of(lead) or 'your request'} ({lead.reference})"


def answer_lead(
    lead: Lead,
    analysis: Analysis | None,
    *,
    organization: Organization,
    opening: str = "",
    booking_url: str = "",
    now: datetime,
) -> Message | None:
    """Queue the one first answer: the personal reply where the gate let it pass, else the acknowledgement.

    Not for a lead that a person of the team has already answered: nothing is said over people. Then `note_analysis`.
    """
    if analysis and analysis.decision == Decision.SENT:
        return reply_personally(lead, analysis, organization=organization, now=now)
    return acknowledge_lead(lead, organization=organization, opening=opening, booking_url=booking_url, now=now)


def has_team_answered(lead: Lead) -> bool:
    """Say whether a person has written to the contact about the lead."""
    return bool(_WRITTEN_BY_THE_TEAM.all(lead=lead.pk))
