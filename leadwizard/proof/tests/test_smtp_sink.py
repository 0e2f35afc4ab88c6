"""The mail server of the proof: asks to come again once, then keeps everything, copies too."""

import smtplib
import threading
from email.message import EmailMessage

import pytest

from leadwizard.proof.smtp_sink import Sink, journal_of


@pytest.fixture
def sink(tmp_path):
    with Sink(0, tmp_path / "journal.jsonl") as sink:
        thread = threading.Thread(target=sink.serve_forever, args=(0.02,))
        thread.start()
        yield sink
        sink.shutdown()
        thread.join()


def send(sink, number="<1@here>"):
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"], mail["Message-ID"] = "Hello", "a@here.example", "B@there.example", number
    mail.set_content("Dear Egsutimdkmxc,\n\n.a line with a dot\n")
    with smtplib.SMTP(*sink.server_address, timeout=5) as client:
        client.send_message(mail)


def test_a_mail_is_asked_to_come_again_and_then_kept(sink):
    with pytest.raises(smtplib.SMTPDataError, match="451"):
        send(sink)
    assert journal_of(sink.journal) == []
    send(sink)
    [kept] = journal_of(sink.journal)
    assert (kept.id, kept.provider, kept.to) == ("<1@here>", "smtp", "b@there.example")
    assert "Hello\nDear Egsutimdkmxc,\n\n.a line with a dot" in kept.text.replace("\r\n", "\n")


def test_what_comes_twice_after_that_stands_there_twice(sink):
    with pytest.raises(smtplib.SMTPDataError):
        send(sink)
    send(sink)
    send(sink)
    assert len(journal_of(sink.journal)) == 2
