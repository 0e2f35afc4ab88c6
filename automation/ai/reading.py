"""Believing an answer: exactly one JSON object, exactly in the asked form."""

import json
import re
from typing import Any, Final, NoReturn, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from automation.ai.outcomes import NoAnswerError
from automation.enums import ModelOutcome

# One fence around the whole answer is a habit of many models and changes nothing about what is in it.
_FENCE: Final = re.compile(r"\A\s*```(?:json)?[ \t]*\n(?P<inside>[^`]*)\n?[ \t]*```\s*\Z", re.IGNORECASE)
_SHOWN_PROBLEMS: Final = 3


class StrictAnswer(BaseModel):
    """The base of every form: no unknown field, no "false" for false, no NaN. Nested forms derive from it too."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


A = TypeVar("A", bound=StrictAnswer)


def read(content: str, schema: type[A]) -> A:
    """Return the answer as the form.

    Raises:
        NoAnswerError: `malformed` when it is not one JSON object, `invalid` when it is not as asked.
    """
    text = _without_fence(content)
    _require_object(text)
    try:
        return schema.model_validate_json(text)
    except ValidationError as error:
        raise NoAnswerError(ModelOutcome.INVALID, _problems(error)) from None


def _without_fence(content: str) -> str:
    found = _FENCE.match(content)
    return found["inside"] if found else content


def _require_object(text: str) -> None:
    try:
        found = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_unique)
        # NUL and halves of surrogate pairs are valid JSON and can neither be stored nor sent.
        json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise NoAnswerError(ModelOutcome.MALFORMED, f"not JSON: {type(error).__name__}") from None
    if not isinstance(found, dict):
        raise NoAnswerError(ModelOutcome.MALFORMED, f"not an object but {type(found).__name__}")
    if "\\u0000" in json.dumps(found):
        raise NoAnswerError(ModelOutcome.MALFORMED, "holds a NUL")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        # Whoever reads the first and whoever reads the last would see two answers.
        raise ValueError("a name stands twice")
    return found


def _problems(error: ValidationError) -> str:
    """Name fields and kinds of problem, never the values: they may be a stranger's words."""
    found = [
        f"{'.'.join(str(part) for part in problem['loc'])[:60] or 'the object'}: {problem['type']}"
        for problem in error.errors(include_url=False, include_context=False, include_input=False)
    ]
    return "; ".join(found[:_SHOWN_PROBLEMS])
