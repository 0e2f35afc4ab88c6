import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.utils import timezone

from automation import desk
from automation.enums import EscalationState, JobState
from automation.models import Escalation, EscalationComment, InboxEvent, Job, JobAttempt
from leads import services
from leads.demo import load, seeding
from leads.demo.history import tell
from leads.demo.load import Load, stream
from leads.demo.stories import Moved, Place, Reply, Trade
from leads.enums import Communication, LeadStatus
from leads.models import Form, Lead
from messaging.enums import LEFT_STATES, Direction, DispatchState, MessageKind, TimelineKind
from messaging.models import Contact, Message, Notice, Suppression, TimelineEntry
from tenants import registry
from tenants.enums import OrganizationKind, RegistryKind, Role
from tenants.isolation import tenant_models
from tenants.models import AuditEvent, Credential, Membership, Organization, User
from tenants.scoping import PLATFORM_ID, everywhere, scope
from tenants.services import create_organization

PLACES = seeding.PLACES
STORIES = [story for place in PLACES for story in place.stories]


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("seed_demo", *arguments, stdout=out)
    return out.getvalue()


def organization_id(slug: str) -> Any:
    found = registry.find(RegistryKind.ORGANIZATION_SLUG, slug)
    assert found
    return found.organization_id


@pytest.fixture
def demo(db: None) -> str:
    return run()


@pytest.fixture
def reader(demo: str) -> Iterator[None]:
    """The demo, seen across organizations."""
    with everywhere():
        yield


def all_rows() -> dict[str, list[dict[str, Any]]]:
    with everywhere():
        # Credentials are not for reading across organizations, and the demo has none.
        models: list[Any] = [*(model for model in tenant_models() if model is not Credential), Organization, User]
        return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


# --- the stories, as they are written ---------------------------------------------------------------------------------


def test_there_are_forty_enquiries_in_three_trades_and_two_languages() -> None:
    assert len(STORIES) == 40
    assert {story.trade for story in STORIES} == set(Trade)
    assert {story.locale for story in STORIES} == {"en", "es"}


@pytest.mark.parametrize(
    "local_now",
    [
        datetime(2026, 7, 15, 0, 0, 1),  # noqa: DTZ001 - the test puts every organization's zone on it
        datetime(2026, 11, 2, 0, 0, 1),  # noqa: DTZ001 - the night after the clocks went back
        datetime(2026, 3, 9, 0, 0, 1),  # noqa: DTZ001 - the night after the clocks went forward
        datetime(2026, 7, 15, 23, 59, 59),  # noqa: DTZ001 - the same
    ],
)
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.slug)
def test_every_story_is_over_at_any_hour_and_no_older_than_two_weeks(place: Place, local_now: datetime) -> None:
    zone = ZoneInfo(place.values["time_zone"])
    now = local_now.replace(tzinfo=zone)

    for story in place.stories:
        start = story.starts_at(now, zone)
        last = max((event.after for event in story.events), default=1)
        # Two minutes: the small delays of people and machines are added to these times.
        assert start + timedelta(minutes=last + 2) < now.astimezone(UTC), story.name
        assert start > now - timedelta(days=15), story.name


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.slug)
def test_events_are_in_order_and_done_by_people_who_are_there(place: Place) -> None:
    keys = {person.key for person in place.people}
    for story in place.stories:
        times = [event.after for event in story.events]
        assert times == sorted(times), story.name
        assert {event.who for event in story.events if isinstance(event, Reply | Moved)} <= keys, story.name
        assert story.service in {"", *place.form["services"]}, story.name


def test_addresses_and_numbers_belong_to_nobody() -> None:
    for story in STORIES:
        assert re.search(r"[@.]example\.com$", story.email), story.email
        assert re.fullmatch(r"(\+1\d{3}55501\d\d)?", story.phone), story.phone


# --- the demo, as it stands in the database ---------------------------------------------------------------------------


def test_the_demo_has_a_business_an_agency_and_people_with_roles(demo: str) -> None:
    with scope(organization_id("hollis")):
        hollis = Organization.objects.get()
        assert (hollis.kind, hollis.name, hollis.brand_color) == ("business", "Hollis & Daughters Plumbing", "#b4341c")
        assert Form.objects.get().allowed_origins == ["https://hollis.example"]
        assert dict(Membership.objects.values_list("user__email", "role")) == {
            "dana@hollis.example": Role.OWNER,
            "ruth@hollis.example": Role.STAFF,
            "imani@northlight.example": Role.ADMIN,
        }
        assert Lead.objects.count() == 26
    with scope(organization_id("northlight")):
        assert Organization.objects.get().kind == OrganizationKind.AGENCY
        assert Membership.objects.get().role == Role.OWNER
        assert Lead.objects.count() == 14
    imani = User.objects.get(email="imani@northlight.example")
    assert len(registry.find_all(RegistryKind.MEMBERSHIP, str(imani.pk))) == 2
    assert registry.find(RegistryKind.FORM_SLUG, "hollis")
    sam = User.objects.get(email="sam@leadwizard.example")
    assert (sam.is_staff, sam.is_superuser) == (True, True)
    with scope(PLATFORM_ID):
        assert AuditEvent.objects.filter(action="superadmin.created", subject_id=sam.pk).count() == 1


