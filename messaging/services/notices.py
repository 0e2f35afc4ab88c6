"""Writing to members and to the platform."""

from datetime import datetime
from typing import Any
from uuid import UUID

from automation.services import new_job, ring_for
from messaging import rendering
from messaging.enums import Channel, NoticeKind
from messaging.models import Notice
from tenants.models import Membership, Organization

DELIVER_NOTICE = "messaging.deliver_notice"
DELIVER_TEXT = "messaging.deliver_text"
PLATFORM_NAME = "LeadWizard"


def notify(
    kind: NoticeKind,
    *,
    to_address: str,
    template: str,
    context: dict[str, Any],
    organization: Organization,
    member: Membership | None = None,
    about_id: UUID | None = None,
    dedupe_key: str = "",
    is_secret: bool = False,
    reply_to: str = "",
    now: datetime,
) -> Notice | None:
    """Queue a notice from the platform; None when one with the same key went to the address before.

    `is_secret` says that the text holds a link which must not outlive the sending. With `reply_to`, an address of our
    own that takes answers, the mail says so; without one it says that nobody reads them.
    """
    rendered = rendering.render(template, {"replies_read": bool(reply_to), **context}, organization=organization)
    notice = Notice(
        kind=kind,
        member=member,
        to_address=to_address.lower(),
        sender_name=PLATFORM_NAME,
        subject=rendered.subject,
        body="" if is_secret else rendered.words,
        rendered=rendered.parts(),
        reply_to=reply_to,
        about_id=about_id,
        is_secret=is_secret,
        dedupe_key=dedupe_key,
        created_at=now,
    )
    return _queue(notice, DELIVER_NOTICE)


def notify_by_text(
    kind: NoticeKind,
    *,
    number: str,
    body: str,
    member: Membership | None = None,
    about_id: UUID | None = None,
    dedupe_key: str = "",
    is_secret: bool = False,
    now: datetime,
) -> Notice | None:
    """Queue a notice as a text to a number (E.164); None when one with the same key went there before.

    It is sent once: where the outcome is not known, nobody sends it again unasked. No quiet hours: a member chose to be
    told, and a burst pipe at night is what for; STOP ends it at any time.
    """
    notice = Notice(
        kind=kind,
        channel=Channel.SMS,
        member=member,
        to_address=number,
        sender_name=PLATFORM_NAME,
        body="" if is_secret else body,
        rendered={"text": body},
        about_id=about_id,
        is_secret=is_secret,
        dedupe_key=dedupe_key,
        created_at=now,
    )
    return _queue(notice, DELIVER_TEXT)


def _queue(notice: Notice, job_kind: str) -> Notice | None:
    delivery = new_job(job_kind, {"notice": notice.pk}, dedupe_key=str(notice.pk))
    if not Notice.objects.insert_new(notice, delivery):
        return None
    ring_for(delivery)
    return notice
