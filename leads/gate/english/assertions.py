"""What an English sentence makes the business, the customer or the future do, and whether that binds anybody.

Whoever speaks for a business may tell, read, ask, feel and know. Every other verb is a commitment until a list says
otherwise: there are endless ways to promise something, and few ways to promise nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from leads.gate.english import words as w
from leads.gate.english.verbs import Chain, lemmas, read_chain
from leads.gate.reading import Claim, Reading
from leads.gate.text import Sentence

_DETERMINERS: Final = frozenset(
    """
    a an the our one some any my another this every all both two three each that
    """.split()
)
_LINKS: Final = frozenset("""from at of in here on with""".split())
_PAST_MODAL: Final = frozenset({"would", "d", "could", "might", "may"})
_LONGEST_SUBJECT: Final = 7
_POWERS: Final = w.FUTURE | {"can", "could", "should", "must", "shall"}


def claims(sentence: Sentence, reading: Reading) -> Iterator[Claim]:
    """Yield every clause that commits the business, tells the customer what he gets, or foretells."""
    tokens = sentence.tokens
    for position, token in enumerate(tokens):
        if token.text in {"we", "i"} and not _is_initial(sentence, position):
            yield from _business(sentence, position, position + 1)
        elif token.text == "let" and _word(sentence, position + 1) in {"us", "'"}:
            yield from _let_us(sentence, position)
        elif token.text == "you":
            yield from _customer(sentence, position)
        elif (token.text in w.FUTURE and not _is_testament(sentence, position)) or _is_going(sentence, position):
            yield from _future(sentence, position, reading)
        elif _is_somebody(sentence, position, reading):
            yield from _somebody(sentence, position, reading)
        if not reading.is_name_of_fact(token.start):
            yield from _order(sentence, position)


def _is_somebody(sentence: Sentence, position: int, reading: Reading) -> bool:
    word = _word(sentence, position)
    is_ours = word in w.OUR_ROLES and bool(
        {_word(sentence, position - 1), _word(sentence, position - 2)} & {"our", "my"}
    )
    return word in w.SOMEONE or word in w.ROLES or is_ours or reading.is_stranger(sentence, position)


def _word(sentence: Sentence, position: int) -> str:
    return sentence.tokens[position].text if 0 <= position < len(sentence.tokens) else ""


def _is_initial(sentence: Sentence, position: int) -> bool:
    return _word(sentence, position) == "i" and _word(sentence, position + 1) in {".", "-"}


def _claim(sentence: Sentence, first: int, chain: Chain) -> Claim:
    return Claim(sentence.tokens[first].start, max(chain.end, sentence.tokens[first].end))


# --- the business ---------------------------------------------------------------------------------------------------


def _business(sentence: Sentence, first: int, verb: int) -> Iterator[Claim]:
    chain = read_chain(sentence, verb)
    is_inverted = _is_inverted(sentence, first)
    if is_inverted and _word(sentence, first - 1) in w.BE | w.HAVE | {"did", "does"}:
        return
    is_subordinate = is_inverted or _is_subordinate(sentence, first)
    if _word(sentence, first - 1) in {"whether", "if"} or (sentence.is_question and is_subordinate and not is_inverted):
        return
    if _word(sentence, verb - 1) in {"nobody", "none"} or _word(sentence, verb - 2) == "nobody":
        chain = replace(chain, is_negated=True)
    if not _is_harmless(chain, is_subordinate=is_subordinate):
        yield _claim(sentence, first, chain)
    yield from _second_verbs(sentence, first, chain, is_subordinate=is_subordinate)


def _second_verbs(sentence: Sentence, first: int, chain: Chain, *, is_subordinate: bool) -> Iterator[Claim]:
    """Follow "will look at it and replace it": the second verb has the same subject."""
    tokens = sentence.tokens
    for position in range(chain.position + 1, len(tokens) - 1):
        word = tokens[position].text
        if word in {";", ":", "?", "if", "that", "whether", "what", "which", "who", "when", "how"}:
            return
        if word in {"and", "or", "then"} and _begins_verb(sentence, position + 1, chain):
            second = read_chain(sentence, position + 1)
            joined = Chain(
                second.head, (*chain.auxiliaries, *second.auxiliaries), second.is_negated or chain.is_negated,
                second.adverbs, second.rest, second.end, second.position,
            )  # fmt: skip
            if second.head and not _is_harmless(joined, is_subordinate=is_subordinate):
                yield Claim(tokens[position + 1].start, second.end)


def _begins_verb(sentence: Sentence, position: int, chain: Chain) -> bool:
    word = _word(sentence, position)
    if word in {"will", "can", "ll"} or (word in w.ADVERBS and set(chain.auxiliaries) & w.FUTURE):
        return bool(lemmas(_word(sentence, position + 1)) & (w.VERBS | w.TALK | {"be", "have"}))
    is_verb = bool(lemmas(word) & (w.VERBS | w.TALK))
    is_future = bool(set(chain.auxiliaries) & (w.FUTURE | {"can", "going"}))
    following = _word(sentence, position + 1)
    return is_verb and (is_future or following in {"the", "your", "it", "you", "a", "an", "any", "them", "for", "to"})


def _is_harmless(chain: Chain, *, is_subordinate: bool) -> bool:
    if not chain.head:
        return _is_bare(chain)
    if chain.head == "'":
        return True
    forms = lemmas(chain.head)
    if chain.is_negated:
        is_promise = bool(forms & w.DENIED_TOO_MUCH) and not _has_safe_object(chain, forms) and not is_subordinate
        return not is_promise and "never" not in chain.adverbs
    if "always" in chain.adverbs and not forms & w.TALK:
        return False
    if chain.auxiliaries and chain.auxiliaries[-1] in w.BE and not forms & w.VERBS:
        return _is_state_harmless(chain, forms)
    if (is_subordinate and forms & w.IN_A_SUBORDINATE) or forms & w.TALK or _has_safe_object(chain, forms):
        return True
    if chain.head in {"have", "has"} and not set(chain.auxiliaries) & _POWERS:
        return not re.match(w.HAVE_TOO_MUCH, chain.rest)
    return not forms & w.VERBS and not set(chain.auxiliaries) & _POWERS


def _has_safe_object(chain: Chain, forms: frozenset[str]) -> bool:
    patterns = [w.WITH_OBJECT[form] for form in forms if form in w.WITH_OBJECT]
    return any(re.match(pattern, chain.rest) for pattern in patterns)


def _is_bare(chain: Chain) -> bool:
    """Judge a clause without a verb of its own: "we will, thank you", "as soon as we can", "yes we do"."""
    if chain.auxiliaries and chain.auxiliaries[-1] in w.BE:
        return chain.rest.startswith(("-", ",", "'")) is False or not chain.rest
    return True


def _is_state_harmless(chain: Chain, forms: frozenset[str]) -> bool:
    if chain.head in w.HANDLED:
        return True
    if chain.head in {"in", "back"}:
        return bool(re.match(r"(?:in )?(?:touch|contact|to you|with you)\b", chain.rest))
    if chain.head == "here" or (forms & w.TALK and not chain.head.endswith("ing")):
        return True
    if "be" in chain.auxiliaries[-1:] and set(chain.auxiliaries) & w.FUTURE:
        return chain.head in w.COMPLEMENTS - w.STATES_OF_BUSINESS - {"on", "at", "in", "open", "all"}
    return chain.head in w.COMPLEMENTS or not re.match(w.ARE_TOO_MUCH, f"{chain.head} {chain.rest}")


def _is_inverted(sentence: Sentence, first: int) -> bool:
    """Tell whether the subject stands after its auxiliary: "may we ask", "shall we send"."""
    before = _word(sentence, first - 1)
    return sentence.is_question and before in w.AUXILIARIES - {"s", "m", "ll", "re", "d"}


def _is_subordinate(sentence: Sentence, first: int) -> bool:
    before = _word(sentence, first - 1)
    return before in w.SUBORDINATORS or before == "that"


def _let_us(sentence: Sentence, position: int) -> Iterator[Claim]:
    is_short = _word(sentence, position + 1) == "'"
    verb = position + (3 if is_short else 2)
    if _word(sentence, verb) in {"know", "not", "see"} or (is_short and _word(sentence, position + 2) != "s"):
        return
    chain = read_chain(sentence, verb)
    if not _is_harmless(chain, is_subordinate=False):
        yield _claim(sentence, position, chain)


# --- somebody of the business ---------------------------------------------------------------------------------------


def _somebody(sentence: Sentence, position: int, reading: Reading) -> Iterator[Claim]:
    first = _subject_start(sentence, position, reading)
    if first is None:
        return
    verb = _skip_links(sentence, position + 1, reading)
    if verb is None:
        return
    chain = read_chain(sentence, verb)
    if not chain.head and not chain.auxiliaries:
        return
    if _is_noun_after_all(sentence, verb):
        return
    yield from _business(sentence, first, verb)


def _subject_start(sentence: Sentence, position: int, reading: Reading) -> int | None:
    """Return where the subject begins, or None when the noun is an object: "tell our plumber"."""
    first = position
    while first > 0 and position - first < _LONGEST_SUBJECT and _is_part_of_subject(sentence, first - 1, reading):
        first -= 1
    before = _word(sentence, first - 1)
    is_boundary = first == 0 or before in w.BOUNDARIES or before in w.ADVERBS or before in w.AUXILIARIES
    return first if is_boundary else None


def _is_part_of_subject(sentence: Sentence, position: int, reading: Reading) -> bool:
    word = _word(sentence, position)
    if word in _DETERMINERS or word in w.ROLES or word in {"of", "'", "s", "on"}:
        return word != "on" or _word(sentence, position + 1) in {"call", "duty"}
    return (
        word.isalpha()
        and word
        not in w.BOUNDARIES | w.AUXILIARIES | w.ADVERBS | {"to", "for", "by", "with", "from", "at", "you", "we"}
        and _word(sentence, position - 1) in _DETERMINERS | {"of"}
    )


def _skip_links(sentence: Sentence, position: int, reading: Reading) -> int | None:
    """Step over "from our team", "at the office", a name: return where the verb may be."""
    word = _word(sentence, position)
    while word.isalpha() and reading.is_capital(sentence.tokens[position].start):
        position += 1
        word = _word(sentence, position)
    if word not in _LINKS and word not in w.ROLES:
        return position if word else None
    for place in range(position + 1, min(position + _LONGEST_SUBJECT, len(sentence.tokens))):
        word = _word(sentence, place)
        if word in w.AUXILIARIES and word not in {"s", "d"}:
            return place
        if word in {",", ";", "?", "!", "and", "."}:
            return None
        if place > position + 1 and lemmas(word) & (w.TALK | w.VERBS) and word not in w.ROLES | {"will"}:
            return place
    return None


def _is_noun_after_all(sentence: Sentence, verb: int) -> bool:
    word = _word(sentence, verb)
    known = lemmas(word) & (w.VERBS | w.TALK | w.AUXILIARIES) or word in w.ADVERBS
    looks_finite = word.endswith(("s", "ed")) and not word.endswith("ss")
    return not (known or looks_finite)


# --- the customer ---------------------------------------------------------------------------------------------------


def _customer(sentence: Sentence, position: int) -> Iterator[Claim]:
    before = _word(sentence, position - 1)
    is_asked = before in w.SUBORDINATORS or (sentence.is_question and before in w.AUXILIARIES)
    is_certain = _word(sentence, position + 1) in w.FUTURE | {"can", "must", "should", "re", "are", "won"}
    is_object = not (
        is_certain or position == 0 or before in w.BOUNDARIES | w.ADVERBS | {"all", "what", "everything", "thing"}
    )
    if is_asked or is_object or _is_inside_question(sentence, position):
        return
    chain = read_chain(sentence, position + 1)
    if not _may_be_told(chain):
        yield _claim(sentence, position, chain)


def _is_inside_question(sentence: Sentence, position: int) -> bool:
    """Tell whether "you" follows what was asked: "Do you know when ...", "is there anything you want to say"."""
    return sentence.is_question and bool(
        re.search(r"\b(?:is there|are there|anything|something|what|which|when|how|do you|are you)\b[^,]*$",
                  sentence.text[: sentence.tokens[position].start - sentence.start])
    )  # fmt: skip


def _may_be_told(chain: Chain) -> bool:
    if not chain.head:
        return not (chain.auxiliaries and chain.auxiliaries[-1] in w.BE and chain.rest[:1].isdigit())
    forms = lemmas(chain.head)
    auxiliaries = set(chain.auxiliaries)
    if chain.auxiliaries and chain.auxiliaries[-1] in w.BE:
        return chain.head in w.YOU_ARE or (chain.head.endswith("ing") and bool(forms & (w.TALK | w.YOU_DO)))
    if auxiliaries & w.FUTURE and chain.is_negated:
        return False
    if auxiliaries & {"have", "has", "ve", "had"} or _is_past(chain.head):
        return not forms & {"win", "qualify", "save", "earn", "approve"}
    if chain.is_negated:
        return bool(forms & (w.YOU_MAY | w.YOU_DO | {"worry", "need", "climb", "know", "bring", "want"})) and not (
            auxiliaries & w.FUTURE
        )
    if auxiliaries & w.FUTURE:
        return bool(forms & {"hear", "need", "want", "find", "know", "see"}) and bool(
            re.match(
                r"(?:from|to (?:tell|know|keep|mention)|that|how|what|us|our|the (?:office|shop|practice|studio|clinic))\b",
                chain.rest,
            )
        )
    if auxiliaries & {"can", "could", "may", "might", "should", "must", "would", "d", "ought"}:
        return bool(forms & (w.YOU_MAY | {"rather", "want"}))
    return bool(forms & (w.TALK | w.YOU_DO)) or not forms & w.VERBS


def _is_past(word: str) -> bool:
    return word.endswith("ed") or (word in w.IRREGULAR and word not in {"set", "put", "let", "is", "are", "read"})


# --- the future -----------------------------------------------------------------------------------------------------


_BEFORE_A_NOUN: Final = frozenset(
    """
    a the your my our his her their earlier older old new current existing own living any no of first last simple
    and or
    """.split()
)


def _is_testament(sentence: Sentence, position: int) -> bool:
    """Tell the paper from the verb: "an older will", "wills and trusts"."""
    return _word(sentence, position) == "will" and _word(sentence, position - 1) in _BEFORE_A_NOUN


def _is_going(sentence: Sentence, position: int) -> bool:
    return _word(sentence, position) == "going" and _word(sentence, position + 1) == "to"


def _future(sentence: Sentence, position: int, reading: Reading) -> Iterator[Claim]:
    """Judge "it will be ready", "that won't hurt": a person's own "will" is judged with the person."""
    before = _word(sentence, position - 1)
    before = _word(sentence, position - 2) if before == "'" else before
    subjects = {_word(sentence, place) for place in range(max(0, position - 4), position)}
    if _word(sentence, position) == "going" and subjects & {"we", "i", "you"}:
        return
    if before in {"we", "i", "you", ""} | w.ROLES | w.SOMEONE or before in w.BOUNDARIES - {"that"}:
        if not (before == "" and not sentence.is_question):
            return
        return
    if reading.is_stranger(sentence, position - 1):
        return
    chain = read_chain(sentence, position)
    forms = lemmas(chain.head)
    is_safe_object = any(re.match(w.FUTURE_OBJECTS[form], chain.rest) for form in forms if form in w.FUTURE_OBJECTS)
    is_safe_be = "be" in chain.auxiliaries and bool(re.match(w.FUTURE_OBJECTS["be"], f"{chain.head} {chain.rest}"))
    if chain.head and not ((forms & w.FUTURE_SAFE and not chain.is_negated) or is_safe_object or is_safe_be):
        yield _claim(sentence, position - 1, chain)


