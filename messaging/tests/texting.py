"""Phones, lines and texts that tests start from."""

import re
from typing import Any
from uuid import UUID

from django.utils import timezone

from automation.models import InboxEvent
from messaging.enums import NoticeKind
from messaging.models import Contact, MemberPhone, Message, Notice, TextLine
from messaging.services import (
    ask_code,
    attach_alert,
    choose_texts,
    confirm_code,
    match_contact,
    notify_by_text,
    open_line,
)
from tenants.models import Membership, Organization
from tenants.scoping import PLATFORM_ID, scope

ALICE = "+19375550111"
BOB = "+19375550112"
OWN = "+19375550199"


def asked(organization: Organization, member: Membership, number: str = ALICE, **values: Any) -> MemberPhone:
    """Let a member give a number."""
    with scope(organization.pk):
        return ask_code(
            member, number, page="/o/acme/notifications/", address="127.0.0.1", now=values.get("now") or timezone.now()
        )


def code_of(phones: Any, number: str = ALICE) -> str:
    """Return the newest code that was texted to the number."""
    found = re.match(r"[0-9]{6}", phones.at(number)[-1])
    assert found
    return found[0]


def proven(
    phones: Any, drain: Any, organization: Organization, member: Membership, number: str = ALICE, *, wants: bool = True
) -> MemberPhone:
    """Give a number, read the code on the phone, confirm it, and choose alerts there."""
    asked(organization, member, number)
    drain()
    with scope(organization.pk):
        phone = confirm_code(member, code_of(phones, number), now=timezone.now())
        choose_texts(phone, wants=wants, actor=member)
    return phone


def alerted(
    organization: Organization, phone: MemberPhone, name: str = "Dana Whitfield", about_id: UUID | None = None
) -> TextLine:
    """Text the phone that a customer wrote."""
    email = f"{name.split(maxsplit=1)[0].lower()}@customers.example"
    with scope(organization.pk):
        contact = match_contact(name=name, email=email, phone="").contact
        line = open_line(phone, contact, about_id=about_id, now=timezone.now())
        notice = notify_by_text(
            NoticeKind.LEAD_ALERT,
            number=phone.number,
            body=f"{organization.name}: new request from {name}.",
            member=phone.member,
            dedupe_key=str(contact.pk),
            now=timezone.now(),
        )
        if notice:
            attach_alert(line, notice)
    return line


def texts_of(organization: Organization) -> list[Notice]:
    """Return the texts of an organization, oldest first."""
    with scope(organization.pk):
        return list(Notice.objects.filter(channel="sms").order_by("created_at", "pk"))


def passed_on(organization: Organization) -> list[tuple[str, str]]:
    """Return to whom members' answers went, and what they said, oldest first."""
    with scope(organization.pk):
        rows = Message.objects.filter(purpose="inbound_reply").order_by("created_at", "pk")
        return list(rows.values_list("to_address", "body"))


def contact_of(organization: Organization, email: str) -> Contact:
    """Return the contact with the address."""
    with scope(organization.pk):
        return Contact.objects.get(email=email)


def inbox() -> list[InboxEvent]:
    """Return what people texted to the platform."""
    with scope(PLATFORM_ID):
        return list(InboxEvent.objects.filter(provider="twilio").order_by("received_at", "pk"))
