"""Make a member of the platform staff, or give one a new password."""

import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any, Final

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from tenants import audit
from tenants.models import User
from tenants.scoping import PLATFORM_ID, scope
from tenants.services import ensure_platform

TRIES: Final = 3
NAME_MAX: Final = 120


def make_superadmin(email: str, password: str | None, *, name: str = "") -> User:
    """Save a new member of the platform staff, with its audit entry; without a password nobody can sign in as them."""
    ensure_platform()
    with scope(PLATFORM_ID):
        user = User.objects.create_superuser(email, password, name=name)
        audit.record("superadmin.created", "user", user.pk, fields=["email", "name", "is_superuser"])
    return user


def reset_superadmin(user: User, password: str, *, name: str = "") -> None:
    """Give a user a new password and every right of the platform staff; signs them out everywhere."""
    ensure_platform()
    with scope(PLATFORM_ID):
        user.set_password(password)
        user.is_staff = user.is_superuser = user.is_active = True
        user.name = name or user.name
        user.save(update_fields=["password", "is_staff", "is_superuser", "is_active", "name"])
        audit.record("superadmin.reset", "user", user.pk, fields=["password", "is_staff", "is_superuser", "is_active"])


class Command(BaseCommand):
    """Asks for what is missing where somebody can answer; refuses where nobody can."""

    help = "Make a member of the platform staff (super-admin). Asks for what is not given."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--email", default="", help="the address to sign in with")
        parser.add_argument("--name", default="", help="how the person is called")
        parser.add_argument(
            "--password-stdin", action="store_true", help="read the password from the first line of input"
        )
        parser.add_argument(
            "--reset", action="store_true", help="the person exists: give them a new password and the rights"
        )

    def handle(self, **options: Any) -> None:
        """Make or reset the person."""
        can_ask = sys.stdin.isatty() and not options["password_stdin"]
        email = self._email(options["email"], can_ask=can_ask)
        user = User.objects.filter(email=email).first()
        _check_reset(user, email, is_reset=options["reset"])
        name = options["name"].strip()
        if user is None and not name and can_ask:
            name = input("Name: ").strip()
        if len(name) > NAME_MAX:
            msg = f"The name is longer than {NAME_MAX} letters."
            raise CommandError(msg)
        password = self._password(User(email=email, name=name), can_ask=can_ask, is_piped=options["password_stdin"])
        if user:
            reset_superadmin(user, password, name=name)
            self.stdout.write(f"{email} has a new password and is platform staff.")
        else:
            make_superadmin(email, password, name=name)
            self.stdout.write(f"{email} is platform staff.")

    def _email(self, given: str, *, can_ask: bool) -> str:
        if not given and can_ask:
            given = input("E-mail: ")
        if not given:
            msg = "Give --email: nobody is here to ask."
            raise CommandError(msg)
        email = given.strip().lower()
        try:
            validate_email(email)
        except ValidationError as error:
            msg = f"“{email}” is not an e-mail address."
            raise CommandError(msg) from error
        return email

    def _password(self, person: User, *, can_ask: bool, is_piped: bool) -> str:
        if is_piped:
            password = sys.stdin.readline().rstrip("\r\n")
            if problem := weakness(password, person):
                raise CommandError(problem)
            return password
        if not can_ask:
            msg = "Give --password-stdin and the password on standard input: nobody is here to ask."
            raise CommandError(msg)
        for _try in range(TRIES):
            password = getpass("Password: ")
            problem = weakness(password, person)
            if not problem and getpass("Password once more: ") != password:
                problem = "The two are not the same."
            if not problem:
                return password
            self.stderr.write(problem)
        msg = f"No password after {TRIES} tries: nothing was changed."
        raise CommandError(msg)


def _check_reset(user: User | None, email: str, *, is_reset: bool) -> None:
    if user and not is_reset:
        msg = f"{email} exists already. With --reset they get a new password and the rights of the platform staff."
        raise CommandError(msg)
    if is_reset and user is None:
        msg = f"There is nobody with the address {email}. Without --reset they are made."
        raise CommandError(msg)


def weakness(password: str, person: User) -> str:
    """Return why the password will not do for the person, or an empty string."""
    if not password:
        return "The password is empty."
    try:
        validate_password(password, person)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""
