"""Cutting a sentence into clauses: the smallest pieces that can state something by themselves."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from leads.gate.english.words import TALK, VERBS
from leads.gate.text import Sentence

_CUT: Final = re.compile(
    r"(?<=[;:()!?])(?!\d)\s*|(?<=,)(?!\d)\s*|\s-+\s|\s(?=(?:and|but|so|because|yet|or|then|although|though|since|while|y|e|pero|porque|asi que|o|"
    r"aunque|pues|ya que)\s(?!(?:far|well|soon|long|if|much|many|often|possible|that|that's|needed)\b))"
)
_BASES: Final = "|".join(sorted((VERBS | TALK) - {"like", "plan"}))
_VERB: Final = re.compile(
    r"\b(?:is|are|was|were|am|has|have|had|do|does|did|can|could|will|would|should|must|may|might|won|isn|aren|wasn|cannot|don|doesn|"
    r"(?<!\ba )(?<!\ban )(?<!\bthe )(?<!\byour )(?<!\bour )(?<!\bof )(?<!\bno )(?:costs?|makes?|takes?|means?|needs?|wants?|helps?|depends?|happens?|sounds?|looks?|seems?|keeps?|comes?|goes|gets?|gives?|"
    r"works?|knows?|says?|said|tells?|told|lets?|stays?|starts?|begins?|ends?|runs?|fixes|fails?|leaks?|breaks?|counts?|covers?|pays?|"
    r"settles?|passes|stands?|holds?|lasts?|wins?|belongs?|owes?|applies|includes?|requires?|treats?|heals?|cures?|removes?)|"
    r"es|son|esta|estan|fue|era|hay|tiene|tienen|puede|pueden|sirve|ayuda|cuesta|va|van|queda|quedan|sale|salen|hace|hacen|"
    r"debe|deben|sera|seran|lleva|dura|paga|cubre|necesita|suele|pasa|vale|\w{2,}(?:amos|emos|imos|aron|ieron|ara|era|ira))\b"
    r"|\b(?:i|we|you|it|that|this|there|here|he|she|they|what|who|how|where)'(?:s|re|ve|ll|d|m)\b|n't\b"
    r"|\b(?:i|we|you|they|he|she|it|who|that|which|people|folks|everyone|everybody|nobody|someone|somebody)\s(?:\w+ly )?[a-z]{3,}\b"
    r"|\b(?:chose|took|came|went|got|made|gave|saw|left|bought|paid|won|lost|kept|held|brought|fell|broke|wore|sent|found|felt|met|ran|began|grew|knew|led|spent|stood|threw|wrote|thought|became|drove|sold|hired|switched)\b"
    r"|\b(?!(?:is|are|be|been|and|or|the|not|was|were|just|already|newly|well|being|get|got)\b)[a-z¤]{3,} [a-z]{3,}ed (?:the|a|an|his|her|their|its|it|them|him|up|off|out|to|for|by|with|from|us)\b"
    rf"|\w{{3,}}s (?:\w+ly )?(?:{_BASES})(?= (?:the|an?|your|his|her|it|you|them|us|to|in|on|for|with|up|off|out|by|from|at|here|right|well)\b|$)"
    rf"|\b[a-z¤]{{3,}} (?:{_BASES})s(?= (?:the|an?|your|his|her|it|you|them|us|very|well|right|up|off|out|no|from|with)\b|$)"
    r"|\w{3,}s (?:\w+ly )?(?:come|go|keep|get|make|take|need|do|know|have|mean|stay|pass|hold|last|work|run|fail|start|stop|feel|"
    r"want|like|walk|leave|travel|love|lose|win|drop|stand|outlast|fall|carry|bring|pay|see|find|trip|use|show|dream|wonder|ask)\b"
)
_SUBORDINATE: Final = re.compile(
    r"(?:(?:and|or|but|yet|y|e|o|pero) )?(?:also )?(?:so that|if|when|whenever|before|after|until|till|once|whether|that(?! (?:is|'s|was|will|would|means|tells|should|can|could|may|narrows|makes|helps|happens|sounds|looks)\b|')|which|who|whom|whose|where|what|how|why|"
    r"unless|like|than|even if|to|for|with|in|on|at|by|from|of|about|without|roughly|including|such as|mainly|"
    r"si|cuando|antes|despues|hasta|para|que|quien|donde|como|mientras|con|sin|de|en|por|segun|sobre)\b(?!')"
)
_RELATIVE: Final = re.compile(r"(?:who|whom|whose|which|que|quien)\b")
_JOINED_VERB: Final = re.compile(
    r"(?:and|or|y|e|o|then)\s+(?:then |also |we'll |will |can |ll |le |se |les |nos |lo )*(?P<verb>[a-z]+)"
)
_EDGES: Final = " ,;:-()!\n"
_BEGINS_ANEW: Final = re.compile(
    r"(?:i|we|you|it|that|this|there|here|he|she|they|the|a|an|our|your|my|his|her|their|one|some|any|all|most|many|every|"
    r"each|no|nobody|nothing|someone|somebody|everything|everyone|these|those|both|lots|plenty|what|whether|how|"
    r"el|la|los|las|un|una|su|sus|nuestr[oa]s?|no|se|le|esto|eso|este|esta|todo|ya|usted|nadie|nada|alguien)\b"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of a sentence, places in the folded text. `has_verb`: it says something; `is_asked`: it is the question."""

    text: str
    start: int
    end: int
    has_verb: bool
    is_asked: bool


