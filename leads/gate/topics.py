"""Families of statements that only a person may make: what they sound like, and when their words are harmless."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from leads.gate.clauses import pieces
from leads.gate.reading import Reading
from leads.gate.statements import is_left_open, is_said_back
from leads.gate.text import Sentence
from leads.gate.verdicts import Finding

DEFERS: Final = re.compile(
    r"\b(?:depend\w*|(?:not|n't|never|no|don'?t) (?:\w+ ){0,2}(?:promises?|guarantees?)|no (?:hacemos|damos) (?:promesas|garantias)|(?:can'?t|cannot|can not|could not|couldn'?t|unable to|not able to|won'?t|will not|would not|wouldn'?t|not going to|"
    r"don'?t want to) (?:\w+ ){0,2}?(?:say|tell|promise|know|give|judge|guess|state|speak|diagnose|advise|answer|assess|comment|discuss|decide|"
    r"confirm|guarantee|offer|explain|recommend|see)|only (?:an?|the|our|a licensed|someone|somebody) (?:\w+ ){0,3}?(?:can|could|may|should|will)|"
    r"(?:is|are|be) (?:\w+ )?(?:a |an |one )?(?:question|matter|decision|topic|thing|something|one)s? (?:\w+ ){0,6}?(?:for|with|to|that|the|our|an?)|"
    r"something (?:\w+ )?(?:a|an|the|our|to|for|that|we)|whether|not (?:legal|medical|tax|financial) advice|in person|face to face|"
    r"(?:tell(?:ing)?|let(?:ting)?|ask(?:ing)?|mention(?:ing)?|note|bring(?:ing)?|share|sharing|describ(?:e|ing)|know about|hear about|writ(?:e|ing)|list|talk about|discuss|raise|ask about)(?: you)? "
    r"(?:us|our|about|if|whether|me|any|that|it|the|your|these|this)(?! no\b)|talk (?:about|it|that|this)|"
    r"(?:leave|pass|hand) (?:\w+ )?(?:it|that|this|on)|would be a guess|without (?:seeing|looking|knowing|an exam|reading)|"
    r"(?:before|until|after|once) (?:\w+ ){1,5}(?:seen|looked|looks|knows?|read|reads|examined|examines|spoken|reviewed)|no (?:le )?"
    r"(?:pued\w+|podemos|podria\w*|podriamos|sabemos|es posible) (?:\w+ )?(?:decir|prometer|dar|saber|opinar|asegurar|diagnosticar|"
    r"aconsejar|explicar|juzgar|confirmar|garantizar)\w*|solo (?:un|una|el|la) (?:\w+ ){1,3}(?:puede|podra)|consejo (?:legal|medico)|"
    r"(?:digan?os|cuentenos|mencion\w+|avise\w*|comente\w*|expliquenos|pregunt\w+)|en persona|leer[a]|revisar[a]|hablar[a]|explicar[a])\b"
)
_FORBIDS: Final = re.compile(
    r"\b(?:do not|don'?t|never|no need to|not to|nobody (?:should|has to)|without|instead of|rather than|avoid\w*|stay (?:off|away|clear)|keep (?:off|away|clear)|"
    r"leav\w+|should not|shouldn'?t|must not|no(?: la| lo| se| le| las| los| nos)?(?: es necesario| hace falta| hay que)?|evite\w*|sin|nunca|(?:already|ya|cuando|si|if|when|whether|before|until))"
    r"\s+(?:\w+ ){0,7}$"
)


@dataclass(frozen=True, slots=True)
class Topic:
    """One family. `words` may say {} for the quoted words; the flags name what makes a mention harmless."""

    name: str
    title: str
    words: str
    pattern: re.Pattern[str]
    may_ask: bool = True
    may_defer: bool = True
    may_be_left_open: bool = True
    may_echo: bool = False
    may_negate: bool = False
    may_suppose: bool = False


class _Piece(NamedTuple):
    """A part of a sentence: its place in the reply, its words, the same without names, and what it is for."""

    start: int
    text: str
    masked: str
    is_asked: bool
    is_deferred: bool


def _pieces(reading: Reading, sentence: Sentence) -> tuple[_Piece, ...]:
    return tuple(
        _Piece(
            start,
            text,
            reading.without_names(start, text),
            _asks(sentence, start, text),
            DEFERS.search(text) is not None,
        )
        for start, text in pieces(sentence)
    )


def mentions(topic: Topic, reading: Reading) -> Iterator[Finding]:
    """Yield every mention of the topic that is a statement."""
    for sentence in reading.reply.sentences:
        for start, piece, masked, is_asked, is_deferred in reading.once(_pieces, sentence):
            if (topic.may_ask and is_asked) or (topic.may_defer and is_deferred):
                continue
            for match in topic.pattern.finditer(masked):
                first, last = start + match.start(), start + match.end()
                if topic.may_be_left_open and is_left_open(reading, sentence, first):
                    continue
                if topic.may_suppose and re.search(
                    r"\b(?:if|whether|unless|in case|si)\b", sentence.text[: first - sentence.start]
                ):
                    continue
                if topic.may_negate and _FORBIDS.search(piece[: match.start()]):
                    continue
                if topic.may_echo and _is_echo(reading, piece, match[0]):
                    continue
                if is_said_back(reading, sentence, first) and _is_echo(reading, "", match[0]):
                    continue
                yield reading.finding(topic.words, first, last)


_OURS: Final = re.compile(
    r"\b(?:we|us|our|ours|i|my|every|all|yes|somos|estamos|tenemos|contamos|nuestr\w+|si|claro|crew|team|technicians?|staff|everyone|company|business)\b"
)


def _is_echo(reading: Reading, piece: str, words: str) -> bool:
    """Tell whether the words are the customer's own, and the clause says nothing about us or about facts."""
    known = {word[:5] for word in reading.lead.text.words}
    return {word[:5] for word in re.findall(r"[a-z]+", words)} <= known and not _OURS.search(piece)


def _asks(sentence: Sentence, start: int, piece: str) -> bool:
    """Tell whether the piece is part of the question, and not a statement in front of it."""
    if not sentence.is_question:
        return False
    is_last = start + len(piece) >= sentence.end - 1
    return is_last or BEGINS_QUESTION.search(sentence.text[: start - sentence.start + len(piece)]) is not None


BEGINS_QUESTION: Final = re.compile(
    r"¿|(?:^|[,;:-] ?|\b(?:and|but|so|or) )\s*(?:is|are|was|were|do|does|did|have|has|had|can|could|would|will|may|might|shall|should|what|which|when|where|who|whose|how|"
    r"why|any|if|since|after|before|besides|apart)\b"
)


def family(*parts: str) -> re.Pattern[str]:
    """Join the parts of a family into one pattern of whole words."""
    return re.compile(rf"\b(?:{'|'.join(part.strip() for part in parts)})(?!\w)")
