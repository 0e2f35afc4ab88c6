"""What a Spanish sentence makes the business or the future do; the verb carries the person, so verbs are read alone."""

import re
from collections.abc import Iterator
from typing import Final

from leads.gate.reading import Claim, Reading
from leads.gate.spanish import words as w
from leads.gate.text import Sentence

_WE: Final = re.compile(r"\b\w{2,}(?:mos)\b")
_NO_VERBS: Final = frozenset(
    """
    mismos ultimos proximos mejores primos ramos tramos maximos minimos extremos animos timos gramos kilogramos
    ritmos termos atomos optimos legitimos intimos septimos prestamos reclamos mecanismos centimos decimos hermos
    somos
    """.split()
)
_FUTURE: Final = re.compile(r"\b\w+(?:rá|rán|ré|rás)\b")
_NOT_FUTURE: Final = frozenset(
    ["atrás", "detrás", "quizás", "demás", "jamás", "además", "compás", "mamá", "papá", "café"]
)
_NEGATED: Final = re.compile(r"\bno (?:(?:le|les|se|lo|la|nos) )*(?:\w+ )?$")
_IF: Final = re.compile(
    r"\b(?:si|cuando|antes de que|para que|hasta que|mientras|despues de que|asi|como|que|donde)(?: \w+){0,2} $"
)
_CLAUSE: Final = re.compile(
    r"(?:^|[,;:.!¡(\-]\s*|\b(?:y|pero|o|solo|nada mas|por favor|favor de|luego|entonces)\s+)(?P<word>[a-z]{3,})(?=[\s,.!])"
)
_LE: Final = re.compile(
    r"\b(?:(?:se|me|te) (?:lo|la|los|las)|les?|te) (?P<verb>[a-z]{3,})(?: (?:a )?(?P<next>[a-z]+))?"
)
_LE_SAFE: Final = re.compile(
    r"(?:duel|gust|interes|preocup|molest|parec|convien|conven|sirv|import|encant|haga|falt|pas[oa]|queda|viene|acomod|"
    r"recomend|dig|ocurr|agrad|deseam|pued|pod|de\b|del\b|en\b)"
)


def claims(sentence: Sentence, reading: Reading) -> Iterator[Claim]:
    """Yield every clause that commits the business or foretells."""
    if sentence.is_question:
        yield from _first_person(sentence)
        yield from _promises_in_question(sentence)
        return
    yield from _we(sentence)
    yield from _first_person(sentence)
    yield from _to_the_customer(sentence)
    yield from _somebody(sentence, reading)
    yield from _future(sentence, reading)
    yield from _you(sentence)
    yield from _orders(sentence)


def _at(sentence: Sentence, match: re.Match[str], group: str | int = 0) -> Claim:
    return Claim(sentence.start + match.start(group), sentence.start + match.end(group))


def _is_talk(verb: str) -> bool:
    return verb not in w.COMMITTING and verb.startswith(w.TALK)


def _is_safe_phrase(sentence: Sentence, start: int) -> bool:
    return re.compile(rf"(?:{w.SAFE_PHRASES}|{w.BE_STATES})").match(sentence.text, start) is not None


def _we(sentence: Sentence) -> Iterator[Claim]:
    for match in _WE.finditer(sentence.text):
        verb = match[0]
        before = sentence.text[: match.start()]
        if verb in _NO_VERBS - {"somos"} or _is_talk(verb) or _is_safe_phrase(sentence, match.start()):
            if not (verb.startswith(("pod", "quer", "quis")) and not _leads_to_talk(sentence, match.end())):
                continue
        if _NEGATED.search(before) and _is_deniable(verb):
            continue
        if _IF.search(before) and verb.endswith(("emos", "amos")) and not verb.endswith("remos"):
            continue
        yield _at(sentence, match)


