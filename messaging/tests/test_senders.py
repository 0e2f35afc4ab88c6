"""Whatever a business calls itself, its mail comes from our address and from nobody else's."""

import unicodedata
from email import message_from_string
from email.header import decode_header, make_header
from email.policy import default
from email.utils import getaddresses

import pytest
from django.conf import settings as django_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from automation.enums import JobState
from messaging import senders
from messaging.tests import mails
from tenants.models import Organization
from tenants.scoping import scope

OURS = "hello@leadwizard.example"

bounded = settings(max_examples=300, derandomize=True, database=None, deadline=None)

# What is typed as the name, and what may stand before the address.
FORGERIES = {
    "quotes and brackets": ('Acme" <ceo@bank.example>, "x', "Acme x"),
    "an address in brackets": ("Bank <ceo@bank.example>", "Bank"),
    "a bare address": ("ceo@bank.example", ""),
    "two addresses": ("ceo@bank.example, cfo@bank.example", ""),
    "an address with spaces": ("ceo @ bank", "ceo bank"),
    "commas": ("Acme, Bank, Co", "Acme Bank Co"),
    "a line break and a header": ("Acme\r\nBcc: victim@evil.example", "Acme Bcc"),
    "line breaks of Unicode": ("Acme\u2028Bcc\u2029x\x85y\x0bz", "Acme Bcc x y z"),
    "bidirectional marks": ("\u202eknaB\u202c\u2066x\u2069", "knaB x"),
    "zero width": ("\u200bA\u200dc\ufeffme\u2060", "A c me"),
    "NUL": ("Ac\0me", "Ac me"),
    "lone surrogates": ("Acme\ud800", "Acme"),
    "emoji": ("\U0001f6bf Acme", "\U0001f6bf Acme"),
    "very long": ("x" * 500, "x" * 60),
    "long words": ("word " * 40, ("word " * 12).strip()),
    "forbidden characters only": ('"<>@,;:\\()[]', ""),
    "white space only": (" \t\r\n\u00a0\u3000", ""),
    "a group": ("Undisclosed: ceo@bank.example;", "Undisclosed"),
    "a comment": ("Acme (ceo at bank)", "Acme ceo at bank"),
    "a domain literal": ("Acme [10.0.0.1]", "Acme 10.0.0.1"),
    "a backslash": ('Acme\\" <x', "Acme x"),
    "a link": ("Acme https://evil.example/x", "Acme"),
    "a link without a scheme": ("Acme www.evil.example", "Acme"),
    "a title": ("Dr. Hollis & Sons", "Dr. Hollis & Sons"),
    "accents": ("Zoe\u0308's Caf\u00e9", "Zo\u00eb's Caf\u00e9"),
    "percent signs": ("100 %s %(x)s", "100 %s % x s"),
}


@pytest.mark.parametrize(("typed", "shown"), FORGERIES.values(), ids=FORGERIES.keys())
def test_the_name_before_the_address_is_only_a_name(typed, shown):
    assert senders.display_name(typed) == shown


def _read(header):
    """Return the mailboxes that a mail program sees, with the names that it shows."""
    [strict] = [message_from_string(f"From: {header}\n\n", policy=default)["from"]]
    lenient = getaddresses([header])
    assert [f"{one.username}@{one.domain}" for one in strict.addresses] == [address for _name, address in lenient]
    return strict.addresses


def _shown(name):
    """Return the name as a mail program shows it, which decodes the words of RFC 2047 even where it should not."""
    return str(make_header(decode_header(name)))


ENCODED = {
    "an address in quoted letters": "=?utf-8?q?Bank_=3Cceo=40bank.example=3E?=",
    "a name in base 64": "=?utf-8?b?QmFuayA8Y2VvQGJhbmsuZXhhbXBsZT4=?=",
    "among other words": "Acme =?UTF-8?Q?Bank=20=3Cceo=40bank=2Eexample=3E?= Co",
    "without spaces": "x=?utf-8?q?=3Cceo=40bank.example=3E?=x",
    "in two halves": "=?utf-8?q?Bank?= =?utf-8?q?_=3Cceo=40bank.example=3E?=",
    "with a line break": "=?utf-8?q?Acme=0D=0ABcc=3A_x=40evil.example?=",
    "cut at the limit": "x" * 40 + " =?utf-8?q?=3Cceo=40bank.example=3E?=",
    "of no known charset": "=?nonsense?q?x?=",
}


