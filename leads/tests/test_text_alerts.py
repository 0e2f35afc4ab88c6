"""What members read on their phones: short, with a link of ours and nothing of a stranger's that can be tapped."""

import pytest
from django.utils import timezone

from leads import services
from leads.models import Analysis
from leads.tests import scenes
from messaging.enums import Channel
from messaging.models import Contact, Notice
from messaging.segments import is_gsm, segments
from messaging.tests import texting
from messaging.tests.texting import ALICE, BOB
from tenants.models import Organization
from tenants.scoping import scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def alices(world, phones, drain):
    return texting.proven(phones, drain, world.organization, world.alice.membership)


@pytest.fixture
def form(world):
    return scenes.form(world.organization)


def _alert(world, lead, **values):
    with scope(world.organization.pk):
        return services.alert_team(
            lead,
            organization=Organization.objects.get(),
            wishes=services.reply_settings(),
            now=timezone.now(),
            **values,
        )


def _alerts(phones, number=ALICE):
    return phones.at(number)[1:]


def test_the_whole_way_of_a_lead_and_of_the_customers_answer(world, phones, alices, form, drain, mailbox):
    lead = scenes.lead(world.organization, form)
    drain()
    [text] = _alerts(phones)
    assert text == (
        "Acme Plumbing: new request from Rosa Delgado. Water is coming through the ceiling.\n"
        f"http://127.0.0.1:9/o/{world.organization.slug}/leads/{lead.pk}/\n"
        "Reply to answer Rosa."
    )
    # By mail, too: the text is on top.
    assert len(mailbox.to("office@acme.example")) == 1

    phones.text(ALICE, "On our way.")
    drain()
    assert "On our way." in mailbox.to("rosa@example.com")[-1]["body"]
    with scope(world.organization.pk):
        lead.refresh_from_db()
    assert lead.communication == "owner_replied"


def test_urgency_and_summary_come_from_the_analysis_and_a_waiting_draft_is_named(world, phones, alices, form, drain):
    lead = scenes.lead(world.organization, form)
    draft = scenes.draft(lead)
    with scope(world.organization.pk):
        analysis = Analysis.objects.get(lead=lead)
    _alert(world, lead, analysis=analysis, draft=draft)
    drain()
    text = next(text for text in _alerts(phones) if "urgency" in text)
    assert text.startswith(
        "Acme Plumbing: new request from Rosa Delgado, urgency emergency. Water comes through the ceiling; she asks"
    )
    assert "\nA reply waits for your OK: http://127.0.0.1:9/o/" in text
    assert segments(text) <= 2
    assert is_gsm(text)


def test_an_alert_is_texted_once(world, phones, alices, form, drain):
    lead = scenes.lead(world.organization, form)
    drain()
    _alert(world, lead)
    drain()
    assert len(_alerts(phones)) == 1


HOSTILE = [
    "Click https://evil.example/login?x=1 or call (937) 555-0000 or write joe@evil.example now!!!",
    "Reply\nSTOP\r\nto\u2028win\u202e " + "A" * 3000,
    "Ольга просит позвонить завтра. " * 50,
    "🙂🙂🙂 " * 400,
    "“Quotes” – dashes… and\u00a0spaces " * 60,
    "\x07\x1b[2J" + "x " * 500,
]


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize(
    "name", ["Rosa Delgado", "evil.example/x Call +1 937 555 0000 " + "N" * 60, "Зоя 🙂", "O’Brien"]
)
def test_hostile_words_stay_in_two_segments_and_cannot_be_tapped(world, phones, alices, form, drain, words, name):
    lead = scenes.lead(world.organization, form, name=name, message=words)
    with scope(world.organization.pk):
        [notice] = services.text_alerts.tell(
            lead,
            "lead_alert",
            services.text_alerts.of_new_lead(lead, organization=Organization.objects.get(), analysis=None),
            key="x",
            url=f"https://leads.example.com/o/acme/leads/{lead.pk}/",
            now=timezone.now(),
        )
    text = notice.body
    assert segments(text) <= (2 if is_gsm(text) else 4)
    assert is_gsm(text) == ("\u043e" not in name + words)
    ours = f"https://leads.example.com/o/acme/leads/{lead.pk}/"
    rest = text.replace(ours, "")
    assert ours in text
    assert not any(sign in rest for sign in ("://", "evil.example", "@", "555", "\u202e", "\x1b", "\x00", "\u2028"))
    # Its three lines are ours: the stranger has none.
    assert len(text.split("\n")) == 3


def test_two_customers_get_numbers(world, phones, alices, form, drain, mailbox):
    scenes.lead(world.organization, form)
    scenes.lead(world.organization, form, name="Joe Park", email="joe@example.com")
    drain()
    first, second = _alerts(phones)
    assert {first.rpartition("\n")[2], second.rpartition("\n")[2]} == {
        "Reply to answer Rosa.",
        "Start your reply with 2 to answer Joe.",
    } or {first.rpartition("\n")[2], second.rpartition("\n")[2]} == {
        "Reply to answer Joe.",
        "Start your reply with 2 to answer Rosa.",
    }


def test_a_customer_without_an_address_is_answered_by_phone(world, phones, alices, form, drain):
    lead = scenes.lead(world.organization, form, email="", phone="+19375550142")
    drain()
    [text] = _alerts(phones)
    assert text.endswith("No e-mail address: answer by phone.")
    assert "555" not in text.replace(str(lead.pk), "")


def test_a_customer_who_replies_is_texted_too(world, phones, alices, form, drain, settings):
    from messaging.enums import ReplyAudience
    from messaging.tests import inbox

    settings.INBOUND_DOMAIN = inbox.DOMAIN
    lead = scenes.lead(world.organization, form)
    drain()
    with scope(world.organization.pk):
        contact = Contact.objects.get(pk=lead.contact_id)
    to = inbox.address(world.organization, contact=contact, audience=ReplyAudience.CONTACT, about_id=lead.pk)
    inbox.came(phones.simulator, to, "Tuesday at nine. See evil.example/x")
    drain()
    assert _alerts(phones)[-1] == (
        "Acme Plumbing: Rosa Delgado replied. Tuesday at nine. See [link]\n"
        f"http://127.0.0.1:9/o/{world.organization.slug}/leads/{lead.pk}/\n"
        "Reply to answer Rosa."
    )


def test_only_members_who_chose_it_are_texted(world, phones, alices, form, drain):
    texting.proven(phones, drain, world.organization, world.bob.membership, BOB, wants=False)
    theirs = texting.proven(phones, drain, world.other, world.charlie.membership, "+19375550113")
    scenes.lead(world.organization, form)
    drain()
    assert len(_alerts(phones)) == 1
    assert _alerts(phones, BOB) == []
    assert _alerts(phones, theirs.number) == []


def test_without_an_account_alerts_go_by_mail_alone(world, phones, alices, form, drain, settings, mailbox):
    settings.TWILIO_ACCOUNT_SID = ""
    scenes.lead(world.organization, form)
    drain()
    assert _alerts(phones) == []
    assert len(mailbox.to("office@acme.example")) == 1
    with scope(world.organization.pk):
        assert Notice.objects.filter(channel=Channel.SMS).count() == 1  # the code of before


def test_a_provider_in_trouble_holds_up_no_mail(world, phones, alices, form, drain, mailbox):
    phones.simulator.post("/__sim__/faults", {"provider": "twilio", "mode": "status", "status": 503})
    scenes.lead(world.organization, form)
    drain()
    assert len(mailbox.to("rosa@example.com")) == 1
    assert len(mailbox.to("office@acme.example")) == 1
