"""The public form as browsers, impatient people and other sites meet it."""

import datetime as dt
from functools import partial

import pytest
import time_machine
from django.test import Client

from automation.models import Job
from leads import services
from leads.enums import LeadSource
from leads.models import Form, Lead
from leads.tests import scenes, strangers
from messaging.enums import MessageKind
from messaging.models import Contact, Message
from tenants.models import Organization
from tenants.scoping import scope

NOTICE = "This page was open for a long time. Press send once more; nothing you typed is lost."
TYPED = ("name", "email", "phone", "service", "preferred_time", "message")


@pytest.fixture
def form(world):
    return scenes.form(world.organization)


def _close(world, what):
    with scope(world.organization.pk):
        if what == "inactive form":
            Form.objects.update(is_active=False)
        elif what == "paused organization":
            Organization.objects.update(status="paused", pause_reason="owner")
        else:
            Organization.objects.update(status="archived")


CLOSED = ["inactive form", "paused organization", "archived organization"]


# --- the page itself ----------------------------------------------------------------------------------------------


def test_public_pages_set_no_cookie_and_are_kept_by_nobody(client, world, form):
    shown = client.get("/f/acme/")
    refused = client.post("/f/acme/", {"name": "Rosa"})
    sent = strangers.press(client)
    thanks = client.get(sent["Location"])
    missing = client.get("/f/nothing-here/")
    _close(world, "inactive form")
    closed = client.get("/f/acme/")

    answers = [shown, refused, sent, thanks, missing, closed]
    assert [answer.status_code for answer in answers] == [200, 422, 303, 200, 404, 410]
    assert [list(answer.cookies) for answer in answers] == [[]] * 6
    assert [answer["Cache-Control"] for answer in (shown, refused, thanks)] == ["private, no-store"] * 3


def test_the_page_runs_no_script_of_others_and_stands_in_no_frame(client, form):
    policy = strangers.directives(client.get("/f/acme/"))

    assert policy["frame-ancestors"] == ["'none'"]
    assert policy["default-src"] == ["'none'"]
    assert policy["base-uri"] == ["'none'"]
    assert policy["form-action"] == ["'self'"]
    assert policy["style-src"] == ["'self'"]
    assert "'unsafe-inline'" not in policy["script-src"]


def test_only_the_forms_own_sites_may_show_it_in_a_frame(client, world):
    origins = ["https://acme.example", "https://www.acme.example"]
    scenes.form(world.organization, allowed_origins=origins)
    scenes.form(world.organization, slug="plain")

    shown = client.get("/f/acme/?embed=1")
    refused = client.post("/f/acme/?embed=1", {})
    sent = client.post("/f/acme/?embed=1", {**strangers.ENOUGH, "token": strangers.token(client)})
    thanks = client.get(sent["Location"])
    plain = client.get("/f/plain/?embed=1")
    _close(world, "inactive form")
    closed = client.get("/f/acme/?embed=1")

    assert sent["Location"].endswith("?embed=1")
    framed = [strangers.directives(answer)["frame-ancestors"] for answer in (shown, refused, sent, thanks, closed)]
    assert framed == [origins] * 5
    assert strangers.directives(shown)["default-src"] == ["'none'"]
    assert strangers.directives(plain)["frame-ancestors"] == ["'none'"]


def test_other_methods_are_refused_by_name(client, form):
    for method in ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"):
        answer = client.generic(method, "/f/acme/", b"name=Rosa", content_type="application/x-www-form-urlencoded")
        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, POST"), method


def test_head_answers_like_get_without_a_body(client, form):
    head, get = client.head("/f/acme/"), client.get("/f/acme/")

    assert (head.status_code, head.content) == (200, b"")
    assert head["Content-Type"] == get["Content-Type"]
    assert strangers.directives(head) == strangers.directives(get)


def test_a_get_with_a_body_is_a_get(client, world, form):
    body = "&".join(f"{name}={value}" for name, value in strangers.ENOUGH.items()).encode()
    answer = client.generic("GET", "/f/acme/", body, content_type="application/x-www-form-urlencoded")

    assert answer.status_code == 200
    assert answer.context["enquiry"]["name"].value() is None
    assert strangers.leads_of(world.organization) == []


def test_an_address_that_no_form_has_is_not_found(client, world, form):
    with scope(world.organization.pk):
        services.create_form(slug="gone", organization=world.organization).delete()

    paths = ["/f/nothing/", "/f/gone/", "/f/n\u00f6pe/", "/f/%FF%FE/", f"/f/{'a' * 5000}/", "/f/acme%00/"]

    assert [client.get(path).status_code for path in paths] == [404] * 6
    assert [client.post(path, strangers.ENOUGH).status_code for path in paths] == [404] * 6


