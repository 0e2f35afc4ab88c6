"""A member's phone: given, proven with a code, chosen for alerts, taken off."""

import hmac
import secrets
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from leadwizard.lib import limits, phones
from leadwizard.lib.crypto import digest
from leadwizard.lib.texts import one_line
from messaging.adapters.registry import can_text, own_number
from messaging.enums import NoticeKind
from messaging.exceptions import PhoneError
from messaging.models import MemberPhone
from messaging.segments import plain
from messaging.services.notices import PLATFORM_NAME, notify_by_text
from messaging.services.opting_out import has_stopped, phone_key
from tenants import audit, registry
from tenants.compiled import Compiled
from tenants.enums import RegistryKind
from tenants.exceptions import TakenError
from tenants.models import Membership
from tenants.queries import current_organization

CODE_DIGITS: Final = 6
CODE_FOR: Final = timedelta(minutes=10)
CODE_TRIES: Final = 5
CODE_PAUSE: Final = timedelta(minutes=1)
# How many codes may be asked for: by a member, to a number from the whole platform, by an organization. Each costs.
CODES_OF_MEMBER: Final = "5/hour"
CODES_TO_NUMBER: Final = "5/day"
CODES_OF_ORGANIZATION: Final = "30/day"
CONSENT_VERSION: Final = "1"


def consent_wording() -> str:
    """Return what a member agrees to; kept with the number as they saw it."""
    return _(
        "LeadWizard may text me about customers of this organization at this number. How often depends on how many "
        "write. Message and data rates may apply. I can reply STOP at any time."
    )


def phone_of(member: Membership) -> MemberPhone | None:
    """Return the number that the member gave, proven or not."""
    return MemberPhone.objects.filter(member=member, removed_at=None).first()


def ask_code(member: Membership, number: str, *, page: str, address: str, now: datetime) -> MemberPhone:
    """Take a number from a member who agreed to the wording, and text a code there; another number is taken off.

    Raises:
        PhoneError: it cannot be texted, belongs to somebody else here, or too many codes were asked for.
    """
    number = _checked(number)
    phone = phone_of(member)
    if phone and phone.number == number and phone.is_verified:
        raise PhoneError(_("This number is confirmed already."), "confirmed")
    if phone and phone.code_sent_at and now < phone.code_sent_at + CODE_PAUSE:
        raise PhoneError(_("A code was sent less than a minute ago. Give it a moment."), "too_soon")
    others = MemberPhone.objects.filter(number=number, removed_at=None).exclude(verified_at=None)
    if others.exclude(member=member).exists():
        raise PhoneError(_("This number belongs to another member."), "taken")
    if _is_flooded(member, number):
        raise PhoneError(_("Too many codes were asked for. Try again later."), "too_many")
    if phone and phone.number != number:
        remove_phone(phone, actor=member, now=now)
        phone = None
    phone = phone or MemberPhone(member=member, number=number)
    phone.wording, phone.wording_version, phone.agreed_at = consent_wording(), CONSENT_VERSION, now
    phone.page, phone.address = page[:200], address[:45]
    code = "".join(secrets.choice("0123456789") for _place in range(CODE_DIGITS))
    phone.code_digest, phone.code_sent_at, phone.code_tries = _digest(phone, code), now, 0
    phone.save()
    audit.record("member_phone.given", "member_phone", phone.pk, actor=member, fields=["number", "wording"])
    notify_by_text(
        NoticeKind.VERIFICATION,
        number=number,
        body=_code_words(code),
        member=member,
        is_secret=True,
        now=now,
    )
    return phone


