"""Rows that tests about leads start from."""

from typing import Any, cast
from uuid import UUID, uuid4

from django.utils import timezone

from leads import services
from leads.enums import Decision, LeadSource, RiskLevel, Urgency
from leads.models import Analysis, Form, Lead
from leads.services import Enquiry, Origin
from messaging.models import Message
from tenants.models import Organization
from tenants.scoping import scope


def form(organization: Organization, slug: str = "acme", **values: Any) -> Form:
    """Make a form of the organization."""
    with scope(organization.pk):
        return services.create_form(slug=slug, organization=organization, **values)


def lead(organization: Organization, form: Form, *, origin: Origin | None = None, **values: Any) -> Lead:
    """Keep an enquiry through the form."""
    enquiry = Enquiry(
        **{
            "name": "Rosa Delgado",
            "email": "rosa@example.com",
            "message": "Water is coming through the ceiling.",
            **values,
        }
    )
    with scope(organization.pk):
        return services.capture_lead(
            form,
            enquiry,
            organization=organization,
            origin=origin or Origin(source=LeadSource.PAGE),
            idempotency_key=str(uuid4()),
            now=timezone.now(),
        ).lead


REPLY = "Hi Rosa, that sounds stressful.\n\nThe visit is $189. Is the valve under the sink stuck?"
HELD = {
    "released": False,
    "approval": False,
    "checks": [
        {
            "name": "prices",
            "title": "Says only what you told us",
            "passed": False,
            "words": "“$189” is not among your facts.",
            "spans": [[REPLY.index("$189"), REPLY.index("$189") + 4]],
        },
        {"name": "risk", "title": "The model sees no risk", "passed": True, "words": "", "spans": []},
        {"name": "links", "title": "Has no link", "passed": True, "words": "", "spans": []},
    ],
}
RELEASED = {
    "released": True,
    "approval": False,
    "checks": [{"name": "links", "title": "Has no link", "passed": True, "words": "", "spans": []}],
}


def analysis(lead: Lead, **values: Any) -> Analysis:
    """Keep what the model said of the lead: a reply that the gate held, unless the values say otherwise."""
    said = {
        "model": "llama-3.3-70b",
        "prompt_version": "lead-1",
        "milliseconds": 1900,
        "cost": 2100,
        "summary": "Water comes through the ceiling; she asks for somebody tonight.",
        "urgency": Urgency.EMERGENCY,
        "intent": "Emergency repair",
        "suggested_reply": REPLY,
        "tags": ["leak", "tonight"],
        "risk_level": RiskLevel.LOW,
        "confidence": 0.91,
        "auto_send_allowed": True,
        "decision": Decision.HELD,
        "verdict": HELD,
        "created_at": timezone.now(),
        **values,
    }
    with scope(cast("UUID", lead.organization_id)):
        Lead.objects.filter(pk=lead.pk).update(urgency=said["urgency"])
        return Analysis.objects.create(lead=lead, **said)


def draft(lead: Lead, **values: Any) -> Message:
    """Keep an analysis of the lead whose reply waits for a person."""
    said = analysis(lead, **values)
    with scope(cast("UUID", lead.organization_id)):
        kept = services.save_draft(Lead.objects.get(pk=lead.pk), said, now=timezone.now())
    assert kept is not None
    return kept
