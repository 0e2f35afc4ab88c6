"""The form's JSON twin, as programs meet it."""

import json
from functools import partial

import pytest
from django.test import Client

from automation.models import Job
from leads import services
from leads.enums import LeadSource
from leads.models import Form, Lead
from leads.tests import scenes, strangers
from leadwizard.parsers import DEEPEST
from messaging.enums import MessageKind
from messaging.models import Contact, Message
from tenants.models import Organization
from tenants.scoping import scope

SUBMISSIONS = "/api/v1/forms/acme/submissions"
NO_NAME = ["Please tell us your name."]
NO_EMAIL = ["Please give an e-mail address: the answer goes there."]
NO_MESSAGE = ["Please tell us in a few words what you need."]
CLOSED = {"code": "form_closed", "detail": "This form is not taking requests right now."}


@pytest.fixture
def form(world):
    return scenes.form(world.organization)


def _send(client, body, **headers):
    return client.generic("POST", SUBMISSIONS, body, content_type="application/json", **headers)


def test_a_submission_is_kept_as_it_was_sent(client, world, form):
    answer = strangers.submit(
        client,
        {
            **strangers.ENOUGH,
            "email": "Rosa@Example.com",
            "phone": "(937) 555-0142",
            "service": "Boiler",
            "preferred_time": "Tonight",
            "consent": True,
            "fields": {},
        },
        key="order-1",
    )

    [lead] = strangers.leads_of(world.organization)
    assert (answer.status_code, answer.json()) == (201, {"id": str(lead.pk), "status": "accepted"})
    assert (lead.name, lead.email, lead.phone) == ("Rosa Delgado", "rosa@example.com", "+19375550142")
    assert (lead.service, lead.preferred_time, lead.source) == ("Boiler", "Tonight", LeadSource.API)
    assert answer["Content-Type"] == "application/json"
    assert list(answer.cookies) == []


def test_optional_values_may_be_null_or_absent(client, world, form):
    answer = strangers.submit(client, phone=None, service=None, preferred_time=None)

    [lead] = strangers.leads_of(world.organization)
    assert answer.json() == {"id": str(lead.pk), "status": "accepted"}
    assert (lead.phone, lead.service, lead.preferred_time) == ("", "", "")


# --- the key ------------------------------------------------------------------------------------------------------


def test_the_same_key_gives_the_same_answer_again(client, world, form):
    answers = [strangers.submit(client, key="order-1") for _try in range(3)]

    [lead] = strangers.leads_of(world.organization)
    expected = (201, {"id": str(lead.pk), "status": "accepted"})
    assert [(answer.status_code, answer.json()) for answer in answers] == [expected] * 3


def test_a_known_key_with_other_words_is_refused_and_changes_nothing(client, world, form):
    strangers.submit(client, key="order-1")
    second = strangers.submit(client, key="order-1", name="Mallory", message="Something else.")

    [lead] = strangers.leads_of(world.organization)
    # With an answer of 201 the second enquiry would be lost and nobody would know.
    assert second.status_code == 422
    assert second.json()["errors"] == {
        "Idempotency-Key": ["This key was used for another enquiry. Send a new one with each."]
    }
    assert (lead.name, lead.message) == ("Rosa Delgado", "Water is coming through the ceiling.")


def test_a_known_key_with_another_persons_words_leaves_no_contact_behind(client, world, form):
    strangers.submit(client, key="order-1")
    second = strangers.submit(client, key="order-1", name="Mallory", email="mallory@example.com")

    assert second.status_code == 422
    with scope(world.organization.pk):
        assert [contact.name for contact in Contact.objects.all()] == ["Rosa Delgado"]


def test_a_known_key_leaves_the_contact_of_another_enquiry_where_it_is(client, world, form):
    strangers.submit(client, key="order-1")
    strangers.submit(client, key="order-2", name="Mallory", email="mallory@example.com")
    second = strangers.submit(client, key="order-1", name="Mallory", email="mallory@example.com")

    assert second.status_code == 422
    with scope(world.organization.pk):
        assert Contact.objects.count() == 2


