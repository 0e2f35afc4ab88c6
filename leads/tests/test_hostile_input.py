"""Input that was made to break something: it gets a refusal in words, and leaves nothing behind."""

import json
import unicodedata

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from automation.enums import JobState
from automation.models import Job
from leads.tests import scenes, strangers
from messaging.enums import SuppressionReason
from messaging.models import Contact
from messaging.services import suppress
from tenants.scoping import scope

SUBMISSIONS = "/api/v1/forms/acme/submissions"
BAD_EMAIL = "That does not look like an e-mail address. It needs an @ and an ending such as .com."
BAD_PHONE = "That number cannot be dialled. Type it with its area code, such as (937) 555-0142."
pytestmark = pytest.mark.usefixtures("form")

TEXTS = ("name", "email", "phone", "service", "preferred_time", "message")

bounded = settings(
    max_examples=80,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def form(world):
    return scenes.form(world.organization)


@pytest.fixture
def stranger():
    """A client that sees a crash as a browser does: as an answer of 500."""
    return Client(raise_request_exception=False)


def _page(client, body, content_type, **environment):
    return client.generic(
        "POST", "/f/acme/", body, content_type=content_type, REMOTE_ADDR=strangers.somebody(), **environment
    )


def _part(name, value):
    return b'--b\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name.encode(), value)


def _email(length):
    """Return an address of the length, each part of it as long as mail allows or shorter."""
    domain = ".".join(["d" * 60, "d" * 60, "d" * 30, "d" * (length - 222), "com"])
    return f"{'e' * 64}@{domain}"


# --- each limit ---------------------------------------------------------------------------------------------------

LIMITS = [
    ("name", "n" * 120, "n" * 121, "Ensure this value has at most 120 characters (it has 121)."),
    ("email", _email(254), _email(255), "Ensure this value has at most 254 characters (it has 255)."),
    (
        "phone",
        "(937) 555-0142".ljust(40, " ") + " ",
        "9" * 41,
        "Ensure this value has at most 40 characters (it has 41).",
    ),
    ("phone", "(937) 555-0142", "9" * 81, "Ensure this value has at most 40 characters (it has 81)."),
    ("service", "\U0001f6bf" * 120, "s" * 121, "Ensure this value has at most 120 characters (it has 121)."),
    ("preferred_time", "p" * 120, "p" * 121, "Ensure this value has at most 120 characters (it has 121)."),
    ("message", "m" * 5000, "m" * 5001, "Ensure this value has at most 5000 characters (it has 5001)."),
]
IDS = [f"{field} of {len(too_long)}" for field, _longest, too_long, _words in LIMITS]


@pytest.mark.parametrize("limit", LIMITS, ids=IDS)
def test_the_page_keeps_the_longest_value_and_names_the_field_of_a_longer_one(stranger, world, limit):
    field, longest, too_long, words = limit
    refused = strangers.press(stranger, **{field: too_long})
    kept = strangers.press(stranger, **{field: longest})

    assert (refused.status_code, dict(refused.context["enquiry"].errors)) == (422, {field: [words]})
    assert kept.status_code == 303
    assert len(strangers.leads_of(world.organization)) == 1


@pytest.mark.parametrize("limit", LIMITS, ids=IDS)
def test_the_twin_keeps_the_longest_value_and_names_the_field_of_a_longer_one(stranger, world, limit):
    field, longest, too_long, words = limit
    refused = strangers.submit(stranger, **{field: too_long})
    kept = strangers.submit(stranger, **{field: longest})

    assert (refused.status_code, refused.json()["errors"]) == (422, {field: [words]})
    assert kept.status_code == 201
    assert len(strangers.leads_of(world.organization)) == 1


def test_ten_megabytes_are_too_much_for_the_page(stranger, world):
    token = strangers.token(stranger)
    answer = stranger.post("/f/acme/", {**strangers.ENOUGH, "token": token, "message": "x" * 10_000_000})

    assert answer.status_code == 413
    assert answer.templates[0].name == "413.html"
    assert strangers.leads_of(world.organization) == []


def test_hundreds_of_fields_are_refused_before_they_are_read(stranger, world):
    many = "&".join(f"field{number}=1" for number in range(300))

    posted = _page(stranger, many.encode(), "application/x-www-form-urlencoded")
    asked = stranger.get(f"/f/acme/?{many}")

    assert [posted.status_code, asked.status_code] == [400, 400]
    assert [answer.templates[0].name for answer in (posted, asked)] == ["400.html", "400.html"]


# --- characters ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", TEXTS)
def test_lone_surrogates_are_refused_in_the_field_that_has_them(stranger, world, field):
    value = "rosa@ex\ud800mple.com" if field == "email" else "Ro\udfffsa"
    answer = strangers.submit(stranger, **{field: value})

    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
    assert strangers.leads_of(world.organization) == []


@pytest.mark.parametrize("field", ["email", "message"])
def test_nul_is_refused_where_it_cannot_be_a_space(stranger, world, field):
    value = "ro\0sa@example.com" if field == "email" else "Water\0everywhere"

    typed, sent = strangers.press(stranger, **{field: value}), strangers.submit(stranger, **{field: value})

    assert (typed.status_code, list(typed.context["enquiry"].errors)) == (422, [field])
    assert (sent.status_code, list(sent.json()["errors"])) == (422, [field])
    assert strangers.leads_of(world.organization) == []


def test_control_characters_in_one_line_become_spaces(stranger, world):
    answer = strangers.submit(
        stranger, name="Rosa\0\r\nBcc: x\x1b[31m\x85Delgado", service="Roof\0", preferred_time="\0"
    )

    assert answer.status_code == 201
    [lead] = strangers.leads_of(world.organization)
    assert (lead.name, lead.service, lead.preferred_time) == ("Rosa Bcc: x [31m Delgado", "Roof", "")


# Letters of Unicode 16 and 17, and none of any version so far; which this Python has never heard of depends on its own.
UNHEARD_OF = next(letter for letter in "\u1c89\ua7ce\u0378" if unicodedata.category(letter) == "Cn")
NOT_ADDRESSES = {
    "no domain": "rosa",
    "no dot": "x@localhost",
    "an IP address": "x@[127.0.0.1]",
    "quoted": '"x@evil.example,y"@example.com',
    "quoted markup": '"<script>"@example.com',
    "a control character": '"x\x01"@example.com',
    "two": "a@example.com, b@example.com",
    "a name": "Rosa <rosa@example.com>",
    "a header": "rosa@example.com\r\nBcc: x@evil.example",
    "a letter that grows in lower case": "r\u0130@example.com",
    "a domain that grows in lower case": "rosa@" + ".".join(["\u0130" * 60] * 4) + ".com",
    "a letter newer than our lower case": f"rosa@ex{UNHEARD_OF}mple.com",
    "a direction mark": "rosa@\u202emoc.elpmaxe.com",
}


@pytest.mark.parametrize("email", NOT_ADDRESSES.values(), ids=NOT_ADDRESSES.keys())
def test_what_no_mail_can_be_sent_to_is_no_address(stranger, world, email):
    typed, sent = strangers.press(stranger, email=email), strangers.submit(stranger, email=email)

    assert [typed.status_code, sent.status_code] == [422, 422]
    assert list(sent.json()["errors"]) == ["email"]
    assert BAD_EMAIL in sent.json()["errors"]["email"]
    assert strangers.leads_of(world.organization) == []


@pytest.mark.parametrize(
    "email", ["rosa@exam\u00adple.com", "rosa@\uff45xample.com", "rosa@exam\u200bple.com", "ROSA@EXAMPLE\u3002com"]
)
def test_another_spelling_of_an_address_does_not_get_around_its_suppression(stranger, world, mailbox, drain, email):
    with scope(world.organization.pk):
        suppress("rosa@example.com", SuppressionReason.COMPLAINED, at=timezone.now())

    strangers.submit(stranger, email=email)
    drain()

    assert mailbox.to("rosa@example.com") == []


def test_every_address_that_is_taken_gets_its_receipt(stranger, world, mailbox, drain):
    addresses = {
        "o'neil+roof@example.com": "o'neil+roof@example.com",
        "a_b-c.d/e=f@mail.example.co.uk": "a_b-c.d/e=f@mail.example.co.uk",
        "rosa@ex\u00fcmple.com": "rosa@xn--exmple-4ya.com",
    }
    answers = [strangers.submit(stranger, email=typed) for typed in addresses]
    drain()

    assert [answer.status_code for answer in answers] == [201] * 3
    assert [len(mailbox.to(reached)) for reached in addresses.values()] == [1, 1, 1]
    with scope(world.organization.pk):
        # The follow-ups wait for their day.
        assert not Job.objects.exclude(state=JobState.DONE).exclude(kind="messaging.run_step").exists()


@pytest.mark.parametrize(
    "phone",
    [
        "+4911",
        "+49 110",
        "+49 123456789012345",
        "911",
        "555-0142",
        "1234567",
        "+1 937 555 0142 ext. 5",
        "\u202e12",
        "+",
    ],
)
def test_a_number_that_cannot_be_dialled_from_everywhere_is_refused(stranger, world, phone):
    typed, sent = strangers.press(stranger, phone=phone), strangers.submit(stranger, phone=phone)

    assert (typed.status_code, dict(typed.context["enquiry"].errors)) == (422, {"phone": [BAD_PHONE]})
    assert (sent.status_code, sent.json()["errors"]) == (422, {"phone": [BAD_PHONE]})
    assert strangers.leads_of(world.organization) == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("(937) 555-0142", "+19375550142"),
        ("+44 20 7946 0958", "+442079460958"),
        ("\u0669\u0663\u0667\u0665\u0665\u0665\u0660\u0661\u0664\u0662", "+19375550142"),
        ("937.555.0142\0", "+19375550142"),
    ],
)
def test_a_number_is_kept_in_one_form_however_it_is_typed(stranger, world, typed, kept):
    assert strangers.submit(stranger, phone=typed).status_code == 201
    assert [lead.phone for lead in strangers.leads_of(world.organization)] == [kept]


