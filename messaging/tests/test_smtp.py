"""The SMTP transport against a real server: it takes, refuses, or is gone when it matters."""

import socket
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
import time_machine
from aiosmtpd.controller import Controller
from django.utils import timezone

from automation import recovery
from automation.enums import EscalationState, JobState
from automation.models import Escalation
from messaging.enums import DispatchState
from messaging.tests import scenes
from tenants.scoping import scope


class Mailserver:
    """Answers as it is told, and keeps what it took."""

    def __init__(self):
        self.mails = []
        self.answers = {}
        self.drops_at = None

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802 - aiosmtpd's name
        if self.drops_at == "greeting":
            server.transport.abort()
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        if "rcpt" in self.answers:
            return self.answers["rcpt"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        if "mail" in self.answers:
            return self.answers["mail"]
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        if "data" in self.answers:
            return self.answers["data"]
        self.mails.append(envelope)
        if self.drops_at == "answer":
            server.transport.abort()
        return "250 taken"


@pytest.fixture
def server(settings):
    found = Mailserver()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(found, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_TRANSPORT = "smtp"
    settings.SMTP_URL = f"smtp://127.0.0.1:{port}"
    yield found
    controller.stop()


def _escalations(world):
    with scope(world.organization.pk):
        return list(Escalation.objects.values_list("reason", "state"))


def test_a_mail_is_handed_over_with_an_id_that_tells_copies_apart(world, server):
    message = scenes.message(world.organization)
    assert scenes.job_of(message).effect == "once"
    assert scenes.send(message) == JobState.DONE

    [envelope] = server.mails
    mail = message_from_bytes(envelope.content, policy=default)
    assert envelope.rcpt_tos == [scenes.ROSA]
    assert mail["Message-ID"] == f"<{message.pk}@leadwizard.example>"
    assert mail["From"] == "Acme Plumbing <hello@leadwizard.example>"
    assert mail["Reply-To"] == "office@acme.example"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "We come at six." in mail.get_body(("plain",)).get_content()
    assert "We come at six." in mail.get_body(("html",)).get_content()
    row = scenes.reload(message)
    assert (row.state, row.provider, row.provider_id) == (DispatchState.SENT, "smtp", mail["Message-ID"])


@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
def test_a_refusal_for_good_is_a_dead_letter(world, server, step):
    server.answers[step] = "550 no such mailbox"
    message = scenes.message(world.organization)

    assert scenes.send(message) == JobState.DEAD
    row = scenes.reload(message)
    assert (row.state, row.error) == (DispatchState.FAILED, "The mail server refused the mail (550).")
    assert _escalations(world) == [("dead_letter", EscalationState.OPEN)]
    assert server.mails == []


@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
def test_a_refusal_for_now_is_tried_again(world, server, step):
    server.answers[step] = "451 come back later"
    message = scenes.message(world.organization)

    assert scenes.send(message) == JobState.WAITING
    row = scenes.reload(message)
    assert (row.state, row.error) == (DispatchState.QUEUED, "The mail server refused the mail (451).")
    assert _escalations(world) == []


def test_a_server_that_is_not_there_is_tried_again(world, server, settings):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.SMTP_URL = f"smtp://127.0.0.1:{closed.getsockname()[1]}"
        assert scenes.send(scenes.message(world.organization)) == JobState.WAITING


def test_a_server_that_lets_nobody_in_is_tried_again(world, server, settings):
    settings.SMTP_URL = settings.SMTP_URL.replace("smtp://", "smtp://somebody:wrong@")
    message = scenes.message(world.organization)

    assert scenes.send(message) == JobState.WAITING
    assert scenes.reload(message).state == DispatchState.QUEUED
    assert server.mails == []


def test_a_server_that_hangs_up_at_the_greeting_is_tried_again(world, server):
    server.drops_at = "greeting"
    assert scenes.send(scenes.message(world.organization)) == JobState.WAITING
    assert server.mails == []


def test_a_mail_that_may_have_been_taken_is_not_sent_again_unasked(world, server):
    server.drops_at = "answer"
    message = scenes.message(world.organization)

    assert scenes.send(message) == JobState.UNKNOWN
    assert scenes.reload(message).state == DispatchState.UNKNOWN
    assert scenes.send(message) is None
    assert len(server.mails) == 1
    assert _escalations(world) == []
    # A mail server cannot be asked; a person is, once the answer that may still come had its time.
    with time_machine.travel(timezone.now() + timedelta(minutes=2, seconds=1)):
        assert recovery.reconcile(world.organization.pk, scenes.job_of(message).pk) == JobState.UNKNOWN
    assert len(server.mails) == 1
    assert _escalations(world) == [("unknown_outcome", EscalationState.OPEN)]
