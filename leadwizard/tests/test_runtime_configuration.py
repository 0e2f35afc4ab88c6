import json
import os
import socket
import stat
from pathlib import Path

import pytest

from leadwizard.runtime import configuration, ports
from leadwizard.runtime.paths import write_atomically


def test_what_was_written_is_read_back_and_only_the_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "state" / "env"
    values = {"SECRET_KEY": "a=b#c d", "DATABASE_URL": "postgres://lw_app:x@127.0.0.1:20001/leadwizard"}

    configuration.write(path, values)

    assert configuration.read(path) == values
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_missing_file_has_no_values(tmp_path: Path) -> None:
    assert configuration.read(tmp_path / "env") == {}


def test_a_value_with_a_line_break_is_refused_and_the_old_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "env"
    configuration.write(path, {"SECRET_KEY": "old"})

    with pytest.raises(ValueError, match="SECRET_KEY"):
        configuration.write(path, {"SECRET_KEY": "new\nDEBUG=1"})

    assert configuration.read(path) == {"SECRET_KEY": "old"}


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    path = tmp_path / "env"
    configuration.write(path, {"SECRET_KEY": "file", "REDIS_URL": "redis://file"})
    environment = {"SECRET_KEY": "chosen"}

    configuration.load_into(environment, path)

    assert environment == {"SECRET_KEY": "chosen", "REDIS_URL": "redis://file"}


def test_secrets_and_free_ports_survive_the_next_start() -> None:
    first = configuration.generated({}, {})

    assert configuration.generated(first, {}) == first


def test_generated_servers_get_ports_of_their_own_and_secrets_of_their_own() -> None:
    values = configuration.generated({}, {})

    urls = [values[name] for name in ("DATABASE_URL", "REDIS_URL", "SIMULATOR_URL")]
    assert len({configuration.port_of(url) for url in urls}) == 3
    assert configuration.password_of(values["DATABASE_URL"]) != configuration.password_of(values["DATABASE_OWNER_URL"])
    assert values["RESEND_WEBHOOK_SECRET"].startswith("whsec_")


def test_a_port_taken_by_somebody_else_is_given_up_and_the_password_is_kept() -> None:
    first = configuration.generated({}, {})
    with socket.socket() as other:
        other.bind(("127.0.0.1", configuration.port_of(first["REDIS_URL"])))
        other.listen()
        second = configuration.generated(first, {})

    assert configuration.port_of(second["REDIS_URL"]) != configuration.port_of(first["REDIS_URL"])
    assert configuration.password_of(second["REDIS_URL"]) == configuration.password_of(first["REDIS_URL"])


@pytest.mark.parametrize(
    ("chosen", "absent"),
    [
        ("DATABASE_URL", {"DATABASE_URL", "DATABASE_OWNER_URL"}),
        ("REDIS_URL", {"REDIS_URL"}),
        ("RESEND_API_KEY", {"RESEND_API_URL", "RESEND_API_KEY", "RESEND_WEBHOOK_SECRET", "INBOUND_DOMAIN"}),
        ("TWILIO_ACCOUNT_SID", {"TWILIO_API_URL", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_NUMBER"}),
        ("AI_BASE_URL", {"AI_BASE_URL", "AI_API_KEY", "AI_MODEL", "AI_PRICE_INPUT", "AI_PRICE_OUTPUT"}),
    ],
)
def test_what_the_person_brings_is_not_generated(chosen: str, absent: set[str]) -> None:
    everything = set(configuration.generated({}, {}))

    assert everything - set(configuration.generated({}, {chosen: "theirs"})) >= absent


def test_a_listening_port_is_not_free_and_answers() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        assert not ports.is_free(port)
        assert ports.answers(port)
    assert ports.is_free(port)
    assert not ports.answers(port)


def test_a_picked_port_is_free_and_not_one_that_was_given_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "OWN_RANGE", range(20000, 20040))
    taken = list(range(20000, 20039))
    monkeypatch.setattr(ports, "is_free", lambda _port: True)

    assert ports.pick(taken) == 20039
    with pytest.raises(OSError, match="no free"):
        ports.pick([*taken, 20039])


def test_a_file_is_replaced_as_a_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "ready.json"
    write_atomically(path, json.dumps({"base_url": "old"}))

    def power_cut(_handle: int) -> None:
        raise OSError("power cut")

    monkeypatch.setattr(os, "fsync", power_cut)
    with pytest.raises(OSError, match="power cut"):
        write_atomically(path, json.dumps({"base_url": "new"}))

    assert json.loads(path.read_text()) == {"base_url": "old"}
    assert [entry.name for entry in tmp_path.iterdir()] == ["ready.json"]
