"""Starting, advancing and stopping plans of messages."""

import re
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.db.models.functions import Lower

from automation.services import cancel_jobs, enqueue, new_job, ring_for
from messaging.enums import UNDECIDED_STATES, Channel, MessageKind, RunState, SequencePurpose, StopReason, TimelineKind
from messaging.models import Contact, Message, Run, Sequence, SequenceStep, Suppression
from messaging.services.contacts import greeting_name
from messaging.services.messages import DELIVER, queue_message
from messaging.services.timeline import add_entry, new_entry, tell_browsers
from tenants.compiled import Compiled
from tenants.models import Membership, Organization
from tenants.queries import current_organization

RUN_STEP: Final = "messaging.run_step"
PURPOSE: Final = "sequence"
DEFAULT_FOLLOW_UP: Final = (
    "Hi {{ first_name }},\n\n"
    "a day ago you wrote to us, and we would like to know whether we can still help. "
    "Just reply to this e-mail, and it reaches us directly.\n\n"
    "{{ organization }}"
)
VARIABLES: Final = frozenset({"first_name", "organization"})
_VARIABLE: Final = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
_FIRST_STEP: Final = Compiled(
    lambda purpose: (
        SequenceStep.objects.filter(sequence__purpose=purpose).select_related("sequence").order_by("position")[:1]
    )
)
# Locks the contact, and says whether its address must not be written to.
_LOCKED_CONTACT: Final = Compiled(
    lambda contact: (
        Contact.objects.select_for_update(no_key=True)
        .filter(pk=contact)
        .values_list(
            Exists(Suppression.objects.filter(channel=Channel.EMAIL, address=Lower(OuterRef("email")))), flat=True
        )
    )
)
# Every run is locked before its messages are looked at: a step under way is finished then, or has not begun.
_RUNS_WITH: Final = Compiled(
    lambda sequence, contact: (
        Run.objects.select_for_update().filter(sequence_id=sequence, contact_id=contact).order_by("pk")
    )
)


def fill(text: str, values: dict[str, str]) -> str:
    """Return the text with its variables filled in; a greeting without a name reads like one without a name."""
    filled = _VARIABLE.sub(lambda found: values.get(found[1], ""), text)
    return re.sub(r"[ \t]+([,.!?])", r"\1", filled).strip()


def unknown_variables(text: str) -> set[str]:
    """Return the names in double braces that no message has."""
    return set(_VARIABLE.findall(text)) - VARIABLES


def ensure_sequence(purpose: SequencePurpose) -> Sequence:
    """Return the organization's sequence, made with its default step where it is missing."""
    sequence, is_new = Sequence.objects.get_or_create(purpose=purpose)
    if is_new:
        SequenceStep.objects.create(sequence=sequence, position=1, delay_hours=24, body=DEFAULT_FOLLOW_UP)
    return sequence


def _first_step(purpose: SequencePurpose) -> SequenceStep | None:
    found = _FIRST_STEP.first(purpose=purpose.value)
    if found is None:
        ensure_sequence(purpose)
        found = _FIRST_STEP.first(purpose=purpose.value)
    return found


def start_run(contact: Contact, purpose: SequencePurpose, *, about_id: UUID, now: datetime) -> Run | None:
    """Plan the sequence's messages to the contact.

    None when it is off or empty, ran for the same subject before, or the contact cannot be written to. A run that is
    under way with the contact is stopped: the newer subject takes its place.
    """
    step = _first_step(purpose)
    if step is None or not step.sequence.is_active or not contact.email:
        return None
    sequence = step.sequence
    # Two subjects of one contact at once wait for each other here, or both would see no older run.
    is_suppressed = _LOCKED_CONTACT.get(contact=contact.pk)
    if is_suppressed:
        return None
    runs = _RUNS_WITH.all(sequence=sequence.pk, contact=contact.pk)
    if any(run.about_id == about_id for run in runs):
        return None
    for older in runs:
        if older.state != RunState.STOPPED:
            _stop(older, StopReason.REPLACED, actor=None, now=now)
    run = Run(
        sequence=sequence,
        contact=contact,
        about_id=about_id,
        position=step.position,
        next_at=now + timedelta(hours=step.delay_hours),
        started_at=now,
    )
    entry = new_entry(contact.pk, TimelineKind.RUN_STARTED, at=now, about_id=about_id)
    first = new_job(RUN_STEP, _step(run), run_at=run.next_at, dedupe_key=_key(run))
    if not Run.objects.insert_new(run, entry, first):
        return None
    tell_browsers(about_id)
    ring_for(first)
    return run