@pytest.mark.parametrize("name", ENCODED.values(), ids=ENCODED.keys())
def test_encoded_words_hide_no_address(name):
    header = senders.mailbox(name, OURS)

    assert "=?" not in header
    [box] = _read(header)
    assert box.addr_spec == OURS
    assert not {"@", "<", ">", "\r", "\n"} & set(_shown(box.display_name))


@bounded
@given(
    st.text(st.characters(), max_size=150)
    | st.text(st.sampled_from('a =?_"<>@,;:\\()[].\r\n\t\0\u202e\u200b\u00e9-/'), max_size=80)
)
def test_every_name_gives_exactly_one_mailbox_with_our_address(name):
    header = senders.mailbox(name, OURS)

    [box] = _read(header)
    assert box.addr_spec == OURS
    assert len(senders.display_name(name)) <= 60
    assert not any(unicodedata.category(letter)[0] == "C" for letter in header)
    assert header.count("@") == 1


@bounded
@given(st.text(st.characters(), max_size=150))
def test_cleaning_a_clean_name_changes_nothing(name):
    once = senders.display_name(name)

    assert senders.display_name(once) == once


@pytest.mark.parametrize(
    "name",
    [
        *(typed for typed, _shown in FORGERIES.values() if "\0" not in typed and "\ud800" not in typed),
        *ENCODED.values(),
    ],
    ids=[
        *(label for label, (typed, _shown) in FORGERIES.items() if "\0" not in typed and "\ud800" not in typed),
        *(f"encoded: {label}" for label in ENCODED),
    ],
)
def test_what_the_provider_gets_comes_from_us_alone(world, mailbox, drain, name):
    with scope(world.organization.pk):
        Organization.objects.update(name=name[:120])
        organization = Organization.objects.get()
    mails.queued(organization)

    assert drain() == [JobState.DONE]

    [mail] = mailbox.to("rosa@example.com")
    [box] = _read(mail["from"])
    assert box.addr_spec == django_settings.EMAIL_ADDRESS == OURS
    assert "@" not in _shown(box.display_name)
    assert mail["recipients"] == ["rosa@example.com"]
    assert mail["reply_to"] == ["office@acme.example"]
    assert (mail["cc"], mail["bcc"]) == ([], [])


def test_a_business_without_a_readable_name_still_sends(world, mailbox, drain):
    with scope(world.organization.pk):
        Organization.objects.update(name="<@>")
        mails.queued(Organization.objects.get())
    drain()

    assert [mail["from"] for mail in mailbox.entries()] == [OURS]


def test_a_subject_stays_one_line(world, mailbox, drain):
    subject = "Re: x\r\nBcc: victim@evil.example\r\n\r\nhello\u2028there " + "y" * 400
    mails.queued(world.organization, context={"body": "b", "author": "a", "subject": subject})
    drain()

    [mail] = mailbox.entries()
    assert mail["subject"] == f"Re: x Bcc: victim@evil.example hello there {'y' * 400}"[:240]
    assert mail["recipients"] == ["rosa@example.com"]
    assert set(mail["headers"]) <= {"Auto-Submitted"}


def test_a_body_that_looks_like_headers_is_a_body(world, mailbox, drain):
    body = "Bcc: victim@evil.example\r\nContent-Type: text/html\r\n\r\n<b>x</b>\r\n.\r\nQUIT\r\n"
    mails.queued(
        world.organization, author=world.alice.membership, context={"body": body, "author": "A", "subject": "Re: x"}
    )
    drain()

    [mail] = mailbox.entries()
    assert (mail["recipients"], mail["headers"]) == (["rosa@example.com"], {})
    assert "Bcc: victim@evil.example\nContent-Type: text/html\n\n<b>x</b>\n.\nQUIT" in mail["body"].replace("\r", "")
    assert "<b>x</b>" not in mail["html"]
