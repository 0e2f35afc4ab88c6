"""Permission to send: one function, asked immediately before every message to a contact leaves.

It runs in the transaction of the claim and its verdict, rule by rule, is stored on the message; a database constraint
refuses a sent message without one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from django.db import models

from leadwizard.lib.crypto import digest
from leadwizard.lib.inserting import insert_new
from leadwizard.lib.statements import carry_out
from messaging.enums import COMMERCIAL_KINDS, Direction, RunState, SuppressionReason
from messaging.machines import is_machine, is_ours
from messaging.models import AddressTally, Message, Run, Suppression
from tenants.compiled import Compiled
from tenants.models import Organization

DAY: Final = timedelta(hours=24)
AUTOMATIC_PER_CONTACT: Final = 3
AUTOMATIC_PER_ADDRESS: Final = 20
_SUPPRESSED: Final = Compiled(lambda channel, address: Suppression.objects.filter(channel=channel, address=address))
# Two claims for one person wait for each other here, or both would see room for one more. The row first, then the
# address: everybody who takes both does it in this order.
_LOCK: Final = """
WITH contact AS MATERIALIZED (
    SELECT FROM messaging_contact WHERE organization_id = %s AND id = %s FOR UPDATE
)
SELECT pg_advisory_xact_lock(hashtextextended(%s, 0)) FROM contact
"""


class _CountOf(models.Subquery):
    """How many rows a query set has, up to its limit."""

    template = "(SELECT count(*) FROM (%(subquery)s) counted)"
    output_field = models.IntegerField()


class _SoFar(NamedTuple):
    """What is known of contact and address: why nothing goes there, and what counts against the limits."""

    reason: str | None
    to_contact: int
    to_address: int


_SO_FAR: Final = Compiled(
    lambda channel, address, contact, digest, since, message: Organization.objects.values_list(
        models.Subquery(Suppression.objects.filter(channel=channel, address=address).values("reason")[:1]),
        _CountOf(
            Message.objects.filter(
                contact_id=contact,
                direction=Direction.OUT,
                is_automatic=True,
                # Whatever its state: a try whose answer was lost may have reached the contact.
                allowed_at__gt=since,
            )
            .exclude(pk=message)
            .values("pk")[:AUTOMATIC_PER_CONTACT]
        ),
        _CountOf(
            AddressTally.objects.filter(digest=digest, at__gt=since)
            .exclude(pk=message)
            .values("pk")[:AUTOMATIC_PER_ADDRESS]
        ),
    )
)


@dataclass(frozen=True)
class Ruling:
    """What one rule said; `can_change` where waiting may help."""

    rule: str
    is_passed: bool
    words: str
    can_change: bool = False


@dataclass(frozen=True)
class Verdict:
    """What all rules said together."""

    rulings: tuple[Ruling, ...]
    at: datetime

    @property
    def is_allowed(self) -> bool:
        """Say whether every rule let the message pass."""
        return all(ruling.is_passed for ruling in self.rulings)

    @property
    def is_held(self) -> bool:
        """Say whether the message waits: it may not leave now, and every reason can still go away."""
        refusals = [ruling for ruling in self.rulings if not ruling.is_passed]
        return bool(refusals) and all(ruling.can_change for ruling in refusals)

    @property
    def reason(self) -> str:
        """The words of the first rule that did not."""
        return next((ruling.words for ruling in self.rulings if not ruling.is_passed), "")

    def facts(self) -> dict[str, Any]:
        """Return the verdict as a row keeps it."""
        return {
            "allowed": self.is_allowed,
            "at": self.at.isoformat(),
            "rules": [
                {"rule": ruling.rule, "passed": ruling.is_passed, "words": ruling.words} for ruling in self.rulings
            ],
        }


@dataclass(frozen=True)
class Subject:
    """What the rules look at."""

    message: Message
    organization: Organization
    so_far: _SoFar
    now: datetime

    @property
    def address(self) -> str:
        """The address in lower case."""
        return self.message.to_address.lower()


def decide(message: Message, *, organization: Organization, now: datetime) -> Verdict:
    """Return whether the message may leave now; locks what it counts, so call it in the claim's transaction.

    An allowed automatic message is added to the platform-wide tally of its address, once.
    """
    digested = _digest(message.to_address)
    if message.is_automatic:
        carry_out(_LOCK, [message.organization_id, message.contact_id, digested])
    # Asked only now: what others did before they let go of the locks is seen.
    [so_far] = _SO_FAR.all(
        channel=str(message.channel),
        address=message.to_address.lower(),
        contact=message.contact_id,
        digest=digested,
        since=now - DAY,
        message=message.pk,
    )
    subject = Subject(message, organization, _SoFar(*so_far), now)
    rules = _AUTOMATIC_RULES if message.is_automatic else _PERSONAL_RULES
    if message.kind in COMMERCIAL_KINDS:
        rules = (*rules, *_COMMERCIAL_RULES)
    verdict = Verdict(tuple(rule(subject) for rule in rules), now)
    if verdict.is_allowed and message.is_automatic:
        insert_new(AddressTally(id=message.pk, digest=digested, at=now))
    return verdict


def _digest(address: str) -> str:
    return digest("address", address.lower())


def _has_address(subject: Subject) -> Ruling:
    words = "There is an address." if subject.address else "There is no address to write to."
    return Ruling("address", bool(subject.address), words)


def find_suppression(channel: str, address: str) -> Suppression | None:
    """Return why nothing more goes to the address on the channel, if so."""
    return _SUPPRESSED.first(channel=str(channel), address=address.lower())


def _not_suppressed(subject: Subject) -> Ruling:
    reason = subject.so_far.reason
    words = f"{SuppressionReason(reason).label}." if reason else "Nobody asked us to stop."
    return Ruling("suppression", reason is None, words)


def _organization_active(subject: Subject) -> Ruling:
    is_open = subject.organization.is_open
    return Ruling("organization", is_open, f"The organization is {'' if is_open else 'not '}active.")


def _no_loop(subject: Subject) -> Ruling:
    is_own, is_nobodys = is_ours(subject.address), is_machine(subject.address)
    words = "A person's mailbox, as far as its name tells."
    if is_own:
        words = "It is one of our own addresses."
    elif is_nobodys:
        words = "No person reads that mailbox."
    return Ruling("loop", not (is_own or is_nobodys), words)


def _has_postal_address(subject: Subject) -> Ruling:
    # CAN-SPAM asks for one in each commercial mail; an owner can add it while the message waits.
    has_one = bool(subject.organization.address.strip())
    words = "The postal address is in it." if has_one else "A follow-up needs your postal address: add it in settings."
    return Ruling("postal_address", has_one, words, can_change=True)


def _still_planned(subject: Subject) -> Ruling:
    # The plan may have ended while the message waited for its turn.
    subject_id = subject.message.subject_id
    run = Run.objects.filter(pk=subject_id).first() if subject_id else None
    is_over = run is not None and run.state == RunState.STOPPED
    words = f"{run.get_stop_reason_display()}." if run and is_over else "Nothing ended the plan."
    return Ruling("plan", not is_over, words)


def _contact_cap(subject: Subject) -> Ruling:
    count = subject.so_far.to_contact
    words = f"{count} automatic messages in 24 hours, the limit is {AUTOMATIC_PER_CONTACT}."
    return Ruling("contact_cap", count < AUTOMATIC_PER_CONTACT, words)


def _address_cap(subject: Subject) -> Ruling:
    count = subject.so_far.to_address
    words = f"{count} automatic messages from the whole platform in 24 hours, the limit is {AUTOMATIC_PER_ADDRESS}."
    return Ruling("address_cap", count < AUTOMATIC_PER_ADDRESS, words)


_PERSONAL_RULES: Final[tuple[Callable[[Subject], Ruling], ...]] = (
    _has_address,
    _not_suppressed,
)
_AUTOMATIC_RULES: Final[tuple[Callable[[Subject], Ruling], ...]] = (
    _has_address,
    _organization_active,
    _not_suppressed,
    _no_loop,
    _contact_cap,
    _address_cap,
)
_COMMERCIAL_RULES: Final[tuple[Callable[[Subject], Ruling], ...]] = (
    _has_postal_address,
    _still_planned,
)
