"""/metrics: who may read it, what it says, and that every alert asks for a figure that is there."""

import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from django.conf import settings as django_settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from automation import heartbeats
from automation.enums import JobState, ModelOutcome
from automation.models import Escalation, InboxEvent, Job, ModelCall
from automation.tests import scenes as work
from leads.tests import scenes
from messaging.models import Message
from tenants.scoping import scope

pytestmark = pytest.mark.django_db

OPERATIONS = Path(django_settings.BASE_DIR) / "docs" / "operations"
TOKEN = "a-token-of-more-than-24-characters"


def _figures(client):
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }


def _of(figures, name, **labels):
    return figures[f"leadwizard_{name}", *sorted(labels.items())]


@pytest.mark.parametrize(
    ("address", "headers", "proxies", "token", "status"),
    [
        ("127.0.0.1", {}, 0, "", 200),
        ("::1", {}, 0, "", 200),
        ("198.51.100.9", {}, 0, "", 403),
        # A proxy on this machine that nobody told us of: everybody would come from here.
        ("127.0.0.1", {"X-Forwarded-For": "198.51.100.9"}, 0, "", 403),
        ("127.0.0.1", {"X-Real-IP": "198.51.100.9"}, 0, "", 403),
        ("127.0.0.1", {"X-Forwarded-For": "198.51.100.9"}, 1, "", 403),
        ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1, 198.51.100.9"}, 1, "", 403),
        ("198.51.100.9", {"Authorization": f"Bearer {TOKEN}"}, 0, TOKEN, 200),
        ("198.51.100.9", {"Authorization": f"Bearer {TOKEN}x"}, 0, TOKEN, 403),
        ("198.51.100.9", {"Authorization": "Bearer "}, 0, "", 403),
        ("198.51.100.9", {"Authorization": f"Basic {TOKEN}"}, 0, TOKEN, 403),
    ],
)
def test_this_machine_and_the_bearer_of_the_token_may_read_it(
    client, settings, address, headers, proxies, token, status
):
    settings.TRUSTED_PROXY_COUNT, settings.METRICS_TOKEN = proxies, token
    assert client.get("/metrics", headers=headers, REMOTE_ADDR=address).status_code == status


def test_an_empty_instance_has_every_figure_and_parts_that_were_never_seen_are_infinitely_old(client):
    figures = _figures(client)
    assert _of(figures, "database_up") == 1
    assert _of(figures, "heartbeat_age_seconds", part="slow") == float("inf")
    assert _of(figures, "jobs", queue="quick", state="dead") == 0
    assert _of(figures, "oldest_due_job_seconds", queue="slow", held="no") == 0
    assert _of(figures, "escalations_open") == 0
    assert _of(figures, "model_calls_last_hour", outcome="timeout") == 0


def test_work_of_all_organizations_is_counted_together(client, world):
    now = timezone.now()
    heartbeats.note("quick")
    with work.kind():
        for home in (world.organization, world.other):
            work.job(home.pk)
            work.job(home.pk)
        with scope(world.organization.pk):
            first, second = Job.objects.order_by("pk")
            Job.objects.filter(pk=first.pk).update(run_at=now - timedelta(minutes=10))
            Job.objects.filter(pk=second.pk).update(state=JobState.DEAD)
            Escalation.objects.create(reason="dead_letter", title="x", opened_at=now - timedelta(hours=3))
        with scope(world.other.pk):
            Job.objects.filter(pk=Job.objects.order_by("pk")[0].pk).update(
                state=JobState.DONE, kind="messaging.deliver", finished_at=now
            )
            Escalation.objects.create(reason="dead_letter", title="x", opened_at=now)
        figures = _figures(client)
    assert _of(figures, "jobs", queue="quick", state="waiting") == 2
    assert _of(figures, "jobs", queue="quick", state="dead") == 1
    assert 600 <= _of(figures, "oldest_due_job_seconds", queue="quick", held="no") < 660
    assert _of(figures, "oldest_due_job_seconds", queue="quick", held="yes") == 0
    assert _of(figures, "heartbeat_age_seconds", part="quick") < 60
    assert _of(figures, "escalations_open") == 2
    assert 10_800 <= _of(figures, "escalation_oldest_seconds") < 10_860
    assert _of(figures, "messages_last_hour", outcome="sent") == 1
    assert _of(figures, "jobs_done_last_hour", kind="messaging.deliver") == 1


