"""STOP, START and HELP by text: obeyed at once, for the platform's number and everybody who texts from it."""

from datetime import datetime
from typing import Final

from automation.services import cancel_jobs
from leadwizard.lib import limits
from leadwizard.lib.crypto import digest
from messaging.enums import Channel, DispatchState, NoticeKind, SuppressionReason
from messaging.keywords import Keyword, keyword_of
from messaging.models import MemberPhone, Notice, Suppression
from messaging.services.deliveries import suppress
from messaging.services.notices import DELIVER_TEXT, PLATFORM_NAME, notify_by_text
from tenants import audit, registry
from tenants.enums import RegistryKind
from tenants.queries import current_organization
from tenants.scoping import PLATFORM_ID, scope

_REASON: Final = str(SuppressionReason.ASKED.label)
_HELPS: Final = "3/hour"
STOPPED_WORDS: Final = f"{PLATFORM_NAME}: you will get no more texts from this number. Text START to get them again."
STARTED_WORDS: Final = f"{PLATFORM_NAME}: you get texts from this number again. Reply STOP to end them, HELP for help."


def phone_key(number: str) -> str:
    """Return what the registry knows a number by: keyed, since all numbers there are could be tried out."""
    return digest("member-phone", number)


def has_stopped(number: str) -> bool:
    """Say whether the number asked the platform for silence; in any scope, since we all text from one number."""
    with scope(PLATFORM_ID):
        return Suppression.objects.filter(channel=Channel.SMS, address=number).exists()


def obey_keyword(number: str, body: str, *, provider_said: str = "", now: datetime) -> bool:
    """Do what a text asks for that is a keyword and nothing else; False for any other text.

    `provider_said` is Twilio's OptOutType: with one, Twilio has answered, and we say nothing on top.
    """
    keyword = keyword_of(body)
    if keyword is None and provider_said in {"STOP", "START", "HELP"}:
        # The account's own list of keywords may know more than ours.
        keyword = Keyword(provider_said.lower())
    is_silent = bool(provider_said)
    if keyword is None:
        return False
    if keyword == Keyword.HELP:
        if not is_silent and not has_stopped(number) and not limits.wait("text_help", phone_key(number), _HELPS):
            _say(number, NoticeKind.TEXTING, _help_words(), now)
        return True
    if keyword == Keyword.STOP:
        if stop_texts(number, now=now) and not is_silent:
            _say(number, NoticeKind.OPT_OUT, STOPPED_WORDS, now)
        return True
    is_news = start_texts(number, now=now)
    if is_news and not is_silent:
        _say(number, NoticeKind.TEXTING, STARTED_WORDS, now)
    # YES from somebody who gets our texts is an answer to what a customer asked.
    return is_news or keyword == Keyword.START


def stop_texts(number: str, *, now: datetime) -> bool:
    """End all texts to the number, also those that wait; say whether that was news."""
    with scope(PLATFORM_ID):
        is_news = suppress(number, SuppressionReason.ASKED, at=now, channel=Channel.SMS) is not None
        _cancel_waiting(number)
    for found in registry.find_all(RegistryKind.MEMBER_PHONE, phone_key(number)):
        with scope(found.organization_id):
            _cancel_waiting(number)
            if MemberPhone.objects.filter(pk=found.subject_id, stopped_at=None).update(stopped_at=now):
                audit.record("texts.stopped", "member_phone", found.subject_id)
    return is_news


def start_texts(number: str, *, now: datetime) -> bool:
    """Allow texts to the number again, as they were chosen before; say whether they had been ended."""
    with scope(PLATFORM_ID):
        ended, _by_model = Suppression.objects.filter(channel=Channel.SMS, address=number).delete()
    if not ended:
        return False
    for found in registry.find_all(RegistryKind.MEMBER_PHONE, phone_key(number)):
        with scope(found.organization_id):
            if MemberPhone.objects.filter(pk=found.subject_id).exclude(stopped_at=None).update(stopped_at=None):
                audit.record("texts.started", "member_phone", found.subject_id)
    return True


def _cancel_waiting(number: str) -> None:
    waiting = Notice.objects.filter(
        channel=Channel.SMS, to_address=number, state__in=[DispatchState.QUEUED, DispatchState.HELD]
    )
    # The confirmation of an earlier STOP waits on: it is the one text that may still come.
    waiting = waiting.exclude(kind=NoticeKind.OPT_OUT)
    for notice_id in waiting.order_by("pk").values_list("pk", flat=True):
        cancel_jobs(DELIVER_TEXT, str(notice_id), reason=_REASON)


def _say(number: str, kind: NoticeKind, words: str, now: datetime) -> None:
    with scope(PLATFORM_ID):
        notify_by_text(kind, number=number, body=words, now=now)


def _help_words() -> str:
    with scope(PLATFORM_ID):
        contact = current_organization().contact_email
    where = f" Questions: {contact}." if contact else ""
    return f"{PLATFORM_NAME} texts its members about new requests from customers.{where} Reply STOP to opt out."
