"""Where a lead came from, and what the person agreed to."""

from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.models import Lead
from leads.queries.lists import source_label
from messaging.enums import ConsentChannel
from messaging.models import Consent

_LABELS: Final = {
    "utm_source": gettext_lazy("Campaign source"),
    "utm_medium": gettext_lazy("Campaign medium"),
    "utm_campaign": gettext_lazy("Campaign"),
    "utm_term": gettext_lazy("Search words"),
    "utm_content": gettext_lazy("Advertisement"),
    "ref": gettext_lazy("Came from"),
    "page": gettext_lazy("On the page"),
}
_CHANNELS: Final = {ConsentChannel.EMAIL: gettext_lazy("E-mail"), ConsentChannel.SMS: gettext_lazy("Texts")}


def agreements(lead: Lead) -> list[dict[str, Any]]:
    """Return the newest agreement for each channel, and that there is none for texts where there is a number."""
    newest: dict[str, Consent] = {}
    for consent in Consent.objects.filter(contact_id=lead.contact_id).order_by("given_at", "id"):
        newest[consent.channel] = consent
    found: list[dict[str, Any]] = [
        {
            "label": _CHANNELS[channel],
            "given_at": newest[channel].given_at,
            "withdrawn_at": newest[channel].withdrawn_at,
            "wording": newest[channel].wording,
            "version": newest[channel].version,
        }
        for channel in ConsentChannel
        if channel in newest
    ]
    if lead.phone and ConsentChannel.SMS not in newest:
        found.append({"label": _CHANNELS[ConsentChannel.SMS], "given_at": None})
    return found


def origin(lead: Lead) -> list[tuple[str, str]]:
    """Return where the lead came from: label and value, the form first."""
    known = [(str(label), lead.attribution[name]) for name, label in _LABELS.items() if lead.attribution.get(name)]
    hidden = [
        (name.removeprefix("x_").replace("_", " "), value)
        for name, value in lead.attribution.items()
        if name not in _LABELS and value
    ]
    return [(_("Through"), source_label(lead)), *known, *hidden]
