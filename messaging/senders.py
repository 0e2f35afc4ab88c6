"""Whose name a mail carries: a business's own words, which must not be able to forge an address."""

import re
import unicodedata
from email.headerregistry import Address
from typing import Final

_MAX_LENGTH: Final = 60
_LINKS: Final = re.compile(r"(?:https?:)?//\S+|www\.\S+", re.IGNORECASE)
_DOMAIN_SUFFIX: Final = re.compile(r"<[^>]*>|\S+@\S+")
# What a mail program could read as the end of the name, another mailbox, a group or a comment.
_SYNTAX: Final = re.compile(r"[\"<>@,;:\\()\[\]]")


def display_name(name: str) -> str:
    """Return a name that is safe in front of an address: one line, no address syntax, no links, at most 60 letters.

    Control, format and bidirectional characters go too; they can turn the order of what is read.
    """
    # Compatibility forms first: a full-width @ is an @ to a reader.
    text = unicodedata.normalize("NFKC", name)
    text = "".join(" " if unicodedata.category(letter)[0] in "CZ" else letter for letter in text)
    # A mail program would decode these, whatever stands around them (RFC 2047).
    text = text.replace("=?", " ").replace("?=", " ")
    text = _LINKS.sub(" ", text)
    text = _DOMAIN_SUFFIX.sub(" ", text)
    text = _SYNTAX.sub(" ", text)
    return " ".join(text.split())[:_MAX_LENGTH].strip()


def mailbox(name: str, address: str) -> str:
    """Return `"name" <address>` for a header, built by the standard library and never by hand."""
    local, _, domain = address.rpartition("@")
    return str(Address(display_name=display_name(name), username=local, domain=domain))