# --- what was typed -----------------------------------------------------------------------------------------------


def test_an_incomplete_form_names_each_field_and_keeps_the_rest(client, world, form):
    answer = strangers.press(client, name=" \u200b ", email="rosa", phone="12", message="\u2060", service="Roof")

    assert answer.status_code == 422
    assert dict(answer.context["enquiry"].errors) == {
        "name": ["Please tell us your name."],
        "email": ["That does not look like an e-mail address. It needs an @ and an ending such as .com."],
        "phone": ["That number cannot be dialled. Type it with its area code, such as (937) 555-0142."],
        "message": ["Please tell us in a few words what you need."],
    }
    assert answer.context["enquiry"]["service"].value() == "Roof"
    assert answer.context["enquiry"]["email"].value() == "rosa"
    assert strangers.leads_of(world.organization) == []


def test_markup_that_was_typed_is_shown_as_text(client, form):
    evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>'

    shown_again = strangers.press(client, name=evil, service=evil, preferred_time=evil, email=evil, message=evil)
    thanks = client.get(strangers.press(client, name=evil, service=evil, preferred_time=evil, message=evil)["Location"])

    assert [shown_again.status_code, thanks.status_code] == [422, 200]
    for page in (shown_again, thanks):
        content = page.content.decode()
        assert "<script>alert" not in content
        assert "<img src=x" not in content
        assert "&lt;img src=x onerror=alert(1)&gt;" in content


def test_of_a_field_that_comes_twice_the_last_one_counts(client, world, form):
    token = strangers.token(client)
    client.post("/f/acme/", {**strangers.ENOUGH, "token": token, "name": ["First", "Second"]})

    assert [lead.name for lead in strangers.leads_of(world.organization)] == ["Second"]


def test_only_a_service_of_the_list_can_be_chosen(client, world):
    scenes.form(world.organization, services=["Burst pipe", "Boiler"])

    refused = strangers.press(client, service="Free money")
    kept = strangers.press(client, service="Boiler")

    assert dict(refused.context["enquiry"].errors) == {"service": ["Please choose one of the list."]}
    assert (refused.status_code, kept.status_code) == (422, 303)
    assert [lead.service for lead in strangers.leads_of(world.organization)] == ["Boiler"]


def test_the_language_of_the_browser_is_kept_with_the_enquiry(client, world, form):
    for language in ("es-MX,es;q=0.9", "xx-\u00ff;q=\x7f,,;;", "en-" + "a" * 5000):
        typed = {**strangers.ENOUGH, "message": f"In {language[:9]!r}", "token": strangers.token(client)}
        client.post("/f/acme/", typed, HTTP_ACCEPT_LANGUAGE=language)

    assert [lead.locale for lead in strangers.leads_of(world.organization)] == ["es", "", ""]


# --- the token ----------------------------------------------------------------------------------------------------


def test_pressing_send_twice_keeps_one_enquiry(client, world, form):
    token = strangers.token(client)

    first, second = (strangers.press(client, token=token) for _press in range(2))

    [lead] = strangers.leads_of(world.organization)
    assert lead.source == LeadSource.PAGE
    for answer in (first, second):
        assert answer.status_code == 303
        assert client.get(answer["Location"]).context["lead"].pk == lead.pk


def test_who_goes_back_to_a_page_that_was_sent_and_writes_something_else_loses_nothing(client, world, form):
    token = strangers.token(client)
    first = strangers.press(client, token=token)
    changed = [strangers.press(client, token=token, message="And now the cellar, too.") for _press in range(2)]

    leads = strangers.leads_of(world.organization)
    assert {lead.message for lead in leads} == {strangers.ENOUGH["message"], "And now the cellar, too."}
    assert len(leads) == 2
    shown = [client.get(answer["Location"]).context["lead"].message for answer in (first, *changed)]
    assert shown == [strangers.ENOUGH["message"], "And now the cellar, too.", "And now the cellar, too."]


def test_two_pages_are_two_enquiries(client, world, form):
    strangers.press(client)
    strangers.press(client, message="The cellar is wet, too.")

    assert len(strangers.leads_of(world.organization)) == 2


def test_a_page_that_was_open_too_long_keeps_what_was_typed_and_works_on_the_second_press(client, world, form):
    typed = {
        **strangers.ENOUGH,
        "phone": "(937) 555-0142",
        "service": "Roof",
        "preferred_time": "Tonight",
    }
    with time_machine.travel(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC), tick=False) as clock:
        token = strangers.token(client)
        clock.shift(dt.timedelta(hours=24, seconds=2))
        late = strangers.press(client, **typed, token=token)
        enquiry = late.context["enquiry"]
        again = {name: enquiry[name].value() for name in (*TYPED, "token")}
        kept = strangers.press(client, **again)
        assert client.get(kept["Location"]).status_code == 200

    assert (late.status_code, late.context["notice"], dict(enquiry.errors)) == (422, NOTICE, {})
    assert NOTICE in late.content.decode()
    assert {name: again[name] for name in TYPED} == typed
    assert kept.status_code == 303
    [lead] = strangers.leads_of(world.organization)
    assert (lead.phone, lead.preferred_time) == ("+19375550142", "Tonight")


