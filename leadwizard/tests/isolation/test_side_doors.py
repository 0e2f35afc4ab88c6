"""Ways around the addresses: foreign ids in forms and filters, search, files, caches, keys, actions of the portal."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.core import signing
from django.db import models
from django.utils import timezone

from leads.models import Lead
from leads.services.alerts import APPROVAL_SALT
from leadwizard.lib import keyset
from leadwizard.tests.isolation import addresses, houses
from leadwizard.tests.isolation.callers import undone
from messaging.models import Notice
from tenants.access import declaration
from tenants.enums import RegistryKind
from tenants.scoping import scope

pytestmark = pytest.mark.django_db

APPS = ("tenants", "automation", "messaging", "leads", "leadwizard")

# --- ids and words of one organization in the requests of another ----------------------------------------------------


def _member(house):
    return str(house.people["staff"].membership.pk)


# A form of the other owner's own pages, with something of the house in it: what answers, and nothing else happens.
FOREIGN_FIELDS = {
    "leads:lead_assign": (lambda house: {"member": _member(house)}, 422),
    "automation:assign": (lambda house: {"member": _member(house)}, 422),
    "leads:lead_approve": (lambda house: {"draft": house.values["draft_id"]}, 303),
    "leads:lead_discard": (lambda house: {"draft": house.values["draft_id"]}, 303),
    "leads:reply_settings": (lambda house: {"threshold": "0.9", "alert_members": [_member(house)]}, 422),
    "leads:bulk": (lambda house: {"lead": [house.values["lead_id"]], "status": "won"}, 303),
    "automation:bulk_retry": (lambda house: {"job": [house.values["job_id"]]}, 303),
    "automation:bulk_dismiss": (lambda house: {"job": [house.values["job_id"]], "reason": "Why"}, 303),
    "leads:form_sharing": (lambda house: {f"{house.values['form_id']}-allowed_origins": "https://evil.example"}, 303),
    "leads:form": (addresses._enquiry, 422),
}
BY_LABEL = {pattern.label: pattern for pattern in addresses.patterns()}


@pytest.mark.parametrize("label", FOREIGN_FIELDS)
def test_a_foreign_id_in_a_form_does_nothing(town, label):
    body, status = FOREIGN_FIELDS[label]
    house, pattern = town.a, BY_LABEL[label]
    before = houses.state_of(house)
    # With the other one's own id the same form is taken.
    with undone():
        own = town.callers["owner of b"].ask("POST", pattern.path(town.b), body(town.b))
        assert own.status == 303, own.text[:500]
    with undone():
        sent = body(house)
        answer = town.callers["owner of b"].ask("POST", pattern.path(town.b), sent)
        assert answer.status == status
        assert house.found_in(answer.text, given=str(sent)) == []
        assert houses.changed(before, houses.state_of(house)) == []
        assert houses.words_in_rows(town.b, house) == []


def test_an_approval_made_of_two_organizations_opens_nothing(town):
    a, b = town.a, town.b
    before = houses.state_of(a)
    organization, member = str(b.organization.pk), str(b.people["owner"].membership.pk)
    for ids in (
        [organization, a.values["draft_id"], member],
        [organization, b.values["draft_id"], str(a.people["owner"].membership.pk)],
        [str(a.organization.pk), a.values["draft_id"], member],
        [str(a.organization.pk), a.values["draft_id"], str(a.people["gone"].membership.pk)],
    ):
        path = f"/approve/{signing.dumps(ids, salt=APPROVAL_SALT)}/"
        for method in ("GET", "POST"):
            answer = town.callers["nobody"].ask(method, path, {"body": "Hi", "token": str(uuid4())})
            assert answer.status == 404
            assert a.found_in(answer.text) == []
    assert houses.changed(before, houses.state_of(a)) == []


def test_an_idempotency_key_means_nothing_at_another_form(town):
    body = json.dumps({"name": "Rosa", "email": "rosa@x.example", "message": "It drips."})
    sent = {"content_type": "application/json", "headers": {"Idempotency-Key": "the same one"}}
    ids = set()
    for house in (town.a, town.b, town.b):
        answer = town.callers["nobody"].ask("POST", BY_LABEL["leads:api_submissions"].path(house), body, **sent)
        assert answer.status == 201
        ids.add(json.loads(answer.text.rpartition("\n")[2])["id"])
    assert len(ids) == 2


def test_a_report_signed_for_one_organization_moves_nothing_of_another(town):
    post, path = addresses.ADDRESSES["messaging:twilio_report"].post, BY_LABEL["messaging:twilio_report"].path(town.a)
    mixed = path.replace(str(town.a.organization.pk), str(town.b.organization.pk))
    before = houses.state_of(town.a)
    headers = post.headers(mixed, addresses.encoded(post.body(town.a)))
    assert town.callers["nobody"].ask("POST", mixed, post.body(town.a), headers=headers).status == 204
    assert houses.changed(before, houses.state_of(town.a)) == []
    with scope(town.b.organization.pk):
        assert not Notice.objects.filter(pk=town.a.values["notice_id"]).exists()


# --- search, filters, cursors, files ---------------------------------------------------------------------------------

_LISTS = ("leads:list", "leads:export", "automation:escalations", "automation:dead_letters")


@pytest.mark.parametrize("label", _LISTS)
def test_a_search_for_foreign_words_finds_what_a_search_for_nonsense_finds(town, label):
    house, path = town.a, BY_LABEL[label].path(town.b)
    wanted = ("leads.Lead.name", "leads.Lead.email", "leads.Lead.message", "leads.Lead.service")
    words = [next(word for word, place in house.words.items() if place == name) for name in wanted]
    words += [word for word, place in house.words.items() if place == "automation.Escalation.title"]
    queries = [f"q={word}" for word in words] + [
        f"q={house.phone[-7:]}",
        f"form={house.values['form_id']}",
        f"assigned={_member(house)}",
    ]
    for query in queries:
        name, _, value = query.partition("=")
        nonsense = "z" * len(value) if name == "q" else str(uuid4())
        # Ages in words must not tick between the two.
        with time_machine.travel(timezone.now(), tick=False):
            answers = [
                town.callers["owner of b"].ask("GET", f"{path}?{name}={typed}", headers={"HX-Request": "true"})
                for typed in (value, nonsense)
            ]
        found, nothing = (
            answer.text.replace(typed, "?") for answer, typed in zip(answers, (value, nonsense), strict=True)
        )
        assert [answer.status for answer in answers] == [200, 200]
        assert _without_noise(found) == _without_noise(nothing), query
    # At home such a word finds its row.
    word, beside = _at_home(house, label)
    own = town.callers["owner of a"].ask("GET", f"{BY_LABEL[label].path(house)}?q={word}").text.replace(word, "")
    assert beside in own if beside else house.found_in(own)


def _at_home(house, label):
    """Return a word to search for and, where the page names the house anyway, one that only its row has."""
    if label.startswith("leads:"):
        with scope(house.organization.pk):
            lead = Lead.objects.get_queryset().trusted().first()
            return lead.name, lead.message
    return [word for word, place in house.words.items() if place == "automation.Escalation.title"][-1], ""


def _without_noise(text):
    """Leave out what every answer has anew: the policy's nonce, cookies, the token of forms."""
    return [
        line
        for line in text.splitlines()
        if not line.startswith(
            ("Content-Security-Policy", "Set-Cookie", "Content-Length", "X-Correlation-ID", "Expires")
        )
        and "csrf" not in line.lower()
        and "nonce" not in line
    ]


