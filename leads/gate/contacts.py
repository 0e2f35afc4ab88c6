"""Links, addresses and numbers: only the organization's own may be in a reply."""

import re
from collections.abc import Iterator
from typing import Final

from leads.gate.numbers import NUMBER_WORDS, value_of
from leads.gate.reading import Claim, Reading
from leads.gate.text import Text
from leads.gate.verdicts import Finding

_TLD: Final = r"[a-z]{2,24}"
_SCHEME: Final = re.compile(
    r"\b(?:h(?:tt|xx)ps?|ftp|sftp|file|tel|sms|whatsapp|mailto|data|javascript)\s?:(?://|(?=\S))\S*"
)
_DOMAIN: Final = re.compile(
    rf"(?<![\w@.])(?:[a-z0-9][a-z0-9-]*(?:\.|\[\.\]|\(\.\)))+{_TLD}\b(?:[/:?#][^\s,;!?\"')]*)?"
    r"|(?<![\w@.])[a-z0-9][a-z0-9-]+(?:\s\.\s?|\s?[\[(]\.[\])]\s?|\.\s)(?:com|net|org|info|biz|example)\b(?:/\S*)?"
)
_SPOKEN: Final = re.compile(
    r"\b[\w-]+(?:\s+|\s*[(\[{]\s*)(?:dot|punto)(?:\s+|\s*[)\]}]\s*)(?:com|net|org|io|co|info|biz|app|me|us|example|mx|"
    r"es|site|online|shop|store|health|law|[a-z]{2,4})\b(?:\s+(?:slash|barra|diagonal)\s+[\w-]+)*"
)
_EMAIL: Final = re.compile(
    r"(?:mailto:)?[\w.+-]+\s?(?:@|\(at\)|\[at\]|\{at\})\s?[\w-]+(?:\.[\w-]+)+"
    r"|[\w.+-]+\s+(?:at|arroba)\s+[\w-]+(?:\s+(?:dot|punto)\s+|\.)[a-z]{2,}\b"
)
_HANDLE: Final = re.compile(r"(?<![\w.])@[a-z_][\w.]{2,}|(?<!\w)#[a-z]\w{3,}")
_CHANNEL: Final = re.compile(
    r"\b(?:whats ?app|facebook|instagram|telegram|messenger|snapchat|tik ?tok|linktr|bit\.ly|wechat|signal app|google form|"
    r"calendly|docusign|qr code|codigo qr|direct messages?|dms?\b(?=.{0,12}\b(?:us|me)\b))|"
    r"\b(?:dm|pm) (?:us|me)\b|\b(?:click|tap|press|pulse|haga cli[ck]) (?:on |en )?(?:here|aqui|the|this|el|below|link)|"
    r"\b(?:the|this|our|following|a|secure|el|este|nuestro) (?:\w+ )?(?:link|enlace|liga|portal|url|hyperlink)\b|"
    r"\b(?:scan|escanee) (?:the|this|el|our)\b|\b(?:google|search(?: online)?) (?:for|us|our)\b|"
    r"\b(?:our|the|on our|nuestr[oa]) (?:web ?site|web ?page|pagina(?: web)?|sitio(?: web)?|online form|facebook page)|\b(?:our|my|nuestra) (?:\w+ )?(?:page|site|app|blog|channel|pagina)\b|\b[\w-]{3,} (?:com|net|org)(?= ?/|[.,]|$)|\b[a-z][\w-]*,(?:[\w-]+,)*(?:com|net|org|shop|example|io|biz|info)\b\b"
)
_ABBREVIATED: Final = frozenset(
    ["e.g", "i.e", "a.m", "p.m", "u.s", "u.k", "p.s", "n.b", "d.c", "a.k.a", "v.gr", "p.ej"]
)
_FILE: Final = re.compile(r"\.(?:jpe?g|png|heic|gif|pdf|docx?|xlsx?|mov|mp[34]|txt|zip|csv|webp|avi|odt|pages|dwg)$")
_PHONE: Final = re.compile(r"(?<![\w.])\+?\(?\d(?:[\s().·/-]{0,3}[\do](?![a-z])){5,15}(?!\w)")
_VANITY: Final = re.compile(r"\b1?[\s.-]?\(?8(?:00|33|44|55|66|77|88)\)?[\s.-]+(?=[\w-]*[a-z])[\w-]{4,12}\b")
_DIAL: Final = re.compile(
    r"\b(?:call|dial|ring|text|phone|sms|fax|extension|ext\.?|line|hotline|marque|llame|llamenos|mande un texto|texto|"
    r"number is|numero es)\s*(?:us\s+|me\s+|code\s+)?(?:at\s+|on\s+|to\s+|al\s+|a\s+)?(?P<number>\d{3,8})\b(?!\s*(?:ft|feet|sq|am|pm|%))"
)
_KEYWORD: Final = re.compile(r"\b(?:text|send|reply with|envie|mande) (?:the word )?\"?[A-Z]{3,}\"? (?:to|al?) \d+")
_CALL_US: Final = re.compile(
    r"\b(?:call|text|ring|phone|dial) (?:us|our|me|my)\b|\breach (?:us|our|me)\b|\bour (?:\w+ ){0,2}(?:number|line|cell)\b|"
    r"\b(?:llamenos|marquenos|nuestro (?:numero|telefono|celular)|mi celular)\b|\bmy (?:cell|number|mobile)\b"
)


