"""A member's number: agreed to, proven with a code that cannot be guessed, one member's alone."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from messaging.enums import DispatchState
from messaging.exceptions import PhoneError
from messaging.models import MemberPhone
from messaging.services import choose_texts, confirm_code, phone_of, remove_phone, stop_texts, texted_phones
from messaging.services.lines import phones_of_number
from messaging.tests import texting
from messaging.tests.texting import ALICE, BOB, OWN
from tenants import registry
from tenants.enums import RegistryKind, Role
from tenants.models import AuditEvent, RegistryEntry
from tenants.scoping import scope
from tenants.tests import worlds

pytestmark = pytest.mark.django_db


def _confirm(world, code, *, later=timedelta(0)):
    """Type a code; return the refusal's code or an empty string. The count of tries is kept, as in a request."""
    with scope(world.organization.pk):
        try:
            confirm_code(world.alice.membership, code, now=timezone.now() + later)
        except PhoneError as refusal:
            return refusal.code
        return ""


def _phone(world):
    with scope(world.organization.pk):
        return phone_of(world.alice.membership)


def _wrong(code):
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_a_number_is_kept_with_what_was_agreed_to_and_a_code_goes_there(world, phones, drain):
    phone = texting.asked(world.organization, world.alice.membership, "(937) 555-0111")
    drain()
    [text] = phones.at(ALICE)
    assert text.endswith(
        " is your code for LeadWizard (Acme Plumbing). It works for 10 minutes. Reply STOP to end all texts."
    )
    kept = _phone(world)
    assert (kept.number, kept.wording_version, kept.page, kept.address) == (
        ALICE,
        "1",
        "/o/acme/notifications/",
        "127.0.0.1",
    )
    assert "I can reply STOP at any time" in kept.wording
    assert not kept.is_verified
    # Neither the code nor its text stays anywhere.
    [notice] = texting.texts_of(world.organization)
    assert (notice.state, notice.body, notice.rendered) == (DispatchState.SENT, "", None)
    assert texting.code_of(phones) not in kept.code_digest
    assert registry.find_all(RegistryKind.MEMBER_PHONE, ALICE) == []
    assert phone.pk == kept.pk


def test_the_right_code_proves_the_number_and_alerts_are_a_choice_of_their_own(world, phones, drain):
    texting.asked(world.organization, world.alice.membership)
    drain()
    assert _confirm(world, f" {texting.code_of(phones)[:3]} {texting.code_of(phones)[3:]} ") == ""
    phone = _phone(world)
    assert (phone.is_verified, phone.gets_alerts, phone.code_digest) == (True, False, "")
    with scope(world.organization.pk):
        choose_texts(phone, wants=True, actor=world.alice.membership)
        assert [found.pk for found in texted_phones()] == [phone.pk]
        assert set(AuditEvent.objects.filter(subject_kind="member_phone").values_list("action", flat=True)) == {
            "member_phone.given",
            "member_phone.confirmed",
            "member_phone.chosen",
        }
    # A used code is used up.
    assert _confirm(world, texting.code_of(phones)) == "no_code"


def test_a_code_is_guessed_five_times_and_then_not_even_the_right_one_helps(world, phones, drain):
    texting.asked(world.organization, world.alice.membership)
    drain()
    code = texting.code_of(phones)
    assert [_confirm(world, _wrong(code)) for _try in range(5)] == ["wrong"] * 5
    assert _confirm(world, code) == "too_many"
    assert not _phone(world).is_verified


@pytest.mark.parametrize("typed", ["", "12345", "١٢٣٤٥٦", "x" * 500, "000000000000"])
def test_what_is_no_code_is_a_wrong_one(world, phones, drain, typed):
    texting.asked(world.organization, world.alice.membership)
    drain()
    assert _confirm(world, typed) == "wrong"


def test_a_code_is_over_after_ten_minutes(world, phones, drain):
    texting.asked(world.organization, world.alice.membership)
    drain()
    code = texting.code_of(phones)
    assert _confirm(world, code, later=timedelta(minutes=10)) == "expired"
    assert _confirm(world, code, later=timedelta(minutes=9, seconds=59)) == ""


def test_a_new_code_ends_the_old_one_and_the_count(world, phones, drain):
    texting.asked(world.organization, world.alice.membership)
    drain()
    first = texting.code_of(phones)
    with pytest.raises(PhoneError, match="less than a minute"):
        texting.asked(world.organization, world.alice.membership)
    for _try in range(5):
        _confirm(world, _wrong(first))
    texting.asked(world.organization, world.alice.membership, now=timezone.now() + timedelta(minutes=2))
    drain()
    second = texting.code_of(phones)
    assert _confirm(world, _wrong(second)) == "wrong"
    assert _confirm(world, second) == ""


def test_codes_are_few(world, phones, drain):
    for number in range(5):
        later = timezone.now() + timedelta(minutes=2 * number)
        texting.asked(world.organization, world.alice.membership, f"+1937555012{number}", now=later)
    with pytest.raises(PhoneError, match="Too many codes"):
        texting.asked(world.organization, world.alice.membership, now=later + timedelta(minutes=2))
    # To one phone, whoever asks.
    for number in range(5):
        person = worlds.person(world.organization, f"p{number}@acme.example", "P", Role.STAFF)
        texting.asked(world.organization, person.membership, "+19375550177")
    with pytest.raises(PhoneError, match="Too many codes"):
        texting.asked(world.other, world.charlie.membership, "+19375550177")


