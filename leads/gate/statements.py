"""Free statements: a first answer thanks, asks, leaves open or repeats facts; whatever else it states, nobody checked."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from leads.gate.acts import Acts
from leads.gate.clauses import OPENING, Clause
from leads.gate.english.acts import ENGLISH
from leads.gate.offers import own_services
from leads.gate.reading import Reading
from leads.gate.remarks import is_remark
from leads.gate.spanish.acts import SPANISH
from leads.gate.text import Sentence
from leads.gate.verdicts import Finding

_NAME: Final = re.compile(r"[\u00a4 .,!:]*\u00a4[ .]*[,!.:-]+\s*|[\u00a4 .,!:]*\u00a4+\s*$")


def statements(reading: Reading) -> Iterator[Finding]:
    """A clause that is neither a question nor one of the acts of a first answer, and no fact."""
    for sentence in reading.reply.sentences:
        words = acts_of(sentence)
        for clause in reading.clauses_of(sentence):
            if not clause.is_asked and not is_harmless(reading, sentence, clause, words):
                yield reading.finding(
                    "{} states something that nobody has checked.", clause.start, clause.start + len(clause.text)
                )


def acts_of(sentence: Sentence) -> Acts:
    """Return the acts of the sentence's language."""
    return SPANISH if sentence.is_spanish else ENGLISH


def is_harmless(reading: Reading, sentence: Sentence, clause: Clause, words: Acts) -> bool:
    """Tell whether the clause is an act of a first answer, a fact, or too little to state anything."""
    if holds_fact(reading, clause) or _offers_service(reading, sentence, clause):
        return True
    text = plain(reading, clause, words)
    return (
        not text
        or not (clause.has_verb or _answers(reading, sentence, text))
        or OPENING.match(text) is not None
        or OPENING.match(clause.text) is not None
        or says_back(reading, text)
        or words.is_act(text)
        or _is_banter(clause, words, text)
        or _is_harmless_remark(reading, words, text)
    )


def _is_harmless_remark(reading: Reading, words: Acts, text: str) -> bool:
    return not words.opinions.match(text) and is_remark(reading, text, is_spanish=words is SPANISH)


def is_left_open(reading: Reading, sentence: Sentence, place: int) -> bool:
    """Tell whether the clause at that place says that nothing can be said or promised, or that others feel the same."""
    return _act_at(reading, sentence, place) in {"left open", "common"}


def is_said_back(reading: Reading, sentence: Sentence, place: int) -> bool:
    """Tell whether the clause at that place thanks for, regrets or repeats what the customer said."""
    return _act_at(reading, sentence, place) in {"thanks", "restates"}


def _act_at(reading: Reading, sentence: Sentence, place: int) -> str:
    words = acts_of(sentence)
    for clause in reading.clauses_of(sentence):
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
        one.has_verb or words.act_of(plain(reading, one, words)) for one in reading.clauses_of(sentence)
    ):
        return False
    known = {stem(word) for word in reading.lead.text.words | reading.known_words}
    new = [word for word in re.findall(r"[a-z]+", text) if len(word) > 3 and stem(word) not in known]
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


def holds_fact(reading: Reading, clause: Clause) -> bool:
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


def says_back(reading: Reading, text: str) -> bool:
    """Tell whether the clause is made of the customer's own words, and neither judges nor speaks of us."""
    known = {stem(word) for word in reading.lead.text.words if len(word) > 2}
    said = [word for word in re.findall(r"[a-z]+", text) if len(word) > 2 and word not in _SMALL_WORDS]
    return bool(said) and not _JUDGES.search(text) and sum(_is_known(word, known) for word in said) >= len(said) * 0.7


def _is_known(word: str, known: set[str]) -> bool:
    """Tell whether the customer wrote it, or a short form of it: "aug" for "august"."""
    start = stem(word)
    return start in known or any(start.startswith(one) for one in known if len(one) > 2)


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    return re.sub(r"(?:ing|ed|es|s)$", "", word)[:6]
