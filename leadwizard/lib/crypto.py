"""Keyed digests, for values that must be found again but not read; envelopes, for values that must be read again.

An envelope is `kid.nonce.ciphertext`: AES-256-GCM under the ring's key `kid`, with the row it belongs to as associated
data. A ciphertext that was moved to another organization, purpose or row does not open.
"""

import base64
import binascii
import functools
import hashlib
import hmac
import re
import secrets
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

KEY_BYTES: Final = 32
# 96 bits, the length that GCM is made for; random, so one key seals far fewer than 2**32 values (NIST SP 800-38D).
NONCE_BYTES: Final = 12
_KEY_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,32}")


class KeyRingError(RuntimeError):
    """`CREDENTIAL_KEYS` is missing or malformed; the sentence never holds a key."""


class UnreadableError(ValueError):
    """The envelope cannot be opened: its key is gone, it was moved, or it was changed."""


def digest(purpose: str, value: str) -> str:
    """Return 64 hexadecimal digits of HMAC-SHA256 over the value, keyed per purpose.

    Without the platform's secret key a stolen table tells nothing about the values, and the
    digest of one purpose is useless for another.
    """
    key = hashlib.sha256(f"leadwizard.digest.{purpose}:{settings.SECRET_KEY}".encode()).digest()
    return hmac.new(key, value.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def token_digest(token: str) -> str:
    """Return the SHA-256 of a random token, hexadecimal; needs no key, since the token cannot be guessed."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def seal(value: str, *, organization: UUID, purpose: str, record: UUID) -> str:
    """Return the value in an envelope that opens only for this organization, purpose and record.

    Raises:
        KeyRingError: there is no usable ring of keys.
    """
    ring = _ring()
    key_id = next(iter(ring))
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = AESGCM(ring[key_id]).encrypt(nonce, value.encode(), _belongs_to(organization, purpose, record))
    return ".".join((key_id, _text(nonce), _text(sealed)))


def unseal(envelope: str, *, organization: UUID, purpose: str, record: UUID) -> str:
    """Return the value in the envelope.

    Raises:
        UnreadableError: it does not open as this organization's, purpose's and record's.
        KeyRingError: there is no usable ring of keys.
    """
    ring = _ring()
    try:
        key_id, nonce, sealed = envelope.split(".")
        key = ring[key_id]
        opened = AESGCM(key).decrypt(_bytes(nonce), _bytes(sealed), _belongs_to(organization, purpose, record))
        return opened.decode()
    except KeyError:
        raise UnreadableError("sealed under a key that is not in the ring") from None
    except (ValueError, InvalidTag):
        # Without the cause: which of the checks failed helps only somebody who tries.
        raise UnreadableError("the envelope does not open here") from None


def is_sealed_by_writing_key(envelope: str) -> bool:
    """Say whether the envelope is under the ring's first key, which writes; otherwise it is due for rotation."""
    return envelope.partition(".")[0] == next(iter(_ring()))


def _ring() -> dict[str, bytes]:
    return _parsed(settings.CREDENTIAL_KEYS)


@functools.lru_cache(maxsize=4)
def _parsed(ring: str) -> dict[str, bytes]:
    """Read `kid:base64,kid:base64`, the writing key first."""
    keys: dict[str, bytes] = {}
    for number, part in enumerate(filter(None, (part.strip() for part in ring.split(","))), start=1):
        key_id, _, encoded = part.partition(":")
        if not _KEY_ID.fullmatch(key_id) or key_id in keys:
            raise KeyRingError(f"entry {number} of CREDENTIAL_KEYS has no name of its own")
        try:
            key = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            key = b""
        if len(key) != KEY_BYTES:
            raise KeyRingError(f"entry {number} of CREDENTIAL_KEYS is not {KEY_BYTES} bytes in base64")
        keys[key_id] = key
    if not keys:
        raise KeyRingError("CREDENTIAL_KEYS is not set")
    return keys


def _belongs_to(organization: UUID, purpose: str, record: UUID) -> bytes:
    if "|" in purpose:
        raise ValueError("a purpose must not hold the separator")
    return f"v1|{organization}|{purpose}|{record}".encode()


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