def test_a_token_works_for_a_day(client, world, form):
    with time_machine.travel(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC), tick=False) as clock:
        token = strangers.token(client)
        clock.shift(dt.timedelta(hours=23, minutes=59))
        assert strangers.press(client, token=token).status_code == 303


def test_the_token_of_another_form_is_no_token(client, world, form):
    scenes.form(world.organization, slug="second")
    foreign = scenes.form(world.other, slug="foreign")

    for slug in ("second", "foreign"):
        answer = strangers.press(client, token=strangers.token(client, slug))
        assert (answer.status_code, answer.context["notice"]) == (422, NOTICE)

    assert strangers.leads_of(world.organization) == []
    assert strangers.leads_of(world.other, foreign) == []


@pytest.mark.parametrize(
    "token",
    ["", "nonsense", "a:b:c", "\u00fcber:\u00e4:\u00f6", "::", "\x00", "x" * 401, "x" * 100_000],
    ids=["empty", "nonsense", "parts", "umlauts", "colons", "NUL", "401 letters", "100 000 letters"],
)
def test_a_broken_token_asks_for_a_second_press_and_loses_nothing(client, world, form, token):
    answer = strangers.press(client, token=token)

    assert answer.status_code == 422
    assert (answer.context["notice"], dict(answer.context["enquiry"].errors)) == (NOTICE, {})
    again = {name: answer.context["enquiry"][name].value() for name in ("name", "email", "message", "token")}
    assert strangers.press(client, **again).status_code == 303
    assert len(strangers.leads_of(world.organization)) == 1


# --- closed -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", CLOSED)
def test_a_form_that_closes_between_reading_and_sending_says_so_and_keeps_nothing(client, world, form, what):
    token = strangers.token(client)
    _close(world, what)

    sent, shown = strangers.press(client, token=token), client.get("/f/acme/")

    for answer in (sent, shown):
        assert answer.status_code == 410
        assert "We are not taking requests here right now" in answer.content.decode()
    assert strangers.leads_of(world.organization) == []


def test_a_second_press_after_the_form_closed_still_says_that_the_first_was_kept(client, world, form):
    token = strangers.token(client)
    strangers.press(client, token=token)
    _close(world, "inactive form")

    answer = strangers.press(client, token=token)

    assert answer.status_code == 303
    assert client.get(answer["Location"]).context["lead"].pk == strangers.leads_of(world.organization)[0].pk


# --- the page of thanks -------------------------------------------------------------------------------------------


def test_the_link_to_the_page_of_thanks_works_for_seven_days_on_its_own_form(client, world):
    scenes.form(world.organization)
    scenes.form(world.organization, slug="second")
    scenes.form(world.other, slug="foreign")
    with time_machine.travel(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC), tick=False) as clock:
        address = strangers.press(client)["Location"]
        others = [address.replace("/f/acme/", f"/f/{slug}/") for slug in ("second", "foreign")]
        clock.shift(dt.timedelta(days=7) - dt.timedelta(minutes=1))
        assert client.get(address).context["lead"].email == "rosa@example.com"
        assert [client.get(other).status_code for other in others] == [404, 404]
        clock.shift(dt.timedelta(minutes=2))
        assert client.get(address).status_code == 404


def test_a_page_of_thanks_cannot_be_guessed(client, form):
    token = strangers.token(client)
    guesses = ["x", token, "a" * 5000, "\u00fc:%00:\u00f6", "%2e%2e", "a:b"]

    assert [client.get(f"/f/acme/sent/{guess}/").status_code for guess in guesses] == [404] * 6


# --- the person behind it -----------------------------------------------------------------------------------------


def test_a_second_enquiry_never_changes_the_contact(client, world, form):
    strangers.press(client, phone="(937) 555-0142")
    strangers.press(client, name="Mallory", email="ROSA@example.COM", phone="(937) 555-0199")

    first, second = strangers.leads_of(world.organization)
    assert first.contact_id == second.contact_id
    assert (second.name, second.email, second.phone) == ("Mallory", "rosa@example.com", "+19375550199")
    contact = second.contact
    assert (contact.name, contact.email, contact.phone) == ("Rosa Delgado", "rosa@example.com", "+19375550142")


