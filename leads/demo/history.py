"""Writing a past: the rows that the services, the jobs and the provider would have left, with their own times.

The services that send are not called, because nothing may leave: there is no ring here, and no job but one that was
given up. Permission is asked as always, so that every verdict is a real one.
"""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from leads import services
from leads.demo import troubles
from leads.demo.stories import Answer, Event, Moved, Outcome, Reply, Story
from leads.enums import LeadStatus
from leads.models import Form, Lead
from leadwizard.lib import ids
from messaging import permission, rendering
from messaging.enums import Channel, Direction, DispatchState, MessageKind, SuppressionReason, TimelineKind
from messaging.models import Contact, Message, Suppression
from messaging.services import add_entry, greeting_name, match_contact, record_delivery, record_inbound
from tenants.models import AuditEvent, Membership, Organization

PROVIDER: Final = "resend"
BOUNCE: Final = "The recipient's mail server says that there is no such mailbox."
FAULT: Final = "Resend had a fault (503)."
DOUBT: Final = (
    "Sean never got this receipt. Dana has written to him by now, so it is for her to say whether it should still go"
    " out."
)


@dataclass(frozen=True)
class Scene:
    """Where a story happens; the organization is in scope."""

    organization: Organization
    form: Form
    members: dict[str, Membership]
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        """The organization's time zone."""
        return ZoneInfo(self.organization.time_zone)


class Clock:
    """Small delays that look like people and machines, the same for the same story each time."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)  # noqa: S311 - no secret, and it must repeat itself

    def after(self, start: datetime, least: int, most: int) -> datetime:
        """Return a moment between `least` and `most` seconds after the start."""
        return start + timedelta(seconds=self._random.uniform(least, most))


def tell(story: Story, scene: Scene) -> Lead:
    """Write one story into the organization in scope."""
    clock = Clock(f"{story.email} {story.days_ago}")
    lead = _enquire(story, scene, clock.after(story.starts_at(scene.now, scene.zone), 0, 50))
    _acknowledge(lead, scene, story.outcome, clock)
    for event in story.events:
        at = clock.after(lead.created_at + timedelta(minutes=event.after), 0, 55)
        _happen(event, lead, scene, at, clock)
    services.derive_communication(lead.pk)
    lead.refresh_from_db()
    return lead


def _enquire(story: Story, scene: Scene, at: datetime) -> Lead:
    contact, _is_new = match_contact(name=story.name, email=story.email, phone=story.phone, locale=story.locale)
    Contact.objects.filter(pk=contact.pk, created_at__gt=at).update(created_at=at)
    lead = Lead.objects.create(
        form=scene.form,
        contact=contact,
        reference=ids.reference(),
        name=story.name,
        email=story.email,
        phone=story.phone,
        service=story.service,
        preferred_time=story.preferred_time,
        message=story.message,
        locale=story.locale,
        source=story.source,
        idempotency_key=f"demo {story.email} {story.days_ago}",
        created_at=at,
    )
    record_inbound(contact, channel=Channel.FORM, kind=MessageKind.ENQUIRY, body=story.message, about_id=lead.pk, at=at)
    return lead


def _acknowledge(lead: Lead, scene: Scene, outcome: Outcome, clock: Clock) -> None:
    organization, form = scene.organization, scene.form
    name = greeting_name(lead.name)
    rendered = rendering.render(
        "acknowledgement",
        {
            "lead": {
                "first_name": name,
                "reference": lead.reference,
                "service": lead.service if lead.service in form.services else "",
                "created_at": lead.created_at,
            },
            "success_text": form.success_text,
            "recipient_name": name,
            "replies_read": bool(organization.contact_email),
        },
        organization=organization,
        locale=lead.locale,
    )
    message = _outgoing(
        lead,
        scene,
        kind=MessageKind.ACKNOWLEDGEMENT,
        subject=rendered.subject,
        body=rendered.words,
        purpose=services.ANSWER,
        subject_id=lead.pk,
        created_at=clock.after(lead.created_at, 1, 3),
        # What has left is kept by its words alone; this may still leave.
        rendered=rendered.parts() if outcome == Outcome.FAILED else None,
    )
    _travel(message, scene, outcome, clock)


def _happen(event: Event, lead: Lead, scene: Scene, at: datetime, clock: Clock) -> None:
    match event:
        case Reply(who=who, body=body):
            message = _reply(lead, scene, scene.members[who], body, at)
            _travel(message, scene, Outcome.DELIVERED, clock)
        case Answer(body=body):
            record_inbound(
                lead.contact, channel=Channel.EMAIL, kind=MessageKind.INBOUND, body=body, about_id=lead.pk, at=at
            )
        case Moved(who=who, status=status):
            _move(lead, status, scene.members[who], at)


def _reply(lead: Lead, scene: Scene, author: Membership, body: str, at: datetime) -> Message:
    about = lead.service if lead.service in scene.form.services else ""
    _audit("lead.answered", "lead", lead.pk, actor=author, at=at)
    return _outgoing(
        lead,
        scene,
        kind=MessageKind.REPLY,
        author=author,
        subject=f"Re: {about or 'your request'} ({lead.reference})",
        body=body,
        purpose="reply",
        subject_id=uuid4(),
        created_at=at,
    )


def _outgoing(lead: Lead, scene: Scene, *, author: Membership | None = None, **values: Any) -> Message:
    """Save a queued e-mail to the lead's address; without an author LeadWizard speaks."""
    return Message.objects.create(
        contact=lead.contact,
        direction=Direction.OUT,
        channel=Channel.EMAIL,
        is_automatic=author is None,
        author=author,
        to_address=lead.email,
        sender_name=scene.organization.name,
        reply_to=scene.organization.contact_email,
        about_id=lead.pk,
        **values,
    )


