import ast
import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from leadwizard.runtime import bootstrap, entry, locks
from leadwizard.runtime.paths import PROJECT, RuntimeProblem

RUNTIME = PROJECT / "leadwizard" / "runtime"
IGNORED = {".git", ".venv", ".boot", ".state", "__pycache__"}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder with lock files and an environment that only has a python."""
    for name, value in {
        "LOCK": "requirements.lock",
        "DEVELOPMENT_LOCK": "requirements-dev.lock",
    }.items():
        (tmp_path / value).write_text(f"{name}==1\n")
        monkeypatch.setattr(bootstrap, name, tmp_path / value)
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").touch()
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "BOOT", tmp_path / ".boot")
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / ".venv" / "leadwizard.json")
    monkeypatch.setattr(bootstrap, "PROJECT", tmp_path)
    return tmp_path


def test_an_environment_with_the_test_tools_will_do_for_both(project: Path) -> None:
    stamp = bootstrap.wanted_stamp(development=True)

    assert bootstrap.is_fresh(stamp, development=True)
    assert bootstrap.is_fresh(stamp, development=False)


def test_an_environment_without_the_test_tools_will_not_do_for_tests(project: Path) -> None:
    stamp = bootstrap.wanted_stamp(development=False)

    assert bootstrap.is_fresh(stamp, development=False)
    assert not bootstrap.is_fresh(stamp, development=True)


@pytest.mark.parametrize("change", ["lock", "move", "python", "no interpreter", "damaged stamp"])
def test_an_environment_is_stale_after(change: str, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bootstrap.STAMP.write_text('{"place": ')
    stamp = bootstrap.wanted_stamp(development=False)
    if change == "lock":
        bootstrap.LOCK.write_text("LOCK==2\n")
    elif change == "move":
        stamp["place"] = "/elsewhere"
    elif change == "python":
        stamp["python"] = "3.11.0"
    elif change == "no interpreter":
        (project / ".venv" / "bin" / "python").unlink()
    else:
        stamp = bootstrap.read_stamp(bootstrap.STAMP)

    assert not bootstrap.is_fresh(stamp, development=False)


def test_an_interrupted_installation_leaves_no_stamp(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stamp = bootstrap.wanted_stamp(development=False) | {"runtime": "older"}
    bootstrap.STAMP.write_text(str(stamp).replace("'", '"'))

    def killed(_uv: Path, _lock: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(bootstrap, "find_uv", lambda: project / "uv")
    monkeypatch.setattr(bootstrap, "_synchronise", killed)
    with pytest.raises(KeyboardInterrupt):
        bootstrap.ensure_environment(development=False)

    assert not bootstrap.STAMP.exists()


def test_two_starts_install_one_after_the_other(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed_while_held: list[bool] = []

    def is_held(_uv: Path, _lock: Path) -> None:
        with (project / ".boot" / "lock").open() as other, pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
        installed_while_held.append(True)

    monkeypatch.setattr(bootstrap, "find_uv", lambda: project / "uv")
    monkeypatch.setattr(bootstrap, "_create_environment", lambda _uv: None)
    monkeypatch.setattr(bootstrap, "_synchronise", is_held)

    assert bootstrap.ensure_environment(development=False) is True
    assert bootstrap.ensure_environment(development=False) is False
    assert installed_while_held == [True]


def test_an_unwritable_project_is_explained(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_stamp: dict[str, str], *, development: bool) -> None:
        raise PermissionError(13, "Permission denied", str(project))

    monkeypatch.setattr(bootstrap, "_install", refused)
    with pytest.raises(RuntimeProblem, match="belongs to another user"):
        bootstrap.ensure_environment(development=False)


@pytest.mark.parametrize(
    ("system", "libc", "sentence"),
    [("win32", "", "Windows"), ("linux", "x86_64-pc-linux-musl", "musl")],
)
def test_a_platform_without_the_embedded_servers_is_told_where_it_runs(
    system: str, libc: str, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LEADWIZARD_BOOTSTRAP", raising=False)
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(entry, "_libc", lambda: libc)

    with pytest.raises(RuntimeProblem, match=rf"{sentence}.*WSL2, or docker compose"):
        entry.refuse_unsupported_platform()


def test_an_old_python_reads_manage_py_and_is_told_what_is_needed() -> None:
    tree = ast.parse((PROJECT / "manage.py").read_text(), feature_version=(3, 6))
    first_import_of_ours = next(
        node.lineno for node in tree.body if isinstance(node, ast.ImportFrom) and node.module != "__future__"
    )
    check = next(node for node in tree.body if isinstance(node, ast.If))
    program = ast.unparse(ast.Module([*tree.body[: tree.body.index(check) + 1]], []))

    old = program.replace("import sys", "import sys; sys.version_info = (3, 9, 2)", 1)
    answer = subprocess.run([sys.executable, "-c", old], capture_output=True, text=True, check=False)

    assert check.lineno < first_import_of_ours
    assert answer.returncode == 1
    assert "needs Python 3.11 or newer, and this is Python 3.9" in answer.stderr


def test_the_runtime_imports_nothing_but_the_standard_library() -> None:
    foreign = set()
    for path in [*RUNTIME.glob("*.py"), PROJECT / "manage.py"]:
        for node in ast.walk(ast.parse(path.read_text())):
            names = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            foreign |= {
                (path.name, name)
                for name in names
                if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith("leadwizard.runtime")
            }

    # The hand-overs to Django, to the proof and to the bench, inside the locked environment.
    assert foreign == {
        ("entry.py", "django.core.management"),
        ("entry.py", "leadwizard.proof.run"),
        ("entry.py", "leadwizard.bench.run"),
    }


def test_both_locks_were_written_from_the_present_pyproject() -> None:
    assert locks.stale_locks() == []


def test_a_changed_dependency_makes_the_locks_stale() -> None:
    project = {
        "project": {"requires-python": ">=3.11", "dependencies": ["django~=5.2.19"]},
        "dependency-groups": {"dev": ["pytest~=9.2"]},
    }
    before = locks.digest_of_inputs(project)
    project["dependency-groups"] = {"dev": ["pytest~=9.3"]}

    assert locks.digest_of_inputs(project) != before
    assert locks.recorded_inputs(f"# a header\n# inputs: {before}\ndjango==5.2.19\n") == before
    assert locks.recorded_inputs("django==5.2.19\n") is None


def test_the_test_environment_contains_the_run_time_one_exactly() -> None:
    runtime = locks.pins(bootstrap.LOCK.read_text())
    development = locks.pins(bootstrap.DEVELOPMENT_LOCK.read_text())

    assert len(runtime) > 50
    assert {name: development.get(name) for name in runtime} == runtime


def test_every_locked_package_is_pinned_by_content() -> None:
    for lock in (bootstrap.LOCK, bootstrap.DEVELOPMENT_LOCK, bootstrap.UV_LOCK):
        blocks = lock.read_text().split("\n")
        pinned = [number for number, line in enumerate(blocks) if "==" in line and not line.startswith((" ", "#"))]
        assert pinned
        assert [blocks[number] for number in pinned if "--hash=sha256:" not in blocks[number + 1]] == []


def test_no_file_names_the_host_of_a_package_registry() -> None:
    # Put together here, so that this file does not name them either.
    hosts = [".".join(parts).encode() for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"))]
    hosts += [b"deb." + b"debian", b"registry." + b"npmjs"]
    files = []
    for folder, folders, names in os.walk(PROJECT):
        folders[:] = [name for name in folders if name not in IGNORED]
        files += [Path(folder, name) for name in names]

    assert len(files) > 50
    assert [path for path in files if any(host in path.read_bytes() for host in hosts)] == []


def test_ci_runs_the_test_command_and_nothing_else() -> None:
    script = PROJECT / ".ci" / "run"
    lines = [line for line in script.read_text().splitlines() if line and not line.startswith("#")]

    assert lines == ["exec python3 manage.py test"]
    assert script.stat().st_mode & 0o111
