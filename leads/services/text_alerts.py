"""Telling the team by text: two segments where that is possible, with nothing of a stranger's that can be tapped."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from leads.models import Analysis, Lead
from messaging.enums import NoticeKind
from messaging.harmless import harmless
from messaging.models import Message, Notice, TextLine
from messaging.segments import fit, is_gsm, plain
from messaging.services import attach_alert, greeting_name, notify_by_text, open_line, texted_phones
from tenants.models import Organization

NAME_MAX: Final = 40
# In another script a segment holds 67 letters instead of 153, and our link alone fills more than one.
MOST_SEGMENTS: Final = 2
MOST_IN_OTHER_SCRIPTS: Final = 4


@dataclass(frozen=True)
class Words:
    """What a text says before its link: who and what, and what may be cut."""

    opening: str
    excerpt: str


def of_new_lead(lead: Lead, *, organization: Organization, analysis: Analysis | None) -> Words:
    """Return the words for a new lead: the model's summary where there is one, else what the person wrote."""
    urgency = f", urgency {analysis.get_urgency_display().lower()}" if analysis else ""
    opening = f"{harmless(organization.name)[:NAME_MAX]}: new request from {_name(lead)}{urgency}. "
    return Words(opening, harmless((analysis.summary if analysis else "") or lead.message))


def of_reply(lead: Lead, message: Message, *, organization: Organization) -> Words:
    """Return the words for a customer's answer."""
    return Words(f"{harmless(organization.name)[:NAME_MAX]}: {_name(lead)} replied. ", harmless(message.body))


def tell(
    lead: Lead, kind: NoticeKind, words: Words, *, key: str, url: str, has_draft: bool = False, now: datetime
) -> list[Notice]:
    """Text every member who chose it, and open the line on which they may answer."""
    notices = []
    is_short = is_gsm(plain(words.opening + words.excerpt))
    for phone in texted_phones():
        line = open_line(phone, lead.contact, about_id=lead.pk, now=now)
        waits = "A reply waits for your OK: " if has_draft else ""
        notice = notify_by_text(
            kind,
            number=phone.number,
            body=fit(
                words.opening,
                words.excerpt,
                f"\n{waits}{url}\n{_how_to_answer(lead, line)}",
                most=MOST_SEGMENTS if is_short else MOST_IN_OTHER_SCRIPTS,
            ),
            member=phone.member,
            about_id=lead.pk,
            dedupe_key=key,
            now=now,
        )
        if notice:
            attach_alert(line, notice)
            notices.append(notice)
    return notices


def _name(lead: Lead) -> str:
    return harmless(lead.name)[:NAME_MAX] or "somebody"


def _how_to_answer(lead: Lead, line: TextLine) -> str:
    if not lead.contact.email:
        return "No e-mail address: answer by phone."
    who = harmless(greeting_name(lead.name))[:NAME_MAX] or "the customer"
    return f"Start your reply with {line.short} to answer {who}." if line.is_numbered else f"Reply to answer {who}."
