"""Every address with every method for everybody: first it works for the right one, then for nobody else."""

import pytest
from django.apps import apps
from django.contrib import admin

from leadwizard.tests.isolation import addresses, houses
from leadwizard.tests.isolation.addresses import (
    ADMIN,
    LIBRARY,
    LINK,
    MACHINE,
    MEMBER_DOORS,
    PERSON,
    PLATFORM,
    PUBLIC,
    SITE,
    STAFF,
)
from leadwizard.tests.isolation.callers import METHODS, undone
from tenants.access import declaration

PATTERNS = addresses.patterns()
OURS = [pattern for pattern in PATTERNS if pattern.label in addresses.ADDRESSES]
MEMBERS = [pattern for pattern in OURS if pattern.address.door in MEMBER_DOORS]

OUTSIDERS = ("owner of b", "staff of b", "gone of a", "platform")
STRANGERS = ("nobody", "a key")

pytestmark = pytest.mark.django_db


def _by_label(pattern):
    return pattern.label


def test_every_address_is_in_the_table_and_the_table_has_no_other():
    assert [pattern.route for pattern in PATTERNS if not pattern.address.door] == []
    assert addresses.ADDRESSES.keys() - {pattern.label for pattern in PATTERNS} == set()
    assert len({pattern.label for pattern in OURS}) == len(OURS)


def test_every_dashboard_address_needs_a_membership():
    dashboard = [pattern for pattern in PATTERNS if pattern.route.startswith("o/")]
    assert [pattern.route for pattern in dashboard] == [pattern.route for pattern in MEMBERS] != []
    assert all(pattern.view.needs_membership for pattern in dashboard)


@pytest.mark.parametrize("pattern", OURS, ids=_by_label)
def test_the_view_declares_the_door_of_the_table(pattern):
    said = declaration(pattern.view)
    expected = {
        STAFF: STAFF,
        ADMIN: ADMIN,
        PUBLIC: ("public: ", "unscoped: "),
        LINK: ("public: invitation", "signed: ", "public: form_slug", "unscoped: the signed token"),
        MACHINE: "unscoped: the provider's signature",
        PERSON: "unscoped: ",
        SITE: "unscoped: ",
    }[pattern.address.door]
    assert said == expected if pattern.address.door in MEMBER_DOORS else said.startswith(expected)


def _right_one(town, pattern):
    door = pattern.address.door
    name = {PLATFORM: "platform", PUBLIC: "nobody", LINK: "nobody", MACHINE: "nobody", SITE: "nobody"}
    return town.callers[name.get(door, "owner of a")]


def _post(caller, path, post, house, **options):
    body = post.body(house)
    headers = post.headers(path, addresses.encoded(body))
    return caller.ask("POST", path, body, content_type=post.content_type, headers=headers, **options)


def _succeed(town, pattern, house, before):
    """Let the right one do it, and take it back."""
    address, path, caller = pattern.address, pattern.path(house), _right_one(town, pattern)
    if address.get:
        with undone():
            answer = caller.ask("GET", path)
            assert answer.status == address.get, answer.text[:2000]
    if address.post:
        with undone():
            answer = _post(caller, path, address.post, house)
            assert answer.status == address.post.status, answer.text[:3000]
            assert bool(houses.changed(before, houses.state_of(house))) == address.post.changes
    assert houses.state_of(house) == before


@pytest.mark.parametrize("pattern", MEMBERS, ids=_by_label)
def test_a_page_of_members_is_for_members_alone(town, pattern):
    house, address = town.a, pattern.address
    before, path = houses.state_of(house), pattern.path(house)
    _succeed(town, pattern, house, before)

    body = address.post.body(house) if address.post else {"q": "x"}
    _staff_gets_what_the_role_allows(town, pattern, before)
    for name in (*STRANGERS, *OUTSIDERS):
        for method in METHODS:
            answer = town.callers[name].ask(method, path, body)
            if name in STRANGERS:
                assert (answer.status, answer.location[:15]) == (302, "/account/login/"), (name, method)
            else:
                assert answer.status == 404, (name, method)
            assert house.found_in(answer.text, given=path) == [], (name, method)
        assert houses.changed(before, houses.state_of(house)) == [], name
    for method in ("PUT", "PATCH", "DELETE", *(() if address.get else ("GET",))):
        assert town.callers["owner of a"].ask(method, path, body).status == 405, method
    assert houses.changed(before, houses.state_of(house)) == []


