"""Contacts, messages and their jobs that tests about messaging start from."""

from typing import TypeVar

from django.utils import timezone

from automation import runner
from automation.enums import JobState
from automation.models import Job
from automation.tests.scenes import home
from leadwizard.lib.ids import uuid7
from messaging.enums import MessageKind, NoticeKind
from messaging.models import Contact, Message, Notice
from messaging.services import match_contact, notify, queue_message
from tenants.models import Membership, Organization
from tenants.scoping import scope

ROSA = "rosa@example.com"
Row = TypeVar("Row", Message, Notice)


def contact(organization: Organization, email: str = ROSA) -> Contact:
    """Find or make a contact of the organization."""
    with scope(organization.pk):
        return match_contact(name="Rosa Delgado", email=email, phone="").contact


def message(
    organization: Organization, *, email: str = ROSA, author: Membership | None = None, to: Contact | None = None
) -> Message:
    """Queue a mail to a contact: automatic, or a person's with an author."""
    person = to or contact(organization, email)
    with scope(organization.pk):
        made = queue_message(
            person,
            organization=organization,
            kind=MessageKind.REPLY if author else MessageKind.ACKNOWLEDGEMENT,
            to_address=email,
            template="reply",
            context={"body": "We come at six.", "author": "Alice", "subject": "Your request"},
            purpose="tests",
            subject_id=uuid7(),
            author=author,
            body="We come at six.",
            now=timezone.now(),
        )
    assert made is not None
    return made


def notice(organization: Organization, *, is_secret: bool = False) -> Notice:
    """Queue a notice that may hold a secret link."""
    with scope(organization.pk):
        made = notify(
            NoticeKind.PASSWORD_RESET,
            to_address="alice@acme.example",
            template="password_reset",
            context={"url": "https://leadwizard.example/secret-link"},
            organization=organization,
            is_secret=is_secret,
            now=timezone.now(),
        )
    assert made is not None
    return made


def job_of(row: Message | Notice) -> Job:
    """Return the job that carries the row out."""
    with scope(home(row)):
        return Job.objects.get(dedupe_key=str(row.pk))


def send(row: Message | Notice) -> JobState | None:
    """Try once to carry the row out."""
    return runner.run_job(home(row), job_of(row).pk)


def reload(row: Row) -> Row:
    """Return the row as it stands now."""
    with scope(home(row)):
        return type(row).objects.get(pk=row.pk)
