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


def _thread(client, world, lead):
    client.force_login(world.alice.user)
    page = client.get(f"/o/{world.organization.slug}/leads/{lead.pk}/?tab=messages")
    return page.context["thread"], " ".join(page.content.decode().split())


def test_the_thread_and_the_alert_say_when_somebody_else_wrote(client, world, simulator, mailbox, drain, lead):
    reply_to = _reply_to(mailbox.to("rosa@example.com")[0])
    inbox.came(simulator, reply_to, "Come at nine.", **{"from": '"Sam <b>Reyes</b>" <Sam@Elsewhere.example>'})
    drain()

    thread, page = _thread(client, world, lead)
    assert (thread[-1]["author"], thread[-1]["other_sender"]) == ("Sam <b>Reyes</b>", "sam@elsewhere.example")
    assert "Sam &lt;b&gt;Reyes&lt;/b&gt;" in page
    assert "From <bdi>sam@elsewhere.example</bdi>, not Rosa’s address" in page
    [told] = [mail for mail in mailbox.to("office@acme.example") if "Come at nine." in mail["text"]]
    words = " ".join(told["text"].split())
    assert "Who wrote: Sam <b>Reyes</b> <sam@elsewhere.example>, not rosa@example.com." in words
    assert "Sam &lt;b&gt;Reyes&lt;/b&gt; &lt;sam@elsewhere.example&gt;" in " ".join(told["html"].split())


@pytest.mark.parametrize("sender", ["Rosa Delgado <ROSA@example.com>", "Anybody <rosa@example.com>"])
def test_the_customers_own_address_is_the_customer_whatever_name_it_gives(
    client, world, simulator, mailbox, drain, lead, sender
):
    inbox.came(simulator, _reply_to(mailbox.to("rosa@example.com")[0]), "Come at nine.", **{"from": sender})
    drain()

    thread, page = _thread(client, world, lead)
    assert (thread[-1]["author"], thread[-1]["other_sender"]) == ("Rosa", "")
    assert "address</span>" not in page
    assert not any("Who wrote" in mail["body"] for mail in mailbox.to("office@acme.example"))


def test_a_familiar_name_does_not_hide_a_foreign_address(client, world, simulator, mailbox, drain, lead):
    reply_to = _reply_to(mailbox.to("rosa@example.com")[0])
    inbox.came(simulator, reply_to, "New bank account.", **{"from": "Rosa Delgado <rosa@examp1e.com>"})
    inbox.came(simulator, reply_to, "No name.", **{"from": "sam@elsewhere.example"})
    drain()

    thread, page = _thread(client, world, lead)
    assert [message["author"] for message in thread[-2:]] == ["Rosa Delgado", "Somebody else"]
    assert "From <bdi>rosa@examp1e.com</bdi>, not Rosa’s address" in page
