"""Background work: every kind of job, for its own organization and then for another with the same ids."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone

from automation import kinds, runner
from automation.enums import JobState
from automation.models import InboxEvent, Job
from automation.services import enqueue
from leads.jobs import ANALYSE
from leads.services import TRIAGE
from leadwizard.tests.isolation import houses
from messaging.jobs.inbound import RECEIVE
from messaging.jobs.reports import RESEND_EVENT
from messaging.jobs.texts import RECEIVE_TEXT, TEXT_REPORT
from messaging.models import Contact, Message, Notice, Run, Sequence, SequenceStep
from messaging.services.messages import DELIVER
from messaging.services.notices import DELIVER_NOTICE, DELIVER_TEXT, notify, notify_by_text
from messaging.services.replies import reply_address
from messaging.services.sequences import RUN_STEP
from messaging.tests import inbox
from tenants.models import Organization
from tenants.scoping import scope

pytestmark = pytest.mark.django_db


def _notice(house):
    return notify(
        "account", to_address=f"{house.mark}@x.example", template="reply",
        context={"body": house.mark, "author": house.mark, "subject": house.mark},
        organization=Organization.objects.get(), now=timezone.now(),
    ).pk  # fmt: skip


def _text(house):
    return notify_by_text("texting", number=house.phone, body=house.mark, now=timezone.now()).pk


def _run(house):
    sequence = Sequence.objects.get_or_create(purpose="follow_up")[0]
    SequenceStep.objects.get_or_create(sequence=sequence, position=1, defaults={"delay_hours": 1, "body": house.mark})
    contact = Contact.objects.get(pk=house.values["contact_id"])
    now = timezone.now()
    Run.objects.filter(contact=contact).update(state="stopped")
    run = Run.objects.create(
        sequence=sequence, contact=contact, about_id=house.values["lead_id"], started_at=now, next_at=now
    )
    return {"run": run.pk, "position": "1"}


def _event(body: Callable[[Any], Any], provider: str = "resend") -> Callable[[Any], dict[str, Any]]:
    def make(house: Any) -> dict[str, Any]:
        number = InboxEvent.objects.count()
        event = InboxEvent.objects.create(
            provider=provider, event_id=f"e{number}", body=body(house), received_at=timezone.now()
        )
        return {"event": event.pk}

    return make


def _report(house):
    tags = {"organization": str(house.organization.pk), "dispatch": house.values["reply_id"]}
    data = {"email_id": "", "tags": tags, "bounce": {"type": "Permanent", "message": house.mark}}
    return {"type": "email.bounced", "data": data}


def _mail(house):
    with scope(house.organization.pk):
        contact = Contact.objects.get(pk=house.values["contact_id"])
        to = reply_address(contact, "contact", about_id=house.values["lead_id"])
    return {"type": "email.received", "data": {"email_id": "none", "to": [to], "from": f"{house.mark}@x.example"}}


def _text_report(house):
    form = {"MessageSid": "SM9", "MessageStatus": "delivered"}
    return {"form": form, "dispatch": house.values["notice_id"], "attempt": house.values["notice_id"]}


def _text_in(house):
    return {"From": house.phone, "To": "+19375550199", "Body": house.mark}


@dataclass(frozen=True)
class Work:
    """What a kind of job carries, made in the house, and the table in which its success shows.

    `body` is what an event of the kind says: another organization's own event may name the house's rows, too.
    """

    payload: Callable[[Any], dict[str, Any]]
    shows_in: str
    body: Callable[[Any], Any] | None = None


WORK = {
    TRIAGE: Work(lambda house: {"lead": house.values["lead_id"]}, "automation_modelcall"),
    ANALYSE: Work(lambda house: {"lead": house.values["other_id"]}, "leads_analysis"),
    DELIVER: Work(lambda house: {"message": house.values["reply_id"]}, "messaging_message"),
    DELIVER_NOTICE: Work(lambda house: {"notice": _notice(house)}, "messaging_notice"),
    DELIVER_TEXT: Work(lambda house: {"notice": _text(house)}, "messaging_notice"),
    RUN_STEP: Work(_run, "messaging_message"),
    RESEND_EVENT: Work(_event(_report), "automation_inboxevent", _report),
    RECEIVE: Work(_event(_mail), "automation_job", _mail),
    TEXT_REPORT: Work(_event(_text_report, "twilio"), "automation_inboxevent", _text_report),
    RECEIVE_TEXT: Work(_event(_text_in, "twilio"), "automation_inboxevent", _text_in),
}


@pytest.fixture
def _providers(model, phones, settings):
    settings.INBOUND_DOMAIN = inbox.DOMAIN


def test_every_kind_of_job_is_in_the_table():
    assert {kind.name for kind in kinds.all_kinds()} == WORK.keys()


def _enqueue(house, name, payload):
    with scope(house.organization.pk):
        return enqueue(name, payload)


@pytest.mark.usefixtures("_providers")
@pytest.mark.parametrize("name", WORK)
def test_a_job_of_another_organization_finds_none_of_its_rows(town, simulator, name):
    house, other, work = town.a, town.b, WORK[name]
    with scope(house.organization.pk):
        payload = work.payload(house)
    house_ids = {str(value) for value in payload.values()}
    before = houses.state_of(house)

    # The same ids, in the other organization: as it runs, and as people are told of it when it is given up.
    stranger = _enqueue(other, name, payload)
    state = runner.run_job(other.organization.pk, stranger.pk)
    _go_through_every_end(other, kinds.get(name), stranger.pk)
    assert houses.changed(before, houses.state_of(house)) == [], state
    ledger = str(simulator.get("/__sim__/ledger.json"))
    assert house.found_in(ledger, given=" ".join(house_ids)) == []
    assert [where for where in houses.words_in_rows(other, house) if not _is_payload(where, house_ids)] == []

    # An event of its own that names the house's rows.
    if work.body:
        with scope(other.organization.pk):
            own = _event(work.body)(house)
        named = str(work.body(house))
        runner.run_job(other.organization.pk, _enqueue(other, name, own).pk)
        changed = houses.changed(before, houses.state_of(house))
        assert [table for table in changed if table not in _MADE_BY_THE_TEST] == [], changed
        assert house.found_in(str(simulator.get("/__sim__/ledger.json")), given=named) == []

    # And it was good for something where it belongs.
    before = houses.state_of(house)
    job = _enqueue(house, name, payload)
    reached = runner.run_job(house.organization.pk, job.pk)
    changed = houses.changed(before, houses.state_of(house))
    assert work.shows_in in changed, (reached, changed)


# An address for replies is made where a test asks for one.
_MADE_BY_THE_TEST = {"messaging_replyaddress", "tenants_registryentry"}


def _is_payload(where, ids):
    return where.startswith("automation.Job") and any(given in where for given in ids)


def _go_through_every_end(house, kind, job_id):
    """Let the job come to every end, each of which may look for its rows; a row that is not there ends it, too."""
    ends = [
        *(lambda job, state=state: kind.settle(job, state, "why") if kind.settle else None for state in JobState),
        lambda job: kind.reconcile(job) if kind.reconcile else None,
        lambda job: kind.confirm(job, {"provider_id": "p"}) if kind.confirm else None,
    ]
    for end in ends:
        with scope(house.organization.pk):
            job = Job.objects.get(pk=job_id)
        try:
            with scope(house.organization.pk):
                end(job)
        except (ObjectDoesNotExist, KeyError, RuntimeError):
            pass
    with scope(house.organization.pk):
        Job.objects.filter(pk=job_id).update(state=JobState.WAITING, attempt=4, run_at=timezone.now())
        job = Job.objects.get(pk=job_id)
        said = kind.describe(job) if kind.describe else ""
    runner.run_job(house.organization.pk, job_id)
    assert not any(mark in said for mark in ("qzalder", "pbalder", "qzblder", "pbblder"))


def test_mail_to_one_person_from_two_organizations_holds_words_of_one(town, model, mailbox, drain):
    from leads.tests import scenes

    for house in (town.a, town.b):
        with scope(house.organization.pk):
            form = houses.Form.objects.get(pk=house.values["form_id"])
            words = dict.fromkeys(("name", "message", "service"), f"{house.mark}both")
        scenes.lead(house.organization, form, email="both@x.example", **words)
    drain()
    # The brand and the address of the organization count as well, though strangers may read them.
    speakers = [[house.letter for house in (town.a, town.b) if house.found_in(str(mail))] for mail in mailbox.entries()]
    assert {"a", "b"} == {letter for letters in speakers for letter in letters}
    assert [letters for letters in speakers if len(letters) != 1] == []
    for house, other in ((town.a, town.b), (town.b, town.a)):
        assert houses.words_in_rows(house, other) == []
    with scope(town.b.organization.pk):
        assert Message.objects.filter(to_address="both@x.example").exists()
        assert not Notice.objects.filter(subject__contains=town.a.mark).exists()
