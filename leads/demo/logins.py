"""Passwords for the demo's three sign-ins, and the file that keeps them for the operator."""

import json
import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from leads.demo.hollis import HOLLIS
from leads.demo.people import DANA, IMANI, SUPERADMIN_EMAIL
from leadwizard.lib import ids
from tenants import audit
from tenants.models import User
from tenants.scoping import PLATFORM_ID, scope

EMAILS: Final = {"owner": DANA.email, "agency": IMANI.email, "superadmin": SUPERADMIN_EMAIL}
MODE: Final = 0o600


class Given(StrEnum):
    """How a login came to its password."""

    KEPT = "kept"
    NEW = "new"
    CHANGED = "changed"


@dataclass(frozen=True)
class Login:
    """A sign-in; `password` is empty where it was kept and nobody wrote it down."""

    who: str
    email: str
    password: str
    given: Given


def give_logins(path: Path | None) -> list[Login]:
    """Make sure that the three people can sign in, and that the file, if one is wanted, says how.

    A person without a password gets the file's, or a new one. A person with one keeps it, unless a file is wanted that
    does not have it: then nobody would know how to sign in, and the password is changed.

    Raises:
        OSError: the file cannot be written. The next run writes it.
    """
    written = _read(path)
    with scope(PLATFORM_ID):
        logins = [_give(who, email, written.get(who, ""), is_filed=path is not None) for who, email in EMAILS.items()]
    if path and set(written) != set(EMAILS):
        _write(path, logins)
    return logins


def _give(who: str, email: str, written: str, *, is_filed: bool) -> Login:
    user = User.objects.select_for_update().get(email=email)
    has_password = user.has_usable_password()
    if has_password and (written or not is_filed):
        return Login(who, email, written, Given.KEPT)
    password = written or new_password()
    user.set_password(password)
    user.save(update_fields=["password"])
    audit.record("user.password_set", "user", user.pk, fields=["password"])
    return Login(who, email, password, Given.CHANGED if has_password else Given.NEW)


def new_password() -> str:
    """Return 16 random letters and digits in groups that can be typed (about 78 bits)."""
    return "-".join(ids.reference(4) for _ in range(4))


def _read(path: Path | None) -> dict[str, str]:
    """Return the passwords that the file holds for our people; nothing where there is no such file."""
    try:
        found: Any = json.loads(path.read_text(encoding="utf-8")) if path else {}
    except (FileNotFoundError, ValueError):
        return {}
    rows = found if isinstance(found, dict) else {}
    return {who: password for who, email in EMAILS.items() if (password := _password(rows.get(who), email))}


def _password(row: Any, email: str) -> str:
    is_ours = isinstance(row, dict) and row.get("email") == email and isinstance(row.get("password"), str)
    return str(row["password"]) if is_ours else ""


def _write(path: Path, logins: list[Login]) -> None:
    """Put the file there in one move, readable by its owner alone from the first byte."""
    text = json.dumps(
        {
            **{login.who: {"email": login.email, "password": login.password} for login in logins},
            "form_slug": HOLLIS.slug,
            "dashboard_path": f"/o/{HOLLIS.slug}/",
        },
        indent=2,
    )
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text + "\n")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
