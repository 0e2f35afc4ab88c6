"""Saying that a service is offered: the list of services is a fact."""

import re
from typing import Final

from leads.gate.clauses import pieces
from leads.gate.reading import Reading
from leads.gate.spanish.services import in_spanish
from leads.gate.text import Sentence

_TELLS_SERVICE: Final = re.compile(
    r"\b(?:we (?:also |do |certainly |really )*(?:do|offer|handle|provide|install|repair|clean|treat|help with|take care of|look after|"
    r"work (?:on|with)|service|groom|move|fix|replace|see)|(?:is|are) (?:\w+ ){0,3}?(?:we (?:do|offer|handle|provide|work)|in which we work)|"
    r"(?:hacemos|ofrecemos|atendemos|manejamos|reparamos|instalamos|limpiamos|trabajamos)|es un[oa] de nuestr[oa]s servicios|(?:is|are) (?:\w+ )?(?:one of our services|part of what we do))\b"
)
_TOO_MUCH: Final = re.compile(
    r"\b(?:always|any|every|all|never|today|free|best|guarantee\w*|will|'ll|deals?|discount\w*|special|for you|your|ours|same|"
    r"siempre|cualquier|todo|gratis|hoy|promocion\w*|nunca|mejor(?:es)?|\d+)\b"
)


def own_services(reading: Reading, sentence: Sentence) -> tuple[tuple[int, int], ...]:
    """Return the places of the clauses that say no more than that a configured service is offered."""
    return reading.once(_own_services, sentence)


def _own_services(reading: Reading, sentence: Sentence) -> tuple[tuple[int, int], ...]:
    return tuple(
        (start, start + len(piece))
        for start, piece in pieces(sentence)
        if _YES.match(piece)
        or (_TELLS_SERVICE.search(piece) and not _TOO_MUCH.search(piece) and names_service(reading, piece))
    )


def names_service(reading: Reading, text: str) -> bool:
    """Tell whether a word of a service on the list is in the text, in English or in Spanish."""
    said = [word for word in re.findall(r"[a-z]+", text) if len(word) > 3]
    english = {word.rstrip("s") for word in reading.organization.service_words}
    spanish = tuple(stem for word in reading.organization.service_words for stem in in_spanish(word) if len(stem) > 3)
    return any(word.rstrip("s") in english or word.startswith(spanish) for word in said)


_YES: Final = re.compile(
    r"(?:[\w-]+, )?(?:hi|hello|hola)?[\w ,]*\b(?:yes|sure|si|claro)?,? ?(?:we|i) (?:do|can|are)[.!]?\s*$"
)
