"""The product's own client library is content with our Resend."""

from __future__ import annotations

import pytest
from anymail.backends.resend import EmailBackend
from anymail.exceptions import AnymailAPIError, AnymailRequestsAPIError
from anymail.message import AnymailMessage

from leadwizard.simulator import Simulator
from leadwizard.simulator.tests.talking import KEY, Client


def backend(simulator: Simulator, key: str = KEY) -> EmailBackend:
    return EmailBackend(api_key=key, api_url=simulator.url)


def message() -> AnymailMessage:
    mail = AnymailMessage(
        subject="Zoë",
        body="Hello",
        from_email='"Acme, Inc. Zoë" <a@example.com>',
        to=["Rosa <rosa@example.com>"],
        reply_to=["office@example.com"],
        metadata={"message": "17"},
        tags=["reply"],
    )
    mail.attach_alternative("<p>Hello</p>", "text/html")
    mail.attach("a.txt", "four", "text/plain")
    return mail


def test_a_mail_through_anymail_arrives(simulator: Simulator, client: Client) -> None:
    mail = message()
    backend(simulator).send_messages([mail])
    (entry,) = client.entries()
    assert mail.anymail_status.message_id == entry["id"]
    assert (entry["to"], entry["subject"], entry["body"]) == ("rosa@example.com", "Zoë", "Hello")
    assert entry["headers"] == {"X-Metadata": '{"message": "17"}', "X-Tags": '["reply"]'}
    assert [file["size"] for file in entry["attachments"]] == [4]


def test_refusals_and_faults_arrive_as_anymail_errors(simulator: Simulator, client: Client) -> None:
    with pytest.raises(AnymailRequestsAPIError, match="invalid_api_key"):
        backend(simulator, "re_wrong").send_messages([message()])
    for fault in ("reset", "garbage", "accept_then_500"):
        client.order({"mode": fault, "times": 1})
        with pytest.raises(AnymailAPIError):
            backend(simulator).send_messages([message()])
    assert len(client.entries()) == 1
