"""Rows that tests about leads start from."""

from typing import Any
from uuid import uuid4

from django.utils import timezone

from leads import services
from leads.enums import LeadSource
from leads.models import Form, Lead
from leads.services import Enquiry
from tenants.models import Organization
from tenants.scoping import scope


def form(organization: Organization, slug: str = "acme", **values: Any) -> Form:
    """Make a form of the organization."""
    with scope(organization.pk):
        return services.create_form(slug=slug, organization=organization, **values)


def lead(organization: Organization, form: Form, **values: Any) -> Lead:
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
            source=LeadSource.PAGE,
            idempotency_key=str(uuid4()),
            now=timezone.now(),
        ).lead