def test_a_known_key_is_answered_after_the_form_closed_too(client, world, form):
    first = strangers.submit(client, key="order-1")
    with scope(world.organization.pk):
        Form.objects.update(is_active=False)

    second = strangers.submit(client, key="order-1")

    assert (second.status_code, second.json()) == (201, first.json())


def test_without_a_key_every_submission_is_its_own(client, world, form):
    ids = {strangers.submit(client).json()["id"] for _try in range(2)}

    assert {str(lead.pk) for lead in strangers.leads_of(world.organization)} == ids
    assert len(ids) == 2


def test_the_same_key_on_two_forms_means_two_submissions(client, world, form):
    second = scenes.form(world.organization, slug="second")
    foreign = scenes.form(world.other, slug="foreign")

    answers = [strangers.submit(client, slug=slug, key="order-1") for slug in ("acme", "second", "foreign")]

    kept = [
        *strangers.leads_of(world.organization, form),
        *strangers.leads_of(world.organization, second),
        *strangers.leads_of(world.other, foreign),
    ]
    assert [answer.json()["id"] for answer in answers] == [str(lead.pk) for lead in kept]
    assert len({lead.pk for lead in kept}) == 3


def test_a_key_cannot_name_an_enquiry_of_the_page(client, world, form):
    strangers.press(client)
    [of_the_page] = strangers.leads_of(world.organization)

    answer = strangers.submit(client, key=of_the_page.idempotency_key)

    assert answer.status_code == 201
    assert answer.json()["id"] != str(of_the_page.pk)


def test_a_key_has_at_most_255_characters(client, world, form):
    longest, too_long = strangers.submit(client, key="k" * 255), strangers.submit(client, key="k" * 256)

    assert (longest.status_code, too_long.status_code) == (201, 422)
    assert too_long.json()["errors"] == {"Idempotency-Key": ["At most 255 characters."]}
    assert len(strangers.leads_of(world.organization)) == 1


@pytest.mark.django_db(transaction=True)
def test_sixteen_submissions_with_one_key_at_the_same_moment_are_one(world):
    scenes.form(world.organization)

    answers = strangers.at_once([partial(strangers.submit, Client(), key="order-1") for _thread in range(16)])

    with scope(world.organization.pk):
        lead = Lead.objects.get()
        assert [(answer.status_code, answer.json()["id"]) for answer in answers] == [(201, str(lead.pk))] * 16
        assert Message.objects.filter(kind=MessageKind.ENQUIRY).count() == 1
        assert Job.objects.filter(kind=services.TRIAGE).count() == 1


# --- refusals -----------------------------------------------------------------------------------------------------


