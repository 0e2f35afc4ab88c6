"""A member answers an alert that holds a link which acts for the member: no mail program carries any of it on."""

import pytest

from leads.models import ReplySettings
from leads.tests import scenes
from messaging.tests import inbox
from tenants.scoping import scope

OWN = "Tuesday at nine works."
SAID = {
    "summary": "A kitchen tap drips, and she sounds impatient.",
    "urgency": "high",
    "intent": "repair",
    "suggested_reply": "Hi Rosa, thank you for writing. Is it the hot side, the cold side, or both?",
    "tags": [],
    "risk_level": "low",
    "confidence": 0.93,
    "blocked_topics": [],
    "auto_send_allowed": True,
}
# What stands in the alert and is meant for the member alone.
INNER = ["/approve/", "/leads/", "belongs to you", "impatient", "has not sent", "Approve and send", "are sent to this"]


@pytest.fixture
def alert(world, model, mailbox, drain, settings):
    settings.INBOUND_DOMAIN = inbox.DOMAIN
    with scope(world.organization.pk):
        ReplySettings.objects.create(
            smart_auto_reply=True, owner_approval_required=True, alert_members=[str(world.alice.membership.pk)]
        )
    model.answer(SAID)
    scenes.lead(world.organization, scenes.form(world.organization), message="My kitchen tap drips.")
    drain()
    [mail] = mailbox.to("alice@acme.example")
    for part in (mail["text"], mail["html"]):
        assert all(words in " ".join(part.split()) for words in ("/approve/", "/leads/", "impatient"))
    return mail


def _quoted(text):
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def _without_our_line(text):
    return "\n".join(line for line in text.splitlines() if "##-" not in line)


INTRODUCTION = "On Mon, Mar 2, 2026 at 6:05 PM LeadWizard <hello@x.example> wrote:"
SENT_ON = {
    "Gmail": lambda mail: {"text": f"{OWN}\n\n{INTRODUCTION}\n\n{_quoted(mail['text'])}"},
    "Outlook": lambda mail: {
        "text": f"{OWN}\n\nFrom: LeadWizard\nSent: Monday\nTo: Alice\nSubject: New lead\n\n{mail['text']}"
    },
    "Apple Mail, of HTML alone": lambda mail: {
        "text": "",
        "html": f"<div>{OWN}</div><blockquote type='cite'>{mail['html']}</blockquote>",
    },
    "a program that introduces nothing": lambda mail: {"text": f"{OWN}\n\n{mail['text']}"},
    "one of HTML alone that introduces nothing": lambda mail: {"text": "", "html": f"<p>{OWN}</p>{mail['html']}"},
    "one that marks with bars": lambda mail: {
        "text": f"{OWN}\n\n" + "\n".join(f"| {line}" for line in mail["text"].splitlines())
    },
    "one that passes on": lambda mail: {
        "text": f"{OWN}\n\n---------- Forwarded message ---------\nFrom: LeadWizard\n\n{mail['text']}"
    },
    "one that breaks lines at forty": lambda mail: {
        "text": f"{OWN}\n\n" + _quoted(mail["text"]).replace("this line", "this\n> line")
    },
    "one that writes Markdown": lambda mail: {"text": f"{OWN}\n\n" + mail["text"].replace("##-", r"\#\#\-")},
    "one that knows no lines": lambda mail: {"text": f"{OWN} {' '.join(mail['text'].split())}"},
    "a long answer in one line with the alert": lambda mail: {
        "text": f"{OWN} {'Yes. ' * 200}{' '.join(mail['text'].split())}"
    },
}
REFUSED = {
    "an answer between the quoted lines": lambda mail: {
        "text": f"{INTRODUCTION}\n\n{_quoted(mail['text'])}\n\n{OWN}\n\n> --\n> LeadWizard"
    },
    "an answer below": lambda mail: {"text": f"{mail['text']}\n\n{OWN}"},
    "an unknown language without our line": lambda mail: {
        "text": f"{OWN}\n\nVon: LeadWizard\nGesendet: Montag\n\n{_without_our_line(mail['text'])}"
    },
    "answers between lines without our line": lambda mail: {
        "text": f"{INTRODUCTION}\n\n{_quoted(_without_our_line(mail['text']))}\n\n{OWN}"
    },
    "a link checker without our line": lambda mail: {
        "text": f"{OWN}\n\n"
        + _without_our_line(mail["text"])
        .replace("http://127.0.0.1:8000/", "https://x.safelinks.example/?url=http%3a%2f%2f127.0.0.1%3a8000%2f")
        .replace("https://", "")
    },
}


def _answer(simulator, drain, alert, written):
    values = written(alert)
    inbox.came(simulator, alert["reply_to"][0], values.pop("text"), **values, **{"from": "Alice <alice@acme.example>"})
    drain()


def _holds_nothing_inner(mail):
    words = " ".join(f"{mail['subject']} {mail['text']} {mail['html']}".split())
    return not [inner for inner in [*INNER, "127.0.0.1"] if inner in words]


@pytest.mark.parametrize("written", SENT_ON.values(), ids=SENT_ON.keys())
def test_the_answer_goes_on_and_nothing_of_the_alert_does(simulator, mailbox, drain, alert, written):
    _answer(simulator, drain, alert, written)

    [_acknowledgement, answer] = mailbox.to("rosa@example.com")
    assert OWN in answer["text"]
    assert _holds_nothing_inner(answer)


@pytest.mark.parametrize("written", REFUSED.values(), ids=REFUSED.keys())
def test_where_the_answer_cannot_be_told_from_the_alert_it_is_not_sent_and_the_member_hears(
    simulator, mailbox, drain, alert, written
):
    _answer(simulator, drain, alert, written)

    assert len(mailbox.to("rosa@example.com")) == 1
    assert mailbox.to("alice@acme.example")[-1]["subject"] == "Your answer to Rosa Delgado was not sent"
