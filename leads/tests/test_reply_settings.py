"""What admins set: kept whole or not at all, with an audit entry, and nothing typed is lost."""

import pytest
from django.urls import reverse

from leads.hours import week_in_words
from leads.models import ReplySettings
from leads.services import reply_settings, save_reply_settings
from tenants.enums import Role
from tenants.models import AuditEvent, Membership, Organization
from tenants.scoping import scope
from tenants.tests import worlds

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(world):
    return reverse("leads:reply_settings", args=[world.organization.slug])


def _typed(**values):
    return {"threshold": "0.75", "contact_email": "office@acme.example", **values}


def _stored(world):
    with scope(world.organization.pk):
        return reply_settings()


def test_everything_that_is_typed_is_kept_clean(client, world, address):
    client.force_login(world.alice.user)
    answer = client.post(
        address,
        _typed(
            smart_auto_reply="on",
            threshold="0.9",
            blocked_topics="insurance claims\r\n\r\n  asbestos ",
            services="Drains\nWater heaters\nDrains",
            priced_0="Drain check",
            price_0="$89",
            priced_2="Hourly",
            price_2="from $140",
            languages=["en", "es"],
            urls="acme.example/offers",
            booking_url="https://acme.example/book",
            phones="(937) 555-0142",
            emails="Office@Acme.Example",
            addresses="12 Main Street, Dayton",
            opens_0="07:00",
            closes_0="18:00",
            opens_5="8:30 AM",
            closes_5="1:00 PM",
            address="12 Main Street, Dayton, OH 45402",
            alert_members=[str(world.bob.membership.pk)],
        ),
    )

    assert (answer.status_code, answer.headers["Location"]) == (303, address)
    kept = _stored(world)
    assert (kept.smart_auto_reply, kept.owner_approval_required, kept.threshold) == (True, False, 0.9)
    assert kept.blocked_topics == ["insurance claims", "asbestos"]
    assert kept.services == ["Drains", "Water heaters"]
    assert kept.prices == [{"service": "Drain check", "price": "$89"}, {"service": "Hourly", "price": "from $140"}]
    assert kept.languages == ["en", "es"]
    assert (kept.urls, kept.booking_url) == (["https://acme.example/offers"], "https://acme.example/book")
    assert (kept.phones, kept.emails) == (["+19375550142"], ["office@acme.example"])
    assert kept.weekly_hours == {"0": ["07:00", "18:00"], "5": ["08:30", "13:00"]}
    assert kept.alert_members == [str(world.bob.membership.pk)]
    with scope(world.organization.pk):
        organization = Organization.objects.get()
        trail = set(AuditEvent.objects.values_list("action", "actor_id"))
    assert organization.address == "12 Main Street, Dayton, OH 45402"
    assert organization.hours == [["Mon", "7 AM to 6 PM"], ["Sat", "8:30 AM to 1 PM"]]
    who = world.alice.membership.pk
    assert {("reply_settings.changed", who), ("organization.changed", who)} <= trail


def test_the_page_shows_what_is_kept_and_the_numbers_as_people_write_them(client, world, address):
    with scope(world.organization.pk):
        save_reply_settings(
            {"phones": ["+19375550142"], "prices": [{"service": "Drain check", "price": "$89"}]},
            actor=world.alice.membership,
        )
    client.force_login(world.alice.user)
    page = client.get(address).content.decode()
    assert "+1 937-555-0142" in page
    assert 'value="Drain check"' in page
    # Three empty rows wait below.
    assert 'name="price_3"' in page
    assert 'name="price_4"' not in page


