"""What people text when they want silence, and what strangers' words become on a phone."""

import pytest

from leadwizard.tests.growth import grows_too_fast
from messaging.harmless import harmless
from messaging.keywords import Keyword, keyword_of
from messaging.machines import is_machine_text

STOP = [
    "STOP", "stop", " Stop. ", "STOP!!!", "stop 🛑", "🛑 Stop", "StopAll", "STOP ALL", "unsubscribe", "Cancel", "END.",
    "quit", "Revoke", "OPTOUT", "OPT OUT", "Opt out", "opt-out", "Opt-Out!", "opt  out",
    "\uff33\uff34\uff2f\uff30", "s.t.o.p", "stop\n",
    "“Stop”", "sto\u200bp", "Stop\ufe0f", "please stop", "Stop texting me.", "unsubscribe me", "remove me",
]  # fmt: skip


@pytest.mark.parametrize("text", STOP)
def test_silence_is_asked_for_in_many_ways(text):
    assert keyword_of(text) == Keyword.STOP


@pytest.mark.parametrize(
    ("text", "keyword"),
    [
        ("START", Keyword.START),
        ("Unstop.", Keyword.START),
        ("Yes", Keyword.YES),
        ("yes!! 👍🏽", Keyword.YES),
        ("HELP", Keyword.HELP),
        ("info?", Keyword.HELP),
    ],
)
def test_the_other_keywords(text, keyword):
    assert keyword_of(text) == keyword


@pytest.mark.parametrize(
    "text",
    [
        "", "👍", "Stop by at six", "We stop at six.", "The bus stop", "Cancel the appointment please",
        "End of the week",
        "Yes, Tuesday works", "Help is on the way", "I quit smoking", "unstoppable", "stopp", "stop" * 40, "s t o p it",
        "more info below", "no", "start at nine",
    ],
)  # fmt: skip
def test_a_sentence_with_such_a_word_is_a_sentence(text):
    assert keyword_of(text) is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("See https://evil.example/x?y=1 now", "See [link] now"),
        ("HTTP://EVIL.EXAMPLE", "[link]"),
        ("go to www.evil.example!", "go to [link]"),
        ("go to evil.example/path", "go to [link]"),
        ("evil.example", "evil. example"),
        ("evil。example", "evil. example"),
        ("\uff45\uff56\uff49\uff4c\uff0e\uff45xample", "evil. example"),
        ("tel:+19375550000", "[link]"),
        ("//evil.example/x", "[link]"),
        ("write to joe@evil.example please", "write to [e-mail] please"),
        ("call (937) 555-0142 today", "call [number] today"),
        ("call 937.555.0142", "call [number]"),
        ("call +44 20 7946 0958", "call [number]"),
        ("9 3 7 5 5 5 0 1 4 2", "[number]"),
        ("At 10.30 it costs $1,200.50.", "At 10.30 it costs $1,200.50."),
        ("Two rooms, 12 m2.Please hurry", "Two rooms, 12 m2. Please hurry"),
        ("line\nbreak\r\n\x00\x1b[31mred", "line break [31mred"),
        ("a\u202eb\u200bc\u2066d", "abcd"),
        ("para\u2029graph", "para graph"),
        ("ev\u200bil.exam\u200bple/x", "[link]"),
    ],
)
def test_nothing_of_a_strangers_can_be_tapped(text, shown):
    assert harmless(text) == shown


def test_hostile_words_take_no_time():
    for text in (
        "1 " * 50_000,
        "a." * 50_000,
        "@" * 100_000,
        "a@" * 50_000,
        "//" * 50_000,
        "(" * 100_000,
        "x-" * 50_000,
    ):
        for reading in (harmless, keyword_of, is_machine_text):
            assert not grows_too_fast(reading, text)


@pytest.mark.parametrize(
    "text",
    [
        "Auto-Reply: I am away",
        "[Automated message] We are closed",
        "I'm driving with Driving Focus turned on. I'll see your message when I get where I'm going.",
        "(I’m not receiving notifications. If this is urgent, reply “urgent”.)",
        "I'm driving right now - Sent from My Car",
        "Liked “Sent to Dana Whitfield by e-mail.”",
        'Emphasized "Acme: new request"',
        "Laughed at an image",
        "👍 to “Sent to Dana”",
        "Reacted 😂 to “Sent”",
    ],
)
def test_what_phones_write_by_themselves_is_recognised(text):
    assert is_machine_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "I'm driving, there at six.",
        "Liked your house! See you at six.",
        "Automatic door is fixed",
        "to “Dana”",
        "👍",
        "I loved working with you",
        "Reply to me when you can",
    ],
)
def test_what_people_write_is_not(text):
    assert not is_machine_text(text)
