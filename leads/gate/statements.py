"""Free statements: a first answer thanks, asks, leaves open or repeats facts; whatever else it states, nobody checked."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from leads.gate.acts import Acts
from leads.gate.clauses import OPENING, Clause, clauses
from leads.gate.english.acts import ENGLISH
from leads.gate.languages import language_scores
from leads.gate.offers import names_service, own_services
from leads.gate.reading import Reading
from leads.gate.spanish.acts import SPANISH
from leads.gate.text import Sentence
from leads.gate.verdicts import Finding

_NAME: Final = re.compile(r"[\u00a4 .,!:]*\u00a4[ .]*[,!.:-]+\s*|[\u00a4 .,!:]*\u00a4+\s*$")


def statements(reading: Reading) -> Iterator[Finding]:
    """A clause that is neither a question nor one of the acts of a first answer, and no fact."""
    for sentence in reading.reply.sentences:
        words = acts_of(sentence)
        for clause in clauses(_masked(reading, sentence)):
            if not clause.is_asked and not is_harmless(reading, sentence, clause, words):
                yield reading.finding(
                    "{} states something that nobody has checked.", clause.start, clause.start + len(clause.text)
                )


def affirmations(reading: Reading) -> Iterator[Finding]:
    """A yes to something that the customer asked or asserted, and that is not an entered fact."""
    if not _ASKS_OR_ASSERTS.search(reading.lead.message.lower()) or _asks_for_service(reading):
        return
    lead = reading.lead.text.folded
    is_more = _MORE_THAN_A_SERVICE.search(lead) is not None
    for sentence in reading.reply.sentences:
        words = acts_of(sentence)
        masked = reading.without_names(sentence.start, sentence.text)
        parts = list(clauses(_masked(reading, sentence)))
        if any(_holds_fact(reading, part) or _names_service(reading, part) for part in parts):
            continue
        if _is_answered_by_fact(reading, sentence) or (_ASKS_FOR_HELP.search(lead) and not is_more):
            continue
        for match in words.affirmations.finditer(masked):
            place = sentence.start + match.start()
            if match[0].endswith(" it is") and _says_back(reading, match[0].strip(" ,.!;:-")):
                continue
            if _PARDONS.match(match[0].strip(" ,.!;:-")) and _CORRECTS.search(lead):
                continue
            if any(part.start <= place < part.end and _says_back(reading, part.text) and " " in part.text for part in parts):
                continue
            if not any(part.is_asked and part.start <= place < part.end for part in parts):
                yield reading.finding("{} confirms what the customer asked or said.", place, sentence.start + match.end())


_ASKS_OR_ASSERTS: Final = re.compile(
    r"\?|\b(?:you|your|u|ur|ya|yall|heard|told|said|says|right|correct|yes|ok|okay|promised?|agreed|confirm\w*|still|ad|website|"
    r"ustedes|usted|su|sus|dijo|dijeron|dicen|verdad|cierto|oi|anuncio|prometi\w+|quedamos)\b"
    r"|(?:^|[.!;\n]\s*)(?:can|could|do|does|did|is|are|will|would|have|has|may|should|pueden?|hacen|tienen|es|son|hay|aceptan)\b"
)
_MORE_THAN_A_SERVICE: Final = re.compile(
    r"[$%\d]|\b(?:free|price\w*|cost\w*|charge\w*|fee\w*|cheap\w*|discount\w*|deal|includ\w+|insur\w+|licen\w+|bonded|certif\w+|guarant\w+|warrant\w+|"
    r"today|tonight|tomorrow|now|soon|week\w*|month\w*|day|\w+day|morning|afternoon|evening|hour\w*|before|by|until|asap|when|pay\w*|refund\w*|cash|card|"
    r"safe|legal\w*|law|allowed|permit\w*|right|correct|told|said|heard|promise\w*|match|same|always|ever|everything|all|best|trained|experience\w*|"
    r"gratis|precio|costo|cuesta|cobran|descuento|oferta|incluye|seguro|licencia|garant\w+|hoy|manana|semana|mes|dia|hora|pag\w+|tarjeta|dijo|dijeron|verdad|cierto)\b"
)


_ASKS_FOR_HELP: Final = re.compile(
    r"\b(?:can|could|would|will) (?:you|u|ya|someone|somebody|anyone)(?: guys| please| maybe)? (?:help|(?:take a )?look|check|have a look)\b|\b(?:me |nos )?(?:pueden?|podrian?) (?:ayudar|ver|revisar|echar)"
)
_PARDONS: Final = re.compile(r"no (?:problem|worries)|not a problem|no hay|all good")
_CORRECTS: Final = re.compile(r"\b(?:ignore|sorry|typo|wrong|my bad|meant|i mean|correction|forgot|disculp\w+|perdon|equivoc\w+|quise decir)\b")


def _is_answered_by_fact(reading: Reading, sentence: Sentence) -> bool:
    """Tell whether the sentence behind the yes gives the fact that was asked for: "Of course. It is 210-555-0177"."""
    following = [one for one in reading.reply.sentences if one.start >= sentence.end][:1]
    return not _MORE_THAN_A_SERVICE.search(reading.lead.text.folded) and any(
        one.start <= fact.start < one.end for one in following for fact in reading.covered
    )


def _asks_for_service(reading: Reading) -> bool:
    """Tell whether the message only asks for something on the list of services: a yes to that is a fact."""
    text = reading.lead.text.folded
    asked = " ".join(part for part in re.split(r"(?<=[.!?\n])\s*", reading.lead.message.lower()) if "?" in part) or text
    names = {_stem(word) for word in reading.organization.service_words if len(word) > 3}
    said = {_stem(word) for word in re.findall(r"[a-z]+", asked)}
    return bool(names & said) and not _MORE_THAN_A_SERVICE.search(text)


def _masked(reading: Reading, sentence: Sentence) -> Sentence:
    """Return the sentence with one sign for each letter of a name: "Bath and Brush" is no two clauses."""
    return replace(sentence, text=reading.without_names(sentence.start, sentence.text))


def acts_of(sentence: Sentence) -> Acts:
    """Return the acts of the sentence's language."""
    scores = language_scores(sentence.text, [token.text for token in sentence.tokens if token.text.isalpha()])
    return SPANISH if scores["es"] > scores["en"] else ENGLISH


