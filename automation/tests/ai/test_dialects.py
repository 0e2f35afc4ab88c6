"""Endpoints that take less than the protocol offers are found out once and remembered."""

import json

import pytest

from automation.ai import NoAnswerError
from automation.tests.ai.conftest import GOOD, Verdict

pytestmark = pytest.mark.django_db


def _format(body):
    return body.get("response_format", {}).get("type", "text")


def _refuse(message, param=None):
    return 400, {"error": {"message": message, "type": "invalid_request_error", "param": param, "code": None}}


@pytest.fixture
def _there(settings, recording):
    settings.AI_BASE_URL = f"{recording.url}/v1"


@pytest.mark.usefixtures("_there")
@pytest.mark.parametrize(
    ("known", "asked"),
    [
        ({"json_schema", "json_object", "text"}, ["json_schema"]),
        ({"json_object", "text"}, ["json_schema", "json_object"]),
        ({"text"}, ["json_schema", "json_object", "text"]),
    ],
)
def test_the_plainest_form_that_is_needed_is_found_and_remembered(put, recording, calls, known, asked):
    recording.refusals = lambda body: None if _format(body) in known else _refuse("This response_format is unavailable")
    assert put().value == Verdict(**GOOD)
    assert [_format(body) for body in recording.bodies] == asked
    assert put().value == Verdict(**GOOD)
    assert [_format(body) for body in recording.bodies] == [*asked, asked[-1]]
    # One question is one line of the log.
    assert [call.outcome for call in calls()] == ["answered", "answered"]
    if asked[-1] != "json_schema":
        system = recording.bodies[-1]["messages"][0]["content"]
        assert json.dumps(Verdict.model_json_schema()) in system


@pytest.mark.usefixtures("_there")
def test_newer_models_get_their_own_limit_and_no_temperature(put, recording):
    def refuse(body):
        if "max_tokens" in body:
            return _refuse("Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.", "max_tokens")
        if "temperature" in body:
            return _refuse("Unsupported value.", "temperature")
        return None

    recording.refusals = refuse
    put(max_tokens=77)
    last = recording.bodies[-1]
    assert (len(recording.bodies), last["max_completion_tokens"], _format(last)) == (3, 77, "json_schema")
    assert {"max_tokens", "temperature"}.isdisjoint(last)


@pytest.mark.usefixtures("_there")
def test_an_endpoint_that_refuses_everything_is_left_alone_and_nothing_is_remembered(put, recording):
    recording.refusals = lambda body: _refuse("No.")
    with pytest.raises(NoAnswerError) as caught:
        put()
    assert (caught.value.reason, len(recording.bodies)) == ("refused", 3)
    recording.refusals = lambda body: None
    put()
    assert _format(recording.bodies[-1]) == "json_schema"


@pytest.mark.usefixtures("_there")
def test_an_endpoint_that_counts_nothing_costs_an_estimate(put, recording, calls):
    recording.usage = None
    put()
    (call,) = calls()
    assert call.input_tokens > 5
    assert call.output_tokens == -(-len(json.dumps(GOOD)) // 3)
    assert call.cost > 0


@pytest.mark.usefixtures("_there")
@pytest.mark.parametrize("usage", [{"prompt_tokens": -5, "completion_tokens": "many"}, {"prompt_tokens": 10**30}])
def test_counts_that_make_no_sense_are_not_believed(put, recording, calls, usage):
    recording.usage = usage
    put()
    assert 5 < calls()[0].input_tokens < 1_000


@pytest.mark.usefixtures("_there")
@pytest.mark.parametrize(
    "body", [[], "text", {"choices": []}, {"choices": [{"message": None}]}, {"choices": {"0": 1}}, {"error": "x"}]
)
def test_a_success_without_an_answer_in_it_is_malformed(put, recording, calls, body):
    recording.answer = body
    with pytest.raises(NoAnswerError) as caught:
        put()
    assert (caught.value.reason, calls()[0].outcome) == ("malformed", "malformed")


@pytest.mark.usefixtures("_there")
def test_a_refusal_that_repeats_the_key_is_logged_without_it(put, recording, calls, settings):
    recording.refusals = lambda body: (401, {"error": {"message": f"Bad key {settings.AI_API_KEY} given"}})
    with pytest.raises(NoAnswerError):
        put()
    assert "Bad key … given" in calls()[0].error


@pytest.mark.usefixtures("_there")
def test_an_answer_of_endless_length_is_malformed(put, recording, calls):
    recording.answer = {"choices": [], "padding": "x" * 3_000_000}
    with pytest.raises(NoAnswerError) as caught:
        put()
    assert (caught.value.reason, calls()[0].outcome) == ("malformed", "malformed")
