import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
import time_machine
from celery import Celery
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from automation import heartbeats
from automation.enums import JobState
from automation.models import Job
from leadwizard.management.diagnosis import Finding, State, configuration, running
from leadwizard.runtime import ports
from leadwizard.runtime.processes import Program, Supervisor
from leadwizard.runtime.valkey import Valkey
from tenants.scoping import scope

SECRET = "not-for-anybodys-eyes"


def examine(*arguments: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("doctor", *arguments, stdout=out, no_color=True)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue()
    return 0, out.getvalue()


def findings() -> dict[str, Finding]:
    _code, text = examine("--json")
    return {each["name"]: Finding(**each) for each in json.loads(text)["findings"]}


@pytest.fixture(autouse=True)
def redis_is_away(settings: Any) -> None:
    settings.REDIS_URL = f"redis://:{SECRET}@127.0.0.1:{ports.pick()}/0"


def test_workers_that_run_and_hear_nothing_are_broken(db: None) -> None:
    now = timezone.now()
    assert running.heartbeat(now).state == State.FAIL
    heartbeats.note("beat", "events", "quick", "slow")
    assert running.heartbeat(now + timedelta(seconds=20)).state == State.OK
    heartbeats.note("beat", "events", "quick")
    with time_machine.travel(now + timedelta(minutes=5), tick=False):
        heartbeats.note("beat", "events", "quick")
    found = running.heartbeat(now + timedelta(minutes=5))
    assert found.state == State.FAIL
    assert "slow 4 min ago" in found.text or "slow 5 min ago" in found.text
    assert "quick" not in found.text


def test_readiness_names_who_is_silent_and_serves_pages_all_the_same(client: Any, db: None) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["silent"]) == (200, ["beat", "events", "quick", "slow"])
    heartbeats.note("beat", "events", "quick")
    assert client.get("/readyz").json()["silent"] == ["slow"]


# --- settings ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "words"), [("", "is not set"), ("x" * 20, "too easy"), ("x" * 80, "too easy")])
def test_a_secret_key_that_can_be_guessed_is_broken(settings: Any, key: str, words: str) -> None:
    settings.SECRET_KEY = key
    found = configuration.secret_key()
    assert found.state == State.FAIL
    assert words in found.text


@pytest.mark.parametrize(
    ("url", "hosts", "state"),
    [
        ("https://leads.example.com", ["leads.example.com"], State.OK),
        ("http://127.0.0.1:8000", ["127.0.0.1"], State.OK),
        ("http://leads.example.com", ["leads.example.com"], State.WARN),
        ("https://leads.example.com", ["other.example.com"], State.FAIL),
        ("https://leads.example.com/app", ["leads.example.com"], State.FAIL),
        ("leads.example.com", ["leads.example.com"], State.FAIL),
        ("https://leads.example.com:port", ["leads.example.com"], State.FAIL),
    ],
)
def test_the_public_url_is_looked_at(settings: Any, url: str, hosts: list[str], state: State) -> None:
    settings.PUBLIC_URL, settings.ALLOWED_HOSTS = url, hosts
    assert configuration.public_url().state == state


@pytest.mark.parametrize(
    ("secret", "state"),
    [
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", State.OK),
        ("", State.FAIL),
        ("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", State.FAIL),
        ("whsec_short", State.FAIL),
        ("whsec_this is no base 64 at all, however long", State.FAIL),
    ],
)
def test_the_webhook_secret_must_be_one(settings: Any, secret: str, state: State) -> None:
    settings.RESEND_WEBHOOK_SECRET = secret
    assert configuration.webhook_secret().state == state


def test_each_transport_is_asked_for_what_it_needs(settings: Any) -> None:
    def states() -> dict[str, State]:
        return {found.name: found.state for found in configuration.email()}

    settings.EMAIL_TRANSPORT, settings.RESEND_API_KEY = "resend", ""
    assert states()["RESEND_API_KEY"] == State.FAIL
    settings.EMAIL_TRANSPORT, settings.SMTP_URL = "smtp", "nonsense"
    assert states() == {"EMAIL_ADDRESS": State.OK, "EMAIL_TRANSPORT": State.OK, "SMTP_URL": State.FAIL}
    settings.SMTP_URL = f"smtp+tls://user:{SECRET}@mail.example.com:587"
    assert states()["SMTP_URL"] == State.OK
    settings.EMAIL_TRANSPORT = "pigeon"
    assert states()["EMAIL_TRANSPORT"] == State.FAIL


