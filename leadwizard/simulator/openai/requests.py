"""Reading a request for a chat completion, as strictly as the documentation allows."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from leadwizard.simulator.openai.errors import invalid

ROLES = frozenset({"system", "developer", "user", "assistant", "tool"})
FORMAT_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
HOTTEST = 2
DEFAULT_LIMIT = 4_096


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked, once it makes sense. ``schema`` is None where no JSON was asked for by schema."""

    model: str
    system: str
    user: str
    format: str
    schema: dict[str, Any] | None
    max_tokens: int
    text: str
    """Everything that was said, for counting."""


def read_request(data: Any) -> Request:
    """Raises ApiError with the parameter that is wrong."""
    if not isinstance(data, dict):
        raise invalid("We could not parse the JSON body of your request.")
    for name in ("model", "messages"):
        if name not in data:
            raise invalid(f"Missing required parameter: '{name}'.", name, "missing_required_parameter")
    if not isinstance(data["model"], str):
        raise _wrong_type("model", "a string")
    if data.get("stream"):
        raise invalid("Streaming is not simulated.", "stream", "unsupported_value")
    turns = _turns(data["messages"])
    text = "\n".join(said for _, said in turns)
    temperature = data.get("temperature", 1)
    if not _is_number(temperature) or not 0 <= temperature <= HOTTEST:
        raise invalid("Invalid 'temperature': expected a number between 0 and 2.", "temperature")
    kind, schema = _format(data.get("response_format"), text)
    return Request(
        model=data["model"],
        system="\n".join(said for role, said in turns if role in {"system", "developer"}),
        user=next((said for role, said in reversed(turns) if role == "user"), ""),
        format=kind,
        schema=schema,
        max_tokens=_limit(data),
        text=text,
    )


def _turns(messages: Any) -> list[tuple[str, str]]:
    if not isinstance(messages, list):
        raise _wrong_type("messages", "an array")
    if not messages:
        raise invalid("Invalid 'messages': empty array.", "messages", "empty_array")
    turns = []
    for number, message in enumerate(messages):
        place = f"messages[{number}]"
        if not isinstance(message, dict) or message.get("role") not in ROLES:
            raise invalid(f"Invalid value for '{place}.role'.", f"{place}.role", "invalid_value")
        turns.append((message["role"], _said(message.get("content"), place)))
    return turns


def _said(content: Any, place: str) -> str:
    if isinstance(content, list):
        parts = [part.get("text") for part in content if isinstance(part, dict) and part.get("type") == "text"]
        if len(parts) == len(content) and all(isinstance(part, str) for part in parts):
            return "".join(str(part) for part in parts)
    if not isinstance(content, str):
        raise _wrong_type(f"{place}.content", "a string or an array of text parts")
    return content


def _limit(data: dict[str, Any]) -> int:
    names = [name for name in ("max_tokens", "max_completion_tokens") if data.get(name) is not None]
    if len(names) > 1:
        raise invalid(
            "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
            "max_tokens",
            "invalid_parameter_combination",
        )
    for name in names:
        value = data[name]
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise invalid(f"Invalid '{name}': expected an integer above 0.", name, "integer_below_min_value")
        return value
    return DEFAULT_LIMIT


def _format(wanted: Any, text: str) -> tuple[str, dict[str, Any] | None]:
    if wanted is None:
        return "text", None
    kind = wanted.get("type") if isinstance(wanted, dict) else None
    if kind == "json_object":
        if "json" not in text.lower():
            raise invalid(
                "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
                "messages",
            )
        return "json_object", None
    if kind == "json_schema":
        return "json_schema", _schema(wanted.get("json_schema"))
    if kind == "text":
        return "text", None
    raise invalid("Invalid value for 'response_format.type'.", "response_format.type", "invalid_value")


def _schema(form: Any) -> dict[str, Any]:
    if not isinstance(form, dict) or not isinstance(form.get("schema"), dict):
        raise invalid(
            "Missing required parameter: 'response_format.json_schema'.",
            "response_format.json_schema",
            "missing_required_parameter",
        )
    if not isinstance(form.get("name"), str) or not FORMAT_NAME.fullmatch(form["name"]):
        raise invalid("Invalid 'response_format.json_schema.name'.", "response_format.json_schema.name")
    schema: dict[str, Any] = form["schema"]
    if form.get("strict"):
        for place, part in _objects(schema, ()):
            problem = _strictness(part)
            if problem:
                raise invalid(
                    f"Invalid schema for response_format '{form['name']}': In context={place}, {problem}",
                    "response_format",
                )
    return schema


def _strictness(part: dict[str, Any]) -> str:
    """Documented for strict schemas: nothing unknown, and everything required."""
    if part.get("additionalProperties") is not False:
        return "'additionalProperties' is required to be supplied and to be false."
    missing = sorted(set(part.get("properties", {})) - set(part.get("required", [])))
    if missing:
        return f"'required' is required to be supplied and to name every property. Missing '{missing[0]}'."
    return ""


def _objects(part: Any, place: tuple[str, ...]) -> list[tuple[tuple[str, ...], dict[str, Any]]]:
    if isinstance(part, list):
        return [found for entry in part for found in _objects(entry, place)]
    if not isinstance(part, dict):
        return []
    found = [(place, part)] if part.get("type") == "object" or "properties" in part else []
    for name, value in part.items():
        if name in {"properties", "$defs"} and isinstance(value, dict):
            for inner, schema in value.items():
                found += _objects(schema, (*place, name, inner))
        elif name in {"items", "anyOf", "allOf", "oneOf"}:
            found += _objects(value, (*place, name))
    return found


def schema_in(text: str) -> dict[str, Any] | None:
    """A JSON schema written into the instructions, as callers do where an endpoint takes none."""
    decoder = json.JSONDecoder()
    for start in (found.start() for found in re.finditer(r"\{", text)):
        try:
            value, _ = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict) and isinstance(value.get("properties"), dict):
            return value
    return None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _wrong_type(param: str, wanted: str) -> Exception:
    return invalid(f"Invalid type for '{param}': expected {wanted}.", param, "invalid_type")
