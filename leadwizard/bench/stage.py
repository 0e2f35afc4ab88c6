"""The stage of the bench: the product at its defaults, with loads, a member who is signed in, and the server's log."""

import http.client
import os
import re
import secrets
import signal
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures.process import BrokenProcessPool
from http import HTTPStatus
from typing import Self
from urllib.parse import urlencode
from uuid import UUID

import psycopg
from argon2 import PasswordHasher

from leadwizard.bench import statements, strangers
from leadwizard.bench.figures import ADDRESSES, FORMS
from leadwizard.bench.load import Answers, Loader
from leadwizard.bench.processes import processor_seconds
from leadwizard.bench.statements import Statement
from leadwizard.runtime.paths import RuntimeProblem
from leadwizard.runtime.services import WEB_THREADS
from leadwizard.stage.product import Product

# As many connections as the web has to its database: two processes with a pool each.
CONNECTIONS = 2 * WEB_THREADS
WARM_UPS = 2
LOAD_WITHIN = 600.0
# An address may submit ten forms a minute; one of ten is left for clocks that differ.
PER_MINUTE = 9 * ADDRESSES
# What would begin in the middle of a measurement, such as a late analysis.
SOON = "10 min"
# From partial indexes: asked twenty times a second, the other question took a processor from what it waits for.
_BUSY = """
SELECT (SELECT count(*) FROM automation_job WHERE state = 'waiting' AND run_at <= now() + %(ahead)s::interval)
    + (SELECT count(*) FROM automation_job WHERE state = 'running')
"""
_OPEN = """
SELECT count(*) FROM automation_job AS job
WHERE job.state NOT IN ('done', 'cancelled', 'dismissed')
    AND (job.run_at <= now() + %(ahead)s::interval OR job.attempt > 0 OR job.state <> 'waiting')
    AND NOT EXISTS (SELECT FROM automation_escalation AS asked WHERE asked.job_id = job.id AND asked.state = 'open')
"""
_CALL_OFF = """
UPDATE automation_job SET state = 'cancelled', closing_reason = 'Measured.', finished_at = now()
WHERE state = 'waiting' AND (payload ->> 'lead')::uuid IN (SELECT id FROM leads_lead WHERE email LIKE ANY(%(ends)s))
"""
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Stage(Product):
    """Everything that runs during a measurement; `with Stage() as stage:`."""

    def __init__(self, *, keep: bool = False) -> None:
        super().__init__(organizations=FORMS, keep=keep)
        self.load_share = 0.0
        self._submitted: deque[tuple[float, int]] = deque()
        self._next_address = 0
        self._watch: psycopg.Connection[tuple[object, ...]] | None = None
        self._loader = Loader()

    def __enter__(self) -> Self:
        super().__enter__()
        # What each process does but once, such as importing the model's client, is no part of a figure.
        for number in range(WARM_UPS):
            domain = f"warm-up-{number}.example"
            self.fire(self.leads(CONNECTIONS, domain))
            self.drain(domain)
        return self

    def __exit__(self, *failure: object) -> None:
        if self._watch is not None:
            self._watch.close()
        super().__exit__(*failure)
        # Nobody answers any more: a load that did not end in time ends now.
        self._loader.close()

    # --- load ---------------------------------------------------------------------------------

    def fire(self, requests: Sequence[str], *, connections: int = CONNECTIONS) -> Answers:
        """Send requests to the product's web from a process of their own; return every answer.

        Raises:
            RuntimeProblem: it broke, or did not end in time.
        """
        answers = self.fire_at(self.options.port, requests, connections)
        self.load_share = max(self.load_share, answers.share if answers.took > 1 else 0.0)
        return answers

    def fire_at(self, port: int, requests: Sequence[str], connections: int) -> Answers:
        """Send requests likewise, to any port of this machine.

        Raises:
            RuntimeProblem: it broke, or did not end in time.
        """
        load = self._loader.begin(port, requests, connections)
        if self.until(load.done, LOAD_WITHIN, every=0.01) is None:
            raise RuntimeProblem("The load did not end in time.")
        try:
            return load.result()
        except (OSError, BrokenProcessPool) as error:
            raise RuntimeProblem(f"The load broke: {error}") from error

    def addresses(self, count: int) -> list[str]:
        """So many addresses in turn, none of which submits more than its share; waits until there are some again."""
        while sum(number for _at, number in self._submitted) + count > PER_MINUTE:
            if not self._submitted:
                raise ValueError(f"{count} at once are more than all addresses may submit in a minute")
            self.wait(max(self._submitted[0][0] + 61 - time.monotonic(), 0))
            self._submitted.popleft()
        first = self._next_address
        self._next_address = (first + count) % ADDRESSES
        self._submitted.append((time.monotonic(), count))
        return [strangers.address((first + number) % ADDRESSES) for number in range(min(count, ADDRESSES))]

    def leads(self, count: int, domain: str) -> list[str]:
        """Requests that submit so many leads, whose e-mail addresses end in the domain."""
        slugs = [place.slug for place in self.places]
        return strangers.leads(slugs, count, domain=domain, addresses=self.addresses(count))

    def model_takes(self, seconds: float) -> None:
        """From now on, each call of the model takes so long; 0: as long as it takes by itself."""
        self.mailroom.behave()
        if seconds:
            self.mailroom.misbehave({"provider": "openai", "mode": "delay", "seconds": seconds})

    def quiet(self, within: float = 900) -> None:
        """Wait until nothing is left to do, and nothing will be for a while.

        Raises:
            RuntimeProblem: something stays.
        """
        if self.until(lambda: not self.open_jobs(SOON), within, every=0.2) is None:
            raise RuntimeProblem(f"Jobs are still open after {within:.0f} s.")

    def drain(self, *domains: str, within: float = 900) -> None:
        """Wait until all that is due is done, and call off what is planned for later about leads of these domains.

        A lead that passed the model's deadline in the queue was answered, and is analysed once more a minute later.

        Raises:
            RuntimeProblem: something stays.
        """
        if self.until(lambda: not self.open_jobs(), within, every=0.2) is None:
            raise RuntimeProblem(f"Jobs are still open after {within:.0f} s.")
        self.call_off(*domains)

    def call_off(self, *domains: str) -> None:
        """Cancel what waits to be done about leads of these domains."""
        with psycopg.connect(self.values["DATABASE_URL"], application_name="bench") as connection:
            for place in self.places:
                connection.execute("SELECT set_config('app.organization', %s, true)", [str(place.organization)])
                connection.execute(_CALL_OFF, {"ends": [f"%@{domain}" for domain in domains]})

    def open_jobs(self, ahead: str = "0 s") -> int:
        """How many jobs have not come to an end, without those that are planned for later than the given time.

        While some are due or at work, these alone; retries, dead letters and unknown outcomes are counted after them.
        """
        if self._watch is None:
            # Kept open: to connect costs as much as a job does.
            self._watch = psycopg.connect(self.values["DATABASE_URL"], autocommit=True, application_name="bench")
            self._watch.execute("SET ROLE lw_platform")
        for question in (_BUSY, _OPEN):
            [[count]] = self._watch.execute(question, {"ahead": ahead}).fetchall()
            if count:
                return int(str(count))
        return 0

    def processor_seconds(self) -> dict[str, float]:
        """What each part of the product has taken of the processors until now."""
        return processor_seconds(self.supervisor.pids())

    def restart_web(self) -> None:
        """Begin the web anew.

        Raises:
            RuntimeProblem: it did not come back.
        """
        self.keep_down("web", 0)
        if self.until(lambda: self.is_up("web") and self.web_is_ready(), within=60) is None:
            raise RuntimeProblem("The web did not come back.")

    # --- people -------------------------------------------------------------------------------

    def sign_in(self, organization: UUID) -> str:
        """Sign in as a member of the organization, through the page; return the cookie.

        Raises:
            RuntimeProblem: the page did not let us in.
        """
        [row] = self.database.read(
            "SELECT person.id, person.email FROM tenants_membership AS member"
            " JOIN tenants_user AS person ON person.id = member.user_id"
            " WHERE member.organization_id = %(id)s ORDER BY member.created_at LIMIT 1",
            {"id": organization},
        )
        password = secrets.token_urlsafe(12)
        self.database.change(
            organization,
            "UPDATE tenants_user SET password = %(hash)s WHERE id = %(id)s",
            {"hash": "argon2" + PasswordHasher().hash(password), "id": row["id"]},
        )
        path = "/account/login/"
        cookies, page, _status = self._ask("GET", path)
        token = _TOKEN.search(page)
        form = {"csrfmiddlewaretoken": token[1] if token else "", "login": row["email"], "password": password}
        found, _page, status = self._ask("POST", path, urlencode(form), cookies)
        if status != HTTPStatus.FOUND or "session" not in found:
            raise RuntimeProblem(f"The sign-in page answered {status}.")
        return f"session={found['session']}"

    def _ask(
        self, method: str, path: str, body: str = "", cookies: dict[str, str] | None = None
    ) -> tuple[dict[str, str], str, int]:
        """Cookies, page and status of one answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.options.port, timeout=60)
        headers = {"X-Forwarded-For": strangers.address(secrets.randbelow(ADDRESSES))}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        try:
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            given = [line.partition(";")[0].partition("=") for line in answer.headers.get_all("Set-Cookie") or []]
            return {name: value for name, _, value in given}, answer.read().decode(), answer.status
        finally:
            connection.close()

    def page(self, path: str, cookie: str) -> tuple[str, int]:
        """A page as a member sees it, and its status."""
        name, _, value = cookie.partition("=")
        _cookies, text, status = self._ask("GET", path, cookies={name: value})
        return text, status

    # --- the server ---------------------------------------------------------------------------

    def as_owner(self) -> psycopg.Connection[tuple[object, ...]]:
        """Connect as the schema's owner, in autocommit mode."""
        connection = psycopg.connect(self.values["DATABASE_OWNER_URL"], autocommit=True)
        connection.execute("SET ROLE lw_owner")
        return connection

    def statements_of(self, action: Callable[[], object]) -> list[Statement]:
        """What the web said to PostgreSQL during the action, from the server's log."""
        log = self.folder / "logs" / "postgres.log"
        self._configure("log_statement", "all")
        try:
            began = log.stat().st_size
            action()
            self.wait(0.5)
            with log.open("rb") as file:
                file.seek(began)
                text = file.read().decode("utf-8", "replace")
        finally:
            self._configure("log_statement", "none")
        rows = self.database.read("SELECT pid FROM pg_stat_activity WHERE application_name = 'web'")
        web = {row["pid"] for row in rows}
        return [each for each in statements.read(text) if each.process in web]

    def keep_plans(self) -> None:
        """Let PostgreSQL go about each statement as fits any values, wherever the product leaves it the choice.

        It chooses by what it happens to have sampled of the tables: by itself, one run in several would show the worst.
        """
        self._configure("plan_cache_mode", "force_generic_plan")

    def _configure(self, name: str, value: str) -> None:
        configuration = self.server.data / "postgresql.conf"
        lines = configuration.read_text(encoding="utf-8").splitlines()
        kept = [line for line in lines if not line.startswith(name)]
        configuration.write_text("\n".join([*kept, f"{name} = '{value}'", ""]), encoding="utf-8")
        os.kill(self.child("postgres").pid, signal.SIGHUP)
        self.wait(0.5)