def clauses(sentence: Sentence) -> Iterator[Clause]:
    """Yield the clauses in order; a piece that cannot stand alone stays with the one it belongs to."""
    found: list[tuple[int, int]] = []
    for first, last in _pieces(sentence.text):
        is_asked = sentence.is_question and _asks(sentence.text[first:], sentence.text[first:last])
        if found and not is_asked and _belongs(sentence.text, found[-1], (first, last)):
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    has_begun = False
    for place, (first, last) in enumerate(found):
        text = sentence.text[first:last]
        lead = len(text) - len(text.lstrip(" ,;:-()!\n"))
        is_last = place == len(found) - 1
        has_begun = has_begun or is_last or _asks(sentence.text[first:], text)
        yield Clause(
            text[lead:].rstrip(" ,;:-(\n"),
            sentence.start + first + lead,
            sentence.start + last,
            _VERB.search(text) is not None,
            sentence.is_question and has_begun,
        )


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    last = 0
    for match in _CUT.finditer(text):
        if match.end() > last and text[last : match.end()].strip():
            yield last, match.end()
            last = match.end()
    if text[last:].strip():
        yield last, len(text)


def _belongs(text: str, before: tuple[int, int], piece: tuple[int, int]) -> bool:
    """Tell whether the piece continues the one before: no verb of its own, a subordinate clause, a second verb."""
    former, words = text[slice(*before)].strip(_EDGES), text[slice(*piece)].strip(_EDGES)
    if _RELATIVE.match(words) or _waits_for_verb(former):
        return True
    if _SUBORDINATE.match(words):
        is_second = re.match(r"(?:and|or|y|e|o)\b", words) is not None
        return _VERB.search(former) is not None and (is_second or not _opens(former))
    if not _has_own_verb(words):
        return _VERB.search(former) is not None and not _opens(former)
    joined = _JOINED_VERB.match(words)
    return joined is not None and not _BEGINS_ANEW.match(joined["verb"]) and _VERB.search(former) is not None


def _has_own_verb(text: str) -> bool:
    """Tell whether the words have a verb of their own: the one of "that landed in the yard" is another clause's."""
    before, *behind = _INNER.split(text, maxsplit=1)
    return _VERB.search(before or text) is not None or sum(len(list(_VERB.finditer(one))) for one in behind) > 1


def _waits_for_verb(former: str) -> bool:
    """Tell whether "whether the wall between the panel" has not come to its verb yet."""
    asked = re.search(r".*\b(?:whether|if) (?P<rest>.+)$", former, re.DOTALL)
    return asked is not None and not _VERB.search(asked["rest"])


# What follows belongs to a subordinate clause: its verb is not the one of the piece.
_INNER: Final = re.compile(
    r"(?<=\w )(?:before|after|if|when|that|which|who|until|where|what|how|whether|because|que|cuando|si|antes|donde)\b|(?<=s )you\b"
)


def _opens(former: str) -> bool:
    """Tell whether "if you can" or "until then" still waits for its main clause."""
    return OPENING.match(former) is not None


# What stands before its main clause and states nothing by itself.
OPENING: Final = re.compile(
    r"(?:(?:and|but|so|then|hi|hello|y|pero|hola) )*(?:if|when|whenever|before|after|until|till|once|unless|as soon as|as long as|even if|while|so that|si|cuando|antes de|despues de|hasta|mientras|en cuanto)\b[^,]*(?:, (?:or|and|if|when|o|y|si)\b[^,]*)*$"
)
_QUESTION: Final = re.compile(
    r"(?:¿|(?:and |but |or |so |also |if so |y )?(?:is|are|was|were|do|does|did|have|has|had|can|could|would|will|may|might|shall|should|"
    r"what|which|when|where|who|whose|how|why|any|since when|at what|for how|in which|on which|roughly how|about how|que|cual|"
    r"cuando|donde|como|cuanto\w*|quien)\b)"
)


def _asks(rest: str, text: str) -> bool:
    """Tell whether the question has begun: what follows its first word belongs to it."""
    return rest.rstrip().endswith("?") and _QUESTION.match(text.lstrip(" ,;:-(")) is not None


_PIECE: Final = re.compile(r"[;:]|\s-\s|,? (?:but|and|so|because|pero|y|porque|asi que)(?= (?:we|you|i|it|that|this|there|he|she|they|the|our|your|"
                           r"el|la|usted|nosotros|no|le|se)\b)|, (?=(?:we|you|i|it|they)\b)")  # fmt: skip


def pieces(sentence: Sentence) -> Iterator[tuple[int, str]]:
    """Yield the clauses of a sentence with their places in the folded reply."""
    last = 0
    for match in _PIECE.finditer(sentence.text):
        if match.start() > last:
            yield sentence.start + last, sentence.text[last : match.start()]
        last = match.start()
    yield sentence.start + last, sentence.text[last:]
