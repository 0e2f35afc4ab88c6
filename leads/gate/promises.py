"""Commitments: whatever the reply lets the business do beyond reading, asking and answering."""

import re
from collections.abc import Iterator
from typing import Final

from leads.gate.english.assertions import claims as english_claims
from leads.gate.offers import own_services
from leads.gate.reading import Claim, Reading
from leads.gate.spanish.assertions import claims as spanish_claims
from leads.gate.statements import is_left_open
from leads.gate.text import Sentence
from leads.gate.verdicts import Finding

_STATUS: Final = re.compile(
    r"\b(?:(?:is|are|'s|'re|been|get|got|have|has|you|was|consider (?:it|this|that|yourself)|queda|esta|quedo|quedas?|fue|ha sido|"
    r"considerelo|consider\w+|ya) (?:\w+ ){0,3}?(?:booked|scheduled|confirmed|reserved|approved|assigned|dispatched|reversed|refunded|waived|"
    r"issued|ordered|arranged|secured|locked in|penciled in|slotted|set aside|guaranteed|covered|reimbursed|done|settled|sorted|taken care|"
    r"agendad[oa]s?|confirmad[oa]s?|reservad[oa]s?|aprobad[oa]s?|apartad[oa]s?|programad[oa]s?|reembolsad[oa]s?|asegurad[oa]s?|"
    r"cubiert[oa]s?|resuelt[oa]s?|garantizad[oa]s?|autorizad[oa]s?|pagad[oa]s?|list[oa] su)|booked|your (?:appointment|visit|booking|slot|spot|"
    r"reservation) (?:is|has|for|will|at|on)|su (?:cita|visita|lugar|reservacion) (?:es|esta|queda|sera|quedo)|(?:appointment|slot|spot|opening|"
    r"bay|table|chair|truck|room|place) (?:is|are) (?:yours|free|open|available|ready|waiting)|all set|good to go|good hands|on the (?:calendar|"
    r"schedule|books|list for)|a deal|it'?s a date|trato hecho|cuente con (?:nosotros|ello|eso)|delo por hecho|dalo por hecho|count on (?:us|it|me|"
    r"that)|leave it (?:to|with) us|rest assured|you can (?:relax|rest easy|rely|trust)|rest easy|no worries|consider it|"
    r"count (?:us|me) in|sign (?:us|me) up|put (?:us|me) down|(?:has|have|with) your name on (?:it|them)|our (?:headache|problem|worry|job now|business now)\b(?! too)|we(?:'re| are) in(?=[!.])|you have us|nos tiene (?:aqui|alli|ahi)|cuenten? con nosotros|"
    r"mark (?:your calendar|the date|it (?:down|in))|save the date|pencil)\b"
)
_UNDECIDED: Final = re.compile(
    r"\b(?:not|neither|none|nothing|no|isn't|aren't|hasn't|n't|until|once|whether|if|before|when|nada|todavia|aun|sin|si|cuando|hasta|has(?:n't| not) been|"
    r"who|what|which|was|were|already|had|ago|last|since|you (?:have|had|said|were|are)|does|did|do|will let you know)\b"
)


def promises(reading: Reading) -> Iterator[Finding]:
    """A verb that commits the business, the customer or the future."""
    for sentence in reading.reply.sentences:
        if _states_hours_only(reading, sentence):
            continue
        own = own_services(reading, sentence)
        for claim in _claims(sentence, reading):
            if any(start <= claim.start < end for start, end in own) or _is_own_link(reading, sentence, claim):
                continue
            if is_left_open(reading, sentence, claim.start) or _is_asked(reading, sentence, claim):
                continue
            yield reading.finding("{} promises more than an answer.", claim.start, claim.end)


def _claims(sentence: Sentence, reading: Reading) -> Iterator[Claim]:
    if sentence.is_spanish:
        yield from spanish_claims(sentence, reading)
    else:
        yield from english_claims(sentence, reading)


def _states_hours_only(reading: Reading, sentence: Sentence) -> bool:
    return any(fact.start <= sentence.start and sentence.end <= fact.end for fact in reading.covered)


def _is_asked(reading: Reading, sentence: Sentence, claim: Claim) -> bool:
    """Tell whether the question itself looks ahead, and not for us: "How long will you be away?"."""
    is_ours = re.search(r"\b(?:we|i|our|us|nos|\w+mos)\b", reading.reply.folded[claim.start : claim.end])
    return not is_ours and any(
        one.is_asked and one.start <= claim.start < one.end for one in reading.clauses_of(sentence)
    )


def _is_own_link(reading: Reading, sentence: Sentence, claim: Claim) -> bool:
    """Tell whether "you can pick a time at ..." points to the organization's own link."""
    text = reading.reply.folded[claim.start : claim.end]
    facts = [one for one in reading.covered if sentence.start <= one.start < sentence.end + 2]
    if facts and re.fullmatch(r"(?:call|ring|phone|dial|text|reach|llame\w*|marque\w*)", text):
        return True
    has_link = any("." in reading.reply.folded[one.start : one.end] for one in facts)
    return (
        has_link
        and re.search(
            r"\b(?:you (?:can|may|could)|puede|elija|reserve|escoja|pick|choose|book|request|find|use|fill|schedule)\b",
            text,
        )
        is not None
    )


def settled(reading: Reading) -> Iterator[Finding]:
    """Something treated as booked, approved or done."""
    for sentence in reading.reply.sentences:
        for match in _STATUS.finditer(sentence.text):
            before = sentence.text[max(0, match.start() - 40) : match.end()]
            if _UNDECIDED.search(before) or (
                sentence.is_question and "?" in sentence.text[match.end() :][-3:] and not _is_told(match)
            ):
                continue
            start = sentence.start + match.start()
            yield reading.finding("{} treats something as settled.", start, sentence.start + match.end())


def _is_told(match: re.Match[str]) -> bool:
    return match[0].startswith(("you", "your", "consider", "count", "all set", "booked"))