# --- orders ---------------------------------------------------------------------------------------------------------

_OBJECT_STARTS: Final = frozenset(
    ["the", "a", "an", "your", "it", "them", "us", "me", "this", "that", "these", "those", "my", "our", "any", "all", "off", "out", "up", "on", "down", "in", "to", "at", "by", "with", "for", "both", "some"]
)  # fmt: skip


_DIRECT_OBJECTS: Final = _OBJECT_STARTS - frozenset("in on at to with by for".split())


def _order(sentence: Sentence, position: int) -> Iterator[Claim]:
    word = _word(sentence, position)
    if word not in w.VERBS or not _may_begin_order(sentence, position):
        return
    chain = read_chain(sentence, position)
    if word in {"do", "don"} or chain.is_negated or (word == "follow" and _word(sentence, position + 1) == "up"):
        return
    rest = sentence.text[sentence.tokens[position].end - sentence.start :].lstrip()
    pattern = w.ORDER_OBJECTS.get(word)
    is_safe = word in w.ORDERS if pattern is None else bool(re.match(pattern, rest))
    if not is_safe:
        yield Claim(sentence.tokens[position].start, sentence.tokens[position].end)


def _may_begin_order(sentence: Sentence, position: int) -> bool:
    before = _word(sentence, position - 1)
    word, following = _word(sentence, position), _word(sentence, position + 1)
    if following in w.AUXILIARIES | {"is", "'", "-", "of"}:
        return False
    if before in {"please", "just", "simply", "kindly"}:
        return not (sentence.is_question and _word(sentence, position - 2) in {"you", "we"})
    if sentence.is_question:
        return False
    if position == 0:
        return (
            following in _OBJECT_STARTS
            or following.endswith(("ly", "s"))
            or following.isdigit()
            or _is_plain_order(sentence, position)
        )
    is_visit = word in _VISITS and following in {"in", "by", "on", "over", "to", "down", "at"}
    return before in _CLAUSE_STARTS and (following in _DIRECT_OBJECTS or is_visit)


_CLAUSE_STARTS: Final = frozenset({",", "-", ";", ":", "and", "then", "or", "but", '"', "(", "so", "!"})
_VISITS: Final = w.words("come walk stop swing drop pop head call go")


def _is_plain_order(sentence: Sentence, position: int) -> bool:
    """Tell whether the clause has no other verb that could be its own: "Ring 503 555 0181", "Expect miracles"."""
    return not any(
        token.text in w.AUXILIARIES or token.text in {"makes", "helps", "matters", "means", "takes"}
        for token in sentence.tokens[position + 1 : position + 6]
    )
