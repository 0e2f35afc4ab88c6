"""Amounts of money: a price may be repeated exactly as the owner entered it, for exactly that service."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from leads.gate.facts import Price
from leads.gate.numbers import Number, find_numbers
from leads.gate.reading import Claim, Reading
from leads.gate.spanish.services import in_spanish
from leads.gate.statements import is_left_open
from leads.gate.text import Sentence, Text
from leads.gate.verdicts import Finding

_CURRENCY: Final = (
    r"dollars?|bucks?|cents?|usd|us\$|cad|mxn|eur|gbp|euros?|pounds sterling|quid|pesos?|dolar(?:es)?|centavos?|lana|"
    r"varos?|grand|benjamins?|k|percent|per ?cent|por ?ciento"
)
_BEFORE: Final = re.compile(r"(?:[$€£¥%]|\b(?:usd|eur|us\$|mxn)|\bus)\s?$")
_AFTER: Final = re.compile(rf"^\s?(?:[$€£¥%]|(?:{_CURRENCY})\b)")
_PER: Final = re.compile(
    r"^[^.?!,;]{0,14}?\b(?:per|an?|each|every|por|cada|la|al|el)\b\s?/?\s?(?:hour|hr|visit|session|room|month|week|day|"
    r"foot|feet|unit|person|tooth|window|panel|mile|hora|visita|sesion|cuarto|mes|semana|dia|pie|persona|ventana|milla)\b"
    r"|^\s?/\s?(?:hr|hour|mo|month|ft|sq|visit|hora|mes)\b|^\s(?:hourly|monthly|weekly|por hora|a month)\b"
)
_HOURLY: Final = re.compile(
    r"\b(?:per|an|a|each|every|por|cada|la)\s?(?:hour|hr|hora)\b|/\s?(?:hr|hour|hora|h)\b|\bhourly\b"
)
_FROM: Final = re.compile(r"\b(?:from|starting(?: at)?|starts? at|desde|a partir de)\b[^.;]{0,12}$")
_FREE: Final = (
    r"free(?! to\b)|gratis|gratuit[oa]s?|no charge|(?:without|at no) (?:any )?(?:extra )?(?:charge|cost)|sin costo|"
    r"sin cargo|complimentary|no cost|doesn'?t cost|does not cost|nothing to pay|no cuesta nada|costs? nothing"
)
_FREE_WORD: Final = re.compile(rf"\b(?:{_FREE})\b")
_FREE_OTHERWISE: Final = re.compile(
    r"\bfeel free|free(?:dom|way|zer|hand|standing|lance|ly|zing|ze)|\bfree[ -]?(?:range|flowing|standing|hand|form|fall)|"
    r"\w+-free\b|\bfree (?:of|from|hand|time|moment|minute|evening|afternoon|up)\b|\bsientase\b|\blibre\b|"
    r"\b(?:if|when|once|whenever) you(?:'re| are) free\b|\b(?:is|are) (?:he|she|they|you|your \w+) (?:usually |ever )?free\b|\b(?:somebody|someone|anybody|anyone|he|she|they|nobody|who|you|team|crew|doctor|calendar|date|day|\w+day) (?:is|are|'s|might be|may be|will be) free\b|\b(?:are|were|be) you free\b"
)
_STRETCH: Final = re.compile(
    r"\b(?:cover(?:s|ed|ing)?|includ\w+|whole|entire|everything|all[- ]in|total|only|just|instead|waive\w*|credit\w*|"
    r"toward\w*|deduct\w*|off|drop\w*|goes down|down to|another|extra|plus|add(?:s|ed)?|throw|both|any|also|even|"
    r"regardless|flat|and (?:the|a|your) (?:repair|rest|work)|if (?:we|you) (?:do|go|hire|book|proceed|decide|sign)|"
    r"for (?:all|both|the (?:lot|set|pair))|maximum|at most|no more|never|less|same price|applies|applied|comes? off|refund\w*|back|first \w+ (?:is|are)|"
    r"incluy\w*|incluid\w*|cubre\w*|todo|toda|entero|completo|solo|solamente|nada mas|ademas|tambien|descuent\w*|"
    r"se (?:le )?(?:descuenta|abona|acredita)|si (?:hace|hacemos|contrata|decide)|maximo|menos|mas el|per|por|cada|"
    r"as well|too|half|mitad|double|doble|com(?:e|es) with|with it|along with|on top|thrown|of course with|as (?:many|much)|unlimited|viene con|vienen con|con eso|no matter|whatever|guarantee\w*|today|this week|now|hoy)\b"
)
_STRONG: Final = re.compile(
    r"\b(?:covers?|covered|includ(?:es|ed)(?! your)|whole|entire|everything|all[- ]in|total|instead|waive\w*|credit\w*|toward\w*|deduct\w*|goes down|down to|another|extra|plus|zero|"
    r"nothing|throw|com(?:e|es|ing) with|with it|along with|on top|viene con|vienen con|con eso|refund\w*|incluy\w*|incluid\w*|cubre\w*|descuent\w*|se (?:le )?(?:descuenta|abona|acredita)|half|mitad|repair (?:is|comes|itself)|rest is|free|gratis)\b(?!-)"
)
_PRICE_TALK: Final = re.compile(
    r"\b(?:pric(?:e|es|ed|ing)|cost(?:s|ed|ing|ly)?|fees?|charg(?:e|es|ed|ing)(?! cables?| ports?| cords?)|(?<!electric )(?<!water )(?<!power )(?<!energy )(?<!gas )(?<!utility )bill(?:s|ed|ing)?|rates?|quote[sd]?|"
    r"estimates?|cheap\w*|affordabl\w*|inexpensiv\w*|budget\w*|tariff\w*|payments?|paid|pays?(?! to (?:check|look|ask|know|wait|measure|keep))(?! attention)|bargain\w*|economical\w*|"
    r"expensiv\w*|worth(?! \w+ing\b)|dollars?|bucks?|price-?\w*|upfront|labou?r|out of pocket|pocket|wallet|"
    r"precios?|costos?|cuestan?|costara\w*|costaria\w*|cobr\w+|tarifas?|baratos?|baratas?|economic[oa]s?|cotizacion(?:es)?|"
    r"presupuestos?|pag(?:o|os|ar|a|an|ara|aria)|valen?|sale en|sale a|honorarios)\b|\${2,}"
)
_IDIOM: Final = re.compile(
    r"\b(?:is|it'?s|are|be|all|that'?s|visit|one|fix|time|round|first|this) on (?:us|the house|me|our dime|our tab)\b|\bon (?:us|me)(?= this|[.,!])|\b(?:va|corre|van|corren) por (?:nuestra|la) (?:cuenta|casa)\b|"
    r"\bcortesia de\b|\bregala(?:mos|do)\b|\bnot? (?:cost|charge|bill|owe|pay)\b|\bwithout (?:paying|charging)\b|"
    r"\bzero (?:cost|dollars|fees?)\b|\bpeanuts\b|\b(?:a )?steal\b|\bpennies\b|\bfor nothing\b|\bwon'?t (?:run|set) you\b|"
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
        for number in _inside(reading.numbers, sentence):
            if _is_money(reading.reply.folded, number) and not reading.is_covered(number.start, number.end):
                yield from _judge(reading, sentence, number)
        for match in _FREE_WORD.finditer(sentence.text):
            yield from _judge_free(reading, sentence, match)


def _parts(reading: Reading) -> Iterator[Sentence]:
    """Yield the sentences, and those that name several amounts in parts with one amount each."""
    for sentence in reading.reply.sentences:
        ends = sorted(
            [n.end - sentence.start for n in _inside(reading.numbers, sentence) if _is_money(reading.reply.folded, n) and not reading.reply.folded[n.end : n.end + 2].strip().startswith("%")]
            + [match.end() for match in _FREE_WORD.finditer(sentence.text)]
        )
        start = 0
        for end, following in pairwise(ends):
            cuts = [m.start() for m in _BETWEEN.finditer(sentence.text, end, following)]
            if cuts and cuts[-1] > start:
                yield _part(sentence, start, cuts[-1])
                start = cuts[-1]
        yield _part(sentence, start, len(sentence.text))


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
    return set(text.split()) <= reading.known_words


_ECHO_HEADS: Final = re.compile(r"\b(?:you|your|thank|thanks|noted|usted|su|gracias|sorry|what a|how)\b")
_ECHO_BREAKS: Final = re.compile(r"\b(?:we|our|will|'ll|get|save|nuestr\w+|[a-z]+remos)\b")


def _is_harmless_echo(sentence: Sentence) -> bool:
    return bool(_ECHO_HEADS.search(sentence.text)) and not _ECHO_BREAKS.search(sentence.text)


def _has_covered(reading: Reading, sentence: Sentence) -> bool:
    return any(sentence.start <= claim.start < sentence.end for claim in reading.covered)


def _inside(numbers: list[Number], sentence: Sentence) -> list[Number]:
    return [number for number in numbers if sentence.start <= number.start < sentence.end]


def _is_money(folded: str, number: Number) -> bool:
    before, after = folded[max(0, number.start - 6) : number.start], folded[number.end : number.end + 16]
    return bool(_BEFORE.search(before) or _AFTER.match(after))


def _judge(reading: Reading, sentence: Sentence, number: Number) -> Iterator[Finding]:
    start, end = _widen(reading.reply.folded, number)
    if "%" in reading.reply.folded[start:end] or "cent" in reading.reply.folded[end : end + 10]:
        if _is_repeated(reading, sentence, number):
            return
        yield reading.finding("{} is not in your prices.", start, end)
    elif any(_is_this_price(reading, sentence, number, price) for price in reading.organization.prices):
        unit = _UNIT_BEHIND.match(reading.reply.folded, end)
        reading.covered.append(Claim(start, unit.end() if unit else end))
    elif not _is_repeated(reading, sentence, number):
        yield reading.finding(_why(reading, number), start, end)


_UNIT_BEHIND: Final = re.compile(r"\s?(?:per|an?|each|every|/|por|la|al|cada) ?[a-z]+")


def _why(reading: Reading, number: Number) -> str:
    known = [price for price in reading.organization.prices if number.value in _values(price)]
    if known:
        return f"{{}} is your price for “{known[0].service}”, and this says more than that."
    return "{} is not among your prices."


def _widen(folded: str, number: Number) -> tuple[int, int]:
    before = _BEFORE.search(folded[max(0, number.start - 6) : number.start])
    after = _AFTER.match(folded[number.end : number.end + 16])
    start = number.start - (len(before[0]) if before else 0)
    return start, number.end + (after.end() if after else 0)


def _is_repeated(reading: Reading, sentence: Sentence, number: Number) -> bool:
    """Tell whether the reply only repeats the customer's own figure: "the $412,000 house you mention"."""
    is_offer = re.search(r"\b(?:we|our|us|i|will|'ll|that would|comes? to|for you|[a-z]+mos)\b", sentence.text)
    is_echo = re.search(r"\b(?:you|your|noted|got it|usted|su|anot\w+|thank\w*|gracias)\b", sentence.text)
    return number.value in reading.lead_numbers and bool(is_echo or sentence.is_question) and not is_offer


