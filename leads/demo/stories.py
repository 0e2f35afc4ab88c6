"""The words in which the demo's people and enquiries are written down."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from leads.enums import LeadSource, LeadStatus
from tenants.enums import OrganizationKind, Role


class Outcome(StrEnum):
    """What became of an acknowledgement; whether it may leave at all is for permission to say."""

    DELIVERED = "delivered"
    BOUNCED = "bounced"
    FAILED = "failed"


class Trade(StrEnum):
    """What the person who writes is about."""

    PLUMBING = "plumbing"
    DENTAL = "dental"
    LANDSCAPING = "landscaping"


@dataclass(frozen=True)
class Person:
    """A member; `key` is how events name them."""

    key: str
    name: str
    email: str
    role: Role


@dataclass(frozen=True)
class Reply:
    """A member answers by e-mail, `after` minutes from the enquiry."""

    who: str
    after: int
    body: str


@dataclass(frozen=True)
class Answer:
    """The customer writes back by e-mail, `after` minutes from the enquiry."""

    after: int
    body: str


@dataclass(frozen=True)
class Moved:
    """A member gives the lead another status, `after` minutes from the enquiry."""

    who: str
    after: int
    status: LeadStatus


Event = Reply | Answer | Moved


@dataclass(frozen=True)
class Story:
    """One enquiry and what followed, in order.

    It came in either `minutes_ago`, or `days_ago` (1 to 13) at `clock`, the organization's own time.
    """

    name: str
    email: str
    message: str
    service: str
    trade: Trade
    phone: str = ""
    preferred_time: str = ""
    locale: str = "en"
    source: LeadSource = LeadSource.PAGE
    days_ago: int = 0
    clock: str = ""
    minutes_ago: int = 0
    outcome: Outcome = Outcome.DELIVERED
    events: tuple[Event, ...] = ()

    def starts_at(self, now: datetime, zone: ZoneInfo) -> datetime:
        """Return when the enquiry came in, seen from `now`."""
        if self.minutes_ago:
            return now - timedelta(minutes=self.minutes_ago)
        day = now.astimezone(zone).date() - timedelta(days=self.days_ago)
        return datetime.combine(day, time.fromisoformat(self.clock), tzinfo=zone)


@dataclass(frozen=True)
class Place:
    """An organization of the demo with its form, its people and its enquiries."""

    name: str
    slug: str
    kind: OrganizationKind
    people: tuple[Person, ...]
    stories: tuple[Story, ...]
    values: dict[str, Any] = field(default_factory=dict)
    form: dict[str, Any] = field(default_factory=dict)
    reply: dict[str, Any] = field(default_factory=dict)