def _is_deniable(verb: str) -> bool:
    return verb.startswith(
        (
            "pod",
            "pued",
            "sab",
            "instal",
            "hici",
            "hic",
            "prom",
            "garant",
            "confirm",
            "quer",
            "quis",
            "tenemos",
            "hacemos",
            "damos",
        )
    )


def _leads_to_talk(sentence: Sentence, end: int) -> bool:
    """Tell whether "podemos" or "queremos" leads on to a harmless verb."""
    match = re.match(r"\s+(?:(?:con gusto|no|le|les|lo|que|mucho|tambien) )*(?P<verb>[a-z]+)", sentence.text[end:])
    return match is None or _is_talk(match["verb"]) or match["verb"].startswith(w.YOU_MAY)


def _first_person(sentence: Sentence) -> Iterator[Claim]:
    for token in sentence.tokens:
        if token.text in w.FIRST_PERSON:
            before = sentence.text[: token.start - sentence.start]
            after = sentence.text[token.end - sentence.start :]
            is_noun = re.search(r"\b(?:el|un|su|al|del|cada|este|primer|los|por|de|en|que|muy|mas|y|piso|lo) $", before)
            if not _NEGATED.search(before) and not is_noun and not after.startswith((" piso", " de ")):
                yield Claim(token.start, token.end)


def _promises_in_question(sentence: Sentence) -> Iterator[Claim]:
    match = re.search(
        r"\b(?:le|les) (?:mandamos|enviamos|apartamos|agendamos|reservamos|programamos|dejamos|anoto|aparto|agendo|reservo|mando)\b",
        sentence.text,
    )
    if match:
        yield _at(sentence, match)


def _to_the_customer(sentence: Sentence) -> Iterator[Claim]:
    for match in _LE.finditer(sentence.text):
        verb = match["verb"]
        if (
            verb.endswith("mos")
            or verb in w.SKIPPED | w.MODALS
            or _is_talk(verb)
            or _LE_SAFE.match(verb)
            or re.match(r"confirm\w+ (?:si|cuando|el dia|la hora)\b", sentence.text[match.start("verb") :])
        ):
            continue
        if verb in {"va", "van"} and match["next"] and _is_talk(match["next"]):
            continue
        yield _at(sentence, match, "verb")


def _somebody(sentence: Sentence, reading: Reading) -> Iterator[Claim]:
    tokens = sentence.tokens
    for position, token in enumerate(tokens):
        if token.text not in w.ROLES or not _is_subject(sentence, position):
            continue
        place = _verb_after(sentence, position + 1, reading)
        if place is None:
            continue
        verb = tokens[place].text
        if _is_safe_phrase(sentence, tokens[place].start - sentence.start) or not verb.isalpha():
            continue
        if verb in w.MODALS:
            place = _infinitive_after(sentence, place)
            verb = tokens[place].text
        is_safe = (
            _is_talk(verb)
            or verb.startswith(w.YOU_MAY)
            or _is_safe_phrase(sentence, tokens[place].start - sentence.start)
        )
        if not is_safe:
            yield Claim(token.start, tokens[place].end)


def _is_subject(sentence: Sentence, position: int) -> bool:
    """Tell a subject from an object: "al mecánico", "con el técnico", "dígale a la doctora"."""
    place = position - 1
    while place >= 0 and sentence.tokens[place].text in {
        "el", "la", "los", "las", "un", "una", "nuestro", "nuestra", "nuestros", "nuestras", "su", "mi", "otro", "otra", "misma", "mismo",
    }:  # fmt: skip
        place -= 1
    before = sentence.tokens[place].text if place >= 0 else ""
    return before not in {
        "si",
        "que",
        "cuando",
        "donde",
        "a",
        "al",
        "con",
        "de",
        "del",
        "para",
        "por",
        "ayuda",
        "ayudan",
        "en",
        "sin",
        "que_",
        "como",
    }


