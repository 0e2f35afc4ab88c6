"""How long a text is for the network, and how it is made to fit."""

import pytest

from messaging.segments import fit, is_gsm, plain, segments


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("é" * 160, 1),
        ("ë" * 70, 1),
        ("ë" * 71, 2),
        ("ë" * 134, 2),
        ("ë" * 135, 3),
        ("🙂" * 35, 1),
        ("🙂" * 36, 2),
    ],
)
def test_segments_are_counted_as_the_network_does(text, count):
    assert segments(text) == count


def test_what_has_a_twin_in_the_alphabet_is_written_as_that():
    # The curly apostrophe, the dashes, the dots and a letter that the alphabet lacks.
    assert plain("It’s “now” – or… Zoë\u00a0Ñandú") == 'It\'s "now" - or... Zoe Ñandu'
    assert is_gsm(plain("½ ﬁne ™"))
    assert plain("Ольга 王") == "Ольга 王"


def test_an_excerpt_is_cut_at_a_word_and_the_rest_never():
    made = fit("Acme: new request from Dana. ", "word " * 200, "\nhttps://leads.example/o/acme/1/\nReply to answer.")
    assert segments(made) == 2
    assert made.startswith("Acme: new request from Dana. word word")
    assert made.endswith("word...\nhttps://leads.example/o/acme/1/\nReply to answer.")
    assert fit("Hi. ", "short\n\nwords", " End") == "Hi. short words End"


def test_one_foreign_letter_makes_the_room_smaller_and_the_text_still_fits():
    made = fit("Acme: ", "Ольга просит позвонить. " * 20, "\nhttps://leads.example/o/acme/1/")
    assert segments(made) == 2
    assert made.endswith("...\nhttps://leads.example/o/acme/1/")


def test_a_frame_that_fills_everything_leaves_the_excerpt_out():
    assert fit("a" * 300, "b" * 50, "c" * 20) == "a" * 300 + "c" * 20