def _values(price: Price) -> list[float]:
    text = Text.of(price.price)
    return [number.value for number in find_numbers(text.tokens, text.folded)]


def _is_this_price(reading: Reading, sentence: Sentence, number: Number, price: Price) -> bool:
    fact = Text.of(price.price).folded
    clause = _without_service(sentence.text, price)
    after = sentence.text[number.end - sentence.start :]
    before = sentence.text[: number.start - sentence.start]
    is_foreign = re.search(r"[€£¥]", sentence.text) is not None and not re.search(r"[€£¥]", fact)
    return (
        number.value in _values(price)
        and not is_foreign
        and _unit_of(fact) == _unit_of(after[:30])
        and bool(_FROM.search(f"{fact.split('$')[0]} ") or "from" in fact) == bool(_FROM.search(before[-24:]))
        and not _STRETCH.search(_OTHER_UNIT.sub("", _UNIT.sub("", clause)))
        and not _STRONG.search(_without_facts(sentence.text, price))
        and _is_only_number(reading, sentence, number, price)
        and _names_service(reading, sentence, price)
        and not _is_special(reading, before, price)
    )


_UNIT: Final = re.compile(
    r"\b(?:per|an?|each|every|por|cada|la|el)\s?(?P<unit>hour|hr|hora|visit|session|room|month|week|day|foot|feet|unit|person|head|guest|tooth|window|panel|mile|visita|sesion|cuarto|mes|semana|dia|pie|persona|ventana|"
    r"milla|square|lesson|class|night|load|item|piece|door|plate|page|employee|tree|stump|dog|cat|pet|year|ano)\b|/\s?(?P<short>hr|hour|h|mo|month|ft|sq|visit|hora|mes|person|persona)\b|\b(?P<adverb>hourly|monthly|weekly|daily|yearly)\b"
)
_SAME_UNITS: Final = {
    "hr": "hour", "h": "hour", "hora": "hour", "hourly": "hour", "mo": "month", "mes": "month", "monthly": "month", "semana": "week", "weekly": "week",
    "dia": "day", "daily": "day", "persona": "person", "head": "person", "guest": "person", "visita": "visit", "sesion": "session", "cuarto": "room",
    "pie": "foot", "feet": "foot", "ft": "foot", "ventana": "window", "milla": "mile", "yearly": "year", "ano": "year",
}  # fmt: skip


