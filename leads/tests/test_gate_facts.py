"""Entered facts in other words: they pass as they stand, and not a bit more."""

import pytest

from leads.gate.analysis import read_analysis
from leads.gate.decide import decide
from leads.gate.facts import GateSettings, LeadFacts, OrganizationFacts, Price

FACTS = OrganizationFacts(
    name="Waggy Tails",
    services=("Full groom", "Nail trim", "Rekeying", "Lock replacement", "Oil change"),
    prices=(
        Price("Full groom, small dog", "$65"),
        Price("Nail trim", "$18"),
        Price("Rekeying", "$25 per lock"),
        Price("Oil change", "$49.99"),
        Price("Roof inspection", "Free"),
    ),
    hours=("Tuesday 09:00-18:00", "Wednesday 09:00-18:00", "Thursday 09:00-18:00", "Friday 09:00-18:00",
           "Saturday 08:00-15:00"),
    phones=("+1 503 555 0147",),
)  # fmt: skip


def _failed(said, message="How much is it, and when are you there?"):
    answer = {
        "summary": "Asks.", "urgency": "normal", "intent": "question",
        "suggested_reply": f"Hi Rosa, {said} What is your dog called?",
        "tags": [], "risk_level": "low", "confidence": 0.95, "blocked_topics": [], "auto_send_allowed": True,
    }  # fmt: skip
    verdict = decide(LeadFacts(name="Rosa", message=message), FACTS, GateSettings(), read_analysis(answer))
    return {check.name for check in verdict.failed}


@pytest.mark.parametrize(
    "said",
    [
        "a full groom for a small dog is $65, and a nail trim is $18.",
        "rekeying is $25 per lock.",
        "our oil change is $49.99.",
        "a roof inspection is free.",
        "we are closed on Sundays and Mondays.",
        "from Tuesday to Friday we're here from 9 AM to 6 PM.",
        "Tuesday to Friday we open at 9 AM, and on Saturday at 8 AM.",
        "we close at 6 PM from Tuesday to Friday and at 3 PM on Saturday.",
        "please call us on +1 503 555 0147 if you'd rather talk.",
    ],
)
def test_a_fact_passes_in_other_words(said):
    assert _failed(said) == set()


@pytest.mark.parametrize(
    ("said", "check"),
    [
        ("a full groom is $65, and a nail trim is $65.", "price"),
        ("rekeying is $25 for all three.", "price"),
        ("rekeying is $25.", "price"),
        ("a synthetic oil change is $49.99.", "price"),
        ("the second puppy joins for free.", "price"),
        ("we are open until 8 PM on Fridays.", "time"),
        ("on Sundays we are open from 9 AM to 3 PM.", "time"),
        ("we close at 6 PM on Saturday.", "time"),
    ],
)
def test_a_fact_that_says_more_than_was_entered_is_held(said, check):
    assert check in _failed(said)