# --- bodies that are broken ---------------------------------------------------------------------------------------


CHARSETS = ["utf-7", "unicode_escape", "raw_unicode_escape", "hex", "rot13", "undefined", "idna", "punycode", "utf-16"]


@pytest.mark.parametrize("charset", CHARSETS)
def test_no_charset_of_a_body_can_break_the_page(world, charset):
    value = b"+2AA-" if charset == "utf-7" else b"\\ud800"
    parts = _part("name", value) + _part("message", value) + b"--b--\r\n"

    several_parts = strangers.wsgi("POST", "/f/acme/", parts, f"multipart/form-data; boundary=b; charset={charset}")
    one_part = strangers.wsgi(
        "POST", "/f/acme/", b"name=" + value, f"application/x-www-form-urlencoded; charset={charset}"
    )

    assert several_parts.status in {400, 422}
    assert one_part.status in {400, 422}
    assert b"<h1" in several_parts.body
    assert strangers.leads_of(world.organization) == []


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize(
    ("path", "status"),
    [("/f/acme/", 200), ("/f/nothing/", 404), ("/api/v1/forms/acme", 200), ("/livez", 200)],
    ids=["page", "nothing", "twin", "health"],
)
def test_no_charset_of_a_request_without_a_body_can_break_any_address(world, path, status, charset):
    answer = strangers.wsgi("GET", path, b"", f"text/plain; charset={charset}", query="embed=%41&name=%FF")

    assert answer.status in {status, 400}
    assert answer.body


