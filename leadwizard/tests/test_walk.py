"""From the form to the provider's report: one id in every line, and no planted word in any, whatever breaks.

The same walk is seen by the error reports, which get what the logs get and nothing more.
"""

import base64
from uuid import UUID

import pytest
import sentry_sdk
from django.conf import settings as django_settings
from sentry_sdk.transport import Transport

from automation.tests import scenes as work
from leads.models import ReplySettings
from leads.tests import scenes
from leadwizard import sentry
from leadwizard.tests import watched
from messaging.enums import Direction, DispatchState, MessageKind
from messaging.models import Contact, Message
from tenants import credentials
from tenants.scoping import scope

pytestmark = pytest.mark.django_db

ID = "walk-0001-from-the-edge"


class Kept(Transport):
    """Sentry's far end, in a list."""

    def __init__(self):
        super().__init__()
        self.envelopes = []

    def capture_envelope(self, envelope):
        self.envelopes.append(envelope)

    @property
    def text(self):
        return b"\n".join(envelope.serialize() for envelope in self.envelopes).decode()

    @property
    def events(self):
        return [envelope.get_event() for envelope in self.envelopes if envelope.get_event()]


@pytest.fixture
def reports(settings):
    settings.SENTRY_DSN = "https://canarydsnkey@sentry.invalid/1"
    kept = Kept()
    assert sentry.start(transport=kept)
    assert sentry_sdk.get_client().should_send_default_pii() is False
    yield kept
    sentry_sdk.init()


@pytest.fixture
def form(world):
    with scope(world.organization.pk):
        ReplySettings.objects.update_or_create(defaults={"smart_auto_reply": True, "owner_approval_required": False})
    return scenes.form(world.organization)


def _send(client, form, **typed):
    token = client.get(f"/f/{form.slug}/").context["enquiry"]["token"].value()
    typed = {**watched.ENQUIRY, **typed, "token": token}
    return client.post(f"/f/{form.slug}/", typed, headers={"X-Correlation-ID": ID})


def _report(client, webhook):
    headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in webhook["headers"].items()}
    return client.post("/webhooks/resend/", webhook["body"].encode(), content_type="application/json", **headers)


def _secrets():
    found = {str(getattr(django_settings, name, "")) for name in django_settings.SECRETS}
    return {secret for secret in found if len(secret) > 5 and "://" not in secret}


def _assert_clean(text):
    assert not [
        word
        for word in (*watched.PLANTED, *_secrets(), "canarydsnkey", "sk-simulator", "dGhlIGNhbmFyeSByaW5n")
        if word in text
    ]
    assert "DETAIL:  Key" not in text


def test_one_id_leads_from_the_form_to_the_providers_report(client, world, form, model, drain):
    with watched.lines() as text:
        assert _send(client, form).status_code == 303
        drain()
        told = [webhook for webhook in model.webhooks(count=4) if "delivered" in webhook["body"]]
        assert [_report(client, webhook).status_code for webhook in told] == [204] * len(told)
        drain()

    # The page was fetched before, under an id of its own.
    lines = [line for line in watched.ours(text) if line.get("route") != "leads:form" or line.get("status") == 303]
    lines = [line for line in lines if line["message"] in {"request", "job", "provider call"}]
    assert {line["correlation_id"] for line in lines} == {ID}
    assert {line["organization"] for line in lines if line["message"] != "request"} == {str(world.organization.pk)}
    steps = {(line["message"], line.get("route") or line["kind"], line.get("provider", "")) for line in lines}
    host = model.url.removeprefix("http://")
    assert steps >= {
        ("request", "leads:form", ""),
        ("provider call", "leads.triage", host),
        ("job", "leads.triage", ""),
        ("provider call", "messaging.deliver", "resend"),
        ("job", "messaging.deliver", ""),
        ("job", "messaging.deliver_notice", ""),
        ("request", "messaging:resend", ""),
    }
    assert {line["outcome"] for line in lines if line["message"] == "provider call"} == {"ok"}
    assert all(UUID(line["job"]) for line in lines if line["message"] != "request")
    assert all(line["milliseconds"] >= 0 for line in lines)
    _assert_clean(text.getvalue())


def test_a_report_that_has_a_job_of_its_own_goes_on_under_the_same_id(client, form, model, drain):
    _send(client, form, email="bounced@canary.example")
    drain()
    [told] = [webhook for webhook in model.webhooks(count=4) if webhook["type"] == "email.bounced"]
    with watched.lines() as text:
        assert _report(client, told).status_code == 204
        drain()
    lines = [line for line in watched.ours(text) if line["message"] in {"request", "job"}]
    assert [(line["correlation_id"], line.get("route") or line["kind"]) for line in lines] == [
        (ID, "messaging:resend"),
        (ID, "messaging.resend_event"),
    ]


def _keep_twice(claim):
    secret_in_locals = watched.MESSAGE
    with scope(claim.organization_id):
        Contact.objects.create(name=secret_in_locals, email="twice." + watched.EMAIL)
        Contact.objects.create(name=secret_in_locals, email="twice." + watched.EMAIL)


