"""Decides who answers a command: the runtime itself, or Django in the locked environment."""

import os
import sys
from collections.abc import Callable
from typing import NoReturn

from leadwizard.runtime.paths import VENV, RuntimeProblem, say, state_folder

HELP = """\
python3 manage.py up      start the whole product on this machine (up --help)
python3 manage.py test    run every check and test (test --help)
python3 manage.py bench   measure how fast all of it is (bench --help)
python3 manage.py lock    write both lock files anew from pyproject.toml
python3 manage.py secrets make the secret files of docker-compose.yml

Every other command is answered by Django, and finds the database of `up`:
"""
ELSEWHERE = "Use WSL2, or docker compose, where it runs as on Linux."


def main(argv: list[str]) -> NoReturn:
    """Run one command line and exit with its code.

    Problems that a person can act on are printed as sentences (exit code 1), not as tracebacks.
    """
    command = argv[1] if len(argv) > 1 else "help"
    try:
        refuse_unsupported_platform()
        if command == "lock":
            sys.exit(_lock(argv[2:]))
        if command == "secrets":
            sys.exit(_secrets(argv[2:]))
        _enter_locked_environment(argv, development=command == "test")
        sys.exit(_runtime_commands().get(command, _django)(argv[2:]))
    except RuntimeProblem as problem:
        sys.stdout.flush()
        sys.stderr.write(f"\n{problem}\n")
        sys.exit(1)
    except PermissionError as error:
        sys.exit(f"\nNo permission for {error.filename}. It probably belongs to another user.")
    except KeyboardInterrupt:
        say("\nStopped.")
        sys.exit(130)


def refuse_unsupported_platform() -> None:
    """The embedded servers exist for Linux with glibc and for macOS.

    Raises:
        RuntimeProblem: anywhere else, unless the environment is built by somebody else.
    """
    if os.environ.get("LEADWIZARD_BOOTSTRAP") == "0":
        return
    if sys.platform in {"win32", "cygwin"}:
        raise RuntimeProblem(f"LeadWizard does not run on Windows itself. {ELSEWHERE}")
    if sys.platform == "linux" and "musl" in _libc():
        raise RuntimeProblem(f"LeadWizard needs glibc; this system uses musl. {ELSEWHERE}")


def _libc() -> str:
    import sysconfig

    return str(sysconfig.get_config_var("HOST_GNU_TYPE") or "")


def _enter_locked_environment(argv: list[str], *, development: bool) -> None:
    """Make sure that this process is the locked environment's Python, or become it."""
    if os.environ.get("LEADWIZARD_BOOTSTRAP") == "0":
        return
    from leadwizard.runtime import bootstrap

    installed = bootstrap.ensure_environment(development=development)
    if installed or not bootstrap.runs_inside(VENV):
        sys.stdout.flush()
        python = str(VENV / "bin" / "python")
        os.execv(python, [python, *argv])  # noqa: S606 - our own interpreter, no shell wanted


def _runtime_commands() -> dict[str, Callable[[list[str]], int]]:
    return {"up": _up, "test": _test, "bench": _bench}


def _up(arguments: list[str]) -> int:
    from leadwizard.runtime.up import run

    return run(arguments)


def _test(arguments: list[str]) -> int:
    if "--chaos" in arguments:
        from leadwizard.proof.run import run as prove

        return prove(arguments)
    from leadwizard.runtime.checks import run

    return run(arguments)


def _bench(arguments: list[str]) -> int:
    from leadwizard.bench.run import run

    return run(arguments)


def _lock(arguments: list[str]) -> int:
    from leadwizard.runtime.locks import run

    return run(arguments)


def _secrets(arguments: list[str]) -> int:
    from leadwizard.runtime.secret_files import run

    return run(arguments)


def _django(_arguments: list[str]) -> int:
    """Hand over to Django, pointing it at the servers of `up` when nothing else was configured."""
    from leadwizard.runtime.configuration import load_into

    if not (os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_URL_FILE")):
        load_into(os.environ, state_folder() / "env")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leadwizard.settings")
    try:
        from django.core.management import execute_from_command_line
    except ModuleNotFoundError as error:
        raise RuntimeProblem(_without_django()) from error
    if len(sys.argv) == 1 or sys.argv[1:] in (["help"], ["--help"], ["-h"]):
        say(HELP)
    execute_from_command_line(sys.argv)
    return 0


def _without_django() -> str:
    """What to say when the packages are not there, although they should be."""
    if os.environ.get("LEADWIZARD_BOOTSTRAP") == "0":
        return "Django is not installed here, and LEADWIZARD_BOOTSTRAP=0 says that this is not our work."
    from leadwizard.runtime import bootstrap

    bootstrap.STAMP.unlink(missing_ok=True)
    return "The environment in .venv was damaged. Give the command once more: it will be built anew."