def test_a_held_mail_is_as_old_as_its_words_however_often_it_is_put_off(client, world):
    scenes.lead(world.organization, scenes.form(world.organization))
    with scope(world.organization.pk):
        triage = Job.objects.get()
    work.run(triage)
    now = timezone.now()
    with scope(world.organization.pk):
        message = Message.objects.get(kind="acknowledgement")
        Message.objects.filter(pk=message.pk).update(state="held")
        Job.objects.filter(dedupe_key=str(message.pk)).update(
            state=JobState.WAITING, run_at=now + timedelta(minutes=50), created_at=now - timedelta(hours=5)
        )
    figures = _figures(client)
    assert 18_000 <= _of(figures, "oldest_due_job_seconds", queue="quick", held="yes") < 18_060
    assert _of(figures, "jobs_held", queue="quick") == 1


def test_mails_given_up_and_calls_of_the_model_are_counted_for_an_hour(client, world):
    now = timezone.now()
    with work.kind():
        for age in (1, 90):
            job = work.job(world.organization.pk)
            with scope(world.organization.pk):
                Job.objects.filter(pk=job.pk).update(
                    state=JobState.DEAD, kind="messaging.deliver", run_at=now - timedelta(minutes=age)
                )
                ModelCall.objects.create(
                    purpose="p",
                    model="m",
                    milliseconds=1500,
                    cost=2_500_000,
                    outcome=ModelOutcome.TIMEOUT,
                    at=now - timedelta(minutes=age),
                )
        figures = _figures(client)
    assert _of(figures, "messages_last_hour", outcome="failed") == 1
    assert _of(figures, "model_calls_last_hour", outcome="timeout") == 1
    assert _of(figures, "model_cost_dollars_last_hour") == 2.5
    assert _of(figures, "model_seconds_last_hour") == 1.5


def test_a_webhook_that_waits_and_one_that_came_have_their_ages(client, world):
    now = timezone.now()
    with work.kind():
        waiting, done = work.job(world.organization.pk), work.job(world.organization.pk)
    with scope(world.organization.pk):
        Job.objects.filter(pk=waiting.pk).update(kind="messaging.resend_event", created_at=now - timedelta(minutes=30))
        Job.objects.filter(pk=done.pk).update(
            kind="messaging.receive", state=JobState.DONE, finished_at=now - timedelta(days=2)
        )
    figures = _figures(client)
    assert 1_800 <= _of(figures, "webhook_waiting_seconds", kind="messaging.resend_event") < 1_860
    assert _of(figures, "webhook_last_seconds", kind="messaging.resend_event") == float("inf")
    assert 172_800 <= _of(figures, "webhook_last_seconds", kind="messaging.receive") < 172_860


def test_a_report_that_was_applied_where_it_was_received_has_an_age(client, world):
    now = timezone.now()
    with scope(world.organization.pk):
        for number, (kind, processed_at) in enumerate(
            [
                ("email.delivered", now - timedelta(minutes=10)),
                ("email.delivered", None),
                ("email.received", now - timedelta(minutes=5)),
            ]
        ):
            InboxEvent.objects.create(
                provider="resend",
                event_id=f"e{number}",
                body={"type": kind},
                received_at=now,
                processed_at=processed_at,
            )
    figures = _figures(client)
    assert 600 <= _of(figures, "webhook_last_seconds", kind="messaging.resend_event") < 660
    assert _of(figures, "webhook_last_seconds", kind="messaging.receive") == float("inf")


def test_no_name_of_anybody_is_in_it_and_it_asks_a_fixed_number_of_questions(client, world):
    scenes.lead(world.organization, scenes.form(world.organization))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        text = client.get("/metrics").content.decode()
    # The role, the scope's two, the limit of time, and one for each figure.
    assert len(queries) <= 16
    for word in ("acme", "Acme", "Beta", "rosa", str(world.organization.pk), str(world.other.pk)):
        assert word not in text


