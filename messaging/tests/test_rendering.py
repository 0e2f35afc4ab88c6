"""Mails are our words around other people's, and those stay words."""

import datetime as dt
import re

import pytest

from messaging import rendering
from messaging.tests import mails
from tenants.models import Organization

AT = dt.datetime(2026, 3, 2, 18, 5, tzinfo=dt.UTC)
MARKUP = (
    '</style></td></table><script>alert(1)</script><img src=x onerror="alert(1)"><a href="https://evil.example">x</a>'
)
TEMPLATE = "{{ 7|add:7 }} {% load i18n %} {% include 'leads/form_page.html' %} {# gone #} %(name)s %s {0} ${x} \\n"

# Every template, with the fact that holds the given words wherever a fact can.
CONTEXTS = {
    "acknowledgement": lambda words: {
        "lead": {"first_name": words, "reference": "K7P2QX", "service": words, "created_at": AT},
        "success_text": words,
        "recipient_name": words,
    },
    "reply": lambda words: {"body": words, "author": words, "subject": words},
    "lead_alert": lambda words: {
        "lead": {
            "name": words,
            "email": "rosa@example.com",
            "phone_display": "+1 937-555-0142",
            "service": words,
            "preferred_time": words,
            "message": words,
        },
        "lead_url": "https://leadwizard.example/o/acme/leads/1/",
    },
    "invitation": lambda words: {
        "inviter_name": words,
        "organization_name": words,
        "role_label": "Staff",
        "url": "https://leadwizard.example/invitation/abc/",
        "expires_at": AT,
    },
    "account_notice": lambda words: {"title": words, "text": words},
    "follow_up": lambda words: {
        "body": words,
        "recipient_name": words,
        "unsubscribe_url": "https://leadwizard.example/u/abc/",
    },
    "customer_reply": lambda words: {
        "lead": {"name": words, "email": words, "phone_display": words, "service": words, "reference": "K7P2QX"},
        "body": words,
        "lead_url": "https://leadwizard.example/o/acme/leads/1/",
        "replies_read": True,
    },
    "reply_refused": lambda words: {"contact_name": words, "reason": words},
    "reply_without_files": lambda words: {"contact_name": words},
}


@pytest.fixture
def acme():
    return Organization(name="Acme Plumbing", phone="+19375550100", brand_color="#b4341c", address="1 Main St, Dayton")


def _evil(words):
    return Organization(name=words[:120], phone="", address=words[:240])


@pytest.mark.parametrize("template", CONTEXTS)
def test_markup_is_text_in_every_html_part(template):
    mail = rendering.render(template, CONTEXTS[template](MARKUP), organization=_evil(MARKUP))

    document = mails.Document(mail.html)
    assert not {"script", "img"} & set(document.elements)
    assert "https://evil.example" not in document.addresses
    assert document.handlers == []
    assert document.elements.count("style") == 1
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in mail.html


@pytest.mark.parametrize("template", CONTEXTS)
def test_markup_stands_escaped_in_attributes_too(template):
    # A correct reader needs no &lt; inside quotes; the filters of mail programs are not all correct readers.
    mail = rendering.render(template, CONTEXTS[template](MARKUP), organization=_evil(MARKUP))

    assert "<script" not in mail.html
    assert "<img" not in mail.html


@pytest.mark.parametrize("template", CONTEXTS)
def test_template_syntax_in_the_words_does_nothing(template):
    mail = rendering.render(template, CONTEXTS[template](TEMPLATE), organization=_evil(TEMPLATE))

    text = " ".join(mail.text.split())
    html = mail.html.replace("&#x27;", "'").replace("&#39;", "'")
    for part in (text, html):
        assert TEMPLATE in part
    assert "14" not in mail.subject
    assert "What happens next" not in mail.html


def test_words_in_text_parts_are_not_escaped(acme):
    mail = rendering.render(
        "reply", {"body": 'Tom & Jerry\'s <b> "x"', "author": "O'Neil", "subject": "R&D"}, organization=acme
    )

    assert mail.subject == "R&D"
    assert 'Tom & Jerry\'s <b> "x"' in mail.text
    assert "O'Neil" in mail.text
    assert "Tom &amp; Jerry" in mail.html


@pytest.mark.parametrize("template", CONTEXTS)
def test_text_parts_can_be_read(template, acme):
    mail = rendering.render(template, CONTEXTS[template]("Boiler"), organization=acme)

    assert not re.search(r"&(?:amp|lt|gt|quot|#\d+|#x[0-9a-f]+);", mail.text)
    assert not re.search(r"<[a-z/!]", mail.text)
    assert "\n\n\n" not in mail.text
    assert mail.text == mail.text.strip() + "\n"
    assert all(line == line.rstrip() for line in mail.text.splitlines())
    assert "\n--\nAcme Plumbing\n1 Main St, Dayton\n" in mail.text


def test_the_receipt_reads_like_this(acme):
    context = {
        "lead": {"first_name": "Rosa", "reference": "K7P2QX", "service": "Boiler", "created_at": AT},
        "success_text": "Dana calls you if it is urgent.",
        "recipient_name": "Rosa",
    }
    mail = rendering.render("acknowledgement", context, organization=acme)

    assert mail.subject == "We received your request \u2014 Boiler"
    lines = mail.text.splitlines()
    assert [line for line in lines[1:] if line][:9] == [
        "Dana calls you if it is urgent.",
        "Your request: Boiler",
        "Received: Monday, 2 March at 1:05 PM EST",
        "Number: K7P2QX",
        "Call us: +1 937-555-0100",
        "Anything to add? Just reply to this e-mail.",
        "--",
        "Acme Plumbing",
        "1 Main St, Dayton",
    ]


@pytest.mark.parametrize(
    "name", ["FREE-VIAGRA http://x.example", "FREE-VIAGRA", "<b>Rosa</b>", "Rosa\nhttp://x.example"]
)
def test_a_receipt_never_carries_the_strangers_own_words(name, acme):
    words = {
        "name": name,
        "message": "Click http://z.example",
        "preferred_time": "NOW-OR-NEVER",
        "email": "r@evil.example",
    }
    context = {
        "lead": {"first_name": "", "reference": "K7P2QX", "service": "", "created_at": AT, **words},
        "success_text": "Thank you.",
        "recipient_name": "",
    }
    mail = rendering.render("acknowledgement", context, organization=acme)

    everything = f"{mail.subject} {mail.text} {mail.html}"
    for said in (*words.values(), "VIAGRA", "x.example", "z.example"):
        assert said not in everything


def test_a_subject_is_one_line_of_at_most_240_letters(acme):
    mail = rendering.render(
        "reply", {"body": "b", "author": "a", "subject": "One\r\ntwo\u2028three\x0b" + "y" * 500}, organization=acme
    )

    assert mail.subject == ("One two three " + "y" * 500)[:240]


def test_the_words_of_a_thread_leave_the_footer_out_and_keep_signatures(acme):
    body = "First.\n\n--\nSecond, after a line of two dashes."
    mail = rendering.render("reply", {"body": body, "author": "Alice Archer", "subject": "Re: x"}, organization=acme)

    assert "Second, after a line of two dashes." in mail.words
    assert "1 Main St" not in mail.words


def test_a_mail_fetches_nothing_and_runs_nothing(acme):
    for template, context in CONTEXTS.items():
        html = rendering.render(template, context("Boiler"), organization=acme).html
        document = mails.Document(html)
        fetching = {"link", "script", "iframe", "object", "embed", "form", "img", "base", "video"}
        assert not fetching & set(document.elements), template
        assert document.handlers == [], template
        assert not re.search(r"url\(|@import", html), template