def _staff_gets_what_the_role_allows(town, pattern, before):
    house, address, staff = town.a, pattern.address, town.callers["staff of a"]
    path = pattern.path(house)
    if address.door == ADMIN:
        body = address.post.body(house) if address.post else {}
        for method in METHODS:
            answer = staff.ask(method, path, body)
            assert answer.status == 403, method
            assert house.found_in(answer.text, given=path, may_be_public=True) == [], method
        assert houses.changed(before, houses.state_of(house)) == []
        return
    if address.get:
        assert staff.ask("GET", path).status == address.get
    if address.post:
        with undone():
            answer = _post(staff, path, address.post, house)
            expected = address.post.staff or address.post.status
            assert answer.status == expected
            if expected == 403:
                assert houses.changed(before, houses.state_of(house)) == []


@pytest.mark.parametrize("pattern", [pattern for pattern in MEMBERS if len(pattern.arguments) > 1], ids=_by_label)
def test_an_owners_own_address_leads_to_no_foreign_row(town, pattern):
    house, address = town.a, pattern.address
    before, own = houses.state_of(house), houses.state_of(town.b)
    _succeed(town, pattern, house, before)
    with undone():
        # The other owner, with rows of their own at the same address.
        _succeed_as(town.callers["owner of b"], pattern, town.b)

    path = pattern.path(house, slug=town.b.organization.slug)
    for name in ("owner of b", "staff of b"):
        for method in METHODS:
            answer = town.callers[name].ask(method, path, address.post.body(house) if address.post else {})
            assert answer.status in {403, 404, 405}, (name, method)
            assert house.found_in(answer.text, given=path) == [], (name, method)
        answer = town.callers[name].ask("POST" if address.post else "GET", path, {})
        is_weak = address.door == ADMIN and name == "staff of b"
        assert answer.status == (403 if is_weak else 404)
    assert houses.changed(before, houses.state_of(house)) == []
    assert houses.changed(own, houses.state_of(town.b)) == []


def _succeed_as(caller, pattern, house):
    address, path = pattern.address, pattern.path(house)
    if address.get:
        assert caller.ask("GET", path).status == address.get
    if address.post:
        assert _post(caller, path, address.post, house).status == address.post.status


@pytest.mark.parametrize("pattern", [pattern for pattern in OURS if pattern.address.door == PUBLIC], ids=_by_label)
def test_what_strangers_may_open_shows_nothing_private(town, pattern):
    house, address = town.a, pattern.address
    before, path = houses.state_of(house), pattern.path(house)
    _succeed(town, pattern, house, before)
    for name in ("nobody", "a key", "owner of b", "platform"):
        caller = town.callers[name]
        for method in METHODS:
            with undone():
                body = address.post.body(house) if address.post else ""
                content_type = address.post.content_type if address.post else "application/json"
                answer = caller.ask(method, path, body, content_type=content_type)
                assert house.found_in(answer.text, may_be_public=True) == [], (name, method)
                assert town.b.found_in(answer.text) == [], (name, method)
                if method != "POST":
                    assert houses.changed(before, houses.state_of(house)) == [], (name, method)


@pytest.mark.parametrize("pattern", [pattern for pattern in OURS if pattern.address.door == LINK], ids=_by_label)
def test_a_link_is_good_for_what_it_was_made_for_and_nothing_else(town, pattern):
    house, address = town.a, pattern.address
    before, path = houses.state_of(house), pattern.path(house)
    _succeed(town, pattern, house, before)
    token = house.values[address.values["token"]]
    wrong = {path.replace(token, bad) for bad in (f"{token[:-1]}{'x' if token[-1] != 'x' else 'y'}", "x", token[::-1])}
    wrong |= {path.replace(token, other) for name, other in house.values.items() if name in {"lead_id", "draft_id"}}
    wrong.add(path.replace("door-a", "door-b"))
    for made_up in wrong - {path}:
        for name in ("nobody", "owner of b"):
            for method in METHODS:
                answer = town.callers[name].ask(method, made_up, address.post.body(house) if address.post else {})
                assert answer.status in {200, 404, 405}, (made_up, name, method)
                assert house.found_in(answer.text, given=made_up) == [], (made_up, name, method)
            assert houses.changed(before, houses.state_of(house)) == [], (made_up, name)
    for method in ("PUT", "PATCH", "DELETE"):
        assert town.callers["nobody"].ask(method, path).status == 405
    assert houses.changed(before, houses.state_of(house)) == []


