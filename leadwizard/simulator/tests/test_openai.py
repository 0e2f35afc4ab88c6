"""The simulated model's protocol: refusals as documented, answers as ordered, forms as asked."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from leadwizard.simulator import Simulator
from leadwizard.simulator.tests.talking import Answer, Client, until

KEY = "sk-simulator"
FORM = {
    "type": "object",
    "properties": {
        "word": {"type": "string", "minLength": 12, "maxLength": 20},
        "kind": {"$ref": "#/$defs/Kind"},
        "number": {"type": "integer", "minimum": 3},
        "share": {"type": "number", "minimum": 0, "maximum": 1},
        "is_so": {"type": "boolean"},
        "list": {"type": "array", "items": {"type": "string"}, "minItems": 2},
        "maybe": {"anyOf": [{"type": "null"}, {"type": "string"}]},
        "inner": {
            "type": "object",
            "properties": {"fixed": {"const": 7}},
            "required": ["fixed"],
            "additionalProperties": False,
        },
    },
    "$defs": {"Kind": {"enum": ["b", "a"]}},
    "required": ["word", "kind", "number", "share", "is_so", "list", "maybe", "inner"],
    "additionalProperties": False,
}


def body(**changes: Any) -> dict[str, Any]:
    """A request that is answered; a change to None takes the field out."""
    fields: dict[str, Any] = {
        "model": "simulator-1",
        "messages": [{"role": "system", "content": "Judge."}, {"role": "user", "content": "Hello"}],
    }
    return {name: value for name, value in (fields | changes).items() if value is not None}


def by_schema(schema: Any, *, strict: bool = True, name: str = "form") -> dict[str, Any]:
    return {"type": "json_schema", "json_schema": {"name": name, "strict": strict, "schema": schema}}


@pytest.fixture
def model(simulator: Simulator) -> Client:
    return Client(simulator.port, key=KEY)


def ask(model: Client, /, **changes: Any) -> Answer:
    return model.ask("POST", "/v1/chat/completions", body(**changes))


def content(answer: Answer) -> Any:
    assert answer.status == 200
    return answer.json["choices"][0]["message"]["content"]


def order(model: Client, *answers: dict[str, Any]) -> Answer:
    return model.ask("POST", "/__sim__/model", {"answers": list(answers)})


def test_an_answer_has_the_documented_envelope(model: Client) -> None:
    answer = ask(model).json
    assert answer["object"] == "chat.completion"
    assert answer["id"].startswith("chatcmpl-")
    assert answer["model"] == "simulator-1"
    (choice,) = answer["choices"]
    assert (choice["index"], choice["finish_reason"], choice["message"]["role"]) == (0, "stop", "assistant")
    usage = answer["usage"]
    assert usage["prompt_tokens"] == 3  # twelve letters
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]


def test_the_models_are_listed(model: Client) -> None:
    assert [one["id"] for one in model.get("/v1/models").json["data"]] == ["simulator-1"]
    assert model.get("/v1/models/simulator-1").json["object"] == "model"
    assert model.get("/v1/models/gpt-9").json["error"]["code"] == "model_not_found"


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic abc", "Bearer sk-wrong"])
def test_without_the_key_nothing_is_answered(model: Client, header: str | None) -> None:
    for method, path in (("POST", "/v1/chat/completions"), ("GET", "/v1/models")):
        answer = model.ask(method, path, body() if method == "POST" else None, {"Authorization": header})
        assert (answer.status, answer.json["error"]["code"]) == (401, "invalid_api_key")


@pytest.mark.parametrize(
    ("changes", "status", "param"),
    [
        ({"model": "gpt-9"}, 404, "model"),
        ({"model": None}, 400, "model"),
        ({"model": 4}, 400, "model"),
        ({"messages": None}, 400, "messages"),
        ({"messages": []}, 400, "messages"),
        ({"messages": "Hello"}, 400, "messages"),
        ({"messages": [{"role": "boss", "content": "x"}]}, 400, "messages[0].role"),
        ({"messages": [{"role": "user", "content": 1}]}, 400, "messages[0].content"),
        ({"temperature": 3}, 400, "temperature"),
        ({"temperature": "0"}, 400, "temperature"),
        ({"max_tokens": 0}, 400, "max_tokens"),
        ({"max_tokens": 1, "max_completion_tokens": 1}, 400, "max_tokens"),
        ({"stream": True}, 400, "stream"),
        ({"response_format": {"type": "xml"}}, 400, "response_format.type"),
        ({"response_format": {"type": "json_object"}}, 400, "messages"),
        ({"response_format": {"type": "json_schema"}}, 400, "response_format.json_schema"),
        ({"response_format": by_schema(FORM, name="two words")}, 400, "response_format.json_schema.name"),
        ({"response_format": by_schema({**FORM, "additionalProperties": True})}, 400, "response_format"),
        ({"response_format": by_schema({**FORM, "required": ["word"]})}, 400, "response_format"),
    ],
)
def test_a_request_that_makes_no_sense_is_refused_by_its_parameter(
    model: Client, changes: dict[str, Any], status: int, param: str
) -> None:
    answer = ask(model, **changes)
    assert (answer.status, answer.json["error"]["param"]) == (status, param)
    assert answer.json["error"]["message"]
    assert model.get("/__sim__/model/calls.json").json == {"calls": []}


@pytest.mark.parametrize("text", ["", "{", "[]", "null"])
def test_a_body_that_is_no_request_is_refused(model: Client, text: str) -> None:
    assert model.ask("POST", "/v1/chat/completions", text or " ").status == 400


def test_paths_and_methods_that_do_not_exist_are_refused_in_the_providers_form(model: Client) -> None:
    for method, path, status in (("GET", "/v1/nothing", 404), ("GET", "/v1/chat/completions", 405)):
        answer = model.ask(method, path)
        assert (answer.status, set(answer.json["error"])) == (status, {"message", "type", "param", "code"})


def test_a_form_is_filled_as_its_schema_says(model: Client) -> None:
    found = json.loads(content(ask(model, response_format=by_schema(FORM))))
    assert 12 <= len(found.pop("word")) <= 20
    assert found == {
        "kind": "b",
        "number": 3,
        "share": 0,
        "is_so": False,
        "list": ["As asked.", "As asked."],
        "maybe": "As asked.",
        "inner": {"fixed": 7},
    }


@pytest.mark.parametrize("format_", [{"type": "json_object"}, {"type": "text"}, None])
def test_a_schema_in_the_instructions_is_understood_too(model: Client, format_: Any) -> None:
    system = f"Answer as {{JSON}} by this schema: {json.dumps(FORM)} Thank you."
    messages = [{"role": "system", "content": system}, {"role": "user", "content": "Hello"}]
    assert json.loads(content(ask(model, messages=messages, response_format=format_)))["inner"] == {"fixed": 7}


def test_without_a_schema_json_mode_gives_an_object_and_plain_mode_words(model: Client) -> None:
    messages = [{"role": "user", "content": "Some json please"}]
    assert json.loads(content(ask(model, messages=messages, response_format={"type": "json_object"})))
    assert content(ask(model)) == "Noted."


def test_a_limit_cuts_the_answer_off(model: Client) -> None:
    choice = ask(model, response_format=by_schema(FORM), max_tokens=5).json["choices"][0]
    assert (choice["finish_reason"], len(choice["message"]["content"])) == ("length", 20)


def test_ordered_answers_come_in_their_order_once_each(model: Client) -> None:
    order(model, {"content": "one"}, {"content": {"two": 2}}, {"content": None, "refusal": "No."})
    order(model, {"content": "cut", "finish_reason": "length"})
    assert content(ask(model)) == "one"
    assert content(ask(model)) == '{"two": 2}'
    refused = ask(model).json["choices"][0]["message"]
    assert (refused["content"], refused["refusal"]) == (None, "No.")
    assert ask(model).json["choices"][0]["finish_reason"] == "length"
    assert content(ask(model)) == "Noted."


def test_an_ordered_answer_waits_for_its_question(model: Client) -> None:
    order(model, {"content": "for Rosa", "match": "Rosa"}, {"content": "for all"})
    assert content(ask(model)) == "for all"
    assert content(ask(model)) == "Noted."
    assert [answer["match"] for answer in model.get("/__sim__/model").json["answers"]] == ["Rosa"]
    assert content(ask(model, messages=[{"role": "user", "content": "I am Rosa"}])) == "for Rosa"


def test_an_ordered_answer_may_take_its_time(model: Client) -> None:
    order(model, {"content": "late", "delay": 0.3})
    start = time.monotonic()
    assert content(ask(model)) == "late"
    assert time.monotonic() - start >= 0.3


@pytest.mark.parametrize("waits", [{"mode": "delay", "seconds": 60}, {"mode": "hang", "seconds": 60}])
def test_whoever_waits_when_everything_is_forgotten_takes_no_later_answer(model: Client, waits: dict[str, Any]) -> None:
    model.order({"provider": "openai", **waits})
    with ThreadPoolExecutor(1) as pool:
        early = pool.submit(ask, model)
        assert until(lambda: model.get("/__sim__/faults").json["faults"][0]["struck"] == 1)
        model.ask("POST", "/__sim__/reset", {})
        order(model, {"content": "for who comes now"})
        with pytest.raises(ConnectionError):
            early.result(timeout=30)
    assert content(ask(model)) == "for who comes now"
    assert len(model.get("/__sim__/model/calls.json").json["calls"]) == 1


@pytest.mark.parametrize(
    "answer",
    [
        "text",
        {},
        {"content": "x", "colour": "red"},
        {"content": "x", "finish_reason": "tired"},
        {"content": "x", "delay": -1},
        {"content": "x", "delay": True},
        {"content": "x", "match": 1},
    ],
)
def test_an_order_that_makes_no_sense_is_refused(model: Client, answer: Any) -> None:
    assert order(model, answer).status == 400
    assert model.get("/__sim__/model").json == {"answers": []}


def test_orders_are_cancelled_and_reset_forgets_them_with_the_calls(model: Client) -> None:
    order(model, {"content": "x"})
    assert model.ask("DELETE", "/__sim__/model").json == {"answers": []}
    order(model, {"content": "x"}, {"content": "y"})
    ask(model)
    model.ask("POST", "/__sim__/reset")
    assert model.get("/__sim__/model").json == {"answers": []}
    assert model.get("/__sim__/model/calls.json").json == {"calls": []}


def test_calls_are_listed_apart_from_the_mails(model: Client, client: Client) -> None:
    client.send()
    ask(model, temperature=0.2)
    assert [entry["kind"] for entry in client.entries()] == ["email"]
    (call,) = model.get("/__sim__/model/calls.json").json["calls"]
    assert (call["kind"], call["content"], call["request"]["temperature"]) == ("model_call", "Noted.", 0.2)
    page = client.get("/").text
    assert page.count("1 accepted") == 2


def test_other_sites_cannot_read_the_calls(model: Client) -> None:
    for path in ("/__sim__/model/calls.json", "/__sim__/model"):
        assert model.ask("GET", path, headers={"Origin": "https://elsewhere.example"}).status == 403


@pytest.mark.parametrize(("status", "kind"), [(429, "requests"), (500, "server_error"), (503, "server_error")])
def test_faults_refuse_in_the_providers_words(model: Client, status: int, kind: str) -> None:
    model.order({"provider": "openai", "mode": "status", "status": status, "retry_after": 9, "times": 1})
    answer = ask(model)
    assert (answer.status, answer.json["error"]["type"], answer.headers["retry-after"]) == (status, kind, "9")
    assert content(ask(model)) == "Noted."


def test_faults_of_the_model_do_not_touch_the_mails_nor_theirs_the_model(model: Client, client: Client) -> None:
    model.order({"provider": "openai", "mode": "status", "times": 1})
    assert client.send().status == 200
    client.order({"provider": "resend", "mode": "status", "times": 1})
    assert ask(model).status == 500
    assert content(ask(model)) == "Noted."


def test_a_hanging_and_a_breaking_model_can_be_ordered(model: Client) -> None:
    model.order({"provider": "openai", "mode": "hang", "times": 1}, {"provider": "openai", "mode": "reset", "times": 1})
    with pytest.raises(TimeoutError):
        ask(Client(model.port, key=KEY, timeout=0.3))
    with pytest.raises(ConnectionResetError):
        ask(model)
    assert model.get("/__sim__/model/calls.json").json == {"calls": []}