def test_a_phone_number_that_another_contact_has_stays_on_the_lead(client, world, form):
    strangers.press(client, phone="(937) 555-0142")
    strangers.press(client, name="Sam Okoye", email="sam@example.com", phone="(937) 555-0142")

    first, second = strangers.leads_of(world.organization)
    assert (first.contact.phone, second.contact.phone) == ("+19375550142", "")
    assert (second.phone, second.contact.name) == ("+19375550142", "Sam Okoye")


def test_one_person_is_a_contact_of_each_organization_apart(client, world, form):
    scenes.form(world.other, slug="foreign")
    strangers.press(client)
    strangers.press(client, slug="foreign", name="Rosa D.")

    [ours], [theirs] = strangers.leads_of(world.organization), strangers.leads_of(world.other)
    assert (ours.contact.name, theirs.contact.name) == ("Rosa Delgado", "Rosa D.")
    assert ours.contact_id != theirs.contact_id


# --- too many -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["", "?embed=1"], ids=["a page", "a frame"])
def test_one_request_too_many_keeps_what_was_typed_and_says_when_to_go_on(client, world, query):
    site = "https://www.acme.example"
    scenes.form(world.organization, allowed_origins=[site])
    typed = {**strangers.ENOUGH, "token": strangers.token(client)}
    for number in range(10):
        sent = {**typed, "message": f"Request {number}.", "token": strangers.token(client)}
        assert client.post(f"/f/acme/{query}", sent, REMOTE_ADDR="198.51.100.9").status_code == 303
    answer = client.post(f"/f/acme/{query}", typed, REMOTE_ADDR="198.51.100.9")

    assert answer.status_code == 429
    seconds = int(answer["Retry-After"])
    assert 1 <= seconds <= 60
    page = answer.content.decode()
    assert f"Wait {seconds} second" in page
    assert typed["message"] in page
    assert strangers.directives(answer)["frame-ancestors"] == [site]
    assert (f'data-origins="{site}"' in page) is bool(query)
    again = {**typed, "token": answer.context["enquiry"]["token"].value()}
    assert client.post(f"/f/acme/{query}", again, REMOTE_ADDR="198.51.100.10").status_code == 303
    assert [lead.message for lead in strangers.leads_of(world.organization)].count(typed["message"]) == 1


# --- all at once --------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_sixteen_presses_at_the_same_moment_keep_one_enquiry(world):
    form = scenes.form(world.organization)
    token = strangers.token(Client())

    answers = strangers.at_once([partial(strangers.press, Client(), token=token) for _thread in range(16)])

    assert [answer.status_code for answer in answers] == [303] * 16
    with scope(world.organization.pk):
        lead = Lead.objects.get(form=form)
        enquiry = Message.objects.get(kind=MessageKind.ENQUIRY)
        assert enquiry.about_id == lead.pk
        assert Contact.objects.count() == 1
        assert [job.payload for job in Job.objects.filter(kind=services.TRIAGE)] == [{"lead": str(lead.pk)}]


@pytest.mark.django_db(transaction=True)
def test_first_enquiries_of_one_person_at_the_same_moment_make_one_contact(world):
    scenes.form(world.organization)
    calls = []
    for number in range(8):
        client = Client()
        typed = {"name": f"Rosa {number}", "phone": "(937) 555-0142", "token": strangers.token(client)}
        calls.append(partial(strangers.press, client, **typed))

    answers = strangers.at_once(calls)

    assert [answer.status_code for answer in answers] == [303] * 8
    with scope(world.organization.pk):
        contact = Contact.objects.get()
        assert (contact.email, contact.phone) == ("rosa@example.com", "+19375550142")
        assert Lead.objects.filter(contact=contact).count() == 8


@pytest.mark.django_db(transaction=True)
def test_people_who_share_a_phone_at_the_same_moment_are_all_kept(world):
    scenes.form(world.organization)
    calls = []
    for number in range(8):
        client = Client()
        typed = {"email": f"rosa{number}@example.com", "phone": "(937) 555-0142", "token": strangers.token(client)}
        calls.append(partial(strangers.press, client, **typed))

    answers = strangers.at_once(calls)

    assert [answer.status_code for answer in answers] == [303] * 8
    with scope(world.organization.pk):
        assert sorted(Contact.objects.values_list("phone", flat=True)) == [""] * 7 + ["+19375550142"]
        assert {lead.phone for lead in Lead.objects.all()} == {"+19375550142"}


def test_who_goes_back_and_sends_the_same_words_again_sees_the_same_request(client, world, form):
    first = strangers.press(client)
    again = strangers.press(client)
    changed = strangers.press(client, message="And now the cellar, too.")

    assert client.get(first["Location"]).context["lead"] == client.get(again["Location"]).context["lead"]
    assert client.get(changed["Location"]).status_code == 200
    assert len(strangers.leads_of(world.organization)) == 2