@pytest.mark.parametrize("pattern", [pattern for pattern in OURS if pattern.address.door == MACHINE], ids=_by_label)
def test_a_webhook_is_taken_from_its_provider_alone(town, pattern):
    house, post = town.a, pattern.address.post
    before, path = houses.state_of(house), pattern.path(house)
    _succeed(town, pattern, house, before)
    for name, caller in town.callers.items():
        for method in METHODS:
            answer = caller.ask(method, path, post.body(house), content_type=post.content_type)
            assert answer.status == (400 if method == "POST" else 405), (name, method)
            assert house.found_in(answer.text, given=path) == [], (name, method)
        assert houses.changed(before, houses.state_of(house)) == [], name


@pytest.mark.parametrize(
    "pattern",
    [pattern for pattern in PATTERNS if pattern.address.door in {PERSON, SITE, LIBRARY}],
    ids=_by_label,
)
def test_pages_of_nobodys_organization_show_none(town, pattern):
    house = town.a
    before, path = houses.state_of(house), pattern.path(house)
    if pattern in OURS:
        _succeed(town, pattern, house, before)
    for name in (*STRANGERS, "owner of b", "platform"):
        for method in METHODS:
            with undone():
                answer = town.callers[name].ask(method, path)
                assert house.found_in(answer.text, given=path) == [], (name, method)
                if pattern.address.door == PERSON and name in STRANGERS:
                    assert answer.status == 302
                    assert answer.location.startswith(("/account/login/", "/account/profile/")), answer.location
        assert houses.changed(before, houses.state_of(house)) == [], name


@pytest.mark.parametrize(
    "pattern", [pattern for pattern in PATTERNS if pattern.address.door == PLATFORM], ids=_by_label
)
def test_the_portal_is_for_platform_staff_and_writes_nothing(town, pattern):
    house = town.a
    before, path = houses.state_of(house), pattern.path(house)
    for name in ("platform", "nobody", "a key", "owner of a", "owner of b"):
        for method in METHODS:
            with undone():
                answer = town.callers[name].ask(method, path, {"post": "yes", "action": "delete_selected"})
                if name == "platform":
                    assert answer.status in {200, 302, 400, 403, 404, 405}, method
                    continue
                assert answer.status in {200, 302, 403, 404, 405}, (name, method)
                if answer.status == 200:
                    assert pattern.label in {"admin:login", "admin:jsi18n"}
                assert house.found_in(answer.text, given=path) == [], (name, method)
        assert houses.changed(before, houses.state_of(house)) == [], name
    if pattern.label.endswith("_changelist") or pattern.route.endswith("/change/"):
        model = apps.get_model(*pattern.route.split("/")[1:3])
        answer = town.callers["platform"].ask("GET", path)
        assert answer.status == 200
        assert str(houses.row_of(house, model)) in answer.text
        # The words of an organization and its customers are not the platform's.
        hidden = {f"{model._meta.label}.{name}" for name in admin.site._registry[model].exclude or ()}
        assert [word for word, place in house.words.items() if place in hidden and word in answer.text] == []


def test_the_owner_sees_the_words_that_nobody_else_may(town):
    """Canaries that nobody could see would prove nothing."""
    house = town.a
    seen = set()
    for pattern in MEMBERS:
        if pattern.address.get:
            for query in ("", "?tab=messages", "?tab=ai", "?tab=timeline", "?edit=draft&tab=ai"):
                answer = town.callers["owner of a"].ask("GET", pattern.path(house) + query)
                seen |= {word for word in house.words if word in answer.text}
    private = {word for word in seen if word.startswith(house.mark)}
    assert len(private) >= 40, sorted({house.words[word] for word in private})
