"""Submissions that were made to break something, from a seed."""

import contextlib
import http.client
import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

TIMEOUT: Final = 30.0
HUGE: Final = 10_000_000
TEXTS: Final = ("name", "email", "phone", "service", "preferred_time", "message")
# What must never reach a page as an element; the word says which submission it was.
MARKUP: Final = '"></textarea></title></td><script>lw{word}</script><img src=x onerror=lw{word}>{{{{ 7|add:7 }}}}'
CHARACTERS: Final = (
    "\0",
    "\x1b[31m",
    "\u202egnp.exe",
    "\u2066\u2069",
    "\ufeff\u200b",
    "\U000e0001",
    "e" + "\u0301" * 400,
    "\u0130\u1e9e\ufb01",
    "\u2028\u2029\x85",
    "\r\nBcc: x@evil.example\r\n\r\n",
    "'; DROP TABLE leads_lead; --",
    "%s%n%00../../etc/passwd",
    "=HYPERLINK(1)",
)


@dataclass(frozen=True)
class Attempt:
    """One request: `kind` is what is wrong with it, `word` the letters that stand in no other one."""

    kind: str
    path: str
    headers: dict[str, str]
    body: bytes
    word: str


@dataclass(frozen=True)
class Reply:
    """What was answered; status 0: nothing."""

    attempt: Attempt
    status: int
    content_type: str
    body: bytes
    seconds: float


def attempt(dice: random.Random, slug: str, word: str, token: str = "") -> Attempt:
    """Make one. With a page's token it may be one that is kept: odd, and not wrong."""
    if token:
        return _page(dice, slug, word, token)
    kind, make = dice.choice(_WAYS)
    content_type, body, path = make(dice, word)
    headers = {"Content-Type": content_type, "X-Forwarded-For": _somebody(dice)}
    if path == "api" and _one_in(dice, 10):
        headers["Idempotency-Key"] = dice.choice(["k" * 300, "\xff\xfe", "'\"", " ", "a,b;c"])
    return Attempt(kind, _path(path, slug), headers, body, word)


def send(base_url: str, made: Attempt) -> Reply:
    """Send it as it is, over a connection of its own."""
    parts = urlsplit(base_url)
    began = time.monotonic()
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=TIMEOUT)
    try:
        # It may be refused before it was read to its end; the answer is there all the same.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            connection.request("POST", made.path, made.body, made.headers)
        answer = connection.getresponse()
        body = answer.read()
        return Reply(made, answer.status, answer.headers.get("Content-Type", ""), body, time.monotonic() - began)
    except (OSError, http.client.HTTPException):
        return Reply(made, 0, "", b"", time.monotonic() - began)
    finally:
        connection.close()


def fault(reply: Reply) -> str:
    """Say what is wrong with an answer, or nothing."""
    name = f"{reply.attempt.kind} ({reply.attempt.word}): status {reply.status}"
    if reply.status == 0:
        return f"{name}, no answer after {reply.seconds:.1f} s"
    if reply.status in {HTTPStatus.CREATED, HTTPStatus.SEE_OTHER}:
        return ""
    if not HTTPStatus.BAD_REQUEST <= reply.status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return name
    if reply.attempt.path.startswith("/api/"):
        try:
            said = json.loads(reply.body)
        except ValueError:
            return f"{name}, not in JSON"
        return "" if said.get("code") and said.get("detail") else f"{name}, without a reason"
    return "" if b"<h1" in reply.body else f"{name}, without a page"


def has_markup(text: str) -> bool:
    """Say whether a page has our markup as elements, not as text."""
    return "<script>lw" in text or "<img src=x onerror=lw" in text


def enquiry(word: str) -> dict[str, Any]:
    """What is enough, and is kept; the words are nobody else's."""
    return {
        "name": f"{word} Tester",
        "email": f"{word.lower()}@people.example",
        "message": f"The tap drips, {word}, and we would like somebody to look at it.",
    }


# --- the ways, each returning content type, body, and where it goes -------------------------------------------------

Made = tuple[str, bytes, str]
JSON: Final = "application/json"


def _json(value: Any) -> Made:
    return JSON, json.dumps(value).encode(), "api"


def _odd_text(dice: random.Random, word: str) -> Made:
    field = dice.choice(TEXTS)
    odd = dice.choice([*CHARACTERS, "\ud800", "\udfff\ud800", MARKUP.format(word=word)])
    return _json({**enquiry(word), field: dice.choice([odd, f"{word}{odd}{word}", odd * dice.randrange(1, 40)])})


def _wrong_type(dice: random.Random, word: str) -> Made:
    value = dice.choice([0, -1, 1e308, True, False, [], [word], {}, {"$ne": None}, {word: [word]}, None, "", " "])
    return _json({**enquiry(word), dice.choice([*TEXTS, "consent", "fields"]): value})


def _unknown_names(dice: random.Random, word: str) -> Made:
    names = ["__proto__", "id", "organization_id", "status", "", "\ud800", "a" * 5000, word, "fields"]
    return _json({**enquiry(word), **{dice.choice(names): {word: word} for _ in range(3)}})


def _deep(dice: random.Random, word: str) -> Made:
    depth = dice.choice([50, 900, 5_000, 100_000])
    inner = dice.choice(["[", '{"a":'])
    outer = "]" if inner == "[" else "}"
    body = f'{{"name": {inner * depth}1{outer * depth}}}' if not _one_in(dice, 3) else inner * depth
    return JSON, body.encode(), "api"


