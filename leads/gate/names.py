"""Names: the customer's own, the business's own, and nobody else's."""

import re
from collections.abc import Iterator
from typing import Final

from leads.gate.english.words import ROLES as ENGLISH_ROLES
from leads.gate.reading import Reading
from leads.gate.spanish.words import ROLES as SPANISH_ROLES
from leads.gate.text import Sentence, Text
from leads.gate.topics import BEGINS_QUESTION
from leads.gate.verdicts import Finding, Span

_CAPITAL: Final = r"[A-ZÁÉÍÓÚÑÖÜ](?:[\w'’-]|\.(?=\w))*"
_PHRASE: Final = rf"{_CAPITAL}(?:\s+(?:&|and|y|of|de|del|the)?\s*{_CAPITAL}){{0,4}}"
_BUSINESS: Final = re.compile(
    rf"(?:(?i:thanks?(?: you)?(?: so much| very much)? for (?:choosing|contacting|calling|writing(?: to)?|reaching out to|thinking of|considering|trusting|messaging|visiting|getting in touch with)|welcome to|we at|here at|team at|people at|all of us at|on behalf of|"
    rf"gracias por (?:elegir|escoger|contactar(?: a| con)?|escribir(?: a| nos a)?|llamar a|preferir|confiar en|pensar en|comunicarse con)|bienvenid[oa]s? a|somos|en nombre de|de parte de|equipo de|from everyone at|your friends at|greetings from|saludos de|"
    rf"(?:this|it) is))\s+(?P<name>{_PHRASE})"
)
_HERE: Final = re.compile(rf"(?P<name>{_PHRASE})(?:,)? (?:here|speaking|at your service|le saluda|a sus ordenes)\b")
_COMPANY: Final = re.compile(
    rf"\b(?P<name>{_CAPITAL}(?:\s+(?:&\s+)?{_CAPITAL}){{0,3}}\s+(?:LLC|Inc|Co|Corp|Ltd|Partners|Group|Associates|Dental|Plumbing|Roofing|Heating|Electric|Law|Movers|Moving|Cleaning|Pest Control|Landscaping|Auto|Motors|Spa|Clinic|Services|Solutions|Brothers|Bros|& Sons|y Hijos))\b"
)
ROLES: Final = ENGLISH_ROLES | SPANISH_ROLES
_TITLED: Final = re.compile(
    rf"\b(?:(?i:mr|mrs|ms|dr|dra|sr|sra|srta|lic|ing)\.?|(?i:miss|attorney|officer|nurse|licenciad[oa]|señora?|señorita|senora?|doctora?)|Don|don|doña|Doña)\s+(?P<name>{_CAPITAL})"
)
_STAFF: Final = re.compile(
    rf"\b(?i:our|my|nuestro|nuestra|mi|el|la|the|with|from)\s+(?:\w+\s+)?(?P<role>[a-záéíóúñ]+),?\s+(?P<name>{_CAPITAL})"
)
_GREETED: Final = re.compile(
    rf"^\W*(?i:hi there|hi|hello|hey|dear|hola|estimad[oa]|querid[oa]|buenas tardes|buenos d[ií]as|buenas noches|buenas|good (?:morning|afternoon|evening))[ ,]+(?P<name>{_CAPITAL})(?P<rest>(?:\s+{_CAPITAL})*)"
)
_SIGNED: Final = re.compile(
    rf"(?:(?:—|--|–|-)\s*(?P<a>{_CAPITAL}(?: {_CAPITAL})?)\s*$)|(?i:my name is|ask for|i am|i'm|me llamo|mi nombre es|soy|pregunte por|le habla|le escribe|this is|it's)\s+(?P<b>{_CAPITAL})(?! (?:day|time))|"
    rf"(?i:best|regards|sincerely|cheers|thanks|warmly|saludos|atentamente|cordialmente|gracias),?\s*\n+\s*(?P<c>{_CAPITAL})"
)
_GENERIC: Final = frozenset(
    """
    there all everyone team sir madam folks again neighbor neighbour amigo amiga cliente professor prof doctor mr
    mrs ms dr don dona senor senora
    """.split()
)


