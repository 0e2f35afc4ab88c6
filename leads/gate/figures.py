"""Numbers: each must come from the customer or from the facts, or ask for one."""

import re
from collections.abc import Iterator
from typing import Final

from leads.gate.numbers import Number
from leads.gate.reading import Claim, Reading
from leads.gate.text import Sentence, entered
from leads.gate.verdicts import Finding

_SMALL: Final = 3
_COUNTED: Final = 12
# "noted, all four.", "maybe four with your parents": what the customer told, counted.
_COUNTS_WHAT_WAS_TOLD: Final = re.compile(
    r"\s?(?:[.,:;!?)]|$|with (?:your|the)\b|of (?:you|them)\b|in all\b|altogether\b)"
)
_COUNTS_QUESTIONS: Final = re.compile(r" (?:\w+ )?(?:questions?|things|preguntas|cosas)\b")
_HALVES: Final = re.compile(r"\b(?:half|double|triple|twice|third|quarter|mitad|doble|tercio)\b")
_QUANTITY_OF_MONEY: Final = re.compile(
    r"^\s?(?:a|per|each|por|cada|la|el) (?:room|visit|session|hour|month|foot|square|window|tooth|unit|piece|person|panel|door|cuarto|hora|"
    r"sesion|visita|mes|pie|ventana|pieza)\b|^\s?(?:off|down|deposit|up ?front|extra|plus|total|flat|all in|de (?:anticipo|enganche|descuento))\b"
)
_MONEY_VERB: Final = re.compile(
    r"\b(?:cost|costs|runs?|charge|charges|comes? to|goes? for|comes? in|come in|pay|pays|bill|quote|ask for|asks|takes?|adds?|plus|another|"
    r"total|totals|save|saves|starts? at|around|under|about|sale en|sale|cuesta|cobramos|anda por|andan|vale|son|en|por)\s(?:\w+ ){0,2}$"
)
_DOSE: Final = re.compile(
    r"^\s?(?:mg|ml|mcg|grams?|drops?|pills?|tablets?|capsules?|doses?|units?|cc|gotas?|pastillas?|tabletas?|capsulas?|syringes?|jeringas?)\b"
)
_YEAR: Final = range(1850, 2050)
_DECADE: Final = re.compile(r"^'?s\b")


def figures(reading: Reading) -> Iterator[Finding]:
    """A number that neither the customer nor the owner named."""
    for claim in _addresses(reading):
        reading.covered.append(claim)
    for sentence in reading.reply.sentences:
        for number in reading.numbers:
            if sentence.start <= number.start < sentence.end and not _may_stand(reading, sentence, number):
                yield reading.finding(
                    "{} is a number that you and the customer did not name.", number.start, number.end
                )


def _addresses(reading: Reading) -> Iterator[Claim]:
    """Yield the places where an address of the organization, or part of one, is repeated word for word."""
    folded = reading.reply.folded
    for address in reading.organization.addresses:
        for part in re.split(r",\s*", entered(address).folded):
            start = folded.find(part) if len(part) > _SMALL else -1
            while start >= 0:
                yield Claim(start, start + len(part))
                start = folded.find(part, start + 1)


def _may_stand(reading: Reading, sentence: Sentence, number: Number) -> bool:
    folded = reading.reply.folded
    before, after = folded[max(0, number.start - 24) : number.start], folded[number.end : number.end + 24]
    if reading.is_covered(number.start, number.end):
        return True
    if _DOSE.match(after) and not sentence.is_question:
        return False
    is_money = bool(_QUANTITY_OF_MONEY.match(after))
    if number.value in reading.lead_numbers:
        return not is_money or not _MONEY_VERB.search(before)
    if _is_in_known_word(reading, number):
        return True
    if sentence.is_question and not is_money:
        return True
    if number.value == 0:
        return not re.search(
            r"[$€£]|\b(?:zero (?:if|cost|dollars|when|for)|cost|price|fee|it'?s zero|pay)\b", sentence.text
        )
    if number.value <= _SMALL:
        return not is_money and (not _MONEY_VERB.search(before) or _COUNTS_QUESTIONS.match(after) is not None)
    if number.is_word and number.value <= _COUNTED and _COUNTS_WHAT_WAS_TOLD.match(after):
        return not _MONEY_VERB.search(before)
    is_year = number.value in _YEAR and (
        _DECADE.match(after) or re.search(r"\b(?:in|from|since|de|before|after|desde)\s$", before)
    )
    return bool(is_year) and not _MONEY_VERB.search(before[:-3])


def _is_in_known_word(reading: Reading, number: Number) -> bool:
    """Tell whether the figures belong to a model, a size or a name that the customer or the owner wrote."""
    folded = reading.reply.folded
    start, end = number.start, number.end
    while start > 0 and not folded[start - 1].isspace():
        start -= 1
    while end < len(folded) and not folded[end].isspace():
        end += 1
    word = folded[start:end].strip(".,;:!?()\"'")
    known = f"{reading.lead.text.folded} {reading.lead.name_text.folded} {reading.organization.name_text.folded}"
    return len(word) > 1 and word in known