def test_nothing_is_left_to_be_sent(reader: None) -> None:
    for model in (Notice, InboxEvent):
        assert model.objects.count() == 0, model
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.DEAD}
    waiting = {DispatchState.QUEUED, DispatchState.HELD, DispatchState.SENDING, DispatchState.UNKNOWN}
    assert not waiting & set(Message.objects.values_list("state", flat=True))


def test_every_message_that_left_was_allowed_and_every_refused_one_was_not(reader: None) -> None:
    # A draft is no message yet: nobody was asked whether it may leave.
    outgoing = list(Message.objects.filter(direction=Direction.OUT).exclude(state=DispatchState.DRAFT))
    assert len(outgoing) > 70
    for message in outgoing:
        assert message.verdict, message.state
        left = message.state in {*LEFT_STATES, DispatchState.FAILED}
        assert message.verdict["allowed"] is left
        assert (message.allowed_at is not None) is left
        assert (message.rendered is not None) is (message.state == DispatchState.FAILED)
        rules = {ruling["rule"] for ruling in message.verdict["rules"]}
        assert {"address", "suppression"} <= rules


def test_every_message_and_every_status_is_on_the_timeline_in_the_order_of_time(reader: None) -> None:
    now = timezone.now()
    entries = TimelineEntry.objects.values_list("message_id", "kind")
    by_message: dict[Any, set[str]] = {}
    for message_id, kind in entries:
        by_message.setdefault(message_id, set()).add(kind)
    expected = {
        DispatchState.RECEIVED: {TimelineKind.ENQUIRY},
        DispatchState.DELIVERED: {TimelineKind.MESSAGE_SENT, TimelineKind.MESSAGE_DELIVERED},
        DispatchState.BOUNCED: {TimelineKind.MESSAGE_SENT, TimelineKind.MESSAGE_BOUNCED},
        DispatchState.FAILED: {TimelineKind.MESSAGE_FAILED},
        DispatchState.CANCELLED: {TimelineKind.MESSAGE_CANCELLED},
    }
    for message in Message.objects.exclude(state=DispatchState.DRAFT):
        if message.direction == Direction.OUT:
            assert by_message[message.pk] == expected[DispatchState(message.state)]
        times = [message.created_at, message.allowed_at, message.sent_at, message.delivered_at]
        known = [at for at in times if at]
        assert known == sorted(known)
        assert known[-1] < now
    assert not TimelineEntry.objects.filter(at__gte=now).exists()
    for lead in Lead.objects.all():
        own = Message.objects.filter(about_id=lead.pk)
        assert own.filter(kind=MessageKind.ENQUIRY).get().created_at == lead.created_at
        assert own.filter(kind=MessageKind.ACKNOWLEDGEMENT).count() == 1
        moves = TimelineEntry.objects.filter(about_id=lead.pk, kind=TimelineKind.STATUS).order_by("at", "id")
        assert lead.status == (moves.last().facts["after"] if moves else LeadStatus.NEW)  # type: ignore[union-attr]
    assert AuditEvent.objects.filter(action="lead.answered").count() == Message.objects.filter(kind="reply").count()


def test_the_communication_status_is_the_derived_one_and_shows_every_kind(demo: str) -> None:
    seen = set()
    for place in PLACES:
        with scope(organization_id(place.slug)):
            before = dict(Lead.objects.values_list("pk", "communication"))
            for pk in before:
                services.derive_communication(pk)
            assert dict(Lead.objects.values_list("pk", "communication")) == before
            seen |= set(before.values())
    # AI replied is missing on purpose: nothing here writes such replies.
    assert seen == {
        Communication.NEW,
        Communication.ACKNOWLEDGED,
        Communication.OWNER_REPLIED,
        Communication.CUSTOMER_REPLIED,
    }
    with everywhere():
        assert set(Lead.objects.values_list("status", flat=True)) == set(LeadStatus.values)


