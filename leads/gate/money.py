"""Amounts of money: a price may be repeated exactly as the owner entered it, for exactly that service."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from leads.gate.numbers import Number
from leads.gate.price_facts import (
    AFTER_AMOUNT,
    BEFORE_AMOUNT,
    STRETCH,
    inside,
    is_money,
    is_this_price,
    names_priced_service,
    values_of,
    without_service,
)
from leads.gate.reading import Claim, Reading
from leads.gate.statements import is_left_open
from leads.gate.text import Sentence, entered
from leads.gate.verdicts import Finding

_FREE: Final = (
    r"free of (?:any )?charge|free(?! to\b)|gratis|gratuit[oa]s?|no charge|(?:without|at no) (?:any )?(?:extra )?(?:charge|cost)|sin costo|"
    r"sin cargo|complimentary|no cost|doesn'?t cost|does not cost|nothing to pay|no cuesta nada|costs? nothing"
)
_FREE_WORD: Final = re.compile(rf"\b(?:{_FREE})\b")
_FREE_OTHERWISE: Final = re.compile(
    r"\bfeel free|free(?:dom|way|zer|hand|standing|lance|ly|zing|ze)|\bfree[ -]?(?:range|flowing|standing|hand|form|fall)|"
    r"\w+-free\b|\bfree (?:of(?! (?:any )?charge)|from|hand|time|moment|minute|evening|afternoon|up)\b|\bsientase\b|\blibre\b|"
    r"\b(?:if|when|once|whenever) you(?:'re| are) free\b|\b(?:is|are) (?:he|she|they|you|your \w+) (?:usually |ever )?free\b|\b(?:somebody|someone|anybody|anyone|he|she|they|nobody|who|you|team|crew|doctor|calendar|date|day|\w+day) (?:is|are|'s|might be|may be|will be) free\b|\b(?:are|were|be) you free\b|\b(?:you|she|he|they)(?:'re| are|'s| is) (?:usually |often |all )?free\b|\b(?:you|she|he|they|you two) (?:\w+ )?have free\b|"
    r"\b(?:whether|if|when) (?:we|somebody|someone|the \w+|our \w+)(?:'re| are| is) free\b|\bis free (?:on|that)\b"
)
_PRICE_TALK: Final = re.compile(
    r"\b(?:pric(?:e|es|ed|ing)|cost(?:s|ed|ing|ly)?(?! (?:you|him|her|them) (?:\w+ )?(?:sleep|nerves|time|hair|patience))|fees?|charg(?:e|es|ed|ing)(?! cables?| ports?| cords?)|(?<!electric )(?<!water )(?<!power )(?<!energy )(?<!gas )(?<!utility )bill(?:s|ed|ing)?|rates?|quote[sd]?|"
    r"estimates?|cheap\w*|affordabl\w*|inexpensiv\w*|budget\w*|tariff\w*|payments?|paid|pays?(?! to (?:check|look|ask|know|wait|measure|keep))(?! attention)|bargain\w*|economical\w*|"
    r"expensiv\w*|worth(?! \w+ing\b)|dollars?|bucks?|price-?\w*|upfront|labou?r|out of pocket|pocket|wallet|"
    r"precios?|costos?|cuestan?|costara\w*|costaria\w*|cobr\w+|tarifas?|baratos?|baratas?|economic[oa]s?|cotizacion(?:es)?|"
    r"presupuestos?|pag(?:o|os|ar|a|an|ara|aria)|valen?|sale en|sale a|honorarios)\b|\${2,}"
)
_IDIOM: Final = re.compile(
    r"\b(?:is|it'?s|are|be|all|that'?s|visit|one|fix|time|round|first|this) on (?:us|the house|me|our dime|our tab)\b|\bon (?:us|me)(?= this|[.,!])|\b(?:va|corre|van|corren) por (?:nuestra|la) (?:cuenta|casa)\b|"
    r"\bcortesia de\b|\bregala(?:mos|do)\b|\bnot? (?:cost|charge|bill|owe|pay)\b|\bwithout (?:paying|charging)\b|"
    r"\bzero (?:cost|dollars|fees?)\b|\bfor half\b(?! (?:an|a)\b)|\bhalf price\b|\bpeanuts\b|\b(?:a )?steal\b|\bpennies\b|\bfor nothing\b|\bwon'?t (?:run|set) you\b|"
    r"\bruns? you\b|\bset you back\b|\bballpark\b|\bgive or take\b|\bc-?notes?\b|\bfigures\b|(?<!\ba )(?<!\bone )\bhundreds?\b(?! (?:of|and) )|\b(?:a|one) hundred\b(?! (?:of|and|years?|people|guests?|feet|miles|square|boxes|pieces|[a-z]+s\b))|"
    r"\bthousands?\b|\ba few (?:hundred|bucks|dollars)\b|\bhandful of (?:dollars|bucks)\b|\bmiles de\b|\bno le (?:sale|cuesta|cobr)\w*"
)
_DEFERS: Final = re.compile(
    r"\bdepend\w*|\b(?:can'?t|cannot|can not|could not|couldn'?t|unable|not able|won'?t|will not|not) (?:\w+ ){0,2}?"
    r"(?:say|tell|promise|know|give|quote|name|price|guess|estimate|put|state|speak|work out|judge|discuss)\b|"
    r"\bwould (?:only )?be (?:only )?a guess\b|\bwithout (?:seeing|looking|knowing|a look)\b|\b(?:before|until) (?:\w+ ){1,4}"
    r"(?:seen|looked|looks|sees|knows?|read|say|says|talk)\b|\b(?:question|matter|one|something) (?:\w+ ){0,5}?(?:for|to) "
    r"(?:the|a|our)\b|\b(?:will|'ll|can|would|to|al|le) (?:\w+ ){0,3}?(?:explain|discuss|go over|talk (?:about|through)|prepare|"
    r"work out|send you|answer|write|get back|follow up|reply|tell you|let you know|look|come back|read|be in touch|contact)\b|"
    r"\bno (?:(?:le|se|les|lo) )?(?:pued\w+|podemos|podria\w*|podriamos|sabemos|quer\w+|quisier\w+|es posible) (?:\w+ )?"
    r"(?:decir|prometer|dar|saber|adelantar|cotizar|asegurar|calcular|estimar)\w*|\bsin (?:ver|revisar|conocer|saber)\w*|"
    r"\b(?:explicara|dira|respondera|contestara|escribira|preparara|revisara|hablara|informara)n?\b|\bpara (?:preparar|hacer|"
    r"calcular|darle)\b|\bto prepare\b|\bfor (?:your|the|a) (?:quote|estimate)\b|\b(?:about|regarding|asking|asked|question)\b"
    r"|\b(?:sobre|acerca de|pregunt\w+)\b|\bnote[sd]?\b"
)


def amounts(reading: Reading) -> Iterator[Finding]:
    """A price, or a service for nothing, that the owner did not enter in exactly that way."""
    for sentence in _parts(reading):
        for number in inside(reading.numbers, sentence):
            if is_money(reading.reply.folded, number) and not reading.is_covered(number.start, number.end):
                yield from _judge(reading, sentence, number)
        for match in _FREE_WORD.finditer(sentence.text):
            yield from _judge_free(reading, sentence, match)


def _parts(reading: Reading) -> Iterator[Sentence]:
    """Yield the sentences, and those that name several amounts in parts with one amount each."""
    for sentence in reading.reply.sentences:
        ends = sorted(
            [
                n.end - sentence.start
                for n in inside(reading.numbers, sentence)
                if is_money(reading.reply.folded, n)
                and not reading.reply.folded[n.end : n.end + 2].strip().startswith("%")
            ]
            + [match.end() for match in _FREE_WORD.finditer(sentence.text)]
        )
        names = list(_names_of_things(reading, sentence))
        start = 0
        for end, following in pairwise(ends):
            cuts = [
                m.start()
                for m in _BETWEEN.finditer(sentence.text, end, following)
                if not any(first < m.start() < last for first, last in names)
            ]
            if cuts and cuts[-1] > start:
                yield _part(sentence, start, cuts[-1])
                start = cuts[-1]
        yield _part(sentence, start, len(sentence.text))


def _names_of_things(reading: Reading, sentence: Sentence) -> Iterator[tuple[int, int]]:
    """Yield the places of the names of services and priced things: the "and" in one joins no two prices."""
    for name in {*reading.organization.services, *(price.service for price in reading.organization.prices)}:
        plain = " ".join(entered(name).folded.split())
        for match in re.finditer(re.escape(plain), sentence.text) if plain else ():
            yield match.span()


_BETWEEN: Final = re.compile(r",?\s(?:and|while|whereas|y|mientras que)\s|[;,]\s")


def _part(sentence: Sentence, start: int, end: int) -> Sentence:
    first, last = sentence.start + start, sentence.start + end
    tokens = tuple(token for token in sentence.tokens if first <= token.start < last)
    return Sentence(sentence.text[start:end], first, last, sentence.is_question, tokens)


def price_talk(reading: Reading) -> Iterator[Finding]:
    """A statement about prices that names no figure."""
    for sentence in reading.reply.sentences:
        for match in _IDIOM.finditer(sentence.text):
            start = sentence.start + match.start()
            if not reading.is_covered(start, sentence.start + match.end()) and not _is_named_by_lead(reading, match[0]):
                yield reading.finding("{} speaks of a price.", start, sentence.start + match.end())
        if sentence.is_question or _DEFERS.search(sentence.text) or _has_covered(reading, sentence):
            continue
        for match in _PRICE_TALK.finditer(reading.without_names(sentence.start, sentence.text)):
            if is_left_open(reading, sentence, sentence.start + match.start()):
                continue
            if not _is_named_by_lead(reading, match[0]) or not _is_harmless_echo(sentence):
                yield reading.finding(
                    "{} speaks of a price.", sentence.start + match.start(), sentence.start + match.end()
                )


def _is_named_by_lead(reading: Reading, text: str) -> bool:
    return set(text.split()) <= reading.known_words or text in reading.lead.text.folded.replace(" ", "")


_ECHO_HEADS: Final = re.compile(r"\b(?:you|your|thank|thanks|noted|usted|su|gracias|sorry|what a|how)\b")
_ECHO_BREAKS: Final = re.compile(r"\b(?:we|our|will|'ll|get|save|nuestr\w+|[a-z]+remos)\b")


def _is_harmless_echo(sentence: Sentence) -> bool:
    return bool(_ECHO_HEADS.search(sentence.text)) and not _ECHO_BREAKS.search(sentence.text)


def _has_covered(reading: Reading, sentence: Sentence) -> bool:
    return any(sentence.start <= claim.start < sentence.end for claim in reading.covered)


def _judge(reading: Reading, sentence: Sentence, number: Number) -> Iterator[Finding]:
    start, end = _widen(reading.reply.folded, number)
    if "%" in reading.reply.folded[start:end] or "cent" in reading.reply.folded[end : end + 10]:
        if _is_repeated(reading, sentence, number):
            return
        yield reading.finding("{} is not in your prices.", start, end)
    elif any(is_this_price(reading, sentence, number, price) for price in reading.organization.prices):
        unit = _UNIT_BEHIND.match(reading.reply.folded, end)
        reading.covered.append(Claim(start, unit.end() if unit else end))
    elif not _is_repeated(reading, sentence, number):
        yield reading.finding(_why(reading, number), start, end)


_UNIT_BEHIND: Final = re.compile(r"\s?(?:per|an?|each|every|/|por|la|al|cada) ?[a-z]+")


def _why(reading: Reading, number: Number) -> str:
    known = [price for price in reading.organization.prices if number.value in values_of(price)]
    if known:
        return f"{{}} is your price for “{known[0].service}”, and this says more than that."
    return "{} is not among your prices."


def _widen(folded: str, number: Number) -> tuple[int, int]:
    before = BEFORE_AMOUNT.search(folded[max(0, number.start - 6) : number.start])
    after = AFTER_AMOUNT.match(folded[number.end : number.end + 16])
    start = number.start - (len(before[0]) if before else 0)
    return start, number.end + (after.end() if after else 0)


def _is_repeated(reading: Reading, sentence: Sentence, number: Number) -> bool:
    """Tell whether the reply only repeats the customer's own figure: "the $412,000 house you mention"."""
    is_offer = re.search(r"\b(?:we|our|us|i|will|'ll|that would|comes? to|for you|[a-z]+mos)\b", sentence.text)
    is_echo = re.search(r"\b(?:you|your|noted|got it|usted|su|anot\w+|thank\w*|gracias)\b", sentence.text)
    return number.value in reading.lead_numbers and bool(is_echo or sentence.is_question) and not is_offer


def _judge_free(reading: Reading, sentence: Sentence, match: re.Match[str]) -> Iterator[Finding]:
    start, end = sentence.start + match.start(), sentence.start + match.end()
    is_other_sense = any(
        found.start() <= match.start() and match.end() <= found.end()
        for found in _FREE_OTHERWISE.finditer(sentence.text)
    )
    if is_other_sense or _is_free_echo(reading, sentence, match):
        return
    facts = [price for price in reading.organization.prices if _FREE_WORD.search(entered(price.price).folded)]
    clause = sentence.text
    for price in facts:
        if names_priced_service(reading, sentence, price) and not STRETCH.search(without_service(clause, price)):
            reading.covered.append(Claim(start, end))
            return
    yield reading.finding("Your prices do not say that this is {}.", start, end)


def _is_free_echo(reading: Reading, sentence: Sentence, match: re.Match[str]) -> bool:
    """Tell whether "free" is the customer's own word or name, not something we give."""
    is_name = match[0] in reading.lead.name_text.words
    is_offer = re.search(r"\b(?:we|our|is|are|it's|you get|comes?|es|son|sale)\b", sentence.text)
    return is_name or (match[0] in reading.lead.text.words and not is_offer)