def test_requests_are_counted_by_the_name_of_their_route(client, world):
    scenes.form(world.organization)
    before = _figures(client)
    for path in ("/f/acme/", "/f/acme/", "/nothing/here", "/u/some-token/"):
        client.get(path)
    client.generic("BREW", "/livez")
    after = _figures(client)

    def grown(name, **labels):
        key = (f"leadwizard_{name}", *sorted(labels.items()))
        return after.get(key, 0) - before.get(key, 0)

    assert grown("http_requests_total", route="leads:form", method="GET", status="200") == 2
    assert grown("http_requests_total", route="none", method="GET", status="404") == 1
    assert grown("http_requests_total", route="livez", method="other", status="200") == 1
    assert grown("http_request_seconds_count", route="leads:form") == 2
    assert grown("http_request_seconds_bucket", route="leads:form", le="+Inf") == 2
    assert not any("token" in str(key) or "nothing" in str(key) for key in after)


_OTHER = """
import django; django.setup()
from leadwizard import metrics
for _request in range(3):
    metrics.count_request("leads:list", "GET", 200, 0.02)
"""


def test_what_another_process_counted_is_added(client):
    client.get("/livez")
    before = _figures(client)
    subprocess.run([sys.executable, "-c", _OTHER], env=_environment(), check=True, timeout=60)
    key = ("leadwizard_http_requests_total", ("method", "GET"), ("route", "leads:list"), ("status", "200"))
    assert _figures(client)[key] - before.get(key, 0) == 3


_ASKED_FIRST = """
import django; django.setup()
from django.test import RequestFactory
from leadwizard import metrics
assert metrics.metrics(RequestFactory().get("/metrics")).status_code == 200
"""


def test_a_process_whose_first_request_is_for_the_figures_counts_with_the_others(tmp_path):
    alone = {name: value for name, value in _environment().items() if name != "PROMETHEUS_MULTIPROC_DIR"}
    script = _ASKED_FIRST + _OTHER.partition("\n")[2].partition("\n")[2]
    subprocess.run(
        [sys.executable, "-c", script], env={**alone, "LEADWIZARD_STATE": str(tmp_path)}, check=True, timeout=60
    )
    assert len(list(tmp_path.glob("metrics/counter_*.db"))) == 1


def test_a_server_that_starts_anew_forgets_what_dead_processes_counted(tmp_path):
    counting = {**_environment(), "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    for _start in range(2):
        subprocess.run([sys.executable, "-c", _OTHER], env=counting, check=True, timeout=60)
        assert len(list(tmp_path.glob("counter_*.db"))) == 1


def _environment():
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "leadwizard.settings"}


def test_without_the_database_it_still_says_so(client, monkeypatch):
    from django.db import OperationalError

    from leadwizard import figures

    def away(_now):
        raise OperationalError("no route to the host with password canary")

    monkeypatch.setattr(figures, "_families", away)
    found = _figures(client)
    assert _of(found, "database_up") == 0
    assert ("leadwizard_escalations_open",) not in found


def _rules():
    groups = yaml.safe_load((OPERATIONS / "alerts.yml").read_text(encoding="utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def test_every_alert_asks_for_figures_and_labels_that_are_there(client, world):
    client.get("/livez")
    figures = _figures(client)
    names = {key[0] for key in figures}
    labels = {}
    for key in figures:
        labels.setdefault(key[0], set()).update(name for name, _value in key[1:])
    assert len(_rules()) >= 12
    for rule in _rules():
        asked = re.findall(r"(leadwizard_\w+)(?:\{([^}]*)\})?", rule["expr"])
        assert asked, rule["alert"]
        for name, matchers in asked:
            assert name in names, (rule["alert"], name)
            assert set(re.findall(r"(\w+)\s*(?:=~|!=|=)", matchers)) <= labels[name], rule["alert"]


def test_every_alert_says_why_what_first_and_has_a_section_in_the_runbook():
    runbook = (OPERATIONS / "runbook.md").read_text(encoding="utf-8")
    sections = re.findall(r"^## (\w+)$", runbook, re.MULTILINE)
    assert sections == [rule["alert"] for rule in _rules()]
    for rule in _rules():
        assert re.fullmatch(r"\d+[mh]", rule["for"])
        assert rule["labels"]["severity"] in {"page", "ticket"}
        notes = rule["annotations"]
        assert len(notes["reason"]) > 20
        assert len(notes["first_step"]) > 10
        assert notes["runbook"] == f"docs/operations/runbook.md#{rule['alert'].lower()}"