@pytest.mark.parametrize("length", ["abc", "-5", "1e3", "0x10", "\u00b2", "\u00b9\u00b2", "9" * 5000, "+5", " "])
@pytest.mark.parametrize("path", ["/f/acme/", SUBMISSIONS, "/webhooks/resend/"])
def test_a_length_that_is_none_is_refused(stranger, world, path, length):
    answer = stranger.generic("POST", path, b"{}", content_type="application/json", CONTENT_LENGTH=length)

    assert answer.status_code in {400, 411, 413}
    assert (answer["Content-Type"] == "application/json") == (path != "/f/acme/")
    assert strangers.leads_of(world.organization) == []


def test_a_body_of_unknown_length_is_refused(stranger, world):
    environment = {"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}

    page = _page(stranger, b"name=Rosa", "application/x-www-form-urlencoded", **environment)
    twin = stranger.generic("POST", SUBMISSIONS, b"{}", content_type="application/json", **environment)

    assert (page.status_code, twin.status_code) == (411, 411)
    assert twin.json() == {"code": "length_required", "detail": "Send the length of the body."}


BROKEN = {
    "cut inside a value": (b'--b\r\nContent-Disposition: form-data; name="name"\r\n\r\nRo', "boundary=b", 422),
    "cut inside the headers": (b"--b\r\nContent-Disp", "boundary=b", 422),
    "another boundary": (_part("name", b"Rosa") + b"--b--", "boundary=c", 422),
    "no boundary": (b"--b", "", 400),
    "a boundary of bytes": (b"--b", "boundary=\u00ff", 400),
    "an empty boundary": (b"----", "boundary=", 400),
    "a boundary too long": (b"--b", "boundary=" + "b" * 300, 400),
    "no name": (b'--b\r\nContent-Disposition: form-data; filename="x"\r\n\r\nRosa\r\n--b--\r\n', "boundary=b", 422),
    "broken base64": (
        b'--b\r\nContent-Disposition: form-data; name="name"\r\nContent-Transfer-Encoding: base64\r\n\r\n!\r\n--b--',
        "boundary=b",
        422,
    ),
    "files in place of texts": (
        b'--b\r\nContent-Disposition: form-data; name="name"; filename="../../x"\r\n\r\nRosa\r\n--b--\r\n',
        "boundary=b",
        422,
    ),
    "a hundred and one files": (
        b"".join(
            b'--b\r\nContent-Disposition: form-data; name="f%d"; filename="x"\r\n\r\nx\r\n' % number
            for number in range(101)
        )
        + b"--b--\r\n",
        "boundary=b",
        400,
    ),
    "nothing": (b"", "boundary=b", 422),
}


@pytest.mark.parametrize(("body", "parameters", "status"), BROKEN.values(), ids=BROKEN.keys())
def test_a_multipart_body_that_is_broken_is_refused(stranger, world, body, parameters, status):
    answer = _page(stranger, body, f"multipart/form-data; {parameters}")

    assert answer.status_code == status
    assert strangers.leads_of(world.organization) == []


@pytest.mark.parametrize(
    "content_type", ["application/json", "text/plain", "", "\u00ff;;=;", "multipart/mixed", "a/b/c"]
)
def test_a_body_of_another_type_is_an_empty_form(stranger, world, content_type):
    body = json.dumps(strangers.ENOUGH).encode()
    answer = _page(stranger, body, content_type)

    assert (answer.status_code, sorted(answer.context["enquiry"].errors)) == (422, ["email", "message", "name"])
    assert strangers.leads_of(world.organization) == []


# --- anything at all ----------------------------------------------------------------------------------------------

any_text = st.text(st.characters(), max_size=60)
any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | any_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(any_text, inner, max_size=3),
    max_leaves=6,
)
typed_text = st.text(st.characters(codec="utf-8"), max_size=150)