def _unit_of(text: str) -> str:
    """Return what the price is for: "hour" in "$140 per hour", nothing in "$89"."""
    found = _UNIT.search(text)
    if not found:
        other = _OTHER_UNIT.search(text)
        return other[1] if other else ""
    unit = found["unit"] or found["short"] or found["adverb"]
    return _SAME_UNITS.get(unit, unit)


def _is_special(reading: Reading, before: str, price: Price) -> bool:
    """Tell whether a word in front of the service makes another one of it: "a synthetic oil change"."""
    own = {word for one in (price.service, *reading.organization.services) for word in Text.of(one).words}
    words = re.findall(r"[a-z]+", before)
    first = next((place for place, word in enumerate(words) if word in own and len(word) > 2), 0)
    return first > 0 and words[first - 1] not in _BEFORE_A_SERVICE | own | reading.lead.name_text.words


_BEFORE_A_SERVICE: Final = frozenset(
    """a an the our your this one each every single any full complete regular standard normal basic initial first typical usual is are for of and or with
    hi hello yes sure that s so on at cost price charge rate book get do offer we us have un una el la los las su nuestro nuestra de por para y es cada si
    hola claro primera cuesta home local time small large""".split()
)
_OTHER_UNIT: Final = re.compile(r"(?:\b(?:per|each|every|por|cada)|/) ?([a-z]+)")