def _infinitive_after(sentence: Sentence, position: int) -> int:
    """Return where "va a leer", "podrá contestarle", "tiene que ver" has its verb."""
    place = position + 1
    while place < len(sentence.tokens) - 1 and sentence.tokens[place].text in {
        "a",
        "que",
        "le",
        "les",
        "lo",
        "la",
        "se",
        "de",
    }:
        place += 1
    return place if place < len(sentence.tokens) and sentence.tokens[place].text.isalpha() else position


def _verb_after(sentence: Sentence, position: int, reading: Reading) -> int | None:
    """Return where the verb stands: after "de nuestro equipo", names, pronouns and small adverbs."""
    tokens = sentence.tokens
    while position < len(tokens):
        word = tokens[position].text
        if word in {"de", "del", "en", "con"}:
            position += 2
            while position < len(tokens) and tokens[position].text in {
                "equipo",
                "oficina",
                "personal",
                "despacho",
                "estudio",
                "taller",
                "clinica",
                "la",
                "el",
            }:
                position += 1
            continue
        if word == "que":
            return None
        if word in w.SKIPPED:
            position += 1
            continue
        if (not word.isalpha() and word not in {".", "&", "'"}) or word in {
            "y",
            "o",
            "para",
            "a",
            "por",
            "si",
            "como",
            "es",
            "ni",
        }:
            return None
        if reading.is_capital(tokens[position].start) or (
            word == "." and reading.is_capital(tokens[position - 1].start)
        ):
            position += 1
            continue
        return position
    return None


def _future(sentence: Sentence, reading: Reading) -> Iterator[Claim]:
    """Judge the accented future: "quedará", "llegarán"; what is told, read or known may come."""
    raw_start, raw_end = reading.reply.span(sentence.start, sentence.end)
    raw = reading.reply.raw[raw_start:raw_end].lower()
    for match in _FUTURE.finditer(raw):
        plain = match[0].translate(str.maketrans("áéíóúñ", "aeioun"))
        if (
            match[0] in _NOT_FUTURE
            or _is_talk(plain)
            or plain.startswith(
                ("ser", "estar", "habr", "tendr", "depend", "ayud", "permit", "facilit", "servir", "har mas", "bast")
            )
        ):
            continue
        start = sentence.text.find(plain)
        if start >= 0 and _is_safe_phrase(sentence, start):
            continue
        if re.match(r"confirmar\w* (?:si|cuando|el dia|la hora|los detalles|cual)\b", sentence.text[max(start, 0) :]):
            continue
        if start >= 0 and not _NEGATED.search(sentence.text[:start]):
            yield Claim(sentence.start + start, sentence.start + start + len(plain))


def _you(sentence: Sentence) -> Iterator[Claim]:
    """Judge what the customer is told he can or must do."""
    for match in re.finditer(
        r"\b(?:puede|podra|debe|tiene que|va a|necesita|deberia) (?P<verb>[a-z]{3,})", sentence.text
    ):
        before = sentence.text[: match.start()]
        if re.search(r"\b(?:nadie|ninguno|no)\b", before[-14:]):
            continue
        if match["verb"].startswith(w.YOU_MAY) or _is_talk(match["verb"]) or _IF.search(before):
            continue
        if (
            match["verb"].endswith("se")
            or match["verb"] in {"con", "por", "para", "que", "mas", "los", "las", "una", "algo", "mucho", "el"}
            or match["verb"].endswith("mos")
        ):
            continue
        yield _at(sentence, match)


def _orders(sentence: Sentence) -> Iterator[Claim]:
    for match in _CLAUSE.finditer(sentence.text):
        word = re.sub(r"(?:nos|me|lo|la|los|las|se|le|les)$", "", match["word"])
        before = sentence.text[: match.start("word")]
        if (
            (word in w.ORDERS or match["word"] in w.ORDERS)
            and not match["word"].startswith(w.ORDERS_SAFE)
            and not _NEGATED.search(before)
        ):
            yield _at(sentence, match, "word")