def businesses(reading: Reading) -> Iterator[Finding]:
    """Another business's name where ours should stand."""
    name = reading.organization.name_text.words
    own = {word for word in name if len(word) > 1 and word.isalpha()} - _TRADE_WORDS or name
    said = reading.lead.text.words | reading.lead.name_text.words | reading.organization.service_words | name
    for pattern in (_BUSINESS, _HERE, _COMPANY):
        for match in pattern.finditer(reading.reply.raw):
            words = {word for word in Text.of(match["name"]).words if word.isalpha() and len(word) > 1}
            words -= _ORDINARY
            if words and not words & own and not words <= said:
                yield _finding(reading, match, "name", "{} is not the name of your business.")


_TRADE_WORDS: Final = frozenset(
    """plumbing dental dentistry law legal electric electrical roofing heating air cooling moving storage cleaning landscaping pest control auto motor motors repair garage door doors pool
    service services grooming spa med skin laser sons and co company group solutions home family lock key gardens works comfort the of y de el la llc inc""".split()
)
_ORDINARY: Final = frozenset(
    """the a an el la los this that it here there is are our us your their my i we may could would please does do how what when where which who so thanks hello hi team everyone nuestro
    monday tuesday wednesday thursday friday saturday sunday and somebody someone everybody anybody nobody""".split()
)


def people(reading: Reading) -> Iterator[Finding]:
    """A person whom neither the customer nor the business named, or the wrong customer."""
    known = reading.known_words
    for match in _TITLED.finditer(reading.reply.raw):
        if not _is_known(match["name"], known) or _is_own_staff(reading, match["name"]):
            yield _finding(reading, match, "name", "{} was not named by the customer.")
    for match in _STAFF.finditer(reading.reply.raw):
        if len(match["name"]) > 1 and not _is_known(match["name"], known) and Text.of(match["role"]).folded in ROLES:
            yield _finding(reading, match, "name", "{} is a name that you did not enter.")
    for match in _SIGNED.finditer(reading.reply.raw):
        group = next(name for name in ("a", "b", "c") if match[name])
        words = Text.of(match[group]).words
        if not _is_known(match[group], reading.organization.name_text.words) and not words & _ORDINARY:
            yield _finding(reading, match, group, "{} would sign this, and nobody by that name wrote it.")
    greeted = _GREETED.match(reading.reply.raw)
    if (
        greeted
        and not _is_customer(reading, greeted["name"])
        and not _is_customer(reading, greeted["rest"].strip() or greeted["name"])
    ):
        yield _finding(reading, greeted, "name", "{} is not the customer's name.")


def _is_known(name: str, known: frozenset[str]) -> bool:
    words = [word for word in Text.of(name).words if word.isalpha() and len(word) > 1]
    return bool(words) and all(word in known for word in words)


def _is_own_staff(reading: Reading, name: str) -> bool:
    """Tell whether the name stands in the business's name: nobody may speak for its owner."""
    words = Text.of(name).words
    return bool(words & reading.organization.name_text.words) and not words & (
        reading.lead.name_text.words | reading.lead.text.words
    )


def _is_customer(reading: Reading, name: str) -> bool:
    words = [word for word in Text.of(name).words if word.isalpha()]
    own = reading.lead.name_text.words | reading.lead.text.words
    return (
        not words
        or any(
            word in _GENERIC or word in own or any(_is_short_form(word, one) for one in own if len(one) > 2)
            for word in words
        )
        or not any(len(one) > 1 and one.isalpha() for one in reading.lead.name_text.words)
    )


def _is_short_form(word: str, own: str) -> bool:
    return len(word) > 1 and (own.startswith(word) or word.startswith(own))


def _finding(reading: Reading, match: re.Match[str], group: str, words: str) -> Finding:
    return Finding(words.replace("{}", f"“{match[group]}”"), Span(*match.span(group)))


