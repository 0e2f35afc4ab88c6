"""An organization's own keys: sealed in its rows, opened in its scope, never shown."""

import base64
import logging
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.utils import timezone

from leadwizard.lib.errors import DomainError
from tenants import credentials
from tenants.credentials import CredentialState, UnreadableCredentialError
from tenants.exceptions import ScopeMissingError
from tenants.models import AuditEvent, Credential
from tenants.scoping import everywhere, scope

pytestmark = pytest.mark.django_db

SECRET = "sk-live-4f9a71c2"
OLD = "old:" + base64.b64encode(b"o" * 32).decode()
NEW = "new:" + base64.b64encode(b"n" * 32).decode()


@pytest.fixture(autouse=True)
def _ring(settings):
    settings.CREDENTIAL_KEYS = OLD


def _store(organization, value=SECRET, *, name="api_key", actor=None):
    with scope(organization.pk):
        credentials.store("openai", name, value, actor=actor, now=timezone.now())


def _reveal(organization, name="api_key"):
    with scope(organization.pk):
        return credentials.reveal("openai", name)


def _row(organization, name="api_key"):
    with scope(organization.pk):
        return Credential.objects.get(provider="openai", name=name)


def _trail(organization, action):
    with scope(organization.pk):
        return list(AuditEvent.objects.filter(action=action).order_by("at"))


def test_a_value_is_stored_sealed_revealed_in_scope_and_replaced(world):
    _store(world.organization, f"  {SECRET}\n", actor=world.alice.membership)
    first = _row(world.organization)
    assert _reveal(world.organization) == SECRET
    assert SECRET not in first.ciphertext
    assert first.changed_by_id == world.alice.membership.pk

    _store(world.organization, "sk-next", actor=world.bob.membership)
    second = _row(world.organization)
    assert _reveal(world.organization) == "sk-next"
    assert (second.pk, second.changed_by_id) == (first.pk, world.bob.membership.pk)
    assert second.ciphertext != first.ciphertext


def test_without_a_scope_nothing_is_revealed_and_another_organization_has_nothing(world):
    _store(world.organization)
    with pytest.raises(ScopeMissingError):
        credentials.reveal("openai", "api_key")
    assert _reveal(world.other) is None
    with scope(world.other.pk):
        assert credentials.state("openai", "api_key") == CredentialState.NOT_SET
        assert not credentials.forget("openai", "api_key", actor=None)
    assert _reveal(world.organization) == SECRET


def test_a_ciphertext_moved_to_another_place_does_not_open(world):
    _store(world.organization)
    _store(world.organization, "own", name="model")
    _store(world.other, "own")
    stolen = _row(world.organization).ciphertext
    for victim, name in ((world.organization, "model"), (world.other, "api_key")):
        with scope(victim.pk):
            assert Credential.objects.filter(name=name).update(ciphertext=stolen) == 1
            with pytest.raises(UnreadableCredentialError):
                credentials.reveal("openai", name)
            assert credentials.state("openai", name) == CredentialState.UNREADABLE
    # The same row under another name.
    with scope(world.organization.pk):
        Credential.objects.filter(name="api_key").update(name="base_url")
        with pytest.raises(UnreadableCredentialError):
            credentials.reveal("openai", "base_url")


def test_a_page_learns_the_state_and_saving_again_repairs_it(world, settings):
    with scope(world.organization.pk):
        assert credentials.state("openai", "api_key") == "not set"
    _store(world.organization)
    with scope(world.organization.pk):
        assert credentials.state("openai", "api_key") == "set"
    for ring in (NEW, ""):
        settings.CREDENTIAL_KEYS = ring
        with scope(world.organization.pk):
            assert credentials.state("openai", "api_key") == "cannot be opened"
    settings.CREDENTIAL_KEYS = NEW
    _store(world.organization)
    assert _reveal(world.organization) == SECRET


def test_forgetting_deletes_the_row(world):
    _store(world.organization)
    with scope(world.organization.pk):
        assert credentials.forget("openai", "api_key", actor=world.alice.membership)
        assert not Credential.objects.exists()


