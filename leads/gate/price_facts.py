"""The entered price: what may be said of it, and when a sentence says more than that."""

import re
from typing import Final

from leads.gate.facts import Price
from leads.gate.numbers import Number, find_numbers
from leads.gate.reading import Reading
from leads.gate.spanish.services import in_spanish
from leads.gate.text import Sentence, entered

_CURRENCY: Final = (
    r"dollars?|bucks?|cents?|usd|us\$|cad|mxn|eur|gbp|euros?|pounds sterling|quid|pesos?|dolar(?:es)?|centavos?|lana|"
    r"varos?|grand|benjamins?|k|percent|per ?cent|por ?ciento"
)


BEFORE_AMOUNT: Final = re.compile(r"(?:[$€£¥%]|\b(?:usd|eur|us\$|mxn)|\bus)\s?$")


AFTER_AMOUNT: Final = re.compile(rf"^\s?(?:[$€£¥%]|(?:{_CURRENCY})\b)")


_FROM: Final = re.compile(r"\b(?:from|starting(?: at)?|starts? at|desde|a partir de)\b[^.;]{0,12}$")


STRETCH: Final = re.compile(
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


def inside(numbers: list[Number], sentence: Sentence) -> list[Number]:
    return [number for number in numbers if sentence.start <= number.start < sentence.end]


def is_money(folded: str, number: Number) -> bool:
    before, after = folded[max(0, number.start - 6) : number.start], folded[number.end : number.end + 16]
    return bool(BEFORE_AMOUNT.search(before) or AFTER_AMOUNT.match(after))


def values_of(price: Price) -> list[float]:
    text = entered(price.price)
    return [number.value for number in find_numbers(text.tokens, text.folded)]


def is_this_price(reading: Reading, sentence: Sentence, number: Number, price: Price) -> bool:
    fact = entered(price.price).folded
    after = sentence.text[number.end - sentence.start :]
    before = sentence.text[: number.start - sentence.start]
    is_foreign = re.search(r"[€£¥]", sentence.text) is not None and not re.search(r"[€£¥]", fact)
    return (
        number.value in values_of(price)
        and not is_foreign
        and _unit_of(fact) == _unit_of(after[:30])
        and bool(_FROM.search(f"{fact.split('$')[0]} ") or "from" in fact) == bool(_FROM.search(before[-24:]))
        and not STRETCH.search(without_service(_OTHER_UNIT.sub("", _UNIT.sub("", sentence.text)), price))
        and not _STRONG.search(_without_facts(sentence.text, price))
        and _is_only_number(reading, sentence, number, price)
        and names_priced_service(reading, sentence, price)
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
    own = {word for one in (price.service, *reading.organization.services) for word in entered(one).words}
    words = re.findall(r"[a-z]+", before)
    first = next((place for place, word in enumerate(words) if word in own and len(word) > 2), 0)
    return first > 0 and words[first - 1] not in _BEFORE_A_SERVICE | own | reading.lead.name_text.words


_BEFORE_A_SERVICE: Final = frozenset(
    """a an the our your this one each every single any full complete regular standard normal basic initial first typical usual is are for of and or with
    hi hello yes sure that s so on at cost price charge rate book get do offer we us have un una el la los las su nuestro nuestra de por para y es cada si
    hola claro primera cuesta home local time small large""".split()
)


_OTHER_UNIT: Final = re.compile(r"(?:\b(?:per|each|every|por|cada)|(?<![/:\w])/|(?<=\d)/) ?([a-z]+)")


def _without_facts(text: str, price: Price) -> str:
    """Leave out the words of the service and of its price: what is left may stretch them."""
    for word in {*entered(price.service).words, *entered(price.price).words}:
        text = re.sub(rf"\b{re.escape(word)}s?\b", " ", text)
    return text


def without_service(text: str, price: Price) -> str:
    """Leave out the words of the service itself, and what stands behind the statement of the price."""
    for word in entered(price.service).words:
        text = re.sub(rf"\b{re.escape(word)}s?\b", " ", text)
    return re.split(
        r"\b(?:and is open|we are (?:at|open)|(?:and|y) (?:the|ahi|alli|you|your|we|puede|usted|is|nos|our|it gives|nuestro|nuestra) )",
        text,
    )[0]


def _is_only_number(reading: Reading, sentence: Sentence, number: Number, price: Price) -> bool:
    """Tell whether the sentence has no second amount beside this one."""
    others = [
        one
        for one in inside(reading.numbers, sentence)
        if one.start != number.start and one.value not in values_of(price) and one.value > 3
    ]
    return not any(is_money(reading.reply.folded, one) for one in others)


_EMPTY: Final = frozenset(
    """
    the a an of and or for in on at per with to de la el los las del y para en con service servicio call visit
    repair cleaning home house new
    """.split()
)


def names_priced_service(reading: Reading, sentence: Sentence, price: Price) -> bool:
    """Tell whether the sentence speaks of this service and of no other one."""
    words = entered(price.service).words
    own = [word for word in words if word.isalpha() and word not in {"of", "and", "the", "for"}]
    strong = [word for word in own if word not in _EMPTY] or own
    text = re.sub(r"(?<=[\d$]) ?(?:per|por|an?|each|cada|la|el|/) ?[a-z]+", " ", sentence.text)
    if not any(_has_word(sentence.text, word) for word in strong) and not _follows(reading, sentence, strong):
        return False
    return not any(
        _has_word(text, word)
        for service in reading.organization.services
        for word in entered(service).words
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