_THIRD_PARTY: Final = re.compile(
    rf"\b(?:(?i:friend|neighbo[u]?r|neighbors|sister|brother|boss|coworker|cousin|by|from|at|with|than|to|called|company|referred by|recommended by|quote from|bid from|mrs|mr|ms|dr|senor|señora?|don|doña|vecin[oa]|amig[oa]|de|con|a))\.?\s+(?:(?:Mrs|Mr|Ms|Dr|Sr|Sra)\.?\s+)?(?P<name>{_CAPITAL}(?:\s+{_CAPITAL})?)"
)
_QUOTED_PARTY: Final = re.compile(
    rf"(?P<name>{_CAPITAL})\s+(?:also|gave|quoted|said|told|offered|did|came|wanted|charged|charges|is|was|has|says|recommended)\b"
)
_RELATED: Final = re.compile(
    r"\b(?:friend|neighbou?r|sister|brother|boss|coworker|co-worker|cousin|aunt|uncle|roommate|amig[oa]|vecin[oa]|prim[oa]|herman[oa]|jef[ea]|cunad[oa]) (?P<name>[a-z]{3,})\b"
)
_PRAISE: Final = re.compile(
    r"^\W*(?:is|was|es|sounds) (?:\w+ )?(?:an? )?(?:\w+ )?(?:pretty|nice|lovely|great|beautiful|good|fine|charming|wonderful|kind|noted|bonit\w|lind\w)\b"
)
_NOT_NAMES: Final = frozenset(
    "and who that has had told said recommended goes went got uses used next had does was with from the his her lives says called needs que tiene dijo me".split()
)
_GRATEFUL: Final = re.compile(
    r"\b(?:thanks?|gracias|nice of|kind of|glad|happy|say hello|greet|regards|saludos|recommend\w*|recomend\w*|referr\w*|mention\w*|menciona\w*)\b"
)


def outsiders(reading: Reading) -> Iterator[Finding]:
    """A statement about somebody whom the customer mentioned: another business, a friend, a neighbour."""
    own = reading.organization.name_text.words | reading.lead.name_text.words | reading.organization.service_words
    outside = {
        word
        for pattern in (_THIRD_PARTY, _QUOTED_PARTY)
        for match in pattern.finditer(reading.lead.message)
        for word in Text.of(match["name"]).words
        if word.isalpha() and len(word) > 2 and word not in own
    }
    outside |= {match["name"] for match in _RELATED.finditer(reading.lead.text.folded)} - _NOT_NAMES - own
    for sentence in reading.reply.sentences:
        if _GRATEFUL.search(sentence.text):
            continue
        for position, token in enumerate(sentence.tokens[:-1]):
            if position and sentence.tokens[position - 1].text in _BEFORE_A_PLACE:
                continue
            if token.text in outside and reading.is_capital(token.start) and _acts(sentence, position):
                yield reading.finding(
                    "{} is somebody else, and this says something about them.", token.start, token.end
                )


_BEFORE_A_PLACE: Final = frozenset("for to from in near at of around by para a de en desde hasta".split())


def _acts(sentence: Sentence, position: int) -> bool:
    """Tell whether the name is what the clause speaks of, in other words than praise."""
    is_asked = sentence.is_question and BEGINS_QUESTION.search(
        sentence.text[: sentence.tokens[position].start - sentence.start]
    )
    if is_asked or _PRAISE.match(sentence.text[sentence.tokens[position].end - sentence.start :]):
        return False
    for token in sentence.tokens[position + 1 : position + 4]:
        word = token.text
        if word in _COMMON_VERBS or (len(word) > 3 and word.endswith(("s", "ed")) and not word.endswith("ss")):
            return True
        if not word.isalpha():
            return False
    return False


_COMMON_VERBS: Final = frozenset(
    "is was has had cut did does will would said told came never always only just should lied left made got folks guys people vanish es era tiene dijo cobra hace bros".split()
)
