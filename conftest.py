"""The ground under every test: a walled database, a simulator, no way out of the machine."""

import os
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connections
from django.test import override_settings

# Playwright's event loop lives in the test's thread, and Django would take that for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
# Tests count requests too, and not into the figures of an instance that runs from this folder.
os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="leadwizard-metrics-")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let tests with a browser come last.

    A process that has opened one runs an event loop in its main thread, and Django keeps other connections there than
    before: a test that closes its connections and forks would leave some open.
    """
    items.sort(key=lambda item: "/browser/" in item.nodeid)


@pytest.fixture(scope="session", autouse=True)
def _no_way_out() -> Iterator[None]:
    """Refuse every connection beyond this machine: a test that needs the world is not a test."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        is_local = self.family == socket.AF_UNIX or str(address[0]) in {"127.0.0.1", "::1", "localhost"}
        if not is_local:
            msg = f"a test tried to reach {address}"
            raise RuntimeError(msg)
        connect(self, address)

    socket.socket.connect = guarded  # type: ignore[method-assign]
    yield
    socket.socket.connect = connect  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any, worker_id: str) -> Iterator[None]:
    """Give each process of the tests a database of its own."""
    from leadwizard.tests.databases import own_database

    with ExitStack() as stack:
        with django_db_blocker.unblock():
            stack.enter_context(own_database(f"test_leadwizard_{os.getpid()}_{worker_id}"))
        yield
        with django_db_blocker.unblock():
            stack.close()


@pytest.fixture(autouse=True)
def _owner_within_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask the fence on the test's own connection: no other one sees what a test has not committed."""
    from automation import ownership, testing

    monkeypatch.setattr(ownership, "owner", testing.OwnerWithin())


@pytest.fixture(autouse=True)
def _time_is_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the engine go by this process's clock, which tests set: the database's is asked where it is the subject."""
    from django.utils import timezone

    from automation import clock

    monkeypatch.setattr(clock, "now", timezone.now)


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """Return the parallel worker's name, or `main` for a run without workers."""
    return str(getattr(request.config, "workerinput", {}).get("workerid", "main"))


@pytest.fixture(scope="session", autouse=True)
def _plain_settings() -> Iterator[None]:
    """Keep tests fast and deterministic where speed and files are not their subject."""
    with override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STORAGES={
            **django_settings.STORAGES,
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
        # Straight from the source folders: nothing is collected before tests.
        WHITENOISE_AUTOREFRESH=True,
        WHITENOISE_USE_FINDERS=True,
        # A test fills a form at once.
        FORM_MINIMUM_SECONDS=0,
    ):
        yield


@dataclass(frozen=True)
class Mailbox:
    """What the simulated provider was asked to send."""

    simulator: Any

    def entries(self) -> list[dict[str, Any]]:
        """Return every mail that was accepted, oldest first."""
        found: list[dict[str, Any]] = self.simulator.get("/__sim__/ledger.json")["entries"]
        return [entry for entry in found if entry["kind"] == "email"]

    def to(self, address: str) -> list[dict[str, Any]]:
        """Return the mails to an address, oldest first."""
        return [entry for entry in self.entries() if entry["to"] == address]


@pytest.fixture(scope="session")
def _simulator(worker_id: str) -> Iterator[Any]:
    from leadwizard.tests.simulated import RunningSimulator

    with RunningSimulator(
        resend_key=django_settings.RESEND_API_KEY or "re_test",
        webhook_secret=django_settings.RESEND_WEBHOOK_SECRET,
    ) as running:
        yield running


@pytest.fixture
def simulator(_simulator: Any, settings: Any) -> Iterator[Any]:
    """Run against a simulator of every provider, over real HTTP, empty at the start of each test."""
    settings.RESEND_API_URL = _simulator.url
    settings.ANYMAIL = {
        **settings.ANYMAIL,
        "RESEND_API_URL": _simulator.url,
        "RESEND_API_KEY": _simulator.resend_key,
    }
    _simulator.post("/__sim__/reset", {})
    yield _simulator
    _simulator.post("/__sim__/reset", {})


@pytest.fixture
def mailbox(simulator: Any) -> Mailbox:
    """Return the simulator's mailbox."""
    return Mailbox(simulator)


@pytest.fixture
def phones(simulator: Any, settings: Any) -> Any:
    """Let texts leave and come in, over the simulator; without this fixture none are configured."""
    from leadwizard.tests.simulated import Phones

    settings.TWILIO_API_URL = simulator.url
    settings.TWILIO_ACCOUNT_SID = simulator.config.twilio_sid
    settings.TWILIO_AUTH_TOKEN = simulator.config.twilio_token
    settings.TWILIO_NUMBER = simulator.config.twilio_number
    # Nobody listens there: a test delivers the reports itself, in the order that it wants.
    settings.PUBLIC_URL = "http://127.0.0.1:9"
    simulator.post("/__sim__/settings", {"texts_url": "http://127.0.0.1:9/webhooks/twilio/sms/"})
    yield Phones(simulator)
    simulator.post("/__sim__/settings", {"texts_url": ""})


@pytest.fixture
def drain() -> Callable[..., Any]:
    """Return the helper that runs due background work to its end."""
    from automation.testing import drain as run

    return run


@pytest.fixture
def world(db: None) -> Any:
    """Return two organizations and three people: Alice owns, Bob is staff, Charlie is a stranger."""
    from tenants.tests import worlds

    return worlds.build()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the Chromium that the test command installed, and let it talk to nobody but us."""
    from playwright.sync_api import expect

    # Only a page that never shows what it should is wrong; a busy machine is slow.
    expect.set_options(timeout=30_000)
    return {
        **browser_type_launch_args,
        "executable_path": os.environ.get("LEADWIZARD_CHROMIUM") or "/usr/bin/chromium",
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


@pytest.fixture
def site(request: pytest.FixtureRequest, live_server: Any, settings: Any) -> Iterator[str]:
    """Serve the whole product on a port of its own and return its address."""
    browser = request.getfixturevalue("context") if "page" in request.fixturenames else None
    settings.PUBLIC_URL = live_server.url
    # Nobody serves it here: pages look again by themselves.
    settings.EVENTS_URL = ""
    yield str(live_server.url)
    # A page that is still open asks again and again. Emptying the tables would wait for the answer, and the answer for
    # that.
    for page in browser.pages if browser else ():
        page.goto("about:blank")
    deadline = time.monotonic() + 5
    while _others_at_work() and time.monotonic() < deadline:
        time.sleep(0.02)


def _others_at_work() -> int:
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
        )
        return int(cursor.fetchone()[0])


@pytest.fixture(autouse=True)
def _own_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give every test a count of requests of its own, whoever else uses the same Redis."""
    from limits.storage import MemoryStorage

    from leadwizard.lib import limits

    limiter = limits.Limiter(MemoryStorage())
    monkeypatch.setattr(limits, "_limiter", lambda: limiter)


@pytest.fixture
def model(simulator: Any, settings: Any) -> Any:
    """Let the simulated model answer; `model.answer(...)` scripts what it says next."""
    settings.AI_BASE_URL = f"{simulator.url}/v1"
    settings.AI_API_KEY = simulator.model_key
    settings.AI_MODEL = "simulator-1"
    return simulator
