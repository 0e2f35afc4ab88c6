"""`manage.py secrets`: the files that docker-compose.yml hands to its services, made once.

Compose mounts them as they are on the host, whatever the user in the container: so each file is readable, and the
folder around them is closed to everybody but its owner.
"""

import argparse
import secrets
from collections.abc import Mapping
from pathlib import Path

from leadwizard.runtime import configuration
from leadwizard.runtime.paths import PROJECT, RuntimeProblem, say

FOLDER = PROJECT / "secrets"
# Of accounts that only you can open; empty until you fill them in.
YOURS = ("resend_api_key", "resend_webhook_secret", "smtp_url", "twilio_auth_token", "ai_api_key")


def run(arguments: list[str]) -> int:
    """Make what is missing; change nothing that is there."""
    parser = argparse.ArgumentParser(
        prog="manage.py secrets",
        description="Make the secret files of docker-compose.yml. What is there already stays as it is.",
    )
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where to (secrets, in the project)")
    folder: Path = parser.parse_args(arguments).folder
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        made = write_missing(folder)
    except OSError as error:
        raise RuntimeProblem(f"The secrets cannot be written to {folder}: {error.strerror}.") from error
    say(f"{folder}: {', '.join(made)} made." if made else f"{folder}: everything is there already.")
    if empty := [name for name in YOURS if not (folder / name).read_text(encoding="utf-8").strip()]:
        say(f"Still empty, and yours to fill in where you use them: {', '.join(empty)}.")
    say("Keep a copy in a safe place that is not the backups'.")
    return 0


def write_missing(folder: Path) -> list[str]:
    """Write the files that are not there, in accord with those that are; return their names."""
    kept = {path.name: path.read_text(encoding="utf-8").strip() for path in folder.iterdir() if path.is_file()}
    wanted = generated(kept)
    made = [name for name in wanted if name not in kept]
    for name in made:
        path = folder / name
        path.write_text(wanted[name] + "\n" if wanted[name] else "", encoding="utf-8")
        path.chmod(0o444)
    for name in YOURS:
        (folder / name).chmod(0o644)
    return made


def generated(kept: Mapping[str, str]) -> dict[str, str]:
    """Return the content of every file: each password stands wherever it is needed."""

    def password(url_name: str, of: str = "") -> str:
        return kept.get(of) or configuration.password_of(kept.get(url_name, "")) or secrets.token_urlsafe(32)

    owner = password("database_owner_url", of="owner_password")
    app = password("database_url")
    broker = password("redis_url")
    return {
        "secret_key": kept.get("secret_key") or secrets.token_urlsafe(48),
        "credential_keys": kept.get("credential_keys") or configuration.key_ring(),
        "postgres_password": kept.get("postgres_password") or secrets.token_urlsafe(32),
        "owner_password": owner,
        "database_owner_url": configuration.database_url("lw_admin", owner, 5432, host="postgres"),
        "database_url": configuration.database_url("lw_app", app, 5432, host="postgres"),
        "redis_url": f"redis://:{broker}@valkey:6379/0",
        "valkey_conf": f"requirepass {broker}",
        **dict.fromkeys(YOURS, ""),
    }
