"""Which sites' scripts may call the forms' API: those that the form itself lists."""

import re
from typing import Any, Final

from corsheaders.signals import check_request_enabled
from django.conf import settings
from django.dispatch import receiver
from django.http import HttpRequest

from leads.models import Form
from tenants import registry
from tenants.enums import RegistryKind
from tenants.scoping import scope

_FORM_PATH: Final = re.compile(settings.CORS_URLS_REGEX)


@receiver(check_request_enabled, dispatch_uid="leadwizard.cors")
def allows_origin(sender: Any, request: HttpRequest, **_options: Any) -> bool:
    """Say whether the form that the address names lists the caller's origin; the same for a preflight."""
    path = _FORM_PATH.match(request.path_info)
    origin = request.headers.get("Origin", "")
    found = registry.find(RegistryKind.FORM_SLUG, path["slug"]) if path and origin else None
    if found is None:
        return False
    with scope(found.organization_id):
        origins = Form.objects.filter(pk=found.subject_id).values_list("allowed_origins", flat=True).first()
    return origin in (origins or [])