@bounded
@given(
    st.dictionaries(st.sampled_from([*TEXTS, "consent"]), any_json)
    | st.dictionaries(st.sampled_from(TEXTS), any_text).map(lambda values: {**strangers.ENOUGH, **values})
)
def test_whatever_object_is_sent_is_kept_or_refused_by_field(stranger, body):
    answer = strangers.submit(stranger, body)

    found = answer.json()
    if answer.status_code == 201:
        assert sorted(found) == ["id", "status"]
    else:
        assert (answer.status_code, found["code"]) == (422, "invalid")
        assert set(found["errors"]) <= {*TEXTS, "consent"}
        assert all(words and isinstance(words, list) for words in found["errors"].values())


@bounded
@given(st.dictionaries(st.sampled_from(TEXTS), typed_text).map(lambda values: {**strangers.ENOUGH, **values}))
def test_whatever_is_typed_is_kept_or_shown_again(stranger, typed):
    answer = strangers.press(stranger, **typed)

    if answer.status_code == 303:
        assert stranger.get(answer["Location"]).status_code == 200
    else:
        assert answer.status_code == 422
        assert set(answer.context["enquiry"].errors) <= set(TEXTS)
        shown = {name: answer.context["enquiry"][name].value() for name in typed}
        assert shown == typed


@bounded
@given(
    st.binary(max_size=300),
    st.sampled_from(
        [
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=b",
            "multipart/form-data; boundary=b; charset=latin-1",
            "application/json",
        ]
    ),
)
def test_whatever_bytes_are_sent_are_refused(stranger, body, content_type):
    page = _page(stranger, body, content_type)
    twin = stranger.generic("POST", SUBMISSIONS, body, content_type=content_type, REMOTE_ADDR=strangers.somebody())

    assert page.status_code in {400, 422}
    assert twin.status_code in {400, 415, 422}
    assert twin.json()["detail"]


# --- what strangers' words can do further in ----------------------------------------------------------------------

EVIL = '</td><script>alert(1)</script><img src="https://evil.example/x.png"> {{ 7|add:7 }} {% load i18n %}'


def test_a_strangers_words_reach_the_team_as_text(stranger, world, mailbox, drain):
    strangers.press(stranger, name=EVIL, service=EVIL, preferred_time=EVIL, message=EVIL)
    drain()

    [alert] = mailbox.to("office@acme.example")
    html = alert["html"]
    assert not {"script", "img"} & set(strangers.elements(html))
    assert "https://evil.example/x.png" not in strangers.addresses(html)
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 4
    for part in (html, alert["body"], alert["subject"]):
        assert "{{ 7|add:7 }} {% load i18n %}" in part


