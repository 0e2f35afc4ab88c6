"""The line of script that puts a form into somebody else's page."""

import json
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from leads.models import Form
from tenants import registry
from tenants.access import unscoped
from tenants.enums import RegistryKind
from tenants.queries import current_organization
from tenants.scoping import scope

HOUR: Final = 60 * 60


@unscoped("answers strangers' pages; reads the title of the one form that the address names, in its scope")
@require_safe
def embed_script(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer the script of a form, the same for everybody; an unknown form is a word in the console."""
    found = registry.find(RegistryKind.FORM_SLUG, slug)
    if found is None:
        return _script(f"console.warn({json.dumps(f'LeadWizard: there is no form “{slug}”.')});\n", seconds=60)
    with scope(found.organization_id):
        title = f"{Form.objects.get(pk=found.subject_id).title}, {current_organization().name}"
    # json.dumps leaves nothing but ASCII and no way out of a string.
    facts = json.dumps({"url": settings.PUBLIC_URL + reverse("leads:form", args=[slug]) + "?embed=1", "title": title})
    return _script(f"({_source()})({facts});\n", seconds=HOUR)


def _script(source: str, *, seconds: int) -> HttpResponse:
    response = HttpResponse(source, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = f"public, max-age={seconds}"
    # Pages that isolate themselves (Cross-Origin-Embedder-Policy) load it, too.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@cache
def _source() -> str:
    return Path(str(finders.find("js/embed/form.js"))).read_text(encoding="utf-8").strip()