def confirm_code(member: Membership, code: str, *, now: datetime) -> MemberPhone:
    """Prove the number with the code that was texted there.

    Raises:
        PhoneError: the code is wrong, too old, or was tried too often; or the number is another member's by now.
    """
    phone = phone_of(member)
    if phone is None or phone.is_verified or not phone.code_sent_at:
        raise PhoneError(_("Ask for a code first."), "no_code")
    if not phone.code_digest or now >= phone.code_sent_at + CODE_FOR:
        raise PhoneError(_("This code is no longer valid. Ask for a new one."), "expired")
    # Counted before it is compared, in one statement: a hundred tries at once are still a hundred tries.
    rows = MemberPhone.objects.filter(pk=phone.pk, code_tries__lt=CODE_TRIES)
    if not rows.update(code_tries=F("code_tries") + 1):
        raise PhoneError(_("Too many wrong codes. Ask for a new one."), "too_many")
    typed = "".join(sign for sign in code if sign.isascii() and sign.isdigit())
    if not hmac.compare_digest(_digest(phone, typed), phone.code_digest):
        raise PhoneError(_("That is not the code. Look at the newest text from us."), "wrong")
    try:
        with transaction.atomic():
            phone.verified_at, phone.code_digest = now, ""
            phone.save(update_fields=["verified_at", "code_digest"])
    except IntegrityError:
        raise PhoneError(_("This number belongs to another member."), "taken") from None
    _register(phone)
    audit.record("member_phone.confirmed", "member_phone", phone.pk, actor=member, fields=["number"])
    return phone


def choose_texts(phone: MemberPhone, *, wants: bool, actor: Membership) -> None:
    """Let alerts go to the number, or not.

    Raises:
        PhoneError: the number is not proven, or asked for silence.
    """
    if wants and not phone.is_verified:
        raise PhoneError(_("Confirm your number first."), "not_confirmed")
    if wants and phone.stopped_at:
        raise PhoneError(_stopped_words(), "stopped")
    if MemberPhone.objects.filter(pk=phone.pk).exclude(wants_alerts=wants).update(wants_alerts=wants):
        audit.record("member_phone.chosen", "member_phone", phone.pk, actor=actor, fields=["wants_alerts"])
    phone.wants_alerts = wants


def remove_phone(phone: MemberPhone, *, actor: Membership, now: datetime) -> None:
    """Take the number off: no alerts go there, and no answers come from it. What was agreed to stays on record."""
    removed = MemberPhone.objects.filter(pk=phone.pk, removed_at=None)
    if not removed.update(removed_at=now, wants_alerts=False, code_digest=""):
        return
    registry.release(RegistryKind.MEMBER_PHONE, phone_key(phone.number))
    audit.record("member_phone.removed", "member_phone", phone.pk, actor=actor, fields=["number"])


_TEXTED: Final = Compiled(
    lambda: (
        MemberPhone.objects.filter(removed_at=None, stopped_at=None, wants_alerts=True, member__is_active=True)
        .exclude(verified_at=None)
        .select_related("member__user")
        .order_by("number")
    )
)


def texted_phones() -> list[MemberPhone]:
    """Return the numbers of the organization's members that alerts go to, in the order in which they are locked."""
    if not can_text():
        return []
    return _TEXTED.all()


def _checked(typed: str) -> str:
    if not can_text():
        raise PhoneError(_("Texts are not set up here."), "not_configured")
    try:
        number = phones.to_e164(typed)
    except ValueError:
        raise PhoneError(
            _("This number cannot be texted. Type it with its area code, such as (937) 555-0142."), "invalid"
        ) from None
    if number == own_number():
        raise PhoneError(_("This is our own number. Type yours."), "invalid")
    if has_stopped(number):
        raise PhoneError(_stopped_words(), "stopped")
    return number


def _is_flooded(member: Membership, number: str) -> bool:
    return any(
        [
            limits.wait("phone_code", str(member.pk), CODES_OF_MEMBER),
            limits.wait("phone_code_number", phone_key(number), CODES_TO_NUMBER),
            limits.wait("phone_code_organization", str(member.organization_id), CODES_OF_ORGANIZATION),
        ]
    )


def _register(phone: MemberPhone) -> None:
    # An earlier row of the same number may have left its key; it leads to this one from now on.
    registry.release(RegistryKind.MEMBER_PHONE, phone_key(phone.number))
    with suppress(TakenError):
        registry.claim(RegistryKind.MEMBER_PHONE, phone_key(phone.number), phone.pk)


def _digest(phone: MemberPhone, code: str) -> str:
    return digest("phone-code", f"{phone.pk}:{code}")


def _code_words(code: str) -> str:
    name = plain(one_line(current_organization().name))[:60]
    return f"{code} is your code for {PLATFORM_NAME} ({name}). It works for 10 minutes. Reply STOP to end all texts."


def _stopped_words() -> str:
    number = phones.display(own_number())
    return _("This number asked us for silence. Text START from it to %(number)s first.") % {"number": number}
