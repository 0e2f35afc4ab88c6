"""What Twilio itself does with STOP, START and HELP (twilio.com/docs/messaging/features/opt-out keywords).

Twilio matches a message that is one keyword and nothing else; "OPT OUT" with a space and phrases are the customer's to
find.
"""

from __future__ import annotations

from collections.abc import Iterable

from leadwizard.simulator.received import Received

STOP = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
START = frozenset({"START", "YES", "UNSTOP"})
HELP = frozenset({"HELP", "INFO"})

ANSWERS = {
    "STOP": (
        "You have successfully been unsubscribed. You will not receive any more messages from this number."
        " Reply START to resubscribe."
    ),
    "START": "You have successfully been re-subscribed to messages from this number. Reply HELP for help.",
    "HELP": "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
}


def opt_out_type(body: str) -> str:
    """STOP, START or HELP as the OptOutType parameter has it; empty for an ordinary text."""
    word = body.strip().upper()
    for kind, words in (("STOP", STOP), ("START", START), ("HELP", HELP)):
        if word in words:
            return kind
    return ""


def has_opted_out(number: str, newest_first: Iterable[Received]) -> bool:
    """Whether the last keyword of the number was one that ends everything."""
    for text in newest_first:
        kind = text.headers.get("opt-out-type", "")
        if text.sender == number and kind in {"STOP", "START"}:
            return kind == "STOP"
    return False
