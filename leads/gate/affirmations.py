"""Saying yes: to what the customer asks or asserts nobody may agree, unless it is an entered fact."""

import re
from collections.abc import Iterator
from typing import Final

from leads.gate.clauses import Clause
from leads.gate.offers import names_service
from leads.gate.reading import Reading
from leads.gate.statements import acts_of, holds_fact, says_back, stem
from leads.gate.text import Sentence
from leads.gate.verdicts import Finding


def affirmations(reading: Reading) -> Iterator[Finding]:
    """A yes to something that the customer asked or asserted, and that is not an entered fact."""
    if not _ASKS_OR_ASSERTS.search(reading.lead.message.lower()) or _asks_for_service(reading):
        return
    lead = reading.lead.text.folded
    is_more = _MORE_THAN_A_SERVICE.search(lead) is not None
    for sentence in reading.reply.sentences:
        words = acts_of(sentence)
        masked = reading.without_names(sentence.start, sentence.text)
        parts = reading.clauses_of(sentence)
        if any(holds_fact(reading, part) or _names_service(reading, part) for part in parts):
            continue
        if _is_answered_by_fact(reading, sentence) or (_ASKS_FOR_HELP.search(lead) and not is_more):
            continue
        for match in words.affirmations.finditer(masked):
            place = sentence.start + match.start()
            if match[0].endswith(" it is") and says_back(reading, match[0].strip(" ,.!;:-")):
                continue
            if _PARDONS.match(match[0].strip(" ,.!;:-")) and _CORRECTS.search(lead):
                continue
            if any(
                part.start <= place < part.end and says_back(reading, part.text) and " " in part.text for part in parts
            ) and not _AGREES.match(match[0].strip(" ,.!;:-")):
                continue
            if not any(part.is_asked and part.start <= place < part.end for part in parts):
                yield reading.finding(
                    "{} confirms what the customer asked or said.", place, sentence.start + match.end()
                )


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
_AGREES: Final = re.compile(
    r"(?:exactly|precisely|correct|right|true|indeed|absolutely|that'?s|that is|exacto|correcto|asi es)\b"
)
_CORRECTS: Final = re.compile(
    r"\b(?:ignore|sorry|typo|wrong|my bad|meant|i mean|correction|forgot|disculp\w+|perdon|equivoc\w+|quise decir)\b"
)


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
    names = {stem(word) for word in reading.organization.service_words if len(word) > 3}
    said = {stem(word) for word in re.findall(r"[a-z]+", asked)}
    return bool(names & said) and not _MORE_THAN_A_SERVICE.search(text)


def _names_service(reading: Reading, clause: Clause) -> bool:
    """Tell whether the clause says no more than that a service on the list is offered."""
    return names_service(reading, reading.reply.folded[clause.start : clause.end]) and not _MORE_THAN_A_SERVICE.search(
        clause.text
    )
