"""What the documentation says is compared with the code: variables, links and commands."""

import ast
import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

from leadwizard.runtime import entry
from leadwizard.runtime.configuration import RESEND_EVENTS
from messaging.jobs.inbound import RECEIVED_TYPE
from messaging.jobs.reports import RESEND_STATES

PROJECT = Path(settings.BASE_DIR)
README = PROJECT / "README.md"
PAGES = [README, *sorted((PROJECT / "docs").rglob("*.md"))]
RUNTIME = PROJECT / "leadwizard" / "runtime"

_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]*`")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_ROW = re.compile(r"^\| `([A-Z_]+)` \|(.*)\|$", re.MULTILINE)
_ASSIGNMENT = re.compile(r"^(?:# )?([A-Z][A-Z_]+)=(.*)$", re.MULTILINE)
_COMMAND = re.compile(r"manage\.py ([a-z][a-z_]*)")
_ENVIRONMENT = re.compile(r"env(\.[a-z_]+)?")  # env("NAME"), env.str("NAME") and so on
_NOT_CONSTANT = object()


@dataclass(frozen=True)
class Variable:
    """What settings.py says of an environment variable."""

    name: str
    default: object


def _settings_variables() -> dict[str, Variable]:
    tree = ast.parse((PROJECT / "leadwizard" / "settings.py").read_text(encoding="utf-8"))
    found = {}
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and _ENVIRONMENT.fullmatch(ast.unparse(call.func)):
            name = ast.literal_eval(call.args[0])
            found[name] = Variable(name, _default(call))
    return found


def _default(call: ast.Call) -> object:
    given = next((keyword.value for keyword in call.keywords if keyword.arg == "default"), None)
    if isinstance(given, ast.Call) and ast.unparse(given.func) == "Decimal":
        given = given.args[0]
    try:
        return ast.literal_eval(given) if given else ""
    except ValueError:
        return _NOT_CONSTANT


def _runtime_variables() -> set[str]:
    found = set()
    for path in RUNTIME.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and re.fullmatch(r"LEADWIZARD_[A-Z]+", str(node.value)):
                found.add(str(node.value))
    return found


def _section(heading: str) -> str:
    """The README's text under a heading, up to the next heading of any level."""
    text = README.read_text(encoding="utf-8")
    assert text.count(f"\n{heading}\n") == 1, f"the README has no single heading {heading}"
    return re.split(r"^#+ ", text.partition(f"\n{heading}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]


def _table(heading: str) -> dict[str, list[str]]:
    """The rows under a heading: a variable's name to its other cells."""
    rows = _ROW.findall(_section(heading))
    names = [name for name, _cells in rows]
    assert len(names) == len(set(names)), "a variable stands there twice"
    return {name: [cell.strip() for cell in cells.split("|")] for name, cells in rows}


def _spelled(default: object) -> str:
    """How the README writes a default."""
    text = ",".join(default) if isinstance(default, list) else str(default)
    return f"`{text}`" if text else "none"


def _prose(path: Path) -> str:
    return _CODE.sub("", _FENCE.sub("", path.read_text(encoding="utf-8")))


def _anchors(path: Path) -> set[str]:
    """The ids that a forge gives to the headings of a page."""
    words = (heading.lower().replace("`", "") for heading in _HEADING.findall(_FENCE.sub("", path.read_text())))
    return {re.sub(r"[^\w\- ]", "", text).strip().replace(" ", "-") for text in words}


def test_the_readme_lists_exactly_the_variables_that_the_settings_read():
    assert set(_table("### Settings")) == set(_settings_variables())


def test_the_readme_lists_exactly_the_variables_of_the_commands_alone():
    assert set(_table("### Of the commands alone")) == _runtime_variables() - set(_settings_variables())


def test_the_readme_gives_every_default_as_the_settings_have_it():
    constant = {name: found for name, found in _settings_variables().items() if found.default is not _NOT_CONSTANT}
    assert len(constant) > 10
    written = {name: cells[1] for name, cells in _table("### Settings").items() if name in constant}
    assert written == {name: _spelled(found.default) for name, found in constant.items()}


def test_the_readme_marks_exactly_the_secrets_that_may_come_as_a_file():
    marked = {name for name, cells in _table("### Settings").items() if cells[2] == "yes"}
    assert marked == set(settings.SECRETS) & set(_settings_variables())


def test_the_example_has_every_variable_once_and_no_other():
    names = [name for name, _value in _ASSIGNMENT.findall((PROJECT / ".env.example").read_text(encoding="utf-8"))]
    assert sorted(names) == sorted(set(_settings_variables()) | _runtime_variables())


def test_the_example_holds_no_secret():
    values = dict(_ASSIGNMENT.findall((PROJECT / ".env.example").read_text(encoding="utf-8")))
    for name in set(settings.SECRETS) & set(values):
        password = re.search(r"//[^/@]*:([^/@]*)@", values[name])
        is_address = "://" in values[name]
        assert not values[name] or (is_address and (password is None or password.group(1) == "change-me")), name


def test_the_example_explains_every_variable_in_a_comment_above_it():
    lines = (PROJECT / ".env.example").read_text(encoding="utf-8").splitlines()
    for above, line in pairwise(lines):
        if _ASSIGNMENT.match(line):
            assert above.startswith("# "), f"no comment above {line}"
            assert not _ASSIGNMENT.match(above), f"no comment above {line}"


@pytest.mark.parametrize("document", PAGES, ids=lambda path: path.relative_to(PROJECT).as_posix())
def test_every_relative_link_leads_somewhere(document):
    for target in _LINK.findall(_prose(document)):
        if "://" in target or target.startswith("mailto:"):
            continue
        path, _, anchor = target.partition("#")
        found = (document.parent / path).resolve() if path else document
        assert found.exists(), f"{target} does not exist"
        assert found.is_relative_to(PROJECT), f"{target} leads out of the project"
        assert not anchor or anchor in _anchors(found), f"{target} names no heading"


def test_the_documentation_has_its_links():
    """A pattern that finds nothing would let every link pass."""
    links = [target for page in PAGES for target in _LINK.findall(_prose(page))]
    assert "docs/architecture.md" in links
    assert [link for link in links if link.endswith(".png")]


def test_the_readme_leads_to_every_decision():
    decisions = {path.relative_to(PROJECT).as_posix() for path in (PROJECT / "docs" / "decisions").glob("*.md")}
    assert decisions == {link for link in _LINK.findall(_prose(README)) if link.startswith("docs/decisions/")}


@pytest.mark.parametrize("document", PAGES, ids=lambda path: path.relative_to(PROJECT).as_posix())
def test_every_command_that_is_named_exists(document):
    known = set(get_commands()) | set(_COMMAND.findall(entry.HELP))
    assert set(_COMMAND.findall(document.read_text(encoding="utf-8"))) <= known


def test_the_readme_names_every_command_of_ours():
    ours = {name for name, app in get_commands().items() if (PROJECT / str(app).replace(".", "/")).is_dir()}
    named = set(_COMMAND.findall(_section("## Commands")))
    assert ours | set(_COMMAND.findall(entry.HELP)) <= named


def test_reports_that_resend_is_asked_for_are_those_that_are_understood():
    understood = {*RESEND_STATES, RECEIVED_TYPE}
    row = next(line for line in README.read_text(encoding="utf-8").splitlines() if "`RESEND_WEBHOOK_SECRET`" in line)
    assert {*RESEND_EVENTS, "email.sent"} == understood == set(re.findall(r"`(email\.\w+)`", row))
