"""After the first answer: the customer writes back, the team is told and answers, and nobody is asked again."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from leads.enums import Communication
from leads.models import Lead
from leads.tests import scenes
from messaging.enums import MessageKind, RunState, StopReason
from messaging.models import Message, Run
from messaging.tests import inbox
from tenants.scoping import scope


@pytest.fixture
def lead(world, simulator, mailbox, drain, settings):
    settings.INBOUND_DOMAIN = inbox.DOMAIN
    with scope(world.organization.pk):
        world.organization.address = "1 Main Street, Dayton, OH"
        world.organization.save()
    made = scenes.lead(world.organization, scenes.form(world.organization))
    drain()
    return made


def _reply_to(mail):
    return mail["reply_to"][0]


def test_a_customers_mail_stands_in_the_thread_ends_the_follow_up_and_the_team_hears(
    client, world, simulator, mailbox, drain, lead
):
    inbox.came(simulator, _reply_to(mailbox.to("rosa@example.com")[0]), "Tuesday after three works <b>well</b>.")
    drain()

    [told] = [mail for mail in mailbox.to("office@acme.example") if "Tuesday after three" in mail["body"]]
    assert "<b>well</b>" in told["body"]
    client.force_login(world.bob.user)
    page = client.get(f"/o/{world.organization.slug}/leads/{lead.pk}/?tab=messages").content.decode()
    assert "Tuesday after three works &lt;b&gt;well&lt;/b&gt;." in page
    with scope(world.organization.pk):
        assert Lead.objects.get().communication == Communication.CUSTOMER_REPLIED
        run = Run.objects.get()
        assert (run.state, run.stop_reason) == (RunState.STOPPED, StopReason.REPLIED)
    before = len(mailbox.to("rosa@example.com"))
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        drain()
    assert len(mailbox.to("rosa@example.com")) == before


def test_the_team_answers_by_replying_to_the_alert(world, simulator, mailbox, drain, lead):
    alert = mailbox.to("office@acme.example")[0]
    inbox.came(simulator, _reply_to(alert), "I call you at five.", **{"from": "Office <office@acme.example>"})
    drain()

    answer = mailbox.to("rosa@example.com")[-1]
    assert answer["from"] == "Acme Plumbing <hello@leadwizard.example>"
    assert "I call you at five." in answer["body"]
    with scope(world.organization.pk):
        assert Lead.objects.get().communication == Communication.OWNER_REPLIED
        assert Message.objects.filter(kind=MessageKind.REPLY, about_id=lead.pk).count() == 1
        assert Run.objects.get().stop_reason == StopReason.ANSWERED


def test_a_stranger_who_learns_the_alerts_address_reaches_nobody(world, simulator, mailbox, drain, lead):
    alert = mailbox.to("office@acme.example")[0]
    before = len(mailbox.to("rosa@example.com"))
    inbox.came(simulator, _reply_to(alert), "Pay here.", **{"from": "Mallory <mallory@evil.example>"})
    drain()
    assert len(mailbox.to("rosa@example.com")) == before


def test_an_out_of_office_changes_nothing(world, simulator, mailbox, drain, lead):
    inbox.came(
        simulator,
        _reply_to(mailbox.to("rosa@example.com")[0]),
        "I am away until Monday.",
        headers={"Auto-Submitted": "auto-replied"},
    )
    drain()
    with scope(world.organization.pk):
        assert Lead.objects.get().communication == Communication.ACKNOWLEDGED
        assert Run.objects.get().state == RunState.ACTIVE
