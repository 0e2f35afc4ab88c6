"""A suspect is kept and looked at by a person, never dropped and never answered by itself."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from leads import services
from leads.enums import Suspicion, SuspicionReason
from leads.models import Lead
from leads.spam import suspicion
from leads.tests import scenes, strangers
from messaging.models import Consent
from tenants.scoping import scope

NOW = timezone.now()


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({}, SuspicionReason.NONE),
        ({"honeypot": "https://x.example"}, SuspicionReason.HONEYPOT),
        ({"honeypot": "   "}, SuspicionReason.NONE),
        ({"opened_at": NOW - timedelta(seconds=1)}, SuspicionReason.TOO_FAST),
        ({"opened_at": NOW - timedelta(seconds=3)}, SuspicionReason.NONE),
        ({"is_flooded": True}, SuspicionReason.FLOOD),
        ({"message": "see https://a.example and www.b.example or c.com now"}, SuspicionReason.LINKS),
        ({"message": "our shop is at https://a.example, the tap in it leaks"}, SuspicionReason.NONE),
        ({"email": "x@mailinator.com"}, SuspicionReason.DISPOSABLE),
    ],
)
def test_what_makes_an_enquiry_suspect(settings, facts, reason):
    settings.FORM_MINIMUM_SECONDS = 2
    assert suspicion(**{"email": "rosa@example.com", "message": "The tap leaks.", "now": NOW, **facts}) == reason


def test_a_bot_that_fills_the_hidden_field_is_kept_thanked_and_not_answered(client, world, mailbox, drain):
    scenes.form(world.organization)
    answer = client.post(
        "/f/acme/", {**strangers.ENOUGH, "token": strangers.token(client), "website": "https://spam.example"}
    )
    drain()
    assert answer.status_code == 303
    assert mailbox.entries() == []
    with scope(world.organization.pk):
        lead = Lead.objects.get()
        assert (lead.suspicion, lead.suspicion_reason) == (Suspicion.SUSPECT, SuspicionReason.HONEYPOT)
        assert lead not in Lead.objects.get_queryset().waiting()


def test_a_form_sent_within_a_second_is_suspect_and_a_second_press_later_is_the_same_lead(client, world, settings):
    settings.FORM_MINIMUM_SECONDS = 2
    scenes.form(world.organization)
    token = strangers.token(client)
    client.post("/f/acme/", {**strangers.ENOUGH, "token": token})
    with time_machine.travel(timezone.now() + timedelta(seconds=30)):
        client.post("/f/acme/", {**strangers.ENOUGH, "token": token})
    [lead] = strangers.leads_of(world.organization)
    assert lead.suspicion_reason == SuspicionReason.TOO_FAST


def test_not_spam_lets_triage_run_as_if_it_were_new(client, world, mailbox, drain):
    scenes.form(world.organization)
    client.post("/f/acme/", {**strangers.ENOUGH, "token": strangers.token(client), "website": "x"})
    with scope(world.organization.pk):
        lead = Lead.objects.select_related("contact").get()
        assert services.clear_lead(lead, actor=world.alice.membership, now=timezone.now())
        assert not services.clear_lead(lead, actor=world.alice.membership, now=timezone.now())
    drain()
    assert len(mailbox.to(lead.email)) == 1


def test_spam_is_deleted_after_thirty_days_with_what_it_brought(client, world):
    scenes.form(world.organization)
    client.post("/f/acme/", {**strangers.ENOUGH, "token": strangers.token(client), "website": "x"})
    with scope(world.organization.pk):
        lead = Lead.objects.get()
        services.mark_spam(lead, actor=world.alice.membership)
        assert services.purge_spam(timezone.now() - timedelta(days=30)) == 0
        assert services.purge_spam(timezone.now() + timedelta(seconds=1)) == 1
        assert not Lead.objects.exists()


def test_the_json_twin_says_that_it_was_quarantined(client, world):
    scenes.form(world.organization)
    body = {"name": "Bo", "email": "bo@mailinator.com", "message": "hello there"}
    answer = client.post("/api/v1/forms/acme/submissions", body, content_type="application/json")
    assert (answer.status_code, answer.json()["status"]) == (201, "quarantined")


def test_the_three_hundred_and_first_in_a_minute_is_quarantined_and_not_refused(client, world, monkeypatch):
    monkeypatch.setattr(services, "FLOOD", "2/minute")
    monkeypatch.setattr("leads.views.public.FLOOD", "2/minute")
    scenes.form(world.organization)
    answers = [
        client.post(
            "/f/acme/",
            {**strangers.ENOUGH, "message": f"Leak {number}", "token": strangers.token(client)},
            REMOTE_ADDR=f"198.51.100.{number}",
        ).status_code
        for number in range(3)
    ]
    assert answers == [303] * 3
    reasons = [lead.suspicion_reason for lead in strangers.leads_of(world.organization)]
    assert sorted(reasons) == ["", "", SuspicionReason.FLOOD]


def test_what_was_agreed_to_is_kept_with_its_words_page_time_and_address(client, world):
    scenes.form(world.organization)
    client.post(
        "/f/acme/",
        {
            **strangers.ENOUGH,
            "token": strangers.token(client),
            "sms": "on",
            "page": "https://acme.example/contact",
            "utm_source": "van",
            "x_branch": "north",
            "unknown": "dropped",
        },
        REMOTE_ADDR="198.51.100.7",
    )
    with scope(world.organization.pk):
        consent = Consent.objects.get()
        lead = Lead.objects.get()
    assert "Reply STOP to end" in consent.wording
    assert (consent.version, consent.page, consent.address) == (
        "2026-11",
        "https://acme.example/contact",
        "198.51.100.7",
    )
    assert lead.attribution == {"utm_source": "van", "x_branch": "north", "page": "https://acme.example/contact"}


def test_a_box_that_was_not_ticked_is_no_consent(client, world):
    scenes.form(world.organization)
    client.post("/f/acme/", {**strangers.ENOUGH, "token": strangers.token(client)})
    with scope(world.organization.pk):
        assert not Consent.objects.exists()


def test_what_the_address_brought_along_is_sent_with_the_form(client, world):
    scenes.form(world.organization)
    page = client.get("/f/acme/?utm_source=van&utm_campaign=%22%3E%3Cscript%3E&x_branch=north&other=1").content.decode()
    assert '<input type="hidden" name="utm_source" value="van">' in page
    assert '<input type="hidden" name="x_branch" value="north">' in page
    assert "<script>" not in page
    assert 'name="other"' not in page