def test_what_goes_wrong_with_mail_is_there_once_each(demo: str) -> None:
    with scope(organization_id("hollis")):
        bounced = Message.objects.get(state=DispatchState.BOUNCED)
        assert Suppression.objects.get().address == bounced.to_address == "harold.vandermeer@example.com"
        refused = Message.objects.get(state=DispatchState.CANCELLED)
        assert (refused.to_address, refused.error) == ("no-reply@example.com", "No person reads that mailbox.")
        failed = Message.objects.get(state=DispatchState.FAILED)
        assert (failed.sent_at, failed.error) == (None, "Resend had a fault (503).")
        asked = Escalation.objects.get(state=EscalationState.OPEN)
        assert (asked.title, asked.job) == ("E-mail to Sean O’Sullivan was not sent", Job.objects.get())
        ends = JobAttempt.objects.order_by("attempt").values_list("outcome", flat=True)
        assert list(ends) == [JobState.WAITING] * 4 + [JobState.DEAD]
        [comment] = EscalationComment.objects.all()
        assert failed.created_at < asked.opened_at < comment.at < timezone.now()


def test_what_was_given_up_can_still_be_sent(demo: str, mailbox: Any, drain: Any) -> None:
    with scope(organization_id("hollis")):
        dana = Membership.objects.get(role=Role.OWNER)
        assert desk.retry(Job.objects.get().pk, actor=dana, now=timezone.now())
    assert drain() == [JobState.DONE]
    [mail] = mailbox.to("s.osullivan@example.com")
    assert mail["subject"] == "We received your request — Bathroom or kitchen"
    with scope(organization_id("hollis")):
        assert Escalation.objects.get().resolved_by == dana
        # The same person wrote twice, and is one contact.
        twice = Contact.objects.get(email="shauna.mcallister@example.com")
        assert Lead.objects.filter(contact=twice).count() == 2
        assert twice.created_at == Lead.objects.filter(contact=twice).order_by("created_at")[0].created_at


# --- running it again -------------------------------------------------------------------------------------------------


def test_a_second_run_changes_nothing_and_says_so(demo: str, tmp_path: Path) -> None:
    file = tmp_path / "logins.json"
    run("--logins-file", str(file))
    before, text = all_rows(), file.read_text()

    said = run("--logins-file", str(file))

    assert all_rows() == before
    assert file.read_text() == text
    assert "The demo is complete: nothing was changed." in said
    assert "nothing was changed" not in demo


