"""The mails: what a stranger typed stays text, and the acknowledgement says none of it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.template import Context, Engine
from django.utils import timezone

HOSTILE = "<img src=x onerror=alert(1)> visit http://spam.example"
MAILS = ["acknowledgement", "reply", "lead_alert", "invitation", "password_reset", "account_notice"]


def facts(**more: Any) -> dict[str, Any]:
    return {
        "brand": {
            "name": "Hollis & Daughters",
            "color": "#b4341c",
            "on_color": "#ffffff",
            "initial": "H",
            "address": "418 Wyandot Street, Dayton",
        },
        "title": "A title",
        "phone": "+19375550100",
        "phone_display": "+1 937 555 0100",
        "replies_read": True,
        "lead": {
            "first_name": "Rosa",
            "name": HOSTILE,
            "email": "rosa@example.com",
            "message": HOSTILE,
            "preferred_time": HOSTILE,
            "service": "Water heater",
            "reference": "4F7K2",
            "created_at": datetime(2026, 11, 17, 19, 14, tzinfo=UTC),
        },
        "lead_url": "https://leadwizard.example/o/hollis/leads/1/",
        "success_text": "Dana reads it.",
        "body": HOSTILE,
        "author": "Dana Hollis",
        "text": HOSTILE,
        "inviter_name": HOSTILE,
        "organization_name": "Hollis & Daughters",
        "role_label": "Staff",
        "url": "https://leadwizard.example/invitation/abc/",
        "expires_at": datetime(2026, 11, 24, 19, 14, tzinfo=UTC),
        **more,
    }


def part(mail: str, name: str, **more: Any) -> str:
    context = Context(facts(**more), autoescape=name.endswith(".html"))
    with timezone.override("America/New_York"):
        return Engine.get_default().get_template(f"email/{mail}/{name}").render(context)


@pytest.mark.parametrize("mail", MAILS)
def test_what_a_person_typed_is_text_in_the_html_part(mail: str) -> None:
    html = part(mail, "body.html")
    assert "<img" not in html
    assert "Hollis &amp; Daughters" in html


@pytest.mark.parametrize("mail", MAILS)
def test_the_text_part_reads_without_entities(mail: str) -> None:
    text = part(mail, "body.txt")
    assert "&amp;" not in text
    assert "&lt;" not in text
    assert "Hollis & Daughters" in text
    assert "\n--\n" in text


@pytest.mark.parametrize("mail", MAILS)
def test_a_subject_is_one_line(mail: str) -> None:
    assert len(part(mail, "subject.txt").strip().splitlines()) == 1


@pytest.mark.parametrize("name", ["subject.txt", "body.txt", "body.html"])
def test_the_acknowledgement_never_repeats_the_stranger(name: str) -> None:
    assert "spam.example" not in part("acknowledgement", name)


def test_the_acknowledgement_is_told_by_its_subject() -> None:
    assert part("acknowledgement", "subject.txt").strip() == "We received your request — Water heater"


def test_an_acknowledgement_without_a_name_greets_nobody() -> None:
    lead = {**facts()["lead"], "first_name": "", "service": ""}
    assert part("acknowledgement", "body.txt", lead=lead).startswith("We have your request.\n")
    assert part("acknowledgement", "subject.txt", lead=lead).strip() == "We received your request"


@pytest.mark.parametrize("name", ["body.txt", "body.html"])
def test_a_mail_says_when_nobody_reads_replies(name: str) -> None:
    deaf = part("acknowledgement", name, replies_read=False)
    assert "Nobody reads replies" in deaf
    assert "To reach us, call" in deaf
    assert "Just reply" in part("acknowledgement", name)


@pytest.mark.parametrize("name", ["body.txt", "body.html"])
def test_times_are_those_of_the_organization(name: str) -> None:
    assert "Tuesday, 17 November at 2:14 PM EST" in part("acknowledgement", name)


def test_a_reply_begins_with_what_the_person_wrote() -> None:
    assert part("reply", "body.txt").startswith(HOSTILE)
    assert "<h1" not in part("reply", "body.html")
