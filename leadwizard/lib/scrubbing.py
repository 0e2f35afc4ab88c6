"""Taking secrets and personal data out of what leaves for logs and error reports.

Two rules. A text of our own is scrubbed by pattern: keys, tokens, addresses, phone numbers. What an exception says is
never written, since any stranger's text may stand in it (PostgreSQL quotes whole rows): it is described by its type,
the facts that its class promises, and the places that it went through.
"""

import functools
import os
import re
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from django.conf import settings

from leadwizard.lib import crypto
from leadwizard.lib.errors import DomainError, IntegrationError

SECRET: Final = "[secret]"  # noqa: S105 - what stands in a secret's place
LONGEST: Final = 4_000
_READ: Final = 20_000
_FRAMES: Final = 24
_LAST: Final = 4
_PROJECT: Final = f"{Path(__file__).resolve().parents[2]}{os.sep}"
# Shorter ones would black out ordinary words.
_SHORTEST_SECRET: Final = 6
_PHONE_DIGITS: Final = range(7, 19)

# Names whose value is never shown, whatever it looks like; compared in lower case, `-` as `_`.
NAMES: Final = frozenset(
    {
        *("authorization", "proxy_authorization", "cookie", "set_cookie", "cookies", "headers", "env", "environ"),
        *("password", "passwd", "pwd", "secret", "secrets", "token", "tokens", "key", "keys", "api_key", "apikey"),
        *("x_api_key", "dsn", "sentry_dsn", "signature", "svix_signature", "credential", "credentials", "ciphertext"),
        *("session", "sessionid", "csrf", "csrftoken", "csrfmiddlewaretoken", "x_csrftoken", "private_key", "auth"),
        *("email", "phone", "to", "to_address", "from_address", "reply_to", "address", "ip_address", "remote_addr"),
        *(
            "x_forwarded_for",
            "x_real_ip",
            "name",
            "message_body",
            "body",
            "text",
            "html",
            "subject",
            "answers",
            "answer",
        ),
        *("payload", "data", "form", "query_string", "input", "output", "locals", "vars", "args", "kwargs", "argv"),
        *("sys.argv", "user", "ein", "ssn", "card", "recipients", "recipient", "sender"),
    }
)

# What every pattern below needs one of; most lines have none.
_SUSPECT: Final = re.compile(r"[\d@%:=/]|failing row|bearer|basic", re.IGNORECASE)
# An id of ours, of which a line has two or three.
_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_USERINFO: Final = re.compile(r"(://)[^/\s@]{1,400}@")
_TOKEN_PATH: Final = re.compile(
    r"/(u|invitation|approve|sent|key|confirm-email|unsubscribe)/[^/\s?#\"'<>]+", re.IGNORECASE
)
_QUERY: Final = re.compile(r"(/[^\s?\"'<>]{0,400})\?[^\s\"'<>]+")
_SCHEME: Final = re.compile(r"\b(bearer|basic)\s+[^\s\"',;]+", re.IGNORECASE)
_NAMED: Final = re.compile(
    r"((?:authorization|cookie|api[-_ ]?key|secret|passw(?:or)?d|passwd|pwd|token|sessionid|csrf\w*|signature|dsn)"
    r"[\"']?\s*[:=]\s*[\"']?)(?!\[secret\]|(?:bearer|basic) \[)[^\s\"',;&}]+",
    re.IGNORECASE,
)
_KEY: Final = re.compile(r"\b(?:re|sk|pk|rk|whsec|ghp|gho|pat|key|AC|SK|AKIA|xox[abp])[_-][A-Za-z0-9_+/=-]{6,}")
# Random letters of both cases with digits among them: no word, no UUID and no name of ours looks like that.
_RANDOM: Final = re.compile(
    r"(?<![\w+=-])(?=[\w+=-]*\d)(?=[\w+=-]*[a-z])(?=[\w+=-]*[A-Z])[A-Za-z0-9_+=-]{22,}(?![\w+=-])"
)
_EMAIL: Final = re.compile(r"[\w.+'*-]{1,64}(?:@|%40)[\w-]{1,63}(?:\.[\w-]{1,63})+")
_PHONE: Final = re.compile(r"(?<![\w.-])\+?\(?\d[\d ().\-/]{5,30}\d(?![\w-])")
# PostgreSQL quotes what was saved on these lines, and the quoted text may have lines of its own.
_DETAIL: Final = re.compile(r"^\s*(DETAIL|CONTEXT|QUERY|STATEMENT|PARAMETERS):.*", re.MULTILINE | re.DOTALL)
_FAILING_ROW: Final = re.compile(r"Failing row contains.*", re.DOTALL)


def text(words: str) -> str:
    """Return the words without anything that looks like a secret or like somebody's address or number."""
    found = words[:_READ]
    if not found:
        return found
    if known := _known_secrets():
        found = known.sub(SECRET, found)
    if not _SUSPECT.search(found) or _ID.fullmatch(found):
        return found[:LONGEST]
    found = _FAILING_ROW.sub("[row]", _DETAIL.sub(r"\1: [left out]", found))
    found = _USERINFO.sub(rf"\1{SECRET}@", found)
    found = _SCHEME.sub(rf"\1 {SECRET}", found)
    found = _NAMED.sub(rf"\1{SECRET}", found)
    found = _TOKEN_PATH.sub(r"/\1/[token]", found)
    found = _QUERY.sub(r"\1?[…]", found)
    found = _EMAIL.sub(_hashed, found)
    found = _KEY.sub(SECRET, found)
    found = _RANDOM.sub(SECRET, found)
    return _PHONE.sub(_without_phone, found)[:LONGEST]


