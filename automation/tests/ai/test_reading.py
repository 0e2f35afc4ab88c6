"""Only an answer in exactly the asked form is one."""

import json

import pytest

from automation.ai import NoAnswerError
from automation.ai.reading import read
from automation.tests.ai.conftest import GOOD, Verdict


def _reason(content):
    with pytest.raises(NoAnswerError) as caught:
        read(content, Verdict)
    return caught.value


def _with(**changes):
    return json.dumps({**GOOD, **changes})


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(GOOD),
        f"\n  {json.dumps(GOOD)}\n",
        f"```json\n{json.dumps(GOOD, indent=1)}\n```",
        f"```\n{json.dumps(GOOD)}\n```\n",
        _with(confidence=1),
    ],
)
def test_one_object_as_asked_is_an_answer(content):
    found = read(content, Verdict)
    assert (found.reply, found.is_safe) == ("Hello", True)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "I cannot help with that.",
        f"Here is the JSON: {json.dumps(GOOD)}",
        f"{json.dumps(GOOD)} Hope this helps!",
        f"{json.dumps(GOOD)}{json.dumps(GOOD)}",
        f"```json\n{json.dumps(GOOD)}\n```\nand\n```json\n{json.dumps(GOOD)}\n```",
        f"Sure!\n```json\n{json.dumps(GOOD)}\n```",
        json.dumps(GOOD)[:-3],
        json.dumps([GOOD]),
        json.dumps(json.dumps(GOOD)),
        "null",
        "true",
        _with(confidence=0.5).replace("0.5", "NaN"),
        _with(confidence=0.5).replace("0.5", "Infinity"),
        '{"reply": "a", "is_safe": false, "is_safe": true, "confidence": 0.5}',
        _with(reply="a\0b"),
        '{"reply": "\\ud800", "is_safe": true, "confidence": 0.5}',
        "[" * 100_000,
        '{"reply": ' * 50_000,
        "{'reply': 'a', 'is_safe': True, 'confidence': 0.5}",
    ],
    ids=lambda content: content[:30],
)
def test_anything_but_one_object_is_malformed(content):
    assert _reason(content).reason == "malformed"


@pytest.mark.parametrize(
    "content",
    [
        _with(is_safe="false"),
        _with(is_safe="true"),
        _with(is_safe=1),
        _with(is_safe=None),
        _with(reply=None),
        _with(reply={"text": "Hello"}),
        _with(reply=["Hello"]),
        _with(confidence="0.9"),
        _with(confidence=True),
        _with(confidence=1.01),
        _with(confidence=1e400).replace("Infinity", "1e400"),
        _with(extra="field"),
        "{}",
    ],
)
def test_an_object_that_is_not_as_asked_is_invalid(content):
    assert _reason(content).reason == "invalid"


def test_the_problem_is_named_without_the_values():
    problem = _reason(_with(is_safe="call me at 555", reply=None))
    assert "is_safe: bool_type" in problem.detail
    assert "reply: string_type" in problem.detail
    assert "555" not in str(problem)
    assert problem.__cause__ is None