@pytest.mark.parametrize(
    ("name", "hidden"),
    [
        ("FREE-VIAGRA http://x.example", ["VIAGRA", "x.example"]),
        ("Rosa http://x.example", ["http", "x.example"]),
        ("http://x.example Rosa", ["http", "x.example"]),
        ("x.example", ["x.example"]),
        ("Win 500 dollars today", ["500", "dollars", "today", "Win"]),
        ("Congratulations-you-won! Call", ["Congratulations", "won", "Call us now"]),
        ("<b>x</b>", ["<b>x", "&lt;b"]),
        ("=?utf-8?q?x?=", ["=?", "utf-8?"]),
        ("\u202easoR", ["\u202e"]),
    ],
)
def test_a_receipt_repeats_nothing_that_the_stranger_wrote_but_a_plain_name(stranger, mailbox, drain, name, hidden):
    words = {
        "service": "Cheap-Loans http://y.example",
        "preferred_time": "NOW-OR-NEVER",
        "message": "Click http://z.example",
    }
    strangers.submit(stranger, name=name, **words)
    drain()

    [receipt] = mailbox.to("rosa@example.com")
    everything = " ".join([receipt["subject"], receipt["body"], receipt["html"], receipt["from"]])
    assert [said for said in (name, *hidden, *words.values(), "y.example", "z.example") if said in everything] == []


def test_a_receipt_greets_a_person_by_the_first_name(stranger, world, mailbox, drain):
    strangers.submit(stranger, name="Jean-Luc O\u2019Neill")
    drain()

    [receipt] = mailbox.to("rosa@example.com")
    assert "Jean-Luc" in receipt["body"]
    assert "Neill" not in receipt["body"]


def test_a_strangers_name_adds_no_header_and_no_recipient(stranger, world, mailbox, drain):
    evil = "Rosa\r\nBcc: victim@evil.example\r\nSubject: Won\r\n\r\nhello"
    strangers.submit(stranger, name=evil, service=evil, preferred_time=evil, message=evil)
    drain()

    mails = mailbox.entries()
    assert sorted(mail["recipients"] for mail in mails) == [["office@acme.example"], ["rosa@example.com"]]
    assert [mail["headers"] for mail in mails] == [{"Auto-Submitted": "auto-generated"}] * 2
    [alert] = mailbox.to("office@acme.example")
    assert alert["subject"] == (
        "New lead: Rosa Bcc: victim@evil.example Subject: Won hello, Rosa Bcc: victim@evil.example Subject: Won hello"
    )


def test_a_members_answer_adds_no_header_and_no_recipient(stranger, world, mailbox, drain):
    strangers.press(stranger, service="x\r\nBcc: victim@evil.example")
    drain()
    [lead] = strangers.leads_of(world.organization)
    stranger.force_login(world.alice.user)
    address = f"/o/{world.organization.slug}/leads/{lead.pk}/"
    token = stranger.get(address + "?tab=messages").context["reply_form"]["token"].value()

    body = "Subject: Won\r\nBcc: victim@evil.example\r\n\r\n<script>alert(1)</script>"
    assert stranger.post(address + "reply/", {"body": body, "token": token}).status_code == 303
    drain()

    [_receipt, answer] = mailbox.to("rosa@example.com")
    assert answer["recipients"] == ["rosa@example.com"]
    assert answer["headers"] == {}
    assert answer["subject"] == f"Re: your request ({lead.reference})"
    assert "Bcc: victim@evil.example" in answer["body"]
    assert "script" not in strangers.elements(answer["html"])


def test_a_strangers_markup_is_text_on_the_page_of_the_lead(stranger, world):
    strangers.press(stranger, name=EVIL, service=EVIL, preferred_time=EVIL, message=EVIL)
    [lead] = strangers.leads_of(world.organization)
    stranger.force_login(world.alice.user)

    for path in ("", f"{lead.pk}/", f"{lead.pk}/?tab=messages", f"{lead.pk}/?tab=timeline"):
        answer = stranger.get(f"/o/{world.organization.slug}/leads/{path}")
        content = answer.content.decode()
        assert answer.status_code == 200
        assert "<script>alert" not in content
        assert 'src="https://evil.example' not in content
        assert "&lt;script&gt;alert(1)" in content


def test_the_contact_gets_no_more_than_the_lead_had(stranger, world):
    strangers.submit(stranger, name="R" * 120, email=_email(254), phone="(937) 555-0142")

    with scope(world.organization.pk):
        contact = Contact.objects.get()
    assert (contact.name, contact.email, contact.phone) == ("R" * 120, _email(254), "+19375550142")
