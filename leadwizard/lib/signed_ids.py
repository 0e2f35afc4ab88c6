"""Ids that we hand out and know again: in addresses and links that strangers keep for years."""

import base64
import hmac
from uuid import UUID

from leadwizard.lib.crypto import digest

# Lower case only: mail systems may change the case of a local part.
_SIGNATURE_LENGTH = 16


def signed_id(purpose: str, row_id: UUID) -> str:
    """Return the id with a signature, as 42 lower-case letters and digits: nobody else can make one.

    80 bits of signature; it does not expire and says nothing but the id.
    """
    text = base64.b32encode(row_id.bytes).decode().rstrip("=").lower()
    return text + _signature(purpose, text)


def read_signed_id(purpose: str, text: str) -> UUID | None:
    """Return the id of a text made by `signed_id` for the same purpose, or None."""
    text = text.lower()
    head, signature = text[:-_SIGNATURE_LENGTH], text[-_SIGNATURE_LENGTH:]
    if not text.isascii() or not hmac.compare_digest(signature, _signature(purpose, head)):
        return None
    try:
        return UUID(bytes=base64.b32decode(head.upper() + "=" * (-len(head) % 8)))
    except ValueError:
        return None


def _signature(purpose: str, text: str) -> str:
    code = bytes.fromhex(digest(f"signed-id.{purpose}", text))[:10]
    return base64.b32encode(code).decode().lower()