def test_every_field_that_is_wrong_is_named(client, world, form):
    answer = strangers.submit(client, {})

    assert (answer.status_code, answer.json()) == (
        422,
        {
            "code": "invalid",
            "detail": "Some of it needs a second look.",
            "errors": {"name": NO_NAME, "email": NO_EMAIL, "message": NO_MESSAGE},
        },
    )
    assert strangers.leads_of(world.organization) == []


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({"name": 7}, {"name": ["Send a text."]}),
        ({"name": ["Rosa"]}, {"name": ["Send a text."]}),
        ({"name": {"first": "Rosa"}}, {"name": ["Send a text."]}),
        ({"name": True}, {"name": ["Send a text."]}),
        ({"name": 1e999}, None),
        ({"name": ""}, {"name": NO_NAME}),
        ({"name": None}, {"name": NO_NAME}),
        ({"name": " \t\u00a0\u200b\ufeff\u202e "}, {"name": NO_NAME}),
        ({"email": 0}, {"email": ["Send a text."]}),
        ({"message": False}, {"message": ["Send a text."]}),
        ({"phone": 9375550142}, {"phone": ["Send a text."]}),
        ({"consent": "yes"}, {"consent": ["Send true or false."]}),
        ({"consent": 1}, {"consent": ["Send true or false."]}),
        ({"fields": []}, {"fields": ["Send an object."]}),
        ({"fields": "x"}, {"fields": ["Send an object."]}),
        ({"fields": {"budget": 5}}, {"fields": ["This form does not ask for: budget."]}),
        ({"website": "x"}, {"website": ["Unknown field."]}),
        ({"token": "x"}, {"token": ["Unknown field."]}),
        ({"": 1}, {"": ["Unknown field."]}),
    ],
)
def test_wrong_values_are_refused_field_by_field(client, world, form, values, errors):
    answer = strangers.submit(client, **values)

    if errors is None:
        assert (answer.status_code, answer.json()["code"]) == (400, "parse_error")
    else:
        assert (answer.status_code, answer.json()["errors"]) == (422, errors)
    assert strangers.leads_of(world.organization) == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'"Rosa"',
        b"7",
        b"{",
        b'{"name": "Ro',
        b"{'name': 'Rosa'}",
        b'{"name": NaN}',
        b'{"name": -Infinity}',
        b'{"name": "a", "name": "b"}',
        b'{"name": "\xff\xfe"}',
        b"\xef\xbb\xbf{}",
        '{"name": "Rosa"}'.encode("utf-16"),
        b'{"name": ' + b"9" * 5000 + b"}",
        b"[" * 100_000,
        b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
        b"\x00",
        b"name=Rosa&email=rosa@example.com",
    ],
    ids=lambda body: repr(body[:16]),
)
def test_a_body_that_is_no_json_object_is_refused_in_words(client, world, form, body):
    answer = _send(client, body, REMOTE_ADDR=strangers.somebody())

    if body:
        assert answer.status_code == 400
        assert answer.json()["code"] == "parse_error"
        assert answer.json()["detail"] in {"The body is not JSON that can be read.", "Send one JSON object."}
    else:
        assert (answer.status_code, list(answer.json()["errors"])) == (422, ["name", "email", "message"])
    assert strangers.leads_of(world.organization) == []


@pytest.mark.parametrize("bottom", [1, {}, []], ids=repr)
@pytest.mark.parametrize("kind", ["object", "list"])
def test_a_body_may_be_nested_so_deeply_and_no_deeper(client, world, form, kind, bottom):
    begin, end = ("[", "]") if kind == "list" else ('{"a": ', "}")
    room = DEEPEST - 1 - (bottom != 1)

    def sent(levels):
        body = f'{{"name": {begin * levels}{json.dumps(bottom)}{end * levels}}}'
        return _send(client, body, REMOTE_ADDR=strangers.somebody())

    assert (sent(room).status_code, "name" in sent(room).json()["errors"]) == (422, True)
    assert (sent(room + 1).status_code, sent(room + 1).json()["code"]) == (400, "parse_error")
    assert strangers.leads_of(world.organization) == []


@pytest.mark.parametrize("body", [{"\ud800": 1}, {"fields": {"\udfff": 1}}], ids=["field", "own field"])
def test_a_name_that_cannot_be_written_is_refused_like_any_other_unknown_name(client, world, form, body):
    client.raise_request_exception = False

    answer = strangers.submit(client, {**strangers.ENOUGH, **body})

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


