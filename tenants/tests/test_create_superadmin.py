import sys
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from tenants.management.commands import create_superadmin
from tenants.models import AuditEvent, User
from tenants.scoping import PLATFORM_ID, scope
from tenants.services import ensure_platform

GOOD = "four-green-lamps-at-noon"


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def type_in(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Put text on the standard input of a pipe."""

    def put(text: str) -> None:
        monkeypatch.setattr(sys, "stdin", StringIO(text))

    return put


@pytest.fixture
def sit_down(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Sit a person in front of a terminal, who types these passwords and nothing else unless asked for lines."""

    def sit(passwords: list[str], lines: str = "") -> None:
        typed = iter(passwords)
        monkeypatch.setattr(sys, "stdin", Terminal(lines))
        monkeypatch.setattr(create_superadmin, "getpass", lambda _prompt: next(typed))

    return sit


def run(*arguments: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("create_superadmin", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def audit_actions() -> list[tuple[str, Any]]:
    with scope(PLATFORM_ID):
        return list(AuditEvent.objects.filter(subject_kind="user").values_list("action", "subject_id"))


def test_a_password_on_standard_input_makes_platform_staff_and_an_audit_entry(
    db: None, type_in: Callable[[str], None]
) -> None:
    type_in(f"{GOOD}\n")

    out, _err = run("--email", "Sam@Example.com", "--name", "Sam", "--password-stdin")

    user = User.objects.get(email="sam@example.com")
    assert (user.is_staff, user.is_superuser, user.name) == (True, True, "Sam")
    assert authenticate(email="sam@example.com", password=GOOD) == user
    assert audit_actions() == [("superadmin.created", user.pk)]
    assert GOOD not in out


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("", "The password is empty"),
        ("short", "too short"),
        ("password123", "too common"),
        ("samwise.gamgee", "too similar to the email"),
    ],
)
def test_weak_passwords_are_refused_and_nobody_is_made(
    db: None, type_in: Callable[[str], None], password: str, words: str
) -> None:
    type_in(f"{password}\n")

    with pytest.raises(CommandError, match=words):
        run("--email", "samwise.gamgee@example.com", "--password-stdin")

    assert User.objects.count() == 0


def test_somebody_who_exists_is_left_alone_until_reset_is_asked_for(db: None, type_in: Callable[[str], None]) -> None:
    user = User.objects.create_user("sam@example.com", "the-old-password", name="Sam")
    type_in(f"{GOOD}\n")
    with pytest.raises(CommandError, match=r"exists already\. With --reset"):
        run("--email", "sam@example.com", "--password-stdin")
    assert authenticate(email="sam@example.com", password="the-old-password")
    assert not User.objects.get().is_superuser

    type_in(f"{GOOD}\n")
    run("--email", "sam@example.com", "--password-stdin", "--reset")

    again = User.objects.get()
    assert (again.pk, again.name, again.is_staff, again.is_superuser) == (user.pk, "Sam", True, True)
    assert authenticate(email="sam@example.com", password=GOOD)
    assert audit_actions() == [("superadmin.reset", user.pk)]


def test_nobody_can_be_reset_who_is_not_there(db: None, type_in: Callable[[str], None]) -> None:
    type_in(f"{GOOD}\n")
    with pytest.raises(CommandError, match="There is nobody with the address"):
        run("--email", "sam@example.com", "--password-stdin", "--reset")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "Give --email"),
        (["--email", "sam"], "is not an e-mail address"),
        (["--email", "sam@example.com"], "Give --password-stdin"),
        (["--email", "sam@example.com", "--name", "x" * 121], "longer than 120"),
    ],
)
def test_what_is_missing_is_said_where_nobody_can_be_asked(
    db: None, type_in: Callable[[str], None], arguments: list[str], words: str
) -> None:
    type_in("")
    with pytest.raises(CommandError, match=words):
        run(*arguments)
    assert User.objects.count() == 0


def test_at_a_terminal_a_person_is_asked_until_both_passwords_agree(db: None, sit_down: Callable[..., None]) -> None:
    sit_down(["short", GOOD, "another-password", GOOD, GOOD], "sam@example.com\nSam Whitaker\n")

    _out, err = run()

    assert "too short" in err
    assert "The two are not the same." in err
    assert User.objects.get().name == "Sam Whitaker"
    assert authenticate(email="sam@example.com", password=GOOD)


def test_after_three_tries_nothing_was_changed(db: None, sit_down: Callable[..., None]) -> None:
    ensure_platform()
    sit_down(["short", "short", "short"])

    with pytest.raises(CommandError, match="No password after 3 tries"):
        run("--email", "sam@example.com", "--name", "Sam")

    assert User.objects.count() == 0
    assert audit_actions() == []