def test_an_interrupted_run_leaves_no_half_organization_and_is_completed(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(story: Any, scene: Any) -> Lead:
        if story.name == "Tyrone Whitfield Jr.":
            raise KeyboardInterrupt
        return tell(story, scene)

    monkeypatch.setattr(seeding, "tell", break_off)
    with pytest.raises(KeyboardInterrupt):
        run()
    assert registry.find(RegistryKind.ORGANIZATION_SLUG, "northlight") is None
    assert registry.find(RegistryKind.FORM_SLUG, "northlight") is None
    monkeypatch.undo()

    said = run()

    assert "Hollis & Daughters Plumbing: there already" in said
    assert "Northlight Growth: 14 enquiries." in said
    with everywhere():
        assert Lead.objects.count() == 40


def test_an_address_of_the_demo_that_somebody_else_has_is_left_alone(db: None) -> None:
    stranger = create_organization(name="Hollis Bakery", kind=OrganizationKind.BUSINESS, slug="hollis")

    with pytest.raises(CommandError, match="“hollis” belongs to an organization that is not the demo's"):
        run()

    with scope(stranger.pk):
        assert Lead.objects.count() == 0


# --- logins -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def short_demo(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo's people with one enquiry each place: logins are about the people."""
    short = tuple(replace(place, stories=place.stories[:1]) for place in PLACES)
    monkeypatch.setattr(seeding, "PLACES", short)


def test_the_logins_file_is_private_complete_and_true(short_demo: None, tmp_path: Path) -> None:
    file = tmp_path / "logins.json"

    said = run("--logins-file", str(file))

    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["logins.json"]
    logins = json.loads(file.read_text())
    assert set(logins) == {"owner", "agency", "superadmin", "form_slug", "dashboard_path"}
    assert (logins["form_slug"], logins["dashboard_path"]) == ("hollis", "/o/hollis/")
    emails = {who: logins[who]["email"] for who in ("owner", "agency", "superadmin")}
    assert emails == {
        "owner": "dana@hollis.example",
        "agency": "imani@northlight.example",
        "superadmin": "sam@leadwizard.example",
    }
    for who in emails:
        assert set(logins[who]) == {"email", "password"}
        assert authenticate(email=logins[who]["email"], password=logins[who]["password"]), who
        assert logins[who]["password"] in said


def test_a_lost_logins_file_gets_new_passwords_and_the_old_ones_stop_working(short_demo: None, tmp_path: Path) -> None:
    file = tmp_path / "logins.json"
    run("--logins-file", str(file))
    old = json.loads(file.read_text())["owner"]
    file.unlink()

    said = run("--logins-file", str(file))

    new = json.loads(file.read_text())["owner"]
    assert new["password"] != old["password"]
    assert authenticate(email=new["email"], password=new["password"])
    assert authenticate(email=old["email"], password=old["password"]) is None
    assert "the old one is not in the file and no longer works" in said


def test_a_logins_file_that_outlived_its_database_works_again(short_demo: None, tmp_path: Path) -> None:
    file = tmp_path / "logins.json"
    run("--logins-file", str(file))
    text = file.read_text()
    User.objects.filter(email="dana@hollis.example").update(password="!")

    run("--logins-file", str(file))

    assert file.read_text() == text
    assert authenticate(email="dana@hollis.example", password=json.loads(text)["owner"]["password"])


def test_without_a_file_passwords_that_people_have_are_kept(short_demo: None) -> None:
    run()
    before = User.objects.get(email="dana@hollis.example").password

    said = run()

    assert User.objects.get(email="dana@hollis.example").password == before
    assert "The logins were shown when they were made" in said


def test_a_logins_file_that_cannot_be_written_is_said_in_words(short_demo: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"The logins cannot be kept in .*No such file or directory"):
        run("--logins-file", str(tmp_path / "nowhere" / "logins.json"))


# --- more of it -------------------------------------------------------------------------------------------------------


def test_a_load_is_as_large_as_asked_and_as_true_as_the_demo(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "BATCH", 4)

    said = run("--organizations", "2", "--leads", "10")

    slugs = list(dict.fromkeys(re.findall(r"^(\S+): \d+ of 10 leads", said, flags=re.MULTILINE)))
    assert len(slugs) == 2
    assert len(re.findall(r"of 10 leads", said)) == 6
    assert re.search(r"^20 leads in .* leads/s\.$", said, flags=re.MULTILINE)
    for slug in slugs:
        with scope(organization_id(slug)):
            leads = list(Lead.objects.all())
            assert len(leads) == len({lead.reference for lead in leads}) == Contact.objects.count() == 10
            assert Message.objects.filter(kind=MessageKind.ENQUIRY).count() == 10
            receipts = Message.objects.filter(kind=MessageKind.ACKNOWLEDGEMENT, state=DispatchState.DELIVERED)
            assert [receipt.verdict["allowed"] for receipt in receipts if receipt.verdict] == [True] * 10
            rules = [ruling["rule"] for ruling in receipts[0].verdict["rules"]]  # type: ignore[index]
            assert rules == ["address", "organization", "suppression", "loop", "contact_cap", "address_cap"]
            moved = sum(lead.status != LeadStatus.NEW for lead in leads)
            assert TimelineEntry.objects.count() == 30 + moved
            assert Job.objects.count() == 0
            assert registry.find(RegistryKind.FORM_SLUG, slug)
            for lead in leads:
                services.derive_communication(lead.pk)
            assert set(Lead.objects.values_list("communication", flat=True)) == {Communication.ACKNOWLEDGED}


def test_the_same_seed_writes_the_same_people_and_adds_organizations_each_time(db: None) -> None:
    now = datetime(2026, 7, 15, 12, tzinfo=UTC)
    texts = []
    for _again in range(2):
        (progress,) = stream(Load(organizations=1, leads=30, seed=7), now=now)
        with scope(organization_id(progress.organization_slug)):
            texts.append(
                list(Lead.objects.order_by("id").values_list("name", "message", "status", "created_at", "reference"))
            )
    (other,) = stream(Load(organizations=1, leads=30, seed=8), now=now)
    with scope(organization_id(other.organization_slug)):
        different = list(Lead.objects.order_by("id").values_list("name", flat=True))

    assert len(texts[0]) == 30
    assert texts[0] == texts[1]
    assert different != [row[0] for row in texts[0]]
    with everywhere():
        assert Organization.objects.filter(kind=OrganizationKind.BUSINESS).count() == 3


def test_ten_thousand_references_are_all_different() -> None:
    assert len({load._reference(number) for number in range(10_000)}) == 10_000


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--organizations", "2"], "--leads is missing"),
        (["--leads", "2"], "--organizations is missing"),
        (["--organizations", "0", "--leads", "1"], "--organizations must be between 1 and 100000, not 0"),
        (["--organizations", "1", "--leads", "-5"], "--leads must be between 1 and 10000000, not -5"),
        (["--organizations", "many", "--leads", "1"], "invalid int value"),
        (["--organizations", "1", "--leads", "1", "--logins-file", "x"], "--logins-file belongs to the demo"),
    ],
)
def test_numbers_that_make_no_sense_are_refused_in_words(arguments: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        run(*arguments)
