"""Texts over Twilio's protocol: what is refused, what may have happened, and finding out afterwards."""

import socket
import threading
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.utils import timezone

from leadwizard.lib.errors import IntegrationError
from messaging.adapters.base import OutgoingText, Sent
from messaging.adapters.registry import can_text, text_transport
from messaging.adapters.twilio import is_signed
from messaging.exceptions import OptedOutError

DANA = "+19375550142"


def _send(to=DANA, body="Hello", url="http://127.0.0.1:9/webhooks/twilio/status/x/"):
    return text_transport().send(OutgoingText(to=to, body=body, report_url=url))


def _find(phones, *, body="Hello", since=None, known=()):
    return text_transport().find_sent(DANA, since=since or timezone.now(), body=body, known=known)


def _fault(simulator, mode, **values):
    simulator.post("/__sim__/faults", {"provider": "twilio", "mode": mode, "times": 1, **values})


def test_a_text_goes_out_with_the_address_of_its_reports(phones):
    accepted = _send(body="Café – «now» 🙂")
    [entry] = phones.all()
    assert (accepted.provider, accepted.provider_id) == ("twilio", entry["id"])
    assert (entry["to"], entry["from"], entry["body"]) == (DANA, "+19375550199", "Café – «now» 🙂")
    assert entry["status_callback"] == "http://127.0.0.1:9/webhooks/twilio/status/x/"


def test_the_number_of_somebody_who_stopped_is_told_apart(phones):
    phones.write(DANA, "STOP")
    with pytest.raises(OptedOutError) as refusal:
        _send()
    assert (refusal.value.permanent, refusal.value.ambiguous) == (True, False)
    assert phones.all() == []
    phones.write(DANA, "START")
    _send()
    assert phones.at(DANA) == ["Hello"]


@pytest.mark.parametrize(
    ("to", "code"),
    [("+15005550001", 21211), ("+15005550002", 21612), ("+15005550003", 21408), ("+15005550009", 21614), ("no", 21211)],
)
def test_a_number_that_cannot_be_texted_is_refused_for_good(phones, to, code):
    with pytest.raises(IntegrationError, match=str(code)) as refusal:
        _send(to)
    assert (refusal.value.permanent, refusal.value.ambiguous) == (True, False)


def test_the_testing_number_of_somebody_who_stopped_is_refused_as_such(phones):
    with pytest.raises(OptedOutError):
        _send("+15005550004")


@pytest.mark.parametrize("name", ["TWILIO_AUTH_TOKEN", "TWILIO_ACCOUNT_SID"])
def test_a_wrong_account_can_be_put_right_while_the_text_waits(phones, settings, name):
    setattr(settings, name, "wrong")
    with pytest.raises(IntegrationError) as refusal:
        _send()
    assert (refusal.value.permanent, refusal.value.ambiguous) == (False, False)
    assert "wrong" not in refusal.value.message


def test_too_many_texts_wait_as_long_as_twilio_wishes(phones):
    _fault(phones.simulator, "status", status=429, retry_after=7)
    with pytest.raises(IntegrationError, match="20429") as refusal:
        _send()
    assert (refusal.value.permanent, refusal.value.ambiguous, refusal.value.retry_after) == (False, False, 7.0)


@pytest.mark.parametrize("mode", ["accept_then_500", "accept_then_reset", "garbage", "reset", "status"])
def test_an_answer_that_is_lost_or_cannot_be_read_leaves_the_outcome_open(phones, mode):
    _fault(phones.simulator, mode)
    with pytest.raises(IntegrationError) as trouble:
        _send()
    assert (trouble.value.permanent, trouble.value.ambiguous) == (False, True)
    assert len(phones.all()) == mode.startswith("accept")


def test_an_answer_that_does_not_come_leaves_the_outcome_open(phones, monkeypatch):
    monkeypatch.setattr("messaging.adapters.twilio.SECONDS", 0.3)
    _fault(phones.simulator, "accept_then_hang", seconds=2)
    with pytest.raises(IntegrationError) as trouble:
        _send()
    assert (trouble.value.permanent, trouble.value.ambiguous) == (False, True)
    assert len(phones.all()) == 1


def test_nobody_at_the_address_means_that_nothing_left(phones, settings):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.TWILIO_API_URL = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(IntegrationError) as trouble:
            _send()
    assert (trouble.value.permanent, trouble.value.ambiguous) == (False, False)