def is_harmless(reading: Reading, sentence: Sentence, clause: Clause, words: Acts) -> bool:
    """Tell whether the clause is an act of a first answer, a fact, or too little to state anything."""
    if _holds_fact(reading, clause) or _offers_service(reading, sentence, clause):
        return True
    text = plain(reading, clause, words)
    return (
        not text
        or not (clause.has_verb or _answers(reading, sentence, text))
        or OPENING.match(text) is not None
        or OPENING.match(clause.text) is not None
        or _says_back(reading, text)
        or words.is_act(text)
        or _is_banter(clause, words, text)
    )


def is_left_open(reading: Reading, sentence: Sentence, place: int) -> bool:
    """Tell whether the clause at that place says that nothing can be said or promised, or that others feel the same."""
    return _act_at(reading, sentence, place) in {"left open", "common"}


def is_said_back(reading: Reading, sentence: Sentence, place: int) -> bool:
    """Tell whether the clause at that place thanks for, regrets or repeats what the customer said."""
    return _act_at(reading, sentence, place) in {"thanks", "restates"}


def _act_at(reading: Reading, sentence: Sentence, place: int) -> str:
    words = acts_of(sentence)
    for clause in clauses(_masked(reading, sentence)):
        if clause.start <= place < clause.end and not clause.is_asked:
            return words.act_of(plain(reading, clause, words))
    return ""


def _is_banter(clause: Clause, words: Acts, text: str) -> bool:
    """Tell whether it is a short exclamation about things in general: "Sixty mugs is a serious collection!"."""
    return clause.text.endswith("!") and words.banter.match(text) is not None and not words.unhedged.search(text)


def _answers(reading: Reading, sentence: Sentence, text: str) -> bool:
    """Tell whether a sentence without a verb answers a question: "Cards, cash, whatever suits you."."""
    words = acts_of(sentence)
    if sentence.text.rstrip().endswith("!") or any(
        one.has_verb or words.act_of(plain(reading, one, words)) for one in clauses(_masked(reading, sentence))
    ):
        return False
    known = {_stem(word) for word in reading.lead.text.words | reading.known_words}
    new = [word for word in re.findall(r"[a-z]+", text) if len(word) > 3 and _stem(word) not in known]
    return "?" in reading.lead.message and len(new) > 1


def plain(reading: Reading, clause: Clause, words: Acts) -> str:
    """Return the clause without its greeting, the customer's name and interjections; names of facts as one sign."""
    text = reading.without_names(clause.start, clause.text)
    before = None
    while text != before:
        before = text
        text = _NAME.sub("", text, count=1) if _NAME.match(text) else text
        text = words.interjections.sub("", text, count=1) if words.interjections.match(text) else text
        text = words.prefixes.sub("", text, count=1) if words.prefixes.match(text) else text
    return re.sub("\u00a4+(?: \u00a4+)*", "\u00a4", text).strip(" .!?\"'")


def _names_service(reading: Reading, clause: Clause) -> bool:
    """Tell whether the clause says no more than that a service on the list is offered."""
    return names_service(reading, reading.reply.folded[clause.start : clause.end]) and not _MORE_THAN_A_SERVICE.search(clause.text)


def _holds_fact(reading: Reading, clause: Clause) -> bool:
    return any(clause.start < fact.end and fact.start < clause.end for fact in reading.covered)


def _offers_service(reading: Reading, sentence: Sentence, clause: Clause) -> bool:
    return any(start < clause.end and clause.start < end for start, end in own_services(reading, sentence))


_SMALL_WORDS: Final = frozenset(
    """the and for with that this from has have had was were been are its you your about some all into out just now then than too not one two both once twice sounds looks seems like there
    que los las una con por para del como esta este eso muy mas sin""".split()
)
_JUDGES: Final = re.compile(
    r"\b(?:will|must|can|could|should|shall|would|may|might|owes?|entitled|allowed|always|never|every|our|ours|we|us|free|safe|normal|"
    r"no|not|(?:\w*day|\w*time|\d+|\w+ary|\w+ber|morning|afternoon|evening|noon|april|may|june|july|august|march|deal) it is$|works for|dont|doesn|won|valid|legal|debe|puede|nuestr\w+|gratis|segur\w+|nunca|siempre)\b|n't"
)


def _says_back(reading: Reading, text: str) -> bool:
    """Tell whether the clause is made of the customer's own words, and neither judges nor speaks of us."""
    known = {_stem(word) for word in reading.lead.text.words if len(word) > 2}
    said = [word for word in re.findall(r"[a-z]+", text) if len(word) > 2 and word not in _SMALL_WORDS]
    return bool(said) and not _JUDGES.search(text) and sum(_is_known(word, known) for word in said) >= len(said) * 0.7


def _is_known(word: str, known: set[str]) -> bool:
    """Tell whether the customer wrote it, or a short form of it: "aug" for "august"."""
    stem = _stem(word)
    return stem in known or any(stem.startswith(one) for one in known if len(one) > 2)


def _stem(word: str) -> str:
    return re.sub(r"(?:ing|ed|es|s)$", "", word)[:6]