def test_the_trail_names_what_changed_and_never_a_value(world):
    _store(world.organization, actor=world.alice.membership)
    with scope(world.organization.pk):
        credentials.forget("openai", "api_key", actor=world.alice.membership)
    stored, forgotten = _trail(world.organization, "credential.stored") + _trail(
        world.organization, "credential.forgotten"
    )
    for event in (stored, forgotten):
        assert (event.fields, event.actor_id) == (["openai.api_key"], world.alice.membership.pk)
        assert SECRET not in repr(vars(event))


def test_nothing_secret_is_in_words_logs_or_errors(world, settings, caplog):
    caplog.set_level(logging.DEBUG)
    _store(world.organization)
    row = _row(world.organization)
    settings.CREDENTIAL_KEYS = NEW
    with pytest.raises(UnreadableCredentialError) as caught:
        _reveal(world.organization)
    words = f"{row!r} {row} {caught.value!r} {caught.value.__cause__!r} {caplog.text}"
    for secret in (SECRET, row.ciphertext, OLD.split(":")[1], NEW.split(":")[1]):
        assert secret not in words


@pytest.mark.parametrize("value", ["", "   ", "x" * 8_193])
def test_an_empty_or_endless_value_is_refused(world, value):
    with pytest.raises(DomainError, match="between 1 and"):
        _store(world.organization, value)
    with scope(world.organization.pk):
        assert not Credential.objects.exists()


def test_platform_wide_reading_has_no_right_to_the_sealed_values(world):
    _store(world.organization)
    with everywhere():
        assert list(Credential.objects.values_list("name", flat=True)) == ["api_key"]
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            list(Credential.objects.values_list("ciphertext", flat=True))


def test_rotation_moves_every_organization_to_the_first_key_and_says_how_far_it_is(world, settings, capsys):
    _store(world.organization)
    _store(world.organization, "m", name="model")
    _store(world.other, "theirs")
    settings.CREDENTIAL_KEYS = f"{NEW},{OLD}"
    _store(world.other, "already", name="model")

    call_command("rotate_keys")

    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines[:-1]] == ["1 of 2", "2 of 2"]
    assert lines[-1] == "3 re-encrypted in 2 organizations."
    settings.CREDENTIAL_KEYS = NEW
    assert [_reveal(world.organization), _reveal(world.organization, "model")] == [SECRET, "m"]
    assert [_reveal(world.other), _reveal(world.other, "model")] == ["theirs", "already"]
    assert _trail(world.organization, "credentials.rotated")[0].fields == ["openai.api_key", "openai.model"]
    assert _trail(world.other, "credentials.rotated")[0].fields == ["openai.api_key"]


def test_rotation_twice_changes_nothing_the_second_time(world, settings, capsys):
    _store(world.organization)
    settings.CREDENTIAL_KEYS = f"{NEW},{OLD}"
    call_command("rotate_keys")
    before = _row(world.organization).ciphertext
    call_command("rotate_keys")
    assert capsys.readouterr().out.splitlines()[-1] == "0 re-encrypted in 1 organizations."
    assert _row(world.organization).ciphertext == before
    assert len(_trail(world.organization, "credentials.rotated")) == 1


def test_rotation_leaves_what_does_not_open_names_it_and_does_the_rest(world, settings):
    _store(world.organization)
    _store(world.other, "theirs")
    with scope(world.organization.pk):
        Credential.objects.update(ciphertext="gone.AAAA.AAAA")
    settings.CREDENTIAL_KEYS = f"{NEW},{OLD}"
    with pytest.raises(CommandError, match=f"{world.organization.pk} openai.api_key"):
        call_command("rotate_keys", stdout=StringIO())
    assert _row(world.organization).ciphertext == "gone.AAAA.AAAA"
    settings.CREDENTIAL_KEYS = NEW
    assert _reveal(world.other) == "theirs"


def test_rotation_without_a_ring_refuses(world, settings):
    _store(world.organization)
    settings.CREDENTIAL_KEYS = ""
    with pytest.raises(CommandError, match="CREDENTIAL_KEYS is not set"):
        call_command("rotate_keys")
