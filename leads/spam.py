"""What makes an enquiry suspect; a suspect is kept and looked at by a person, never dropped."""

import re
from datetime import datetime, timedelta
from functools import cache
from typing import Final

from django.conf import settings

from leads.enums import SuspicionReason

MOST_LINKS: Final = 2
_LINK: Final = re.compile(
    r"(?:https?://|www\.)\S+|\b[a-z0-9-]+\.(?:com|net|org|info|biz|ru|top|xyz|shop|site|online)\b", re.IGNORECASE
)


@cache
def _disposable() -> frozenset[str]:
    from disposable_email_domains import blocklist

    return frozenset(blocklist)


def suspicion(
    *,
    email: str,
    message: str,
    honeypot: str = "",
    opened_at: datetime | None = None,
    is_flooded: bool = False,
    now: datetime,
) -> SuspicionReason:
    """Return the first reason to doubt an enquiry; `opened_at` is when its page was made (None: not by a page)."""
    if honeypot.strip():
        return SuspicionReason.HONEYPOT
    if opened_at is not None and now - opened_at < timedelta(seconds=settings.FORM_MINIMUM_SECONDS):
        return SuspicionReason.TOO_FAST
    if is_flooded:
        return SuspicionReason.FLOOD
    if len(_LINK.findall(message)) > MOST_LINKS:
        return SuspicionReason.LINKS
    if email.rpartition("@")[2] in _disposable():
        return SuspicionReason.DISPOSABLE
    return SuspicionReason.NONE
