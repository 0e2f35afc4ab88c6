"""The API's document says what the API does: every route of it, and every answer to whatever is sent."""

import jsonschema_rs
import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leads import openapi
from leads.tests import scenes, strangers

DOCUMENT = openapi.document()
SUBMIT = DOCUMENT["paths"]["/api/v1/forms/{slug}/submissions"]["post"]
ENQUIRY = DOCUMENT["components"]["schemas"]["Enquiry"]

text = st.text(st.characters(), max_size=40)
odd = st.none() | st.booleans() | st.integers() | text | st.lists(text, max_size=2) | st.dictionaries(text, text)
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


def _routes(resolver, prefix=""):
    for pattern in resolver.url_patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern, path)
        elif isinstance(pattern, URLPattern):
            yield path


def _check(answer, operation, schema=None):
    """Hold an answer against what the document says of its status."""
    said = operation["responses"][str(answer.status_code)]["content"][answer["Content-Type"]]["schema"]
    jsonschema_rs.validate({**said, "components": DOCUMENT["components"]}, answer.json())


def test_every_route_of_the_api_is_described_and_no_other():
    routes = {"/" + path for path in _routes(get_resolver()) if path.startswith("api/")}
    described = {path.replace("{slug}", "<slug:slug>") for path in DOCUMENT["paths"]}
    assert described == routes - {"/api/v1/openapi.json"}


def test_the_document_is_served_to_everybody(client, db):
    answer = client.get("/api/v1/openapi.json")
    assert (answer.status_code, answer.json()) == (200, DOCUMENT)
    assert client.post("/api/v1/openapi.json").status_code == 405


def test_the_document_itself_is_well_formed():
    for schema in DOCUMENT["components"]["schemas"].values():
        jsonschema_rs.Draft202012Validator({**schema, "components": DOCUMENT["components"]})


def test_the_form_is_described_as_it_is(client, form):
    _check(client.get("/api/v1/forms/acme"), DOCUMENT["paths"]["/api/v1/forms/{slug}"]["get"])
    _check(client.get("/api/v1/forms/nothing"), DOCUMENT["paths"]["/api/v1/forms/{slug}"]["get"])
    asked = {field["name"]: field for field in client.get("/api/v1/forms/acme").json()["fields"]}
    assert {name: field["max_length"] for name, field in asked.items()} == {
        name: ENQUIRY["properties"][name]["maxLength"] for name in asked
    }
    assert {name for name, field in asked.items() if field["required"]} == set(ENQUIRY["required"])


@bounded
@given(st.dictionaries(st.sampled_from(sorted(ENQUIRY["properties"])) | text, odd))
def test_whatever_is_sent_the_answer_is_one_that_the_document_knows(form, values):
    answer = strangers.submit(Client(raise_request_exception=False), {**strangers.ENOUGH, **values})

    _check(answer, SUBMIT)
    if answer.status_code == 201:
        jsonschema_rs.validate(ENQUIRY, {**strangers.ENOUGH, **values})


@pytest.mark.parametrize("name", sorted(ENQUIRY["properties"]))
def test_what_the_document_forbids_is_refused(client, form, name):
    wrong = {"consent": "yes", "fields": {"utm_source": 1}}.get(name, 7)
    answer = strangers.submit(client, **{name: wrong})

    with pytest.raises(jsonschema_rs.ValidationError):
        jsonschema_rs.validate(ENQUIRY, {**strangers.ENOUGH, name: wrong})
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [name])
    _check(answer, SUBMIT)
