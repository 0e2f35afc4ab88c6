"""Open lines: which customers a text from a member's phone may be for.

The platform texts everybody from one number, so only what was texted to a phone lately says whom an answer is for. A
person may work for several organizations: lines are counted over all of them, found by the number alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection

from messaging.enums import DispatchState
from messaging.harmless import harmless
from messaging.models import Contact, MemberPhone, Notice, TextLine
from messaging.services.opting_out import phone_key
from tenants import registry
from tenants.enums import RegistryKind
from tenants.queries import current_organization
from tenants.scoping import scope

OPEN_FOR: Final = timedelta(hours=24)
# How long a number that a person may remember from an older alert is not taken for a part of the answer.
REMEMBERED_FOR: Final = timedelta(days=7)
# The alert is on the phone, or may be.
_LEFT: Final = (DispatchState.SENDING, DispatchState.SENT, DispatchState.DELIVERED, DispatchState.UNKNOWN)


@dataclass(frozen=True)
class Line:
    """One line as the choice among them needs it."""

    id: UUID
    organization_id: UUID
    organization_name: str
    contact_name: str
    short: int
    is_numbered: bool
    alerted_at: datetime
    has_left: bool

    def is_open(self, now: datetime) -> bool:
        """Say whether a text may still be for it."""
        return now < self.alerted_at + OPEN_FOR


def lock_number(number: str) -> None:
    """Let texts from and alerts to one number wait for each other, or two alerts could get one short number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [phone_key(number)])


def phones_of_number(number: str) -> list[tuple[UUID, MemberPhone]]:
    """Return the proven phones with the number, each with its organization; needs no scope, and may stand in one."""
    found = []
    for entry in registry.find_all(RegistryKind.MEMBER_PHONE, phone_key(number)):
        with scope(entry.organization_id):
            rows = MemberPhone.objects.select_related("member__user").filter(pk=entry.subject_id, removed_at=None)
            phone = rows.exclude(verified_at=None).first()
        if phone:
            found.append((entry.organization_id, phone))
    return found


def lines_of_number(number: str, *, now: datetime) -> list[Line]:
    """Return the lines of the number's active members in the last days, by short number; the newest of each."""
    lines: list[Line] = []
    for organization_id, phone in phones_of_number(number):
        if not phone.member.is_active:
            continue
        with scope(organization_id):
            name = current_organization().name
            rows = TextLine.objects.filter(phone=phone, alerted_at__gt=now - REMEMBERED_FOR)
            lines += [
                Line(
                    id=row.pk,
                    organization_id=organization_id,
                    organization_name=name,
                    contact_name=row.contact.name,
                    short=row.short,
                    is_numbered=row.is_numbered,
                    alerted_at=row.alerted_at,
                    has_left=row.notice is not None and row.notice.state in _LEFT,
                )
                for row in rows.select_related("contact", "notice")
            ]
    return sorted(lines, key=lambda line: (line.short, line.alerted_at))


def open_line(phone: MemberPhone, contact: Contact, *, about_id: UUID | None, now: datetime) -> TextLine:
    """Open the line from the phone to the contact, or keep it open, before an alert is texted.

    Its short number is free among all lines that are open to the number; `is_numbered` says that there are others.
    """
    lock_number(phone.number)
    row = TextLine.objects.filter(phone=phone, contact=contact, about_id=about_id).first()
    others = [line for line in lines_of_number(phone.number, now=now) if line.is_open(now)]
    others = [line for line in others if row is None or line.id != row.pk]
    taken = {line.short for line in others}
    if row is None:
        row = TextLine(phone=phone, contact=contact, about_id=about_id, short=0)
    if not row.short or row.short in taken or now >= row.alerted_at + OPEN_FOR:
        row.short = _free(taken)
    row.is_numbered, row.alerted_at, row.notice = bool(others), now, None
    row.save()
    return row


def _free(taken: set[int]) -> int:
    return next(number for number in range(1, len(taken) + 2) if number not in taken)


def attach_alert(line: TextLine, notice: Notice) -> None:
    """Remember which alert opened the line last: until it has left, nobody can be answering it."""
    line.notice = notice
    line.save(update_fields=["notice"])


def in_words(lines: Sequence[Line]) -> str:
    """Return who waits, such as `1 Dana Whitfield, 2 Joe Park (Acme Plumbing)`; harmless on a phone."""
    several = len({line.organization_id for line in lines}) > 1
    return ", ".join(
        f"{line.short} {harmless(line.contact_name)[:40]}"
        + (f" ({harmless(line.organization_name)[:30]})" if several else "")
        for line in lines
    )