def _without_facts(text: str, price: Price) -> str:
    """Leave out the words of the service and of its price: what is left may stretch them."""
    for word in {*Text.of(price.service).words, *Text.of(price.price).words}:
        text = re.sub(rf"\b{re.escape(word)}s?\b", " ", text)
    return text


def _without_service(text: str, price: Price) -> str:
    """Leave out the words of the service itself, and what stands behind the statement of the price."""
    for word in Text.of(price.service).words:
        text = re.sub(rf"\b{re.escape(word)}s?\b", " ", text)
    return re.split(
        r"\b(?:and is open|we are (?:at|open)|(?:and|y) (?:the|ahi|alli|you|your|we|puede|usted|is|nos|our|it gives|nuestro|nuestra) )",
        text,
    )[0]


def _is_only_number(reading: Reading, sentence: Sentence, number: Number, price: Price) -> bool:
    """Tell whether the sentence has no second amount beside this one."""
    others = [
        one
        for one in _inside(reading.numbers, sentence)
        if one.start != number.start and one.value not in _values(price) and one.value > 3
    ]
    return not any(_is_money(reading.reply.folded, one) for one in others)


_EMPTY: Final = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "and",
        "or",
        "for",
        "in",
        "on",
        "at",
        "per",
        "with",
        "to",
        "de",
        "la",
        "el",
        "los",
        "las",
        "del",
        "y",
        "para",
        "en",
        "con",
        "service",
        "servicio",
        "call",
        "visit",
        "repair",
        "cleaning",
        "home",
        "house",
        "new",
    ]
)



