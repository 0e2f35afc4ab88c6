"""Two connections for fifty threads that serve two organizations in turn, while things break: nothing crosses.

The whole product answers, from the WSGI handler down, over a real pool. What one request leaves behind on a connection
or in a thread, the next one, mostly the other organization's, would show.
"""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import BytesIO

import psycopg
from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.test import RequestFactory

from leadwizard.tests.isolation import houses
from tenants import scoping

CONNECTIONS = 2
THREADS = 50
REQUESTS = 5_000
FAULTS = 0.06
SEED = 20_261_121
CSRF = "c" * 32

# How often each kind of request comes, and whether it is signed in. Cheap ones come often: what counts is the change of
# hands on the connections.
PAGES = {
    ("GET", "/api/v1/forms/{slug}"): 560,
    ("GET", "/e/{slug}.js"): 220,
    ("GET", "/brand/{organization}.css"): 90,
    ("GET", "/o/{organization}/leads/{lead_id}/"): 16,
    ("GET", "/o/{organization}/leads/leads.csv"): 30,
    ("GET", "/o/{organization}/escalations/"): 8,
    ("GET", "/o/{foreign}/leads/"): 20,
    ("POST", "/o/{organization}/leads/{foreign_lead}/note/"): 16,
    ("POST", "/o/{organization}/leads/{lead_id}/note/"): 16,
    ("POST", "/api/v1/forms/{slug}/submissions"): 16,
    ("GET", "/f/{slug}/"): 8,
}


class BrokenError(Exception):
    """What a view raises in the middle of its work."""


def _raise(_execute, *_facts):
    raise BrokenError


def _wrong_sql(_execute, _sql, _params, _many, context):
    return context["connection"].connection.execute("SELECT 1 / 0")


def _too_slow(_execute, _sql, _params, _many, context):
    if not context["connection"].in_atomic_block:
        raise BrokenError
    context["connection"].connection.execute("SET LOCAL statement_timeout = '1ms'")
    return context["connection"].connection.execute("SELECT pg_sleep(0.05)")


def _killed(execute, sql, params, many, context):
    context["connection"].connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    return execute(sql, params, many, context)


BREAKS = {"a view that raises": _raise, "wrong SQL": _wrong_sql, "a time-out": _too_slow, "a killed backend": _killed}


class _Fault:
    """Breaks a request at one of its questions to the database."""

    def __init__(self, at, break_):
        self.left, self.break_, self.happened = at, break_, False

    def __call__(self, execute, sql, params, many, context):
        self.left -= 1
        if self.left == 0:
            self.happened = True
            return self.break_(execute, sql, params, many, context)
        return execute(sql, params, many, context)


@contextmanager
def _pool():
    """Let the connections of this process come from a pool, as DATABASE_POOL_SIZE does."""
    connection.close()
    facts = connection.settings_dict
    saved = {name: facts[name] for name in ("OPTIONS", "CONN_MAX_AGE", "CONN_HEALTH_CHECKS")}
    pool = {"min_size": CONNECTIONS, "max_size": CONNECTIONS, "timeout": 60, "max_lifetime": 1800}
    facts.update(OPTIONS={**saved["OPTIONS"], "pool": pool}, CONN_MAX_AGE=0, CONN_HEALTH_CHECKS=False)
    try:
        yield connection.pool
    finally:
        connection.close()
        connection.close_pool()
        facts.update(saved)


