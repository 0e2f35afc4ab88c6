"""The page where a member chooses how to be told."""

import pytest
from django.urls import reverse
from django.utils import timezone

from leads.models import ReplySettings
from leads.services import save_reply_settings
from messaging.models import MemberPhone
from messaging.services import stop_texts
from messaging.tests import texting
from messaging.tests.texting import ALICE, BOB
from tenants.scoping import scope

pytestmark = pytest.mark.django_db
NAMES = ("notifications", "phone_give", "phone_confirm", "phone_remove")


def _url(world, name="notifications"):
    return reverse(f"leads:{name}", args=[world.organization.slug])


@pytest.fixture
def bob(client, world):
    client.force_login(world.bob.user)
    return client


def _phone(world):
    with scope(world.organization.pk):
        return MemberPhone.objects.filter(removed_at=None).first()


def _wants_mail(world, person):
    with scope(world.organization.pk):
        settings = ReplySettings.objects.first()
    return bool(settings) and str(person.membership.pk) in settings.alert_members


def test_a_member_gives_a_number_confirms_it_and_chooses(world, phones, drain, bob):
    page = bob.get(_url(world)).content.decode()
    assert "Confirm a mobile number first" in page
    assert "I can reply STOP at any time" in page
    assert 'name="agrees"' in page
    assert "checked" not in page.partition('name="agrees"')[2].partition(">")[0]

    answer = bob.post(_url(world, "phone_give"), {"number": "(937) 555-0112", "agrees": "on"})
    assert (answer.status_code, answer.headers["Location"]) == (303, _url(world))
    drain()
    assert 'autocomplete="one-time-code"' in bob.get(_url(world)).content.decode()
    answer = bob.post(_url(world, "phone_confirm"), {"code": texting.code_of(phones, BOB)})
    assert answer.status_code == 303
    page = bob.get(_url(world)).content.decode()
    assert "+1 937-555-0112" in page
    assert not _phone(world).gets_alerts

    assert bob.post(_url(world), {"text": "on", "email": "on"}).status_code == 303
    assert _phone(world).gets_alerts
    assert _wants_mail(world, world.bob)
    bob.post(_url(world), {})
    assert not _phone(world).gets_alerts
    assert not _wants_mail(world, world.bob)
    assert bob.post(_url(world, "phone_remove")).status_code == 303
    assert _phone(world) is None


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"number": "(937) 555-0112"}, "Without your agreement"),
        ({"agrees": "on"}, "Type your mobile number"),
        ({"number": "none", "agrees": "on"}, "This number cannot be texted"),
        ({"number": "1" * 500, "agrees": "on"}, "at most"),
        ({"number": "\x00", "agrees": "on"}, "Type your mobile number"),
    ],
)
def test_what_cannot_be_taken_is_shown_again(world, phones, bob, values, words):
    answer = bob.post(_url(world, "phone_give"), values)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert _phone(world) is None


def test_wrong_codes_are_counted_over_requests(world, phones, drain, bob):
    bob.post(_url(world, "phone_give"), {"number": BOB, "agrees": "on"})
    drain()
    code = texting.code_of(phones, BOB)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    for _try in range(5):
        answer = bob.post(_url(world, "phone_confirm"), {"code": wrong})
        assert answer.status_code == 422
        assert "That is not the code" in answer.content.decode()
    answer = bob.post(_url(world, "phone_confirm"), {"code": code})
    assert "Too many wrong codes" in answer.content.decode()
    assert not _phone(world).is_verified


def test_a_colleagues_number_is_refused_and_not_texted(world, phones, drain, bob):
    texting.proven(phones, drain, world.organization, world.alice.membership)
    answer = bob.post(_url(world, "phone_give"), {"number": ALICE, "agrees": "on"})
    assert "belongs to another member" in answer.content.decode()
    assert len(phones.at(ALICE)) == 1


def test_without_an_account_no_texts_are_offered(world, bob):
    page = bob.get(_url(world)).content.decode()
    assert "Texts are not set up here" in page
    assert 'name="number"' not in page
    assert bob.post(_url(world, "phone_give"), {"number": BOB, "agrees": "on"}).status_code == 422
    # What the page does not offer is not taken either.
    assert bob.post(_url(world), {"text": "on"}).status_code == 303
    assert _phone(world) is None


def test_a_number_that_asked_for_silence_says_how_to_end_it(world, phones, drain, bob):
    texting.proven(phones, drain, world.organization, world.bob.membership, BOB)
    stop_texts(BOB, now=timezone.now())
    page = bob.get(_url(world)).content.decode()
    assert "This phone asked for silence" in page
    assert "Text START to +1 937-555-0199" in page
    bob.post(_url(world), {"text": "on"})
    assert not _phone(world).gets_alerts


def test_the_contact_address_cannot_be_switched_off_by_its_member(world, phones, client):
    from tenants.models import Organization

    with scope(world.organization.pk):
        Organization.objects.update(contact_email="alice@acme.example")
    client.force_login(world.alice.user)
    assert "Always on for alice@acme.example" in client.get(_url(world)).content.decode()
    client.post(_url(world), {})
    with scope(world.organization.pk):
        Organization.objects.update(contact_email="")
    # Without a contact address the owners are told; staff choose.
    assert "Always on" in client.get(_url(world)).content.decode()
    client.force_login(world.bob.user)
    assert "Always on" not in client.get(_url(world)).content.decode()


def test_choosing_for_oneself_leaves_the_others_as_they_are(world, phones, bob):
    with scope(world.organization.pk):
        save_reply_settings({"alert_members": [str(world.alice.membership.pk)]}, actor=world.alice.membership)
    bob.post(_url(world), {"email": "on"})
    assert _wants_mail(world, world.alice)
    assert _wants_mail(world, world.bob)
    bob.post(_url(world), {})
    assert _wants_mail(world, world.alice)


@pytest.mark.parametrize("name", NAMES)
def test_a_stranger_finds_nothing_and_changes_nothing(world, phones, drain, client, name):
    phone = texting.proven(phones, drain, world.organization, world.alice.membership)
    client.force_login(world.charlie.user)
    values = {"number": BOB, "agrees": "on", "code": "123456"}
    for answer in (client.get(_url(world, name)), client.post(_url(world, name), values)):
        assert answer.status_code in {404, 405}
    client.logout()
    assert client.post(_url(world, name), values).status_code == 302
    with scope(world.organization.pk):
        phone.refresh_from_db()
        assert (phone.removed_at, phone.gets_alerts) == (None, True)
        assert MemberPhone.objects.count() == 1


def test_settings_show_who_is_texted_and_no_number(world, phones, drain, client):
    texting.proven(phones, drain, world.organization, world.bob.membership, BOB)
    client.force_login(world.alice.user)
    page = client.get(reverse("leads:reply_settings", args=[world.organization.slug])).content.decode()
    told = page.partition("Also told by text")[2][:400]
    assert "Bob Baker" in told
    assert "555" not in told
    with scope(world.organization.pk):
        MemberPhone.objects.update(wants_alerts=False)
    page = client.get(reverse("leads:reply_settings", args=[world.organization.slug])).content.decode()
    assert "Nobody yet." in page


def test_settings_without_an_account_say_so(world, client):
    client.force_login(world.alice.user)
    page = client.get(reverse("leads:reply_settings", args=[world.organization.slug])).content.decode()
    assert "Texts are not set up here" in page


def test_the_account_leads_to_the_notifications_of_each_organization(world, client):
    client.force_login(world.bob.user)
    page = client.get(reverse("tenants:account")).content.decode()
    assert f'href="{_url(world)}"' in page
