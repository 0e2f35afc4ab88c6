"""The words beside the box on the public form; a change of a word is a new version."""

from typing import Final

from leads.services import Agreement
from messaging.enums import ConsentChannel

SMS_VERSION: Final = "2026-11"
SMS_WORDING: Final = (
    "Text me about this request. Up to 4 messages, your carrier’s rates apply. Reply STOP to end, HELP for help."
)


def agreements(*, sms: bool) -> tuple[Agreement, ...]:
    """Return what a stranger agreed to by ticking."""
    return (Agreement(ConsentChannel.SMS, SMS_WORDING, SMS_VERSION),) if sms else ()