@pytest.mark.parametrize("typed", ["911", "hello", "", "+1", "+19375550199", "555-0111 ext. 4"])
def test_what_cannot_be_texted_is_refused(world, phones, typed):
    with pytest.raises(PhoneError) as refusal:
        texting.asked(world.organization, world.alice.membership, typed)
    assert refusal.value.code == "invalid"
    assert _phone(world) is None


def test_without_an_account_nobody_is_asked_for_a_number(world):
    with pytest.raises(PhoneError, match="not set up"):
        texting.asked(world.organization, world.alice.membership)


def test_a_number_belongs_to_one_member(world, phones, drain):
    texting.proven(phones, drain, world.organization, world.bob.membership)
    with pytest.raises(PhoneError, match="belongs to another member"):
        texting.asked(world.organization, world.alice.membership)
    # Both asked, one was faster.
    texting.asked(world.organization, world.alice.membership, BOB)
    drain()
    code = texting.code_of(phones, BOB)
    with scope(world.organization.pk):
        MemberPhone.objects.filter(member=world.bob.membership).update(number=BOB)
    assert _confirm(world, code) == "taken"
    with scope(world.organization.pk), pytest.raises(IntegrityError, match="member_phone_once"), transaction.atomic():
        MemberPhone.objects.filter(member=world.alice.membership).update(verified_at=timezone.now())


def test_somebody_elses_organization_neither_sees_nor_hinders(world, phones, drain):
    texting.proven(phones, drain, world.organization, world.alice.membership)
    texting.proven(phones, drain, world.other, world.charlie.membership)
    assert [organization for organization, _phone in phones_of_number(ALICE)] == [
        world.organization.pk,
        world.other.pk,
    ]
    with scope(world.other.pk):
        assert [phone.member_id for phone in texted_phones()] == [world.charlie.membership.pk]
        assert phone_of(world.alice.membership) is None


def test_the_registry_holds_no_number_that_could_be_tried_out(world, phones, drain):
    from leadwizard.lib.crypto import token_digest

    texting.proven(phones, drain, world.organization, world.alice.membership)
    digests = set(RegistryEntry.objects.filter(kind=RegistryKind.MEMBER_PHONE).values_list("digest", flat=True))
    assert len(digests) == 1
    assert token_digest(ALICE) not in digests


def test_a_number_that_is_taken_off_gets_nothing_and_what_was_agreed_to_stays(world, phones, drain):
    phone = texting.proven(phones, drain, world.organization, world.alice.membership)
    with scope(world.organization.pk):
        remove_phone(phone, actor=world.alice.membership, now=timezone.now())
        assert texted_phones() == []
        assert phone_of(world.alice.membership) is None
        assert MemberPhone.objects.get().wording
    assert phones_of_number(ALICE) == []
    # Another member may have it now, and the first one again another one.
    texting.proven(phones, drain, world.organization, world.bob.membership)
    texting.proven(phones, drain, world.organization, world.alice.membership, BOB)
    assert len(phones_of_number(ALICE)) == 1


def test_a_number_that_was_given_up_and_proven_again_is_found_once(world, phones, drain):
    phone = texting.proven(phones, drain, world.organization, world.alice.membership)
    with scope(world.organization.pk):
        remove_phone(phone, actor=world.alice.membership, now=timezone.now())
    again = texting.proven(phones, drain, world.organization, world.alice.membership)
    assert [found.pk for _organization, found in phones_of_number(ALICE)] == [again.pk]


def test_a_number_that_asked_for_silence_is_not_asked_for_a_code(world, phones, drain):
    stop_texts(ALICE, now=timezone.now())
    with pytest.raises(PhoneError, match="Text START from it to \\+1 937-555-0199") as refusal:
        texting.asked(world.organization, world.alice.membership)
    assert refusal.value.code == "stopped"
    assert OWN not in refusal.value.message


def test_alerts_need_a_proven_number_that_is_not_silent(world, phones, drain):
    phone = texting.asked(world.organization, world.alice.membership)
    with scope(world.organization.pk), pytest.raises(PhoneError, match="Confirm your number"):
        choose_texts(phone, wants=True, actor=world.alice.membership)
    drain()
    _confirm(world, texting.code_of(phones))
    stop_texts(ALICE, now=timezone.now())
    with scope(world.organization.pk), pytest.raises(PhoneError, match="asked us for silence"):
        choose_texts(_phone(world), wants=True, actor=world.alice.membership)


def test_a_code_that_waited_too_long_is_not_texted(world, phones, drain):
    texting.asked(world.organization, world.alice.membership)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        drain()
    assert phones.all() == []
    [notice] = texting.texts_of(world.organization)
    assert (notice.state, notice.rendered) == (DispatchState.CANCELLED, None)


def test_members_who_left_and_switched_off_texts_get_none(world, phones, drain, settings):
    texting.proven(phones, drain, world.organization, world.alice.membership)
    with scope(world.organization.pk):
        assert len(texted_phones()) == 1
        type(world.alice.membership).objects.filter(pk=world.alice.membership.pk).update(is_active=False)
        assert texted_phones() == []
        type(world.alice.membership).objects.filter(pk=world.alice.membership.pk).update(is_active=True)
        settings.TWILIO_AUTH_TOKEN = ""
        assert texted_phones() == []
