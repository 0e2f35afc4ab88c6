"""Signatures of webhooks as Svix makes them (docs.svix.com, verifying payloads by hand)."""

from __future__ import annotations

import base64
import hashlib
import hmac


def svix_headers(key: bytes, *, message_id: str, timestamp: int, body: str) -> dict[str, str]:
    """``key`` is the decoded part after ``whsec_``; ``timestamp`` in whole seconds."""
    signed = f"{message_id}.{timestamp}.{body}".encode()
    digest = hmac.new(key, signed, hashlib.sha256).digest()
    return {
        "svix-id": message_id,
        "svix-timestamp": str(timestamp),
        "svix-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