def _travel(message: Message, scene: Scene, outcome: Outcome, clock: Clock) -> None:
    """Take a queued message through permission, the provider and its report, as far as the outcome goes."""
    at = clock.after(message.created_at, 0, 2)
    verdict = permission.decide(message, organization=scene.organization, now=at)
    message.verdict = verdict.facts()
    if not verdict.is_allowed:
        _stop(message, DispatchState.CANCELLED, TimelineKind.MESSAGE_CANCELLED, verdict.reason, at)
        return
    message.allowed_at = at
    if outcome == Outcome.FAILED:
        given_up_at = at + troubles.LADDER
        _stop(message, DispatchState.FAILED, TimelineKind.MESSAGE_FAILED, FAULT, given_up_at)
        asked = troubles.give_up(message, FAULT, at=at)
        troubles.talk(asked, scene.members["ruth"], DOUBT, at=clock.after(given_up_at, 3600, 7200))
        return
    message.state = DispatchState.SENT
    message.sent_at = clock.after(at, 1, 3)
    message.provider, message.provider_id = PROVIDER, str(uuid4())
    message.save()
    _note(message, TimelineKind.MESSAGE_SENT, message.sent_at, actor=message.author)
    is_bounced = outcome == Outcome.BOUNCED
    reported_at = clock.after(message.sent_at, 2, 9)
    record_delivery(
        message.pk,
        provider=message.provider,
        provider_id=message.provider_id,
        state=DispatchState.BOUNCED if is_bounced else DispatchState.DELIVERED,
        words=BOUNCE if is_bounced else "",
        at=reported_at,
    )
    if is_bounced:
        _suppress(message.to_address, reported_at)


def _stop(message: Message, state: DispatchState, entry: TimelineKind, reason: str, at: datetime) -> None:
    message.state, message.error = state, reason
    message.save()
    _note(message, entry, at)


def _note(message: Message, kind: TimelineKind, at: datetime, *, actor: Membership | None = None) -> None:
    add_entry(message.contact_id, kind, at=at, about_id=message.about_id, message_id=message.pk, actor=actor)


def _suppress(address: str, at: datetime) -> None:
    suppression = Suppression.objects.create(
        channel=Channel.EMAIL, address=address, reason=SuppressionReason.BOUNCED, since=at
    )
    _audit("suppression.added", "suppression", suppression.pk, fields=["address"], at=at)


def _move(lead: Lead, status: LeadStatus, actor: Membership, at: datetime) -> None:
    before, lead.status = lead.status, status
    lead.save(update_fields=["status"])
    add_entry(
        lead.contact_id,
        TimelineKind.STATUS,
        at=at,
        about_id=lead.pk,
        actor=actor,
        facts={"before": before, "after": status},
    )
    _audit("lead.status_changed", "lead", lead.pk, actor=actor, fields=["status"], at=at)


def _audit(
    action: str,
    subject_kind: str,
    subject_id: UUID,
    *,
    actor: Membership | None = None,
    fields: list[str] | None = None,
    at: datetime,
) -> None:
    """Write what `audit.record` would have written then; it knows only now."""
    AuditEvent.objects.create(
        action=action,
        subject_kind=subject_kind,
        subject_id=subject_id,
        actor_id=actor.pk if actor else None,
        fields=fields or [],
        at=at,
    )
