"""Making forms."""

from typing import Any

from leads.models import Form
from tenants import audit, registry
from tenants.enums import RegistryKind
from tenants.models import Organization


def create_form(*, slug: str, organization: Organization, **values: Any) -> Form:
    """Make a form whose address is unique on the platform.

    Raises:
        TakenError: another form has the slug.
    """
    form = Form.objects.create(slug=slug, **values)
    registry.claim(RegistryKind.FORM_SLUG, slug, form.pk)
    audit.record("form.created", "form", form.pk)
    return form