def test_saving_the_page_as_it_is_changes_nothing(client, world, address):
    with scope(world.organization.pk):
        save_reply_settings(
            {
                "phones": ["+19375550142"],
                "weekly_hours": {"0": ["07:00", "18:00"]},
                "prices": [{"service": "Drain check", "price": "$89"}],
                "services": ["Drains"],
                "threshold": 0.8,
                "owner_approval_required": True,
            },
            actor=world.alice.membership,
        )
    client.force_login(world.alice.user)
    form = client.get(address).context["form"]
    typed = {field.html_name: value for field in form if (value := field.value()) not in (None, False, "", [])}

    assert client.post(address, typed).status_code == 303

    with scope(world.organization.pk):
        assert AuditEvent.objects.filter(action="reply_settings.changed").count() == 1
        assert not AuditEvent.objects.filter(action="organization.changed").exists()


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"threshold": "0.4"}, "threshold", "0.5"),
        ({"threshold": "1.1"}, "threshold", "1.0"),
        ({"phones": "(937) 555-0142\n911x"}, "phones", "“911x” cannot be dialled."),
        ({"emails": "office@acme"}, "emails", "“office@acme” is no e-mail address."),
        ({"urls": "http://acme.example"}, "urls", "“http://acme.example” is no link."),
        ({"urls": "javascript:alert(1)"}, "urls", "is no link."),
        ({"booking_url": "http://acme.example"}, "booking_url", "https://"),
        ({"priced_1": "Drain check"}, "price_1", "“Drain check” has no price."),
        ({"price_1": "$89"}, "priced_1", "“$89” is the price of what?"),
        ({"opens_2": "09:00"}, "closes_2", "Wednesday needs both times."),
        ({"opens_2": "17:00", "closes_2": "09:00"}, "closes_2", "Wednesday must close after it opens."),
        ({"opens_2": "09:00", "closes_2": "09:00"}, "closes_2", "Wednesday must close after it opens."),
        ({"opens_2": "soon"}, "opens_2", "Wednesday: type a time"),
        ({"contact_email": "office"}, "contact_email", "no e-mail address"),
        ({"languages": ["xx"]}, "languages", "xx"),
        ({"services": "x" * 161}, "services", "longer than 160"),
        ({"services": "\n".join(str(n) for n in range(41))}, "services", "more than 40"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_saved_or_lost(
    client, world, address, typed, field, words
):
    client.force_login(world.alice.user)
    answer = client.post(address, _typed(smart_auto_reply="on", address="Kept Street 1", **typed))

    assert answer.status_code == 422
    assert any(words in error for error in answer.context["form"].errors[field])
    assert 'value="Kept Street 1"' in answer.content.decode()
    assert f'id="id_{field}_error"' in answer.content.decode()
    with scope(world.organization.pk):
        assert not ReplySettings.objects.exists()
        assert Organization.objects.get().address == ""


def test_a_member_of_another_organization_cannot_be_told(client, world, address):
    client.force_login(world.alice.user)
    answer = client.post(address, _typed(alert_members=[str(world.charlie.membership.pk)]))
    assert list(answer.context["form"].errors) == ["alert_members"]


def test_staff_may_not_admins_may_and_strangers_find_nothing(client, world, address):
    client.force_login(world.bob.user)
    for answer in (client.get(address), client.post(address, _typed(smart_auto_reply="on"))):
        assert answer.status_code == 403
    client.force_login(world.charlie.user)
    assert client.post(address, _typed(smart_auto_reply="on")).status_code == 404
    with scope(world.organization.pk):
        assert not ReplySettings.objects.exists()
        Membership.objects.filter(pk=world.bob.membership.pk).update(role=Role.ADMIN)
    client.force_login(world.bob.user)
    assert client.post(address, _typed(smart_auto_reply="on")).status_code == 303
    assert _stored(world).smart_auto_reply is True


@pytest.mark.parametrize(
    ("on", "first", "words"),
    [
        (False, False, "Smart auto-reply is off"),
        (True, True, "you see replies first"),
        (True, False, "Smart auto-reply is on</small>"),
    ],
)
def test_the_shell_says_whether_leadwizard_answers(client, world, on, first, words):
    with scope(world.organization.pk):
        save_reply_settings({"smart_auto_reply": on, "owner_approval_required": first}, actor=world.alice.membership)
    client.force_login(world.bob.user)
    page = client.get(reverse("leads:overview", args=[world.organization.slug])).content.decode()
    assert words in page


def test_hours_typed_in_words_stay_until_the_week_is_changed(client, world, address):
    with scope(world.organization.pk):
        Organization.objects.update(hours=[["Every day", "around the clock"]])
    client.force_login(world.alice.user)
    client.post(address, _typed())
    with scope(world.organization.pk):
        assert Organization.objects.get().hours == [["Every day", "around the clock"]]


@pytest.mark.parametrize(
    ("week", "words"),
    [
        ({}, []),
        ({str(day): ["07:00", "18:00"] for day in range(5)}, [["Mon to Fri", "7 AM to 6 PM"]]),
        (
            {"0": ["07:00", "18:00"], "1": ["07:00", "18:00"], "3": ["07:00", "18:00"], "6": ["10:15", "12:00"]},
            [["Mon to Tue", "7 AM to 6 PM"], ["Thu", "7 AM to 6 PM"], ["Sun", "10:15 AM to 12 PM"]],
        ),
    ],
)
def test_days_with_the_same_hours_are_told_together(week, words):
    assert week_in_words(week) == words


def test_a_former_member_who_was_told_falls_out_of_the_choice(client, world, address):
    gone = worlds.person(world.organization, "gone@acme.example", "Gone Person", Role.STAFF)
    with scope(world.organization.pk):
        save_reply_settings({"alert_members": [str(gone.membership.pk)]}, actor=world.alice.membership)
        Membership.objects.filter(pk=gone.membership.pk).update(is_active=False)
    client.force_login(world.alice.user)
    assert "Gone Person" not in client.get(address).content.decode()
    assert client.post(address, _typed()).status_code == 303
    assert _stored(world).alert_members == []