def _names_service(reading: Reading, sentence: Sentence, price: Price) -> bool:
    """Tell whether the sentence speaks of this service and of no other one."""
    words = Text.of(price.service).words
    own = [word for word in words if word.isalpha() and word not in {"of", "and", "the", "for"}]
    strong = [word for word in own if word not in _EMPTY] or own
    text = re.sub(r"(?<=[\d$]) ?(?:per|por|an?|each|cada|la|el|/) ?[a-z]+", " ", sentence.text)
    if not any(_has_word(sentence.text, word) for word in strong) and not _follows(reading, sentence, strong):
        return False
    return not any(
        _has_word(text, word)
        for service in reading.organization.services
        for word in Text.of(service).words
        if word.isalpha() and len(word) > 3 and word not in words | _EMPTY
        and not any(word[:5] == mine[:5] for mine in own)
    )  # fmt: skip


def _follows(reading: Reading, sentence: Sentence, strong: list[str]) -> bool:
    """Tell whether "it is $89" follows a sentence, or answers a question, that names the service."""
    if not re.search(r"\b(?:it|that|this|that one|eso|esa|cuesta|es de|son)\b", sentence.text):
        return False
    before = [one for one in reading.reply.sentences if one.start < sentence.start]
    text = before[-1].text if before else reading.lead.text.folded
    return any(_has_word(text, word) for word in strong)


def _has_word(text: str, word: str) -> bool:
    stems = [word.rstrip("s"), *in_spanish(word)]
    return any(re.search(rf"\b{re.escape(stem)}(?:s|es)?\b", text) for stem in stems if stem)


def _judge_free(reading: Reading, sentence: Sentence, match: re.Match[str]) -> Iterator[Finding]:
    start, end = sentence.start + match.start(), sentence.start + match.end()
    around = sentence.text[max(0, match.start() - 14) : match.end() + 12]
    if any(match.group() in found[0] for found in _FREE_OTHERWISE.finditer(around)) or _is_free_echo(
        reading, sentence, match
    ):
        return
    facts = [price for price in reading.organization.prices if _FREE_WORD.search(Text.of(price.price).folded)]
    clause = sentence.text
    for price in facts:
        if _names_service(reading, sentence, price) and not _STRETCH.search(_without_service(clause, price)):
            reading.covered.append(Claim(start, end))
            return
    yield reading.finding("Your prices do not say that this is {}.", start, end)


def _is_free_echo(reading: Reading, sentence: Sentence, match: re.Match[str]) -> bool:
    """Tell whether "free" is the customer's own word or name, not something we give."""
    is_name = match[0] in reading.lead.name_text.words
    is_offer = re.search(r"\b(?:we|our|is|are|it's|you get|comes?|es|son|sale)\b", sentence.text)
    return is_name or (match[0] in reading.lead.text.words and not is_offer)
