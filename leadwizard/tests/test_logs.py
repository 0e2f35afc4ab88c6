"""Log lines: one JSON object each, of whose work it is, and without what nobody may read."""

import io
import json
import logging
import re
import threading
from uuid import uuid4

import pytest
import structlog
from django.conf import settings as django_settings
from django.db import DatabaseError, transaction
from django.urls import URLPattern, URLResolver, get_resolver

from leadwizard import logs
from leadwizard.lib import correlation, scrubbing
from leadwizard.lib.errors import DomainError, IntegrationError
from leadwizard.tests import watched
from messaging.models import Contact
from tenants.scoping import scope

logger = logging.getLogger("leadwizard.tests.here")


def _only(text):
    [line] = watched.ours(text)
    return line


def test_a_line_says_what_happened_and_of_whose_work(world, settings):
    settings.PROCESS_NAME = "worker-quick"
    facts = {"job": str(uuid4()), "kind": "leads.triage", "route": "leads:form", "onboarding_session": str(uuid4())}
    with (
        watched.lines() as text,
        correlation.correlated("request-0001"),
        correlation.about(**facts),
        scope(world.organization.pk),
    ):
        structlog.stdlib.get_logger("leadwizard.tests.here").info("done", milliseconds=12)
    assert text.getvalue().count("\n") == len(watched.read(text))
    line = _only(text)
    assert line.pop("at").endswith("+00:00")
    assert line == {
        "level": "info",
        "logger": "leadwizard.tests.here",
        "message": "done",
        "correlation_id": "request-0001",
        "process": "worker-quick",
        "organization": str(world.organization.pk),
        "milliseconds": 12,
        **facts,
    }


def test_a_fact_that_nobody_agreed_on_is_refused():
    with pytest.raises(ValueError, match="email"), correlation.about(email="rosa@example.com"):
        pass


def test_facts_end_with_their_block():
    with correlation.about(job="one", route="a"):
        with correlation.about(job="two"):
            assert dict(correlation.facts()) == {"job": "two", "route": "a"}
        assert correlation.facts()["job"] == "one"
    assert dict(correlation.facts()) == {}


@pytest.mark.parametrize("name", django_settings.SECRETS)
def test_no_secret_of_the_settings_comes_out(settings, name):
    value, password = {
        "CREDENTIAL_KEYS": (
            "k1:c2VjcmV0IGNhbmFyeSBrZXkgb2YgMzIgYnl0ZXMhIQ==",
            "c2VjcmV0IGNhbmFyeSBrZXkgb2YgMzIgYnl0ZXMhIQ==",
        ),
        "SENTRY_DSN": ("https://canarykey@sentry.example/1", "canarykey"),
    }.get(name, ("canary_of_a_secret", "canary_of_a_secret"))
    if name.endswith("_URL"):
        value, password = "scheme://user:canary_of_a_secret@host:1/name", "canary_of_a_secret"
    setattr(settings, name, value)
    with watched.lines() as text:
        logger.warning("could not use %s and %s", value, {"config": [password]})
        structlog.stdlib.get_logger("leadwizard.tests.here").warning("tried", where=f"{password}!", deep={"a": [value]})
    assert len(watched.ours(text)) == 2
    assert password not in text.getvalue()


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("write to Rosa.Delgado+x@Example.com now", "write to [email "),
        ("rosa%40example.com", "[email "),
        ("call (937) 555-0142 or +49 30 1234567", "call [phone] or [phone]"),
        ("call +19375550142.", "call [phone]."),
        ("Authorization: Bearer abc.def", "Authorization: Bearer [secret]"),
        ("key re_123abc456 and sk-proj-abcdef12", "key [secret] and [secret]"),
        ("whsec_MfKQ9r8GKYqrTwjU", "[secret]"),
        (
            "GET /u/tok:en/ and /invitation/abc and /approve/x.y:z",
            "GET /u/[token]/ and /invitation/[token] and /approve/[token]",
        ),
        ("https://x.example/f/acme/?email=a", "https://x.example/f/acme/?[…]"),
        ("postgres://lw_app:pw@host/db", "postgres://[secret]@host/db"),
        ("bad\nDETAIL:  Key (email)=(x) exists.\nmore", "bad\nDETAIL: [left out]"),
        ("new row\nFailing row contains (1, text\ntext)", "new row\n[row]"),
        ("aB3dE5gH7jK9mN1pQ3sT5vX7", "[secret]"),
        ('{"api_key": "anything"}', '{"api_key": "[secret]"}'),
    ],
)
def test_what_looks_like_a_secret_or_a_person_is_taken_out(said, written):
    found = scrubbing.text(said)
    assert found == written or (written.endswith("[email ") and found.startswith(written) and "xample" not in found)


@pytest.mark.parametrize(
    "said",
    [
        "job 01938a7e-1c1f-7d4b-9c57-0123456789ab broke after 12345 ms",
        "12345678-1234-7123-8123-123456789012",
        "model_call_newest at automation/models/ai.py:41",
        "2026-11-21T04:44:07+00:00",
        "attempt 3 of 5, 0.25 s",
    ],
)
def test_ids_and_figures_of_ours_stay(said):
    assert scrubbing.text(said) == said


def test_a_secret_that_looks_like_an_id_is_a_secret(settings):
    settings.RESEND_API_KEY = "01938a7e-1c1f-7d4b-9c57-0123456789ab"
    assert scrubbing.text(settings.RESEND_API_KEY) == "[secret]"
    assert scrubbing.text("01938a7e-1c1f-7d4b-9c57-0123456789ac") == "01938a7e-1c1f-7d4b-9c57-0123456789ac"