@pytest.mark.parametrize(
    ("account", "token", "number", "url", "state"),
    [
        ("", "", "", "https://api.twilio.com", State.OK),
        ("AC1", SECRET, "+19375550199", "https://api.twilio.com", State.OK),
        ("AC1", "", "+19375550199", "https://api.twilio.com", State.FAIL),
        ("AC1", SECRET, "", "https://api.twilio.com", State.FAIL),
        ("AC1", SECRET, "555-0199", "https://api.twilio.com", State.FAIL),
        ("AC1", SECRET, "+19375550199", "twilio", State.FAIL),
    ],
)
def test_texts_need_all_of_it_or_nothing(
    settings: Any, account: str, token: str, number: str, url: str, state: State
) -> None:
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = account, token
    settings.TWILIO_NUMBER, settings.TWILIO_API_URL = number, url
    found = configuration.texts()
    assert found.state == state
    assert SECRET not in found.text + found.hint


def test_static_files_that_were_not_collected_are_noticed(settings: Any, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
    assert configuration.static_files().state == State.FAIL
    (tmp_path / "staticfiles.json").write_text("{}")
    assert configuration.static_files().state == State.OK


# --- what runs --------------------------------------------------------------------------------------------------------


def test_redis_that_is_away_is_broken_and_workers_are_not_asked(db: None) -> None:
    code, text = examine()

    assert code == 1
    assert "fail  Redis at 127.0.0.1:" in text
    assert "workers" not in text
    assert findings()["database"].state == State.OK


def test_a_walled_and_migrated_database_is_well(db: None) -> None:
    found = findings()
    for name in ("database", "database role", "migrations", "isolation", "waiting work", "dead letters"):
        assert found[name].state == State.OK, found[name]


def test_a_role_with_too_many_rights_is_broken(db: None) -> None:
    """Nobody here may make such a role, so the doctor runs as the server's administrator."""
    owner = django_settings.DATABASE_OWNER
    assert owner

    code, text = run_doctor(
        DATABASE_URL=f"postgres://{owner['USER']}:{owner['PASSWORD']}@{_server()}/{connection.settings_dict['NAME']}"
    )

    assert code == 1
    found = {each["name"]: each for each in json.loads(text)["findings"]}
    assert found["database role"]["state"] == "fail"
    assert "may make roles" in found["database role"]["text"]


def test_a_wall_that_fell_is_broken(db: None) -> None:
    """The application's role cannot pull a wall down, so a model is shown that never had one."""
    table = Job._meta.db_table
    Job._meta.db_table = "django_session"
    try:
        found = running.walls()
    finally:
        Job._meta.db_table = table
    assert found.state == State.FAIL
    assert found.text.startswith("django_session has no forced row-level security")


def test_a_database_that_is_away_is_broken_and_no_password_is_said() -> None:
    code, text = run_doctor(DATABASE_URL=f"postgres://lw_app:{SECRET}@127.0.0.1:{ports.pick()}/leadwizard")

    assert code == 1
    assert SECRET not in text
    found = {each["name"]: each for each in json.loads(text)["findings"]}
    assert found["database"]["state"] == "fail"
    assert "migrations" not in found


@pytest.mark.parametrize(
    ("age", "state", "words"),
    [
        (timedelta(seconds=5), State.OK, "waits for 5 s"),
        (timedelta(minutes=3), State.WARN, "waits for 3 min"),
        (timedelta(hours=5), State.FAIL, "waits for 5 h"),
        (timedelta(minutes=-3), State.OK, "no job is due"),
    ],
)
def test_work_that_nobody_begins_is_noticed(world: Any, age: timedelta, state: State, words: str) -> None:
    now = timezone.now()
    with scope(world.organization.pk):
        Job.objects.create(kind="x", queue="quick", effect="rows", run_at=now - age)

    found = running.overdue(now)

    assert found.state == state
    assert words in found.text


def test_dead_letters_are_counted_over_all_organizations(world: Any) -> None:
    assert running.dead_letters().state == State.OK
    for organization in (world.organization, world.other):
        with scope(organization.pk):
            Job.objects.create(kind="x", queue="quick", effect="rows", run_at=timezone.now(), state=JobState.DEAD)

    found = running.dead_letters()

    assert found.state == State.WARN
    assert found.text.startswith("2 ")


# --- the whole, from outside ------------------------------------------------------------------------------------------


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    supervisor = Supervisor(tmp_path / "logs", silent=True)
    supervisor.settled = True
    yield supervisor
    supervisor.stop()


@pytest.fixture
def _no_heartbeats_stay(db: None) -> Iterator[None]:
    """Take back what other processes wrote, which no rollback of ours does."""
    yield
    with _elsewhere() as other:
        other.execute("DELETE FROM automation_heartbeat")


def _elsewhere() -> psycopg.Connection[Any]:
    """Return a connection whose writes other processes see."""
    facts = connection.settings_dict
    return psycopg.connect(
        host=facts["HOST"], port=facts["PORT"], dbname=facts["NAME"], user=facts["USER"], password=facts["PASSWORD"]
    )


@pytest.mark.usefixtures("_no_heartbeats_stay")
def test_with_everything_there_all_is_well_and_without_a_worker_it_is_not(
    db: None, supervisor: Supervisor, tmp_path: Path
) -> None:
    valkey = Valkey(tmp_path / "valkey", ports.pick(), uuid4().hex, durable=False)
    valkey.prepare()
    supervisor.start(Program("valkey", valkey.command(), valkey.environment(), is_ready=valkey.is_ready))
    supervisor.wait_until_ready("valkey", within=120)
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "staticfiles.json").write_text("{}")
    own = {"REDIS_URL": f"redis://:{valkey.password}@127.0.0.1:{valkey.port}/0", "LEADWIZARD_STATE": str(tmp_path)}

    code, text = run_doctor(**own)
    found = {each["name"]: each for each in json.loads(text)["findings"]}
    assert code == 1
    assert found["Redis"]["state"] == "ok"
    assert found["workers"]["text"] == "nobody serves quick and slow: 0 answered."

    celery = [sys.executable, "-m", "celery", "-A", "leadwizard.celery", "worker", "-P", "solo", "-Q", "quick,slow"]
    worker = Program("worker", celery, environment(**own), is_ready=lambda: valkey.waiting_clients() > 0)
    supervisor.start(worker)
    supervisor.wait_until_ready("worker", within=60)
    # The part of the process that holds the streams, which is not here.
    with _elsewhere() as other:
        other.execute("INSERT INTO automation_heartbeat (name, at) VALUES ('events', now())")
    # The beat's part: a pulse for each queue.
    with Celery(broker=own["REDIS_URL"], set_as_current=False) as clock:
        for queue in ("quick", "slow"):
            clock.send_task("automation.pulse", args=[queue], queue=queue)

    # A worker hears questions a moment after it waits for work.
    for _asked in range(4):
        code, text = run_doctor(**own)
        if code == 0:
            break
    assert code == 0, text
    assert json.loads(text)["well"] is True
    assert valkey.password not in text


def environment(**values: str) -> dict[str, str]:
    """Return an environment in which the installation is the test's own."""
    app = connection.settings_dict
    return {
        **os.environ,
        "LEADWIZARD_BOOTSTRAP": "0",
        "DATABASE_URL": f"postgres://{app['USER']}:{app['PASSWORD']}@{_server()}/{app['NAME']}",
        "SECRET_KEY": uuid4().hex + uuid4().hex,
        "RESEND_API_KEY": "re_" + SECRET,
        **values,
    }


def run_doctor(**values: str) -> tuple[int, str]:
    """Run the command as an operator does; return how it ended and what it said."""
    done = subprocess.run(
        [sys.executable, "manage.py", "doctor", "--json"],
        cwd=django_settings.BASE_DIR,
        env=environment(**values),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert SECRET not in done.stdout + done.stderr
    return done.returncode, done.stdout


def _server() -> str:
    app = connection.settings_dict
    return f"{app['HOST']}:{app['PORT'] or 5432}"
