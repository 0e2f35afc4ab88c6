"""Submissions that schemathesis makes from the API's own document: some as it says, some against it."""

import random
import warnings
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

DOCUMENT = "/api/v1/openapi.json"


@dataclass
class Answers:
    """What came of it."""

    count: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    kept: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def submit(base_url: str, slug: str, dice: random.Random, count: int) -> Answers:
    """Send so many to every operation together; compare each answer with what the document promises."""
    # At need: they take a second to import, and no other scenario asks for them.
    import schemathesis
    from schemathesis.checks import not_a_server_error
    from schemathesis.core.result import Err, Ok
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_schema_conformance,
        status_code_conformance,
    )

    # Whether what was refused ought to have been is decided by more than types: an address, a phone, a word in a list.
    checks = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
    found = Answers()
    schema = schemathesis.openapi.from_url(base_url + DOCUMENT)
    results = list(schema.get_all_operations())
    found.faults += [f"the document cannot be read: {each.err()}" for each in results if isinstance(each, Err)]
    operations = [each.ok() for each in results if isinstance(each, Ok)]
    modes = list(schemathesis.GenerationMode)
    for operation in operations:
        for mode in modes:
            cases = operation.as_strategy(generation_mode=mode)
            _play(
                cases, lambda case: _ask(case, slug, dice, checks, found), dice, count // len(operations) // len(modes)
            )
    return found


def _play(cases: Any, ask: Callable[[Any], None], dice: random.Random, count: int) -> None:
    @seed(dice.randrange(2**32))
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(cases)
    def each(case: Any) -> None:
        ask(case)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        each()


def _ask(case: Any, slug: str, dice: random.Random, checks: list[Any], found: Answers) -> None:
    # Most addresses that are made up lead nowhere; what lies behind one is to be met as well.
    if dice.randrange(4):
        case.path_parameters = {"slug": slug}
    somebody = ".".join(["10", *(str(dice.randrange(1, 255)) for _ in range(3))])
    answer = case.call(headers={"X-Forwarded-For": somebody}, timeout=30)
    found.count += 1
    found.statuses[answer.status_code] += 1
    if answer.status_code == 201:  # noqa: PLR2004 - as the document says
        found.kept.append(answer.json()["id"])
    try:
        case.validate_response(answer, checks=checks)
    except Exception as fault:  # noqa: BLE001 - one kind for each promise, and a group of them
        words = " ".join(str(fault).split())
        found.faults.append(f"{case.operation.label}, {answer.status_code}: {words[:300]}")
