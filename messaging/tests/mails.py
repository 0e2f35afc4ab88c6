"""Messages that tests about mail start from."""

from html.parser import HTMLParser
from typing import Any, cast
from uuid import UUID, uuid4

from django.utils import timezone

from messaging.enums import MessageKind
from messaging.models import Message
from messaging.services import match_contact, queue_message
from tenants.models import Membership, Organization
from tenants.scoping import scope


def queued(
    organization: Organization, to: str = "rosa@example.com", *, author: Membership | None = None, **values: Any
) -> Message:
    """Queue a mail to a contact: a person's reply where there is an author, else an automatic one."""
    now = timezone.now()
    with scope(organization.pk):
        message = queue_message(
            match_contact(name="Rosa Delgado", email=to, phone="").contact,
            organization=organization,
            now=now,
            author=author,
            **{
                "kind": MessageKind.REPLY,
                "to_address": to,
                "template": "reply",
                "context": {"body": "There by 6:30.", "author": "Alice Archer", "subject": "Re: your request"},
                "purpose": "reply",
                "subject_id": uuid4(),
                **values,
            },
        )
    assert message is not None
    return message


def again(message: Message) -> Message:
    """Return the message as it is now."""
    with scope(cast("UUID", message.organization_id)):
        return Message.objects.get(pk=message.pk)


class Document(HTMLParser):
    """What a mail program makes of an HTML part: its elements, where they lead, and what they do."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.addresses: list[str] = []
        self.handlers: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what matters of an element."""
        self.elements.append(tag)
        self.addresses.extend(value or "" for name, value in attrs if name in {"href", "src", "background", "action"})
        self.handlers.extend(name for name, _value in attrs if name.startswith("on"))
