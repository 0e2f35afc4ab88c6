"""What in a customer's message keeps the reply back: danger, threats, despair, a child; and what only looks like it."""

import pytest

from leads.gate.emergency_checks import emergency
from leads.gate.facts import LeadFacts, OrganizationFacts
from leads.gate.lead_people import minor, threat
from leads.gate.reading import Reading


def _found(check, message):
    return list(check(Reading.of("Hi, thank you.", LeadFacts(message=message), OrganizationFacts())))


@pytest.mark.parametrize(
    ("check", "message"),
    [
        (emergency, "my husband's hand is under the door, can't lift it"),
        (emergency, "old lab collapsed on the walk, gums look white"),
        (emergency, "steering locked up on the bridge, we are stopped in the left lane"),
        (emergency, "got drain cleaner splashed in my eye 10 min ago"),
        (emergency, "ceiling is sagging and about to come down over the crib"),
        (emergency, "mi perro se comió un raticida hace una hora"),
        (threat, "either you fix my car by friday or i'm showing up with my brothers"),
        (threat, "he said if i leave he'll burn the house with us inside"),
        (threat, "can't sleep can't eat, thinking about ending things"),
        (threat, "consider this notice before litigation"),
        (minor, "just turned 16 and bought my first beater, dont tell my dad lol"),
        (minor, "voy en primero de secundaria y no veo el pizarrón"),
    ],
)
def test_it_is_found_in_anybodys_words(check, message):
    assert _found(check, message)


@pytest.mark.parametrize(
    ("check", "message"),
    [
        (emergency, "toilet overflowed last week, all dry now, want it checked"),
        (emergency, "had a fire in it last night, cozy, but it smells today"),
        (emergency, "son 7 failed the school vision test"),
        (threat, "I'd kill for an appointment lol"),
        (threat, "landlord kept my deposit, can i sue"),
        (threat, "we decided to end things peacefully, no kids"),
        (threat, "at the end of my rope with the barking"),
        (minor, "first car for my son, he just turned 16"),
        (minor, "my 12 y/o wants her brows done, is that ok"),
    ],
)
def test_what_only_looks_like_it_passes(check, message):
    assert not _found(check, message)