def test_the_same_address_has_the_same_mark_and_another_one_another():
    one, same, other = (scrubbing.text(address) for address in ("a@x.example", "A@x.example", "b@x.example"))
    assert one == same != other


def _token_paths(resolver, prefix="/"):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _token_paths(pattern, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield prefix + str(pattern.pattern)


def test_every_address_with_a_token_in_it_loses_it():
    with_tokens = [path for path in _token_paths(get_resolver()) if "token" in path or "<key>" in path]
    assert len(with_tokens) >= 5
    for path in with_tokens:
        before = re.split(r"<(?:str:)?(?:token|key)>|\(\?P<", path)[0].replace("^", "")
        filled = re.sub(r"<[a-z:]*>", "acme", before)
        assert "canary" not in scrubbing.text(f"Not Found: {filled}canary"), path


def test_an_error_is_its_types_places_and_facts_and_never_its_words(world):
    with watched.lines() as text, scope(world.organization.pk):
        Contact.objects.create(name=watched.NAME, email=watched.EMAIL)
        try:
            with transaction.atomic():
                Contact.objects.create(name=watched.NAME, email=watched.EMAIL)
        except DatabaseError:
            logger.exception("it broke")
    outer, inner = _only(text)["error"]
    assert outer["type"] == "django.db.utils.IntegrityError"
    assert (inner["type"], inner["sqlstate"]) == ("psycopg.errors.UniqueViolation", "23505")
    assert (inner["constraint_name"], inner["table_name"]) == ("contact_email_once", "messaging_contact")
    assert any(place.startswith("leadwizard/tests/test_logs.py:") for place in outer["at"])
    assert not any(word in text.getvalue() for word in watched.PLANTED)


def test_errors_of_ours_keep_the_facts_that_they_promise():
    assert scrubbing.describe(DomainError(watched.MESSAGE, "taken"))["code"] == "taken"
    assert scrubbing.describe(IntegrationError(watched.MESSAGE, provider="resend"))["provider"] == "resend"
    with pytest.raises(AttributeError) as caught:
        _ = world_of_nothing().absent
    assert scrubbing.describe(caught.value)["name"] == "absent"
    assert watched.MESSAGE not in json.dumps(scrubbing.chain(KeyError(watched.MESSAGE)))


def world_of_nothing():
    return object()


def test_of_a_librarys_line_only_numbers_stay_among_its_arguments():
    with watched.lines() as text:
        logging.getLogger("some.library").warning("%s said %d: %r", watched.NAME, 404, watched.MESSAGE)
        logging.getLogger("some.library").warning("task %(name)s %(number)d", {"name": watched.NAME, "number": 7})
        logging.getLogger("django.request").error("%s: %s", "Not Found", f"/u/{watched.NAME}/")
        logging.getLogger("django.security.DisallowedHost").error(f"Invalid HTTP_HOST header: {watched.MESSAGE}")  # noqa: G004
    assert [line["message"] for line in watched.read(text)] == [
        "… said 404: …",
        "task … 7",
        "the request failed",
        "a request was refused: DisallowedHost",
    ]


def test_a_line_that_cannot_be_formatted_is_replaced_and_shows_nothing(capsys):
    handler = logs.Lines(text := io.StringIO())
    handler.setFormatter(logs.formatter())
    handler.handle(logging.LogRecord(logger.name, logging.INFO, "", 1, "two %s %s", (watched.NAME,), None))
    assert watched.read(text)[0]["message"] == "a log line is malformed"
    assert "Zebulon" not in capsys.readouterr().err


@pytest.mark.parametrize("asked", ["937-555-0142", "re_1234567890", "short", "with space", "edge.0001-abc"])
def test_a_callers_id_that_could_be_something_else_is_not_taken(client, asked):
    assert client.get("/livez", headers={"X-Correlation-ID": asked})["X-Correlation-ID"] != asked


def test_what_a_report_says_is_its_cause_is_taken_only_if_it_is_an_id():
    with correlation.correlated("request-0001"):
        for odd in ("", "short", "two words", "line\nbreak-0001", "x" * 65):
            correlation.adopt(odd)
            assert correlation.current() == "request-0001"
        correlation.adopt("request-0002")
        assert correlation.current() == "request-0002"


def test_a_callers_well_formed_id_is_taken(client):
    assert client.get("/livez", headers={"X-Correlation-ID": "edge_0001-abc"})["X-Correlation-ID"] == "edge_0001-abc"


def test_an_error_that_even_the_error_page_cannot_show_is_answered_and_says_nothing(db, rf, monkeypatch):
    from django.core.handlers.wsgi import WSGIHandler

    from leadwizard import wsgi

    def broken(*_facts):
        raise ValueError(watched.MESSAGE)

    monkeypatch.setattr(WSGIHandler, "__call__", broken)
    answered = []
    with watched.lines() as text:
        body = wsgi.application(rf.get("/").environ, lambda status, _headers: answered.append(status))
    assert (answered, b"".join(body)) == (
        ["500 Internal Server Error"],
        b"This broke on our side. What was saved is safe.\n",
    )
    assert _only(text)["error"][0]["type"] == "ValueError"
    assert "canarysong" not in text.getvalue()


def test_an_error_that_ends_a_thread_is_a_line_like_any_other(capsys):
    def broken():
        raise ValueError(watched.MESSAGE)

    with watched.lines() as text, pytest.MonkeyPatch.context() as patch:
        patch.setattr(threading, "excepthook", logs.thread_ended)
        thread = threading.Thread(target=broken)
        thread.start()
        thread.join()
    assert _only(text)["error"][0]["type"] == "ValueError"
    assert "canarysong" not in text.getvalue() + capsys.readouterr().err
