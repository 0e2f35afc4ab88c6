"""A member answers an alert from the phone: the words go to the customer whom they are for, or nowhere."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid5

from leadwizard.lib import limits
from messaging.adapters.registry import own_number
from messaging.enums import NoticeKind
from messaging.harmless import harmless
from messaging.machines import is_machine_text
from messaging.models import Message, TextLine
from messaging.segments import plain
from messaging.services.lines import Line, in_words, lines_of_number, lock_number, phones_of_number
from messaging.services.notices import notify_by_text
from messaging.services.opting_out import phone_key
from messaging.services.passing_on import PASSED_ON, MemberAnswer, pass_on, why_not
from tenants import audit
from tenants.scoping import PLATFORM_ID, scope

# What we answer to one number, whatever comes from it: two machines that talk to each other fall silent.
ANSWERS: Final = "20/hour"
# The same words again so soon are a machine's, or a network's that delivers twice under two names.
REPEATED_WITHIN: Final = timedelta(minutes=2)
_NUMBERED: Final = re.compile(r"#?\s{0,2}(\d{1,2})(?:\s*[:.)\-]\s+|\s*[:)]\s*|\s+|$)(.*)", re.DOTALL)
# "2 pm works" and "2 plumbers will come" begin with a number and choose nobody: what reads as a time or an amount is
# asked back. Plurals are amounts, but for words that often begin an answer.
_AMOUNT: Final = re.compile(
    r"[%$/\d+*=,½¼¾]"
    r"|(?:[ap]\.?m\.?|o['’]?\s?clock|sec|min|hour|hr|day|week|month|year|time|mile|block|guy|man|men|people|person"
    r"|technician|tech|truck|crew|van|unit|room|piece|inch|feet|foot|ft|visit|of|or|to|and|more|other|x|percent|k|sq)"
    r"(?!\w)",
    re.IGNORECASE,
)
_PLURAL: Final = re.compile(r"[^\W\d_]+s(?!['’\w])")
_NO_PLURALS: Final = frozenset(
    {"yes", "this", "thanks", "is", "was", "its", "as", "always", "perhaps", "does", "has", "sounds", "looks", "works"}
)


@dataclass(frozen=True)
class ReceivedText:
    """A text that came in; `provider_id` is what the provider calls it."""

    provider_id: str
    number: str
    body: str
    media_count: int = 0


def receive_text(text: ReceivedText, *, now: datetime) -> Message | None:
    """Pass a member's words on to the customer they are for; None when they went nowhere.

    Whom they are for is never guessed: the member is asked. A stranger's text stays in the inbox, and nobody answers
    it. Call it in the transaction that marks the text as processed, in the platform's scope.
    """
    if text.number == own_number() or is_machine_text(text.body):
        return None
    lock_number(text.number)
    if not phones_of_number(text.number):
        return None
    lines = lines_of_number(text.number, now=now)
    waiting = [line for line in lines if line.is_open(now)]
    line, body = choose(text.body.strip(), waiting, lines)
    if line is None:
        _ask(text, waiting, now)
        return None
    with scope(line.organization_id):
        row = TextLine.objects.select_related("contact", "phone__member__user").get(pk=line.id)
        several = len({found.organization_id for found in waiting}) > 1
        return _answer(row, text, body, line.organization_name if several else "", now)


def choose(body: str, waiting: list[Line], known: list[Line]) -> tuple[Line | None, str]:
    """Return the line that a text is for and the words without its number; no line where that is not certain.

    One open line gets the whole text if its alert has left, so that the member can have read it. A number at the start
    chooses among several, unless it reads as an amount or a time of day; with one open line it is taken off where the
    alert had told it, and asks back where it is that of an older alert.
    """
    number, rest = _number(body)
    named = [line for line in waiting if line.short == number]
    if len(waiting) == 1 and not (named and waiting[0].is_numbered):
        is_older = number is not None and any(line.short == number and line.is_numbered for line in known)
        is_certain = waiting[0].has_left and not is_older
        return (waiting[0], body) if is_certain else (None, body)
    return (named[0], rest) if named else (None, body)


def _number(body: str) -> tuple[int | None, str]:
    found = _NUMBERED.fullmatch(body)
    if found is None or _AMOUNT.match(found[2]):
        return None, body
    plural = _PLURAL.match(found[2])
    if plural and plural[0].casefold() not in _NO_PLURALS:
        return None, body
    return int(found[1]), found[2].strip()


def _answer(row: TextLine, text: ReceivedText, body: str, organization_name: str, now: datetime) -> Message | None:
    member, name = row.phone.member, harmless(row.contact.name)[:60]
    answer = MemberAnswer(
        contact=row.contact,
        about_id=row.about_id,
        member=member,
        body=body,
        key=uuid5(row.pk, text.provider_id),
    )
    if _is_repeated(answer, now):
        return None
    silent = "pictures cannot be sent on." if text.media_count else "there were no words for the customer."
    refusal = why_not(answer, silent=silent)
    if refusal:
        audit.record("reply.refused", "text_line", row.pk, actor=member)
        _say(text, f"Not sent to {name}: {refusal}", now)
        return None
    message = pass_on(answer, now=now)
    if message:
        where = f" from {harmless(organization_name)[:40]}" if organization_name else ""
        missing = " Pictures were left out." if text.media_count else ""
        _say(text, f"Sent to {name}{where} by e-mail.{missing}", now)
    return message


def _is_repeated(answer: MemberAnswer, now: datetime) -> bool:
    rows = Message.objects.filter(
        contact=answer.contact, purpose=PASSED_ON, author=answer.member, created_at__gt=now - REPEATED_WITHIN
    )
    return bool(answer.body) and rows.filter(body=answer.body).exists()


def _ask(text: ReceivedText, waiting: list[Line], now: datetime) -> None:
    """Say who waits, and how to choose; from the platform, since they may be of several organizations."""
    with scope(PLATFORM_ID):
        if not waiting:
            _say(text, "Not sent: nobody was texted to you in the last 24 hours. Answer in LeadWizard instead.", now)
            return
        count = {1: "One person waits", 2: "Two people wait", 3: "Three people wait"}
        many = count.get(len(waiting), f"{len(waiting)} people wait")
        _say(text, f"Not sent yet. {many}: {in_words(waiting)}. Start your text with the number.", now)


def _say(text: ReceivedText, words: str, now: datetime) -> None:
    if limits.wait("text_answers", phone_key(text.number), ANSWERS):
        return
    notify_by_text(
        NoticeKind.TEXTING, number=text.number, body=plain(words), dedupe_key=text.provider_id[:128], now=now
    )
