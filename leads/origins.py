"""Sites that may show a form: what people type, as a browser would name it."""

import re
from typing import Final
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

_HOST: Final = re.compile(
    r"(?=.{1,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
)
_LOCAL: Final = frozenset({"localhost", "127.0.0.1"})
_USUAL_PORTS: Final = {"https": 443, "http": 80}


def normalise(typed: str) -> str:
    """Return the origin of an address: scheme, host and, where it is unusual, the port.

    The address of a page counts as its site, and one without a scheme as https. The result is safe inside a
    Content-Security-Policy: nothing but letters, digits, dots, hyphens and colons can be in it.

    Raises:
        ValueError: with a sentence for the person who typed it.
    """
    text = typed.strip()
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode("ascii").lower().rstrip(".")
    except (ValueError, UnicodeError):
        raise ValueError(_("is not the address of a site, such as https://www.example.com.")) from None
    is_local = host in _LOCAL
    if not _HOST.fullmatch(host) or parts.username is not None or not (is_local or "." in host):
        raise ValueError(_("is not the address of a site, such as https://www.example.com."))
    if parts.scheme != "https" and not (parts.scheme == "http" and is_local):
        raise ValueError(_("must begin with https://."))
    if port is None or port == _USUAL_PORTS[parts.scheme]:
        return f"{parts.scheme}://{host}"
    return f"{parts.scheme}://{host}:{port}"
