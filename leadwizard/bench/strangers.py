"""Who asks, and in which words: requests as they go over the wire, none like the one before."""

import json
import random
import secrets
from collections.abc import Sequence

HOST = "127.0.0.1"
FIRST_NAMES = (
    "Agnes",
    "Bruno",
    "Carla",
    "Deniz",
    "Emeka",
    "Frida",
    "Goran",
    "Hana",
    "Idris",
    "Jolene",
    "Kamal",
    "Lucia",
)
LAST_NAMES = ("Archer", "Bellamy", "Castro", "Duval", "Engel", "Farah", "Greco", "Horvat", "Ito", "Jensen", "Kovac")
PLACES = ("kitchen", "bathroom", "cellar", "garage", "laundry room", "attic", "hall", "yard")
THINGS = ("tap", "pipe", "lamp", "gutter", "heater", "fence", "window", "boiler", "door", "switch")
TROUBLES = ("drips", "rattles", "stopped working", "leaks a little", "is loose", "makes a noise", "does not close")
WISHES = (
    "Which days suit you?",
    "Could somebody have a look at it?",
    "What would you need to know from me?",
    "There is no hurry, next month is fine.",
    "I am at home in the mornings.",
    "Please write back when you can.",
)


def address(number: int) -> str:
    """The network address of a stranger, as our one trusted proxy forwards it."""
    return f"10.{80 + number // 62_500}.{number // 250 % 250}.{number % 250 + 1}"


def get(path: str, *, forwarded_for: str, cookie: str = "") -> str:
    """A page that is asked for."""
    extra = f"Cookie: {cookie}\r\n" if cookie else ""
    return (
        f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nX-Forwarded-For: {forwarded_for}\r\n"
        f"Accept: */*\r\nAccept-Language: en-US\r\n{extra}\r\n"
    )


def lead(slug: str, values: dict[str, str], *, forwarded_for: str) -> str:
    """A lead that is submitted through the JSON API."""
    body = json.dumps(values)
    return (
        f"POST /api/v1/forms/{slug}/submissions HTTP/1.1\r\nHost: {HOST}\r\nX-Forwarded-For: {forwarded_for}\r\n"
        f"Content-Type: application/json\r\nIdempotency-Key: {secrets.token_hex(16)}\r\n"
        f"Accept-Language: en-US\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    )


def enquiry(number: int, domain: str, dice: random.Random) -> dict[str, str]:
    """What one stranger writes; the number makes it differ from all others."""
    name = f"{dice.choice(FIRST_NAMES)} {dice.choice(LAST_NAMES)}"
    trouble = f"The {dice.choice(THINGS)} in our {dice.choice(PLACES)} {dice.choice(TROUBLES)}."
    more = f"The {dice.choice(THINGS)} in the {dice.choice(PLACES)} {dice.choice(TROUBLES)}, too."
    return {
        "name": name,
        "email": f"{name.replace(' ', '.').lower()}.{number}@{domain}",
        "message": " ".join([trouble, *([more] if dice.random() < 0.5 else []), dice.choice(WISHES)]),  # noqa: PLR2004
    }


def leads(slugs: Sequence[str], count: int, *, domain: str, addresses: Sequence[str]) -> list[str]:
    """So many leads, round the forms and round the addresses."""
    dice = random.Random(domain)  # noqa: S311 - no secret
    return [
        lead(
            slugs[number % len(slugs)],
            enquiry(number, domain, dice),
            forwarded_for=addresses[number % len(addresses)],
        )
        for number in range(count)
    ]
