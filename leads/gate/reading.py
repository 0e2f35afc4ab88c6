"""One reply, read once: its text, what it answers to, and what the checks share."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final, NamedTuple, TypeVar

from leads.gate.clauses import Clause, clauses
from leads.gate.facts import LeadFacts, OrganizationFacts
from leads.gate.numbers import Number, find_numbers
from leads.gate.text import Sentence, Text, entered
from leads.gate.verdicts import Finding, Span

_SHORT_NAME: Final = 4
_QUOTED: Final = re.compile(r'"([^"]{3,120})"')
_WORD: Final = re.compile(r"\w+")
_ACTS: Final = frozenset({"will", "can", "would", "could"})
_Made = TypeVar("_Made")


class Claim(NamedTuple):
    """A range of the folded reply that commits somebody."""

    start: int
    end: int


@dataclass
class Reading:
    """What every check reads. `covered` holds the ranges of the reply that are facts word for word."""

    reply: Text
    lead: LeadFacts
    organization: OrganizationFacts
    covered: list[Claim] = field(default_factory=list)
    _made: dict[tuple[Callable[..., Any], int, int], Any] = field(default_factory=dict)

    @classmethod
    def of(cls, reply: str, lead: LeadFacts, organization: OrganizationFacts) -> "Reading":
        return cls(Text.of(reply), lead, organization)

    @cached_property
    def numbers(self) -> list[Number]:
        return find_numbers(self.reply.tokens, self.reply.folded)

    @cached_property
    def lead_numbers(self) -> frozenset[float]:
        """Return every number that the customer named."""
        text = self.lead.text
        return frozenset(number.value for number in find_numbers(text.tokens, text.folded))

    @cached_property
    def known_words(self) -> frozenset[str]:
        """Return the words of the customer and of the organization: repeating one tells nobody's secret."""
        lead = self.lead
        return (
            lead.text.words
            | lead.name_text.words
            | self.organization.name_text.words
            | (self.organization.service_words)
        )

    @cached_property
    def masked(self) -> str:
        """Return the folded reply without the names that are facts: "Tenant Law" in a name is no legal advice."""
        text = self.reply.folded
        organization = self.organization
        for name in (
            organization.name,
            *organization.services,
            *organization.addresses,
            *organization.urls,
            *organization.emails,
        ):
            plain = " ".join(entered(name).folded.split())
            if len(plain) > _SHORT_NAME:
                text = text.replace(plain, "\u00a4" * len(plain))
        for quoted in _QUOTED.finditer(self.reply.folded):
            if quoted[1].strip(" .,!?") in self.lead.text.folded:
                text = text[: quoted.start()] + "\u00a4" * len(quoted[0]) + text[quoted.end() :]
        names = {token.text for token in self.lead.name_text.tokens if token.text.isalpha()}
        return _WORD.sub(lambda word: "\u00a4" * len(word[0]) if word[0] in names else word[0], text)

    def once(self, make: "Callable[[Reading, Sentence], _Made]", sentence: Sentence) -> _Made:
        """Return what a function makes of a sentence of this reply; for the checks after the first, what it made.

        What it makes must not hang on `covered`, which grows from check to check.
        """
        key = (make, sentence.start, sentence.end)
        if key not in self._made:
            self._made[key] = make(self, sentence)
        made: _Made = self._made[key]
        return made

    def clauses_of(self, sentence: Sentence) -> tuple[Clause, ...]:
        """Return the clauses; names are one sign for each letter, so that "Bath and Brush" is no two of them."""
        return self.once(_clauses, sentence)

    def without_names(self, start: int, piece: str) -> str:
        return self.masked[start : start + len(piece)]

    def is_name_of_fact(self, place: int) -> bool:
        """Tell whether a name stands there: the customer's, ours or a service's."""
        return self.masked[place] == "\u00a4"

    def finding(self, words: str, start: int, end: int) -> Finding:
        return Finding(words.replace("{}", f"“{self.quote(start, end)}”"), Span(*self.reply.span(start, end)))

    def quote(self, start: int, end: int) -> str:
        return " ".join(self.reply.quote(start, end).split())

    def is_covered(self, start: int, end: int) -> bool:
        return any(claim.start <= start and end <= claim.end for claim in self.covered)

    def is_capital(self, place: int) -> bool:
        """Tell whether the folded character at `place` was written as a capital."""
        return self.reply.raw[self.reply.origin[place]].isupper()

    def is_stranger(self, sentence: Sentence, position: int) -> bool:
        """Tell whether the token is the name of somebody who is neither the customer nor the business."""
        if not 0 <= position < len(sentence.tokens):
            return False
        token = sentence.tokens[position]
        following = sentence.tokens[position + 1].text if position + 1 < len(sentence.tokens) else ""
        return (
            token.text.isalpha()
            and len(token.text) > 2
            and self.is_capital(token.start)
            and position > 0
            and sentence.tokens[position - 1].text not in {".", "!", ":"}
            and token.text not in self.known_words
            and following in _ACTS
            and self.reply.folded[token.start : token.end].isalpha()
            and not self.is_capital(token.start + 1)
        )

    def sentence_at(self, start: int) -> Sentence:
        return next(one for one in self.reply.sentences if one.start <= start < one.end)


def _clauses(reading: Reading, sentence: Sentence) -> tuple[Clause, ...]:
    text = reading.without_names(sentence.start, sentence.text)
    return tuple(clauses(replace(sentence, text=text)))