class _Worker:
    """One thread's share of the requests."""

    def __init__(self, town, handler, number):
        self.town, self.handler, self.factory = town, handler, RequestFactory()
        self.random = random.Random(SEED + number)  # noqa: S311 - a seed makes a failure come back
        self.found, self.statuses, self.breaks = [], Counter(), Counter()

    def __call__(self, count):
        for turn in range(count):
            house, other = (self.town.a, self.town.b) if turn % 2 else (self.town.b, self.town.a)
            self._ask(house, other)
        connections.close_all()
        return self

    def _ask(self, house, other):
        (method, path), is_broken = self._page(), self.random.random() < FAULTS
        values = house.values | {"foreign": other.values["organization"], "foreign_lead": other.values["lead_id"]}
        path, name = path.format(**values), self.random.choice(list(BREAKS))
        fault = _Fault(self.random.randint(1, 6), BREAKS[name])
        environ = self._environ(method, path, house)
        if is_broken:
            with connection.execute_wrapper(fault):
                status, text, expected = self._answer(environ)
            self.breaks[name] += fault.happened
        else:
            status, text, expected = self._answer(environ)
            self.statuses[status] += 1
            if status == 200 and expected and not house.found_in(text):
                self.found.append(f"{path}: nothing of its own in {text[:200]}")
        self.found += [f"{path}: {status} {what}" for what in other.found_in(text, given=path)]
        if scoping._scope.get() is not None:
            self.found.append(f"{path}: left its scope open in the thread")

    def _page(self):
        return self.random.choices(list(PAGES), list(PAGES.values()))[0]

    def _environ(self, method, path, house):
        headers = {"X-CSRFToken": CSRF}
        if path.endswith("/submissions"):
            word = f"{house.mark}-sent"
            body = f'{{"name": "{word}", "email": "{word}@x.example", "message": "{word}"}}'
            made = self.factory.post(path, body, content_type="application/json", headers=headers)
        elif method == "POST":
            made = self.factory.post(path, {"note": f"{house.mark}-note", "token": _uuid(self.random)}, headers=headers)
        else:
            made = self.factory.get(path, headers=headers)
        caller = self.town.callers[f"owner of {house.letter}"]
        made.environ["HTTP_COOKIE"] = (
            f"{settings.SESSION_COOKIE_NAME}={caller.session}; {settings.CSRF_COOKIE_NAME}={CSRF}"
        )
        return made.environ

    def _answer(self, environ):
        environ["wsgi.errors"] = BytesIO()
        head = []
        response = self.handler(environ, lambda status, headers: head.extend([status, *map(str, headers)]))
        # Some browsers go away in the middle of a file.
        expected = "leads.csv" not in environ["PATH_INFO"] or self.random.random() < 0.7
        try:
            parts = list(response) if expected else [next(iter(response))]
        except Exception as error:  # noqa: BLE001 - judged below
            # In the middle of a stream there is no other answer any more.
            assert isinstance(error, BrokenError | psycopg.Error | DatabaseError), error
            parts, expected = [], False
        finally:
            response.close()
        text = "\n".join([*head, b"".join(parts).decode(errors="replace")])
        is_own = not environ["PATH_INFO"].startswith(("/e/", "/brand/")) and environ["REQUEST_METHOD"] == "GET"
        return int(head[0].split()[0]), text, expected and is_own


def _uuid(source):
    return f"{source.getrandbits(128):032x}"


def _left_on(pool):
    """Return what the pool's connections would tell their next user of the last one."""
    taken = [pool.getconn() for _connection in range(CONNECTIONS)]
    try:
        question = (
            "SELECT current_setting('app.organization', true), current_user, current_setting('statement_timeout'),"
            " current_setting('plan_cache_mode'), current_setting('enable_seqscan')"
        )
        return {found.execute(question).fetchone() for found in taken}
    finally:
        for found in taken:
            found.rollback()
            pool.putconn(found)


def test_nothing_crosses_a_pool_of_two_connections_while_requests_break(town, caplog):
    # Starts by asking the database whose role it has.
    from leadwizard.wsgi import application

    caplog.set_level("CRITICAL")
    with _pool() as pool:
        workers = [_Worker(town, application, number) for number in range(THREADS)]
        with ThreadPoolExecutor(THREADS) as threads:
            list(threads.map(lambda worker: worker(REQUESTS // THREADS), workers))
        statuses = sum((worker.statuses for worker in workers), Counter())
        breaks = sum((worker.breaks for worker in workers), Counter())
        assert [found for worker in workers for found in worker.found] == []
        # Every kind of break happened, and everything that was not broken was answered.
        assert all(breaks[name] >= 10 for name in BREAKS), breaks
        assert statuses.keys() <= {200, 201, 303, 404, 405}, statuses
        assert statuses[200] > REQUESTS * 0.7, statuses
        # They did share: most of them had to wait for somebody else's connection.
        assert pool.get_stats()["requests_queued"] > REQUESTS / 2
        left = {(organization or "", *rest) for organization, *rest in _left_on(pool)}
        assert left == {("", "lw_app", "15s", "auto", "on")}
    for house, other in ((town.a, town.b), (town.b, town.a)):
        assert houses.words_in_rows(house, other) == []