@contextmanager
def _server(answer):
    """A host that reads a request, says something else, and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            connection, _address = server.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        thread.join()


@pytest.mark.parametrize(
    "body",
    [b"[" * 5000, b'{"sid": 7}', b'{"messages": [1]}', b"null", b'{"messages": {}}', b'"\\ud800"', b"\xff\xfe"],
    ids=lambda body: repr(body[:20]),
)
def test_an_answer_that_is_none_is_no_proof_of_anything(phones, settings, body):
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    with _server(head + body) as settings.TWILIO_API_URL, pytest.raises(IntegrationError) as trouble:
        _send()
    assert trouble.value.ambiguous
    with _server(head + body) as settings.TWILIO_API_URL:
        assert _find(phones) == Sent.CANNOT_TELL


# --- finding out afterwards -----------------------------------------------------------------------------------------


def test_a_text_that_left_is_found_and_one_that_did_not_is_not(phones):
    began = timezone.now()
    assert _find(phones, since=began) == Sent.DID_NOT_HAPPEN
    accepted = _send()
    assert _find(phones, since=began) == Sent.HAPPENED
    assert _find(phones, since=began, body="Other words") == Sent.DID_NOT_HAPPEN
    # The same words, an hour before: another text.
    assert _find(phones, since=began + timedelta(hours=1)) == Sent.DID_NOT_HAPPEN
    assert _find(phones, since=began, known=[accepted.provider_id]) == Sent.DID_NOT_HAPPEN


def test_what_the_person_wrote_is_not_taken_for_ours(phones):
    began = timezone.now()
    phones.write(DANA, "Hello")
    assert _find(phones, since=began) == Sent.DID_NOT_HAPPEN


def test_a_text_that_was_taken_and_never_arrived_has_happened(phones):
    began = timezone.now()
    _send("+15005550030")
    found = text_transport().find_sent("+15005550030", since=began, body="Hello")
    assert found == Sent.HAPPENED


def test_a_list_that_goes_on_proves_nothing(phones, monkeypatch):
    monkeypatch.setattr("messaging.adapters.twilio._PAGE", 2)
    began = timezone.now()
    for body in ("One", "Two", "Three"):
        _send(body=body)
    assert _find(phones, since=began, body="Three") == Sent.HAPPENED
    assert _find(phones, since=began, body="Never said") == Sent.CANNOT_TELL


@pytest.mark.parametrize("mode", ["status", "reset"])
def test_when_nobody_answers_it_may_be_asked_again(phones, mode):
    _send()
    _fault(phones.simulator, mode)
    with pytest.raises(IntegrationError) as caught:
        _find(phones)
    assert not caught.value.permanent


def test_a_list_that_is_none_proves_nothing(phones):
    _send()
    _fault(phones.simulator, "garbage")
    assert _find(phones) == Sent.CANNOT_TELL


# --- signatures, settings -------------------------------------------------------------------------------------------


def test_the_simulators_signature_is_twilios(phones, settings):
    webhook = phones.write(DANA, "Grüße & 1+1=2\n=%26")
    from django.http import QueryDict

    fields, url = QueryDict(webhook["body"]), "http://127.0.0.1:9/webhooks/twilio/sms/"
    signature = webhook["headers"]["x-twilio-signature"]
    assert is_signed(url, fields, signature)
    assert not is_signed(url + "?x=1", fields, signature)
    assert not is_signed(url.replace("127.0.0.1", "evil.example"), fields, signature)
    assert not is_signed(url, QueryDict(webhook["body"] + "&Extra=1"), signature)
    assert not is_signed(url, fields, ("B" if signature[0] == "A" else "A") + signature[1:])
    assert not is_signed(url, fields, "")
    settings.TWILIO_AUTH_TOKEN = ""
    assert not is_signed(url, fields, signature)


@pytest.mark.parametrize(
    ("name", "value"),
    [("TWILIO_ACCOUNT_SID", ""), ("TWILIO_AUTH_TOKEN", ""), ("TWILIO_NUMBER", ""), ("TWILIO_NUMBER", "555-0199")],
)
def test_texts_are_on_only_with_all_settings(phones, settings, name, value):
    assert can_text()
    setattr(settings, name, value)
    assert not can_text()
