"""What is made to break something is what it says, and what came of it is judged as it is meant."""

import json
import os
import random
import subprocess
import sys
from collections import Counter

import pytest

from leadwizard.proof import malformed
from leadwizard.proof.malformed import Attempt, Reply
from leadwizard.proof.memory import resident


def attempts(seed, count=700):
    dice = random.Random(seed)  # noqa: S311 - no secret
    return [malformed.attempt(dice, "acme", f"Word{number}") for number in range(count)]


def test_every_way_comes_up_and_the_same_seed_makes_the_same():
    first = attempts(7)
    assert first[:100] == attempts(7, 100)
    ways = Counter(each.kind for each in first)
    assert len(ways) == len(malformed._WAYS)
    assert min(ways.values()) > 30


def test_every_character_and_the_largest_body_come_up():
    bodies = [each.body for each in attempts(7)]
    assert max(map(len, bodies)) >= malformed.HUGE
    small = b"".join(body for body in bodies if len(body) < 300_000)
    for said in (rb"\u0000", rb"\ud800", rb"\u202e", b"--b\r\n", b"[" * 50_000, b"NaN"):
        assert said in small


def test_with_a_pages_token_it_is_something_that_is_kept():
    made = malformed.attempt(random.Random(1), "acme", "Word", "the token")  # noqa: S311 - no secret
    assert made.path == "/f/acme/"
    assert b"the+token" in made.body
    assert b"%3Cscript%3ElwWord" in made.body


def reply(status, body=b"", path="/api/v1/forms/acme/submissions"):
    return Reply(Attempt("no JSON", path, {}, b"", "Word"), status, "", body, 0.1)


REFUSAL = json.dumps({"code": "invalid", "detail": "Look again."}).encode()


@pytest.mark.parametrize(
    ("answer", "is_fault"),
    [
        (reply(201), False),
        (reply(303, path="/f/acme/"), False),
        (reply(422, REFUSAL), False),
        (reply(422, b"<h1>Look again</h1>", "/f/acme/"), False),
        (reply(0), True),
        (reply(500, REFUSAL), True),
        (reply(503, REFUSAL), True),
        (reply(200, REFUSAL), True),
        (reply(400, b"<h1>Bad Request</h1>"), True),
        (reply(400, b"{}"), True),
        (reply(400, b"Bad Request", "/f/acme/"), True),
    ],
)
def test_only_a_receipt_or_a_refusal_in_words_is_an_answer(answer, is_fault):
    assert bool(malformed.fault(answer)) == is_fault


def test_markup_is_found_where_it_is_markup():
    said = malformed.MARKUP.format(word="Word")
    assert malformed.has_markup(f"<td>{said}</td>")
    assert malformed.has_markup("<p><img src=x onerror=lwWord></p>")
    assert not malformed.has_markup(said.replace("<", "&lt;").replace(">", "&gt;"))


def test_memory_is_that_of_a_process_and_of_what_it_started():
    grow = "import sys; held = b'x' * 60_000_000; print(1, flush=True); sys.stdin.read()"
    before = resident(os.getpid())
    with subprocess.Popen([sys.executable, "-c", grow], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        child.stdout.readline()
        grown = resident(os.getpid()) - before
        alone = resident(child.pid)
    assert 60_000_000 < alone < 120_000_000
    assert grown >= 55_000_000
    assert resident(child.pid) == 0
