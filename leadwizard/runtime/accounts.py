"""Which user runs the database: PostgreSQL refuses to be root."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from leadwizard.runtime.paths import RuntimeProblem


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int

    def can_enter(self, folder: Path) -> bool:
        """Whether this user may pass through the folder and all its parents."""
        test = shutil.which("test") or "/usr/bin/test"
        asked = subprocess.run(
            [test, "-x", str(folder)],
            cwd="/",
            user=self.uid,
            group=self.gid,
            extra_groups=[],
            check=False,
        )
        return asked.returncode == 0

    def own(self, folder: Path) -> None:
        """Give a whole folder to this user."""
        for base, _folders, files in os.walk(folder):
            os.chown(base, self.uid, self.gid)
            for file in files:
                os.chown(Path(base, file), self.uid, self.gid, follow_symlinks=False)


def unprivileged() -> Account | None:
    """The user to drop to when we are root; None when we are not."""
    if os.geteuid() != 0:
        return None
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError as error:
        raise RuntimeProblem(
            "PostgreSQL does not run as root, and this system has no user `nobody` to run it as.\n"
            "Start as an ordinary user."
        ) from error
    return Account(nobody.pw_uid, nobody.pw_gid)