def _repeated_names(dice: random.Random, word: str) -> Made:
    field = dice.choice(TEXTS)
    whole = json.dumps(enquiry(word))[:-1]
    return JSON, f'{whole}, "{field}": "a", "{field}": "{word}"}}'.encode(), "api"


def _no_json(dice: random.Random, word: str) -> Made:
    whole = json.dumps({**enquiry(word), "name": "Z\u00f6\u00eb"}, ensure_ascii=False)
    return (
        JSON,
        dice.choice(
            [
                whole.encode()[: dice.randrange(len(whole))],
                whole.encode("utf-16"),
                whole.encode("latin-1"),
                b"\xef\xbb\xbf" + whole.encode(),
                dice.randbytes(dice.randrange(400)),
                b'{"name": NaN}',
                b'{"name": 1e999}',
                b'{"name": ' + b"9" * 6000 + b"}",
                b"null",
                f'["{word}"]'.encode(),
                whole.replace('"', "'").encode(),
                b"\0" * 50,
            ]
        ),
        "api",
    )


def _too_long(dice: random.Random, word: str) -> Made:
    # Rarely ten megabytes: it is refused by its length alone, and mostly a wait.
    length = HUGE if _one_in(dice, 30) else dice.choice([41, 121, 255, 5_001, 200_000])
    value = {**enquiry(word), dice.choice(TEXTS): dice.choice("x\u00e9\U0001f6bf") * length}
    if _one_in(dice, 2):
        return _json(value)
    return "application/x-www-form-urlencoded", urlencode(value).encode(), "page"


def _other_type(dice: random.Random, word: str) -> Made:
    kinds = ["text/plain", "text/xml", "application/xml", "application/json; charset=utf-7", "a/b/c", "\xff;;=", "json"]
    return dice.choice(kinds), json.dumps({**enquiry(word), "consent": "?"}).encode(), dice.choice(["api", "page"])


def _urlencoded(dice: random.Random, word: str) -> Made:
    odd = quote(dice.choice([*CHARACTERS, MARKUP.format(word=word)]))
    body = "&".join(f"{name}={odd if _one_in(dice, 2) else '%FF%ZZ%'}" for name in (*TEXTS, "token", "sms"))
    if _one_in(dice, 5):
        body += "&x=1" * 300
    charset = dice.choice(["", "; charset=utf-7", "; charset=hex", "; charset=utf-16", "; charset=\xff"])
    return f"application/x-www-form-urlencoded{charset}", body.encode(), "page"


def _multipart(dice: random.Random, word: str) -> Made:
    head = 'Content-Disposition: form-data; name="{}"{}\r\n{}\r\n'
    encodings = ["", "Content-Transfer-Encoding: base64\r\n", "Content-Type: text/plain; charset=hex\r\n"]
    files = ["", '; filename="../../x"', '; filename="' + "f" * 500 + '"']
    parts = [
        b"--b\r\n"
        + head.format(dice.choice([name, "", "\0", name * 99]), dice.choice(files), dice.choice(encodings)).encode()
        + dice.choice([MARKUP.format(word=word).encode(), dice.randbytes(60), b"", b"!"])
        + dice.choice([b"\r\n", b"\n", b""])
        for name in (*TEXTS, "token")
        for _ in range(dice.choice([1, 1, 1, 20]))
    ]
    body = b"".join(parts) + b"--b--\r\n"
    if _one_in(dice, 3):
        body = body[: dice.randrange(len(body))]
    boundary = dice.choice(
        ["; boundary=b", "; boundary=b", "; boundary=c", "", "; boundary=", "; boundary=" + "b" * 300]
    )
    return f"multipart/form-data{boundary}", body, "page"


def _nowhere(dice: random.Random, word: str) -> Made:
    return (
        JSON,
        json.dumps(enquiry(word)).encode(),
        dice.choice(["nothing", "%00", "..%2f..%2f", word, "%FF", "a" * 4000]),
    )


_WAYS: Final[tuple[tuple[str, Callable[[random.Random, str], Made]], ...]] = (
    ("odd characters", _odd_text),
    ("a value of the wrong type", _wrong_type),
    ("names that nobody asked for", _unknown_names),
    ("bottomless nesting", _deep),
    ("a name that stands twice", _repeated_names),
    ("no JSON", _no_json),
    ("too long", _too_long),
    ("another type of body", _other_type),
    ("a broken form", _urlencoded),
    ("broken parts", _multipart),
    ("an address that leads nowhere", _nowhere),
)


def _page(dice: random.Random, slug: str, word: str, token: str) -> Attempt:
    typed = {**enquiry(word), "token": token, "page": MARKUP.format(word=word), "utm_source": MARKUP.format(word=word)}
    for field in dice.sample(["service", "preferred_time", "message", "name"], 2):
        typed[field] = f"{word} {MARKUP.format(word=word)}"[:110]
    headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Forwarded-For": _somebody(dice)}
    return Attempt("markup that is kept", f"/f/{slug}/", headers, urlencode(typed).encode(), word)


def _path(to: str, slug: str) -> str:
    if to == "page":
        return f"/f/{slug}/"
    return f"/api/v1/forms/{slug if to == 'api' else to}/submissions"


def _one_in(dice: random.Random, times: int) -> bool:
    return not dice.randrange(times)


def _somebody(dice: random.Random) -> str:
    return ".".join(["10", *(str(dice.randrange(1, 255)) for _ in range(3))])