@pytest.mark.parametrize("what", ["inactive form", "paused organization", "archived organization"])
def test_a_closed_form_is_gone(client, world, form, what):
    with scope(world.organization.pk):
        if what == "inactive form":
            Form.objects.update(is_active=False)
        elif what == "paused organization":
            Organization.objects.update(status="paused", pause_reason="unpaid")
        else:
            Organization.objects.update(status="archived")

    for answer in (strangers.submit(client), client.get("/api/v1/forms/acme")):
        assert (answer.status_code, answer.json()) == (410, CLOSED)
    assert strangers.leads_of(world.organization) == []


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/forms/nothing/submissions",
        "/api/v1/forms/gone/submissions",
        "/api/v1/forms/n\u00f6pe/submissions",
        "/api/v1/forms/%00/submissions",
        "/api/v1/forms/acme/submissions/",
        "/api/v2/forms/acme/submissions",
        "/api/",
        f"/api/v1/forms/{'a' * 5000}/submissions",
        "/api/v1/forms/acme/submissions?format=xml",
    ],
    ids=lambda path: path[:60],
)
def test_what_does_not_exist_is_not_found_in_json(client, world, form, path):
    with scope(world.organization.pk):
        services.create_form(slug="gone", organization=world.organization).delete()

    answer = client.post(path, strangers.ENOUGH, content_type="application/json")

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/json")
    assert (answer.json().get("code"), sorted(answer.json())) == ("not_found", ["code", "detail"])


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        *((method, SUBMISSIONS, "POST, OPTIONS") for method in ("GET", "PUT", "PATCH", "DELETE", "TRACE", "BREW")),
        *((method, "/api/v1/forms/acme", "GET, HEAD, OPTIONS") for method in ("POST", "PUT", "PATCH", "DELETE")),
    ],
)
def test_other_methods_are_refused_in_json(client, form, method, path, allowed):
    answer = client.generic(method, path, b"{}", content_type="application/json")

    assert (answer.status_code, answer.json()["code"], answer["Allow"]) == (405, "method_not_allowed", allowed)


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "", "\u00ff;;=", "json"],
)
def test_only_json_is_taken(client, world, form, content_type):
    body = json.dumps(strangers.ENOUGH).encode()
    answer = client.generic("POST", SUBMISSIONS, body, content_type=content_type)

    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")
    assert strangers.leads_of(world.organization) == []


def test_a_charset_beside_json_changes_nothing(client, world, form):
    body = json.dumps({**strangers.ENOUGH, "name": "Zo\u00eb"}, ensure_ascii=False).encode()
    for charset in ("latin-1", "utf-7", "hex", "nonsense"):
        answer = client.generic("POST", SUBMISSIONS, body, content_type=f"application/json; charset={charset}")
        assert answer.status_code == 201

    assert {lead.name for lead in strangers.leads_of(world.organization)} == {"Zo\u00eb"}


def test_an_answer_in_another_format_is_refused(client, world, form):
    answer = strangers.submit(client)
    assert answer.status_code == 201
    refused = client.get("/api/v1/forms/acme", HTTP_ACCEPT="text/html")

    assert (refused.status_code, refused.json()["code"]) == (406, "not_acceptable")


def test_ten_megabytes_are_too_much(client, world, form):
    answer = _send(client, json.dumps({**strangers.ENOUGH, "message": "x" * 10_000_000}).encode())

    assert (answer.status_code, answer.json()) == (
        413,
        {"code": "too_large", "detail": "That is more than this page takes."},
    )
    assert strangers.leads_of(world.organization) == []


def test_the_eleventh_submission_of_a_minute_from_one_address_waits(client, world, form):
    answers = [
        client.post(SUBMISSIONS, strangers.ENOUGH, content_type="application/json", REMOTE_ADDR="198.51.100.7")
        for _try in range(11)
    ]

    assert [answer.status_code for answer in answers] == [201] * 10 + [429]
    last = answers[-1]
    assert sorted(last.json()) == ["code", "detail"]
    assert 1 <= int(last["Retry-After"]) <= 60
    assert len(strangers.leads_of(world.organization)) == 10


# --- what the form asks -------------------------------------------------------------------------------------------


def test_the_form_describes_itself(client, world):
    scenes.form(world.organization, title="Ask us", description="Day or night.", services=["Boiler", "Roof"])

    answer = client.get("/api/v1/forms/acme")

    assert answer.json() == {
        "slug": "acme",
        "title": "Ask us",
        "description": "Day or night.",
        "organization": {"name": "Acme Plumbing", "brand_color": ""},
        "fields": [
            {"name": "name", "required": True, "max_length": 120},
            {"name": "email", "required": True, "max_length": 254},
            {"name": "phone", "required": False, "max_length": 40},
            {"name": "service", "required": False, "max_length": 120, "options": ["Boiler", "Roof"]},
            {"name": "preferred_time", "required": False, "max_length": 120},
            {"name": "message", "required": True, "max_length": 5000},
        ],
    }
    refused = strangers.submit(client, service="Free money")
    assert refused.json()["errors"] == {"service": ["Please choose one of the list."]}