def _keep_what_is_refused(claim):
    with scope(claim.organization_id):
        contact = Contact.objects.create(name=watched.NAME, email="refused." + watched.EMAIL)
        Message.objects.create(
            contact=contact,
            direction=Direction.OUT,
            kind=MessageKind.REPLY,
            state=DispatchState.SENT,
            body=watched.MESSAGE,
            created_at="2026-11-20T00:00Z",
        )


def _say_it_all(claim):
    raise ValueError(f"{watched.NAME} wrote {watched.MESSAGE} from {watched.EMAIL} with {watched.OWN_KEY}")


def test_nothing_planted_comes_out_of_steps_that_break(
    client, world, form, model, drain, settings, monkeypatch, reports
):
    client.raise_request_exception = False
    with watched.lines() as text:
        # A view, which knows the whole enquiry.
        with monkeypatch.context() as patch:
            patch.setattr("leads.services.capture_lead", lambda _form, enquiry, **_options: _say_it_all(enquiry))
            assert _send(client, form).status_code == 500

        # The model and the mail provider refuse, and repeat the key and all they were sent.
        settings.CREDENTIAL_KEYS = "k1:" + base64.b64encode(b"the canary ring has 32 bytes ok!").decode()
        with scope(world.organization.pk):
            credentials.store("openai", "api_key", watched.OWN_KEY, actor=None, now=world.organization.created_at)
        with watched.echoing_provider() as url:
            settings.AI_BASE_URL = f"{url}/v1"
            settings.ANYMAIL = {**settings.ANYMAIL, "RESEND_API_URL": f"{url}/"}
            assert _send(client, form).status_code == 303
            drain()

        # Jobs: a unique key, a check whose message quotes the row, and an error that says everything.
        for run in (_keep_twice, _keep_what_is_refused, _say_it_all):
            with work.kind(run):
                work.run(work.job(world.organization.pk))

        # A webhook, with the sender's words in it.
        settings.ANYMAIL = {**settings.ANYMAIL, "RESEND_API_URL": model.url}
        settings.AI_BASE_URL = f"{model.url}/v1"
        with scope(world.organization.pk):
            credentials.forget("openai", "api_key", actor=None)
        scenes.lead(world.organization, form, **watched.KEPT)
        drain()
        with monkeypatch.context() as patch:
            patch.setattr("messaging.webhooks.resend.receive_webhook", lambda *_facts, **_options: _say_it_all(None))
            assert _report(client, model.webhooks(count=2)[0]).status_code == 500

        # Addresses that are tokens, and a host that nobody is.
        client.get(f"/u/{watched.OWN_KEY}/")
        client.get(f"/invitation/{watched.OWN_KEY}/?email={watched.EMAIL}", headers={"Authorization": "Bearer canary"})
        client.get("/", headers={"host": "canarysong.example"})
    sentry_sdk.flush()

    said = [line["message"] for line in watched.read(text) if line["level"] == "error"]
    assert said.count("the job broke") == 3
    assert said.count("the request failed") == 2
    outcomes = {line["outcome"] for line in watched.ours(text) if line["message"] == "provider call"}
    assert {"refused", "failed"} <= outcomes
    _assert_clean(text.getvalue())

    _assert_clean(reports.text)
    tags = [event["tags"] for event in reports.events]
    assert all(found["process"] == settings.PROCESS_NAME and found["correlation_id"] for found in tags)
    places = {found.get("route") or found.get("kind") for found in tags}
    assert places >= {"leads:form", "messaging:resend", work.KIND}
    assert {found["organization"] for found in tags if found.get("kind")} == {str(world.organization.pk)}
    assert all(UUID(found["job"]) for found in tags if found.get("kind"))
    types = {value["type"] for event in reports.events for value in event.get("exception", {}).get("values", [])}
    assert types >= {"ValueError", "IntegrityError", "UniqueViolation", "CheckViolation"}
    assert all("request" not in event and "user" not in event and "extra" not in event for event in reports.events)


def test_without_a_dsn_nothing_is_started_or_imported(settings):
    settings.SENTRY_DSN = ""
    assert sentry.start() is False


def test_an_unreadable_dsn_starts_nothing(settings):
    settings.SENTRY_DSN = "not an address"
    assert sentry.start() is False


def test_a_break_in_a_call_of_the_model_is_reported(world, form, model, drain, monkeypatch, reports):
    monkeypatch.setattr("automation.ai.conversation._reply", _say_it_all)
    scenes.lead(world.organization, form, **watched.KEPT)
    with watched.lines() as text:
        drain()
    sentry_sdk.flush()
    [event] = reports.events
    assert (event["tags"]["kind"], event["transaction"]) == ("leads.triage", "leads.triage")
    assert event["logentry"]["message"] == "the job broke"
    assert [line["outcome"] for line in watched.ours(text) if line.get("operation") == "leads.analysis"] == [
        "broken"
    ] or ("broken" in {line.get("outcome") for line in watched.ours(text)})
    _assert_clean(reports.text + text.getvalue())
