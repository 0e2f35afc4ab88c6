"""Which addresses and mails belong to machines: they are kept, and never answered."""

import re
from collections.abc import Mapping
from typing import Final

from django.conf import settings

# Mailboxes that no person reads: an automatic answer to one comes back, or starts a loop. Names of people (Norma Reply,
# Noreen) and businesses (Bounce House) hold the same letters, so whole words count, and where they stand.
_WORDS: Final = re.compile(r"[a-z]+|[0-9]+")
_ANYWHERE: Final = re.compile(r" (no ?reply|do ?not ?reply|dont ?reply) ")
_AT_THE_START: Final = re.compile(
    r" (mailer ?daemon|auto ?(reply|responder|respond)|list ?serv|majordomo|bounces?(?= [0-9])) "
)
_ALONE: Final = re.compile(r" (postmaster|abuse|bounces?) ([0-9]+ )?")
_BULK: Final = frozenset({"bulk", "junk", "list", "auto_reply"})
# Older programs mark their answers so. X-Auto-Response-Suppress is left out: some stand on people's own mail.
_MARKS: Final = frozenset({"x-autoreply", "x-autorespond", "x-autoresponse", "list-id"})
# For programs that mark nothing at all; only at the start, since people answer such mails too.
_SUBJECT: Final = re.compile(
    r"\s*(automatic reply|auto[- ]?reply|auto(matic)? response|out of (the )?office|respuesta autom[aá]tica"
    r"|fuera de (la )?oficina)\b",
    re.IGNORECASE,
)


def is_machine(address: str) -> bool:
    """Say whether the mailbox's name tells that no person reads it: noreply2@, billing-do-not-reply@, bounces+x@.

    What follows a plus sign is a label: the mailbox is that of the words before it.
    """
    local = address.lower().rpartition("@")[0].partition("+")[0]
    words = f" {' '.join(_WORDS.findall(local))} "
    return bool(_ANYWHERE.search(words) or _AT_THE_START.match(words) or _ALONE.fullmatch(words))


def is_ours(address: str) -> bool:
    """Say whether an address belongs to the platform itself: where it sends from, and where it receives."""
    domain = address.rpartition("@")[2].lower()
    ours = {str(settings.EMAIL_ADDRESS).rpartition("@")[2].lower(), str(settings.INBOUND_DOMAIN).lower()}
    return bool(domain) and domain in ours


def is_machine_mail(*, sender: str, subject: str, headers: Mapping[str, str]) -> bool:
    """Say whether a machine wrote a mail (RFC 3834, and what older programs do); header names in lower case."""
    submitted = headers.get("auto-submitted", "no").partition(";")[0].strip().lower()
    return (
        submitted not in {"", "no"}
        or headers.get("precedence", "").strip().lower() in _BULK
        or headers.get("return-path", "?").strip() in {"", "<>"}
        or not _MARKS.isdisjoint(headers)
        or not sender
        or is_machine(sender)
        or is_ours(sender)
        or _SUBJECT.match(subject) is not None
    )


# What phones answer by themselves, and what they make of a thumb pressed on a bubble.
_PHONE_SAYS: Final = re.compile(
    r"\s*(?:"
    r"[(\[]?auto(?:matic|mated)?[- ]?(?:reply|response|message|text)\b"
    r"|.*\bdo not disturb while driving\b"
    r"|\(?i['’]?m (?:not receiving notifications|driving with driving focus)\b"
    r"|.*\bsent from my car$"
    r"|(?:liked|loved|disliked|laughed at|emphasi[sz]ed|questioned|reacted .{1,24} to|removed an? .{1,24} from)"
    r" (?:[“\"].*|an? (?:image|video|message|audio message))$"
    r"|\W{1,8}\s*to\s+[“\"]"
    r")",
    re.IGNORECASE | re.DOTALL,
)


def is_machine_text(text: str) -> bool:
    """Say whether a phone wrote a text by itself: its holder is driving, or tapped a reaction."""
    return _PHONE_SAYS.match(text[:400]) is not None
