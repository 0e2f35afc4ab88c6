"""A batch that saw too few deaths proves nothing, and excuses nothing either."""

import pytest

from leadwizard.proof.expectations import Expected, Repeat
from leadwizard.proof.load import Submission
from leadwizard.proof.r02_crash_points import SPARED, Channel, Trial, _unseen
from leadwizard.stage.database import Place

ASKED = Expected("unknown", 1, asked=True)


def trial(channel="SMTP", *, is_abandoned=False, expected=ASKED):
    place = Place(None, "acme", "")
    kind = Channel(channel, "message", "email", Repeat.BLIND, {})
    return Trial(kind, "after_call", place, Submission("acme", "", ""), expected, is_abandoned)


@pytest.mark.parametrize(
    ("end", "died", "abandoned"),
    [
        (ASKED, True, True),
        (SPARED, False, True),
        (None, False, False),
        (Expected("done", 2), False, False),
        (Expected("done", 0), False, False),
        (Expected("unknown", 0, asked=True), False, False),
        (Expected("waiting", 1), False, False),
    ],
)
def test_a_spared_lead_may_be_done_once_and_nothing_else(end, died, abandoned):
    assert trial().allows(end) == died
    assert trial(is_abandoned=True).allows(end) == abandoned


def test_a_point_of_which_every_batch_was_abandoned_was_not_seen():
    trials = [trial(is_abandoned=True), trial(), trial("Resend", is_abandoned=True)]
    assert _unseen(trials) == ["Resend, after_call"]