def _step(run: Run) -> dict[str, UUID | str]:
    return {"run": run.pk, "position": str(run.position)}


def _key(run: Run) -> str:
    return f"{run.pk}:{run.position}"


def stop_runs(about_id: UUID, reason: StopReason, *, now: datetime, actor: Membership | None = None) -> int:
    """Stop what is planned about a subject, and what of it waits to be sent; say how many runs that were."""
    return _stop_all({"about_id": about_id}, reason, actor=actor, now=now)


def stop_runs_of(contact: Contact, reason: StopReason, *, now: datetime, actor: Membership | None = None) -> int:
    """Stop everything that is planned with a contact, and what of it waits to be sent; say how many runs that were."""
    return _stop_all({"contact": contact}, reason, actor=actor, now=now)


def _stop_all(which: dict[str, Any], reason: StopReason, *, actor: Membership | None, now: datetime) -> int:
    # Every run is locked before its messages are looked at: a step under way is finished then, or has not begun.
    runs = list(Run.objects.select_for_update().filter(**which).exclude(state=RunState.STOPPED).order_by("pk"))
    return sum(_stop(run, reason, actor=actor, now=now) for run in runs)


def _stop(run: Run, reason: StopReason, *, actor: Membership | None, now: datetime) -> bool:
    """Stop a run unless all of its messages have left."""
    waiting = list(
        Message.objects.filter(purpose=PURPOSE, subject_id=run.pk, state__in=UNDECIDED_STATES).values_list(
            "pk", flat=True
        )
    )
    if run.state != RunState.ACTIVE and not waiting:
        return False
    key = _key(run)
    run.state, run.stop_reason, run.ended_at, run.next_at = RunState.STOPPED, reason, now, None
    run.save(update_fields=["state", "stop_reason", "ended_at", "next_at"])
    cancel_jobs(RUN_STEP, key, reason=str(reason.label))
    for message_id in waiting:
        # One that is on its way right now is asked about again before its next try: permission knows the run.
        cancel_jobs(DELIVER, str(message_id), reason=str(reason.label))
    add_entry(
        run.contact_id, TimelineKind.RUN_STOPPED, at=now, about_id=run.about_id, actor=actor, facts={"reason": reason}
    )
    return True


def is_due(run_id: UUID, position: int) -> bool:
    """Say whether the step is the one that the run is at."""
    return Run.objects.filter(pk=run_id, state=RunState.ACTIVE, position=position).exists()


def send_step(run_id: UUID, position: int, *, now: datetime) -> Message | None:
    """Queue the message of a run's step and plan the next one; None when the run is over or was there before.

    An organization that is not active says nothing, and its run ends: an old follow-up must not come weeks late.
    """
    run = (
        Run.objects.select_for_update(of=["self"])
        .filter(pk=run_id, state=RunState.ACTIVE, position=position)
        .select_related("contact", "sequence")
        .first()
    )
    if run is None:
        return None
    organization = current_organization()
    if not organization.is_open:
        _stop(run, StopReason.PAUSED, actor=None, now=now)
        return None
    if not run.sequence.is_active:
        _stop(run, StopReason.CANCELLED, actor=None, now=now)
        return None
    step = SequenceStep.objects.filter(sequence=run.sequence, position=position).first()
    message = _say(run, step, organization, now) if step else None
    _advance(run, now)
    return message


def _say(run: Run, step: SequenceStep, organization: Organization, now: datetime) -> Message | None:
    name = greeting_name(run.contact.name)
    body = fill(step.body, {"first_name": name, "organization": organization.name})
    return queue_message(
        run.contact,
        organization=organization,
        kind=MessageKind.FOLLOW_UP,
        to_address=run.contact.email,
        template="follow_up",
        context={"body": body, "recipient_name": name},
        purpose=PURPOSE,
        subject_id=run.pk,
        step=step.position,
        about_id=run.about_id,
        body=body,
        locale=run.contact.locale,
        now=now,
    )


def _advance(run: Run, now: datetime) -> None:
    following = (
        SequenceStep.objects.filter(sequence=run.sequence, position__gt=run.position).order_by("position").first()
    )
    if following is None:
        run.state, run.ended_at, run.next_at = RunState.COMPLETED, now, None
        run.save(update_fields=["state", "ended_at", "next_at"])
        return
    run.position = following.position
    run.next_at = max(now, run.started_at + timedelta(hours=following.delay_hours))
    run.save(update_fields=["position", "next_at"])
    enqueue(RUN_STEP, _step(run), run_at=run.next_at, dedupe_key=_key(run))