def links(reading: Reading) -> Iterator[Finding]:
    """A link, domain or other channel that the owner did not enter."""
    own = frozenset(_bare_link(url) for url in reading.organization.urls)
    mails = [match.span() for match in _EMAIL.finditer(reading.reply.folded)]
    for pattern in (_SCHEME, _DOMAIN, _SPOKEN):
        for match in pattern.finditer(reading.reply.folded):
            text = match[0].rstrip(".,;:!?)")
            end = match.start() + len(text)
            if _is_inside(match.start(), mails) or _is_no_link(text, reading):
                continue
            if _bare_link(text) in own:
                reading.covered.append(Claim(match.start(), end))
            else:
                yield reading.finding("{} is not among your links.", match.start(), end)
    for pattern in (_HANDLE, _CHANNEL):
        for match in pattern.finditer(reading.reply.folded):
            if not _is_near_own(reading, match.start()):
                yield reading.finding("{} leads somewhere that you did not enter.", match.start(), match.end())


def _is_near_own(reading: Reading, start: int) -> bool:
    """Tell whether the sentence that says "our website" gives the very link."""
    sentence = reading.sentence_at(start)
    return any(sentence.start <= claim.start < sentence.end + 2 for claim in reading.covered)


def _is_inside(start: int, ranges: list[tuple[int, int]]) -> bool:
    return any(first <= start < last for first, last in ranges)


def _bare_link(url: str) -> str:
    """Return host and path in one spelling: scheme, www and the last slash make no difference."""
    plain = re.sub(r"\s", "", Text.of(url).folded)
    plain = re.sub(r"^(?:https?://)?(?:www\.)?", "", plain)
    return plain.rstrip("/")


def _is_no_link(text: str, reading: Reading) -> bool:
    """Tell a decimal, an abbreviation, initials or the customer's file name from a domain."""
    first, _, rest = text.partition(".")
    if text in _ABBREVIATED or (len(first) == 1 and len(rest.replace(".", "")) <= 2):
        return True
    if _FILE.search(text):
        return text in reading.lead.text.folded
    return first.isdigit() and not rest[:1].isalpha()


def emails(reading: Reading) -> Iterator[Finding]:
    """An e-mail address that the owner did not enter."""
    own = frozenset(_bare_mail(mail) for mail in reading.organization.emails)
    for match in _EMAIL.finditer(reading.reply.folded):
        text = match[0].rstrip(".")
        if _bare_mail(text) in own and "mailto" not in text:
            reading.covered.append(Claim(match.start(), match.start() + len(text)))
        else:
            yield reading.finding("{} is not among your e-mail addresses.", match.start(), match.start() + len(text))


def _bare_mail(mail: str) -> str:
    return re.sub(r"\s", "", Text.of(mail).folded)


def phones(reading: Reading) -> Iterator[Finding]:
    """A phone number, short code or extension that the owner did not enter."""
    own = frozenset(_digits(phone) for phone in reading.organization.phones)
    folded = reading.reply.folded
    for match in _PHONE.finditer(folded):
        yield from _judge_number(reading, match.start(), match.end(), own)
    for match in [*_VANITY.finditer(folded), *_KEYWORD.finditer(reading.reply.raw)]:
        yield reading.finding("{} is not among your phone numbers.", match.start(), match.end())
    for match in _DIAL.finditer(folded):
        start, end = match.span("number")
        if not reading.is_covered(start, end) and not _is_lead_number(reading, match["number"]):
            yield reading.finding("{} is not among your phone numbers.", start, end)
    for start, end, digits in _spoken_numbers(reading):
        if digits[-10:] not in own:
            yield reading.finding("{} is not among your phone numbers.", start, end)
        else:
            reading.covered.append(Claim(start, end))


def _judge_number(reading: Reading, start: int, end: int, own: frozenset[str]) -> Iterator[Finding]:
    text = reading.reply.folded[start:end]
    digits = _digits(text)
    if len(digits) < 7:
        return
    follows = reading.reply.folded[end : end + 12]
    has_extension = re.match(r"\s*,?\s*(?:ext|x|extension)\b", follows) is not None
    if digits in own and "o" not in text and not has_extension:
        reading.covered.append(Claim(start, end))
    elif not _is_repeated(reading, text, start):
        yield reading.finding("{} is not among your phone numbers.", start, end)


def _is_repeated(reading: Reading, text: str, start: int) -> bool:
    """Tell whether the customer wrote this very number, and the reply does not offer it as the business's own."""
    sentence = reading.sentence_at(start)
    is_offered = _CALL_US.search(sentence.text) is not None
    return text.strip(" .-()") in reading.lead.text.folded and not is_offered


def _is_lead_number(reading: Reading, digits: str) -> bool:
    return float(digits) in reading.lead_numbers and not _CALL_US.search(reading.reply.folded)


def _digits(phone: str) -> str:
    digits = re.sub(r"\D", "", phone.replace("o", "0"))
    return digits[-10:] if len(digits) in {11, 12, 13} and not digits.startswith("800") else digits


def _spoken_numbers(reading: Reading) -> Iterator[tuple[int, int, str]]:
    """Yield runs of digit words and figures that together are long enough to be dialled."""
    run: list[tuple[int, int, str]] = []
    has_words = False
    for token in [*reading.reply.tokens]:
        if token.text in NUMBER_WORDS or token.text == "oh":
            has_words = True
            run.append((token.start, token.end, f"{value_of([token.text]):.0f}"))
        elif token.text.isdigit():
            run.append((token.start, token.end, token.text))
        elif token.text not in {"-", ",", ".", "(", ")", "double"}:
            yield from _dialled(run, has_words=has_words)
            run, has_words = [], False
    yield from _dialled(run, has_words=has_words)


def _dialled(run: list[tuple[int, int, str]], *, has_words: bool) -> Iterator[tuple[int, int, str]]:
    digits = "".join(part for _, _, part in run)
    if has_words and 7 <= len(digits) <= 15 and len(run) >= 3:
        yield run[0][0], run[-1][1], digits
