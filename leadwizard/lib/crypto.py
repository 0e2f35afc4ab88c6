"""Keyed digests: values that must be found again but not read."""

import hashlib
import hmac

from django.conf import settings


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