def value(found: Any, name: str = "") -> Any:
    """Return anything that JSON can hold, scrubbed through and through; `name` is what it is called."""
    if name.lower().replace("-", "_") in NAMES and found not in (None, "", [], {}):
        return SECRET
    if isinstance(found, Mapping):
        return {text(str(key)): value(inner, str(key)) for key, inner in found.items()}
    if isinstance(found, list | tuple | set | frozenset):
        return [value(inner) for inner in found]
    if isinstance(found, bool | int | float) or found is None:
        return found
    return text(str(found))


def describe(error: BaseException) -> dict[str, Any]:
    """Return the type of an error and what its class promises to be safe: codes, names of constraints, status."""
    kind = type(error)
    facts: dict[str, Any] = {
        "type": kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    }
    for name in ("status_code", "errno", "sqlstate"):
        found = getattr(error, name, None)
        if isinstance(found, int) or (name == "sqlstate" and isinstance(found, str)):
            facts[name] = found
    # Words of ours; an SDK's attribute of the same name repeats what the provider said.
    if isinstance(error, DomainError):
        facts["code"] = error.code
    if isinstance(error, IntegrationError):
        facts["provider"] = error.provider
    diagnosis = getattr(error, "diag", None)
    for name in ("constraint_name", "table_name", "column_name"):
        if found := getattr(diagnosis, name, None):
            facts[name] = text(str(found))
    # What an attribute or an import is called is code; a key of a dictionary may be anything.
    missing = getattr(error, "name", None)
    if isinstance(error, AttributeError | NameError | ImportError) and re.fullmatch(r"[\w.]{1,80}", str(missing)):
        facts["name"] = missing
    return facts


def chain(error: BaseException) -> list[dict[str, Any]]:
    """Describe an error and what caused it, the cause last, each with the places it went through."""
    return [{**describe(found), "at": _places(found)} for found in _chain(error)]


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    found: BaseException | None = error
    while found is not None and id(found) not in seen:
        seen.add(id(found))
        yield found
        found = found.__cause__ or (None if found.__suppress_context__ else found.__context__)


def _places(error: BaseException) -> list[str]:
    """Return where it went: every place of ours, and the last ones of whatever library it was raised in."""
    frames = traceback.extract_tb(error.__traceback__)
    kept = [frame for place, frame in enumerate(frames, start=_LAST - len(frames)) if place >= 0 or _is_ours(frame)]
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in kept[-_FRAMES:]]


def _is_ours(frame: traceback.FrameSummary) -> bool:
    return frame.filename.startswith(_PROJECT) and "site-packages" not in frame.filename


def _short(path: str) -> str:
    return path.removeprefix(_PROJECT).rpartition("site-packages/")[2]


def _hashed(match: re.Match[str]) -> str:
    address = match[0].replace("%40", "@").lower()
    return f"[email {crypto.digest('log.email', address)[:10]}]"


def _without_phone(match: re.Match[str]) -> str:
    return "[phone]" if sum(letter.isdigit() for letter in match[0]) in _PHONE_DIGITS else match[0]


def _known_secrets() -> re.Pattern[str] | None:
    # As the settings are now: tests and commands change them. The environment stays as it was. Read past Django's lazy
    # wrapper, which takes longer than all the rest: a line is scrubbed several times.
    now = vars(settings)["_wrapped"] if settings.configured else settings
    values = [getattr(now, name, None) for name in now.SECRETS]
    return _pattern((*_from_environment(), *(str(found) for found in values if found)))


@functools.cache
def _from_environment() -> tuple[str, ...]:
    return tuple(filter(None, (os.environ.get(name) for name in settings.SECRETS)))


@functools.lru_cache(maxsize=4)
def _pattern(values: tuple[str, ...]) -> re.Pattern[str] | None:
    secrets = {part for whole in values for part in _parts(whole) if len(part) >= _SHORTEST_SECRET}
    if not secrets:
        return None
    # The longest first, or a secret that holds another would leave its rest behind.
    return re.compile("|".join(re.escape(secret) for secret in sorted(secrets, key=len, reverse=True)))


def _parts(secret: str) -> Iterator[str]:
    """Yield what of a setting is secret: of an address its password, of a ring each key, else all of it."""
    if "://" in secret:
        try:
            password, user = urlsplit(secret).password or "", urlsplit(secret).username or ""
        except ValueError:
            yield secret
            return
        yield password
        yield unquote(password)
        if not password:
            # The key of a Sentry project stands where others have a user.
            yield user if secret.startswith("http") else ""
        return
    yield secret
    if "," in secret or re.match(r"[\w-]{1,32}:", secret):
        for part in secret.split(","):
            yield part.partition(":")[2] or part
    if secret.startswith("whsec_"):
        yield secret.removeprefix("whsec_")
