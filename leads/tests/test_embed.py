"""The line of script for other people's pages, and who may call the forms' API."""

import json

import pytest
from django.urls import reverse

from leads.tests import scenes

pytestmark = pytest.mark.django_db

SITE = "https://www.acme.example"


@pytest.fixture
def form(world, settings):
    settings.PUBLIC_URL = "https://app.example"
    return scenes.form(world.organization, slug="acme", title="Tell us “more”", allowed_origins=[SITE])


def test_the_script_is_the_same_for_everybody_and_can_be_kept(client, world, form):
    answer = client.get("/e/acme.js")

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.cookies == {}
    assert "cookie" not in answer.headers.get("Vary", "").lower()
    client.force_login(world.alice.user)
    assert client.get("/e/acme.js").content == answer.content


def test_the_script_knows_its_form_and_evaluates_nothing(client, form):
    source = client.get("/e/acme.js").content.decode()

    facts = json.loads(source[source.rindex("({") + 1 : source.rindex(")")])
    assert facts == {"url": "https://app.example/f/acme/?embed=1", "title": "Tell us “more”, Acme Plumbing"}
    for word in ("eval(", "Function(", "innerHTML", "setAttribute", "document.cookie", "document.write"):
        assert word not in source


def test_a_title_cannot_end_its_string(client, world):
    scenes.form(world.organization, slug="nasty", title='"}); alert(1); //\u2028</script>')
    source = client.get("/e/nasty.js").content.decode()
    assert json.loads(source[source.rindex("({") + 1 : source.rindex(")")])["title"].startswith('"}); alert(1)')
    assert "\u2028" not in source


def test_an_unknown_form_is_a_word_in_the_console(client, world):
    answer = client.get("/e/nobody.js")
    assert answer.status_code == 200
    assert answer.content.decode().startswith("console.warn(")
    assert answer.headers["Cache-Control"] == "public, max-age=60"


def test_only_the_embedded_page_has_a_script_and_it_names_its_sites(client, form):
    alone = client.get(reverse("leads:form", args=["acme"])).content.decode()
    framed = client.get(reverse("leads:form", args=["acme"]) + "?embed=1")
    assert "<script" not in alone
    assert framed.content.decode().count("<script") == 1
    assert f'data-origins="{SITE}"' in framed.content.decode()
    policy = framed.headers["Content-Security-Policy"]
    assert f"frame-ancestors {SITE}" in policy
    assert "'nonce-" in policy


def _preflight(client, address, origin, *, asked="content-type,idempotency-key"):
    return client.options(
        address,
        headers={
            "origin": origin,
            "access-control-request-method": "POST",
            "access-control-request-headers": asked,
        },
    )


def test_a_listed_site_may_ask_and_send(client, form):
    address = reverse("leads:api_submissions", args=["acme"])
    asked = _preflight(client, address, SITE)
    assert asked.status_code == 200
    assert asked.headers["Access-Control-Allow-Origin"] == SITE
    assert asked.headers["Access-Control-Allow-Headers"] == "content-type, idempotency-key"
    assert asked.headers["Access-Control-Allow-Methods"] == "GET, POST, OPTIONS"
    assert asked.headers["Access-Control-Max-Age"] == "600"

    read = client.get(reverse("leads:api_form", args=["acme"]), headers={"origin": SITE})
    assert read.status_code == 200
    assert read.headers["Access-Control-Allow-Origin"] == SITE
    for answer in (asked, read):
        assert "origin" in answer.headers["Vary"].lower()
        assert "Access-Control-Allow-Credentials" not in answer.headers


def test_a_refusal_can_be_read_by_the_listed_site(client, form):
    address = reverse("leads:api_submissions", args=["acme"])
    answer = client.post(address, {}, content_type="application/json", headers={"origin": SITE})
    assert answer.status_code == 422
    assert answer.headers["Access-Control-Allow-Origin"] == SITE


@pytest.mark.parametrize(
    "origin",
    [
        "https://acme.example",
        "http://www.acme.example",
        "https://www.acme.example:8443",
        "https://www.acme.example.evil.example",
        "https://app.example",
        "null",
    ],
)
def test_other_sites_may_not(client, form, origin):
    for answer in (
        _preflight(client, reverse("leads:api_submissions", args=["acme"]), origin),
        client.get(reverse("leads:api_form", args=["acme"]), headers={"origin": origin}),
    ):
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert "origin" in answer.headers["Vary"].lower()


def test_the_sites_of_one_form_do_not_open_another(client, world, form):
    scenes.form(world.other, slug="beta", allowed_origins=["https://beta.example"])
    answer = client.get(reverse("leads:api_form", args=["beta"]), headers={"origin": SITE})
    assert "Access-Control-Allow-Origin" not in answer.headers
    theirs = client.get(reverse("leads:api_form", args=["beta"]), headers={"origin": "https://beta.example"})
    assert theirs.headers["Access-Control-Allow-Origin"] == "https://beta.example"


def test_nothing_else_is_open_to_other_sites(client, world, form):
    client.force_login(world.alice.user)
    for address in ("/f/acme/", f"/o/{world.organization.slug}/leads/", "/api/v1/forms/nobody", "/e/acme.js"):
        answer = client.get(address, headers={"origin": SITE})
        assert "Access-Control-Allow-Origin" not in answer.headers
