"""Addresses of our own: where replies arrive, and the link that ends all mail."""

from contextlib import suppress
from typing import Final
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from leadwizard.lib.signed_ids import read_signed_id, signed_id
from messaging.enums import ReplyAudience
from messaging.models import Contact, ReplyAddress
from tenants import registry
from tenants.enums import RegistryKind
from tenants.exceptions import TakenError
from tenants.models import Membership
from tenants.registry import Found

_REPLY: Final = "reply"
_UNSUBSCRIBE: Final = "unsubscribe"
_PREFIX: Final = "r-"
_UNSUBSCRIBE_PREFIX: Final = "u-"


def reply_address(
    contact: Contact,
    audience: ReplyAudience,
    *,
    about_id: UUID | None,
    bound_to: str = "",
    member: Membership | None = None,
) -> str:
    """Return the address at which a reply joins the thread, or an empty string where no mail can arrive."""
    if not settings.INBOUND_DOMAIN:
        return ""
    key = {"audience": audience, "contact": contact, "about_id": about_id, "bound_to": bound_to.lower()}
    row = ReplyAddress(**key, member=member)
    if not ReplyAddress.objects.insert_new(row, registry.new_entry(RegistryKind.REPLY_ADDRESS, str(row.pk), row.pk)):
        row = ReplyAddress.objects.get(**key)
    return f"{_PREFIX}{signed_id(_REPLY, row.pk)}@{settings.INBOUND_DOMAIN}"


def find_reply_address(address: str) -> Found | None:
    """Return whose address it is, or None for one that we did not make. Needs no scope."""
    row_id = read_signed_id(_REPLY, _local_part(address, _PREFIX))
    return registry.find(RegistryKind.REPLY_ADDRESS, str(row_id)) if row_id else None


def _local_part(address: str, prefix: str) -> str:
    """Return what stands behind the prefix in an address of our own receiving domain, else nothing."""
    local, _, domain = address.strip().lower().rpartition("@")
    is_ours = bool(settings.INBOUND_DOMAIN) and domain == settings.INBOUND_DOMAIN.lower()
    return local.removeprefix(prefix) if is_ours and local.startswith(prefix) else ""


def unsubscribe_token(contact: Contact) -> str:
    """Return the token of the link that ends all mail to the contact; it does not expire."""
    if registry.find(RegistryKind.CONTACT, str(contact.pk)) is None:
        # A twin at work may be faster; the key leads to the same contact then.
        with suppress(TakenError):
            registry.claim(RegistryKind.CONTACT, str(contact.pk), contact.pk)
    return signed_id(_UNSUBSCRIBE, contact.pk)


def find_unsubscribe(token: str) -> Found | None:
    """Return whose token it is, or None. Needs no scope."""
    contact_id = read_signed_id(_UNSUBSCRIBE, token)
    return registry.find(RegistryKind.CONTACT, str(contact_id)) if contact_id else None


def find_unsubscribe_address(address: str) -> Found | None:
    """Return who asks to be left alone by writing to the address, or None. Needs no scope."""
    token = _local_part(address, _UNSUBSCRIBE_PREFIX)
    return find_unsubscribe(token) if token else None


def unsubscribe_url(contact: Contact) -> str:
    """Return the address of the page that ends all mail to the contact."""
    return str(settings.PUBLIC_URL) + reverse("messaging:unsubscribe", args=[unsubscribe_token(contact)])


def unsubscribe_headers(contact: Contact) -> dict[str, str]:
    """Return the headers with which mail programs offer to unsubscribe (RFC 2369 and 8058)."""
    ways = [f"<{unsubscribe_url(contact)}>"]
    if settings.INBOUND_DOMAIN:
        address = f"{_UNSUBSCRIBE_PREFIX}{unsubscribe_token(contact)}@{settings.INBOUND_DOMAIN}"
        ways.append(f"<mailto:{address}?subject=unsubscribe>")
    return {"List-Unsubscribe": ", ".join(ways), "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