def test_a_cursor_of_another_organization_shows_ones_own_rows(town):
    with scope(town.a.organization.pk):
        cursor = keyset._write("older", Lead.objects.latest("created_at", "pk"), "created_at")
    for letter, expected in (("a", town.a), ("b", town.b)):
        answer = town.callers[f"owner of {letter}"].ask("GET", f"/o/house-{letter}/leads/?cursor={cursor}")
        assert answer.status == 200
        assert (town.a.found_in(answer.text, given=cursor) != []) is (expected is town.a)


def test_an_export_holds_every_word_of_its_own_and_none_of_another(town):
    wanted = {"leads.Lead.name", "leads.Lead.email", "leads.Lead.message"}
    for house, other in ((town.a, town.b), (town.b, town.a)):
        answer = town.callers[f"owner of {house.letter}"].ask("GET", BY_LABEL["leads:export"].path(house))
        seen = {place for word, place in house.words.items() if word in answer.text}
        assert seen >= wanted
        assert other.found_in(answer.text) == []


def test_no_model_keeps_files():
    """A file has an address: the first one needs its place in the table, and a test of its own here."""
    assert [
        f"{model._meta.label}.{column.name}"
        for model in apps.get_models()
        for column in model._meta.local_fields
        if isinstance(column, models.FileField)
    ] == []
    assert [pattern.route for pattern in addresses.patterns() if "media" in pattern.route] == []


# --- caches ----------------------------------------------------------------------------------------------------------

