"""Jobs in words: what an owner reads is a sentence, and lets nobody in."""

import pytest

from automation import kinds, wording
from automation.tests import scenes, troubles


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("", ""),
        ("Resend had a fault (503).", "Resend had a fault (503)."),
        ("resend did not answer", "Resend did not answer."),
        ("the worker went away", "LeadWizard was stopped while it worked on this."),
        ("KeyError", "Something in LeadWizard itself broke. The details are in its log."),
        ("psycopg.errors.DeadlockDetected", "Something in LeadWizard itself broke. The details are in its log."),
        (
            "Traceback (most recent call last):\n  File x",
            "Something in LeadWizard itself broke. The details are in its log.",
        ),
        ("It was refused.\n  File secret.py", "It was refused."),
    ],
)
def test_an_error_is_a_sentence(error, words):
    assert wording.error_words(error) == words


@pytest.mark.parametrize(
    "secret",
    [
        "re_c1tpEyD8_NKFusih9vKVQknRAQfmFcWCv",
        "sk-proj-abcdefgh12345678",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.s5Bdx1",
        "hunter2hunter2",
    ],
)
@pytest.mark.parametrize("sentence", ["api_key={}", "Authorization: Bearer {}", "https://user:{}@host/ failed"])
def test_an_error_lets_nobody_in(secret, sentence):
    assert secret not in wording.error_words(f"The call failed: {sentence.format(secret)} and more")


def test_an_ordinary_sentence_is_left_alone():
    sentence = "The mail server refused the mail (550, 551): mailbox of Key West Plumbing is full, token expired."
    assert wording.error_words(sentence) == sentence


def test_a_title_that_is_a_machines_name_is_put_in_words():
    with scenes.kind(label="Small work"):
        assert wording.title_words(scenes.KIND) == "Small work did not work"
        assert wording.kind_label(scenes.KIND) == "Small work"
    assert wording.kind_label("tests.gone") == "Work of an earlier version"


def test_every_kind_of_work_has_a_name_for_people():
    assert [kind.name for kind in kinds.all_kinds() if not kind.label] == []


def test_what_to_do_depends_on_how_it_failed(world):
    tired = troubles.dead_letter(world.organization, tries=5)
    refused = troubles.dead_letter(world.organization, tries=1)
    with scenes.kind():
        assert "tried five times" in wording.advice(tired)
        assert "refused for good" in wording.advice(refused)
    assert "only dismiss it" in wording.advice(tired)


def test_ids_are_no_facts_and_words_are(world):
    context = {"error": "x", "kind": "y", "lead": str(world.organization.pk), "asked_by": "Rosa <b>", "n": 3, "e": ""}
    assert wording.facts(context) == [("Asked by", "Rosa <b>")]