# Everything that a process remembers beyond a request, with why nobody's rows can be in it.
REMEMBERED = {
    "automation/ai/asking.py:_form": "by a class of ours",
    "automation/work.py:_overlooked_of": "by a queue; ids of jobs that are due, each run in its own scope",
    "messaging/rendering.py:_inliner": "takes nothing",
    "messaging/adapters/registry.py:_transport": "by the name of a vendor",
    "leads/views/embed.py:_source": "a file of ours",
    "leads/gate/blocked.py:_pattern": "by a topic's words; a pattern of ours",
    "leads/gate/english/verbs.py:lemmas": "by a word; what English makes of it",
    "leads/gate/hours.py:_entered_hours": "by a line that an owner entered; the hours in it",
    "leads/gate/injections.py:_spelled": "by a word; how it is spelled right",
    "leads/gate/languages.py:_by_form": "by a word; the language of its ending",
    "leads/gate/remarks.py:root": "by a word; its beginning",
    "leads/gate/statements.py:stem": "by a word; its beginning",
    "leads/gate/text.py:_fold": "by a character",
    "leads/gate/text.py:entered": "by words that an owner entered; the same words, read",
    "leads/gate/text.py:is_hidden": "by a character",
    "leads/spam.py:_disposable": "a list of a library",
    "leadwizard/lib/inserting.py:_fields": "by a model of ours",
    "leadwizard/lib/inserting.py:_statement": "by models of ours",
    "leadwizard/lib/limits.py:_limiter": "takes nothing; its counts have a purpose and a caller",
    "leadwizard/lib/limits.py:_item": "by a limit's words",
    "leadwizard/lib/live.py:_redis": "takes nothing; what goes through names its organization",
    "leadwizard/lib/safe_http.py:_trust": "takes nothing",
    "leadwizard/lib/crypto.py:_parsed": "by the platform's own ring of keys",
    "leadwizard/lib/scrubbing.py:_from_environment": "the platform's own secrets",
    "leadwizard/lib/scrubbing.py:_pattern": "by the secrets that it takes out",
    "leadwizard/ui/templatetags/ui.py:_icon": "by an icon's name",
    "leadwizard/lib/statements.py:_taken_apart": "by a statement of ours, whose values are apart from it",
    "leadwizard/metrics.py:_instruments": "takes nothing; its counts have no name in them",
}


def _remembering() -> Iterator[str]:
    root = Path(settings.BASE_DIR)
    for source in sorted(path for app in APPS for path in (root / app).rglob("*.py")):
        name = str(source.relative_to(root))
        if "/tests/" in name or name.startswith(("leadwizard/simulator", "leadwizard/proof", "leadwizard/runtime")):
            continue
        tree = ast.parse(source.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                marks = " ".join(ast.unparse(mark) for mark in node.decorator_list)
                words = marks.replace("never_cache", "").replace("cached_property", "")
                if "cache" in words:
                    yield f"{name}:{node.name}"
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django.core.cache"):
                yield f"{name}: Django's cache"


def test_whatever_a_process_remembers_is_in_the_list():
    assert sorted(_remembering()) == sorted(REMEMBERED)


def test_no_shared_cache_may_keep_a_members_page(town):
    house, looked_at = town.a, 0
    for pattern in addresses.patterns():
        if pattern.address.door in addresses.MEMBER_DOORS and pattern.address.get:
            answer = town.callers["owner of a"].ask("GET", pattern.path(house))
            if house.found_in(answer.text, given=pattern.path(house)) and answer.status == 200:
                looked_at += 1
                [kept] = [line for line in answer.text.splitlines() if line.lower().startswith("cache-control:")] or [
                    ""
                ]
                assert "no-store" in kept or "private" in kept, (pattern.label, kept)
    assert looked_at >= 10


# --- keys, and what platform staff can do ----------------------------------------------------------------------------

# What opens a door without a sign-in, and where the matrix tries it; a new kind of key must be tried there, too.
KEYS_OF_DOORS = {
    RegistryKind.ORGANIZATION: "messaging:twilio_report",
    RegistryKind.ORGANIZATION_SLUG: "tenants:dashboard",
    RegistryKind.MEMBERSHIP: "tenants:organizations",
    RegistryKind.INVITATION: "tenants:accept_invitation",
    RegistryKind.FORM_SLUG: "leads:form",
    RegistryKind.REPLY_ADDRESS: "messaging:resend",
    RegistryKind.CONTACT: "messaging:unsubscribe",
    RegistryKind.MEMBER_PHONE: "messaging:twilio_inbound",
}


def test_every_kind_of_key_is_tried_somewhere():
    assert set(RegistryKind) == KEYS_OF_DOORS.keys()
    assert set(KEYS_OF_DOORS.values()) <= addresses.ADDRESSES.keys()


def test_nobody_signs_in_with_a_key():
    """The product gives out no API keys. Whoever adds a way of signing in adds a caller to the matrix."""
    assert settings.REST_FRAMEWORK["DEFAULT_AUTHENTICATION_CLASSES"] == []
    views = [getattr(pattern.view, "cls", None) for pattern in addresses.patterns()]
    assert [view.authentication_classes for view in views if view is not None] == [[], []]
    assert settings.AUTHENTICATION_BACKENDS == [
        "django.contrib.auth.backends.ModelBackend",
        "allauth.account.auth_backends.AuthenticationBackend",
    ]
    doors = {declaration(pattern.view).partition(":")[0] for pattern in addresses.patterns()}
    assert doors == {"", "member", "public", "signed", "unscoped"}


def test_the_portal_has_no_actions():
    """Its pages read. An action would have to enter the row's organization, and be tried here from another one."""
    changing = [
        model._meta.label
        for model, page in admin.site._registry.items()
        if page.actions or page.list_editable or page.inlines or page.get_urls.__func__ is not admin.ModelAdmin.get_urls
    ]
    assert changing == []
