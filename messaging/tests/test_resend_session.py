"""The session that mail leaves through: what it knows of the machine, and what it must not pick up there."""

import pytest
import requests

from messaging.adapters.resend import IdempotentBackend


@pytest.fixture
def session(settings):
    settings.ANYMAIL = {"RESEND_API_KEY": "re_ours"}

    def opened():
        backend = IdempotentBackend()
        backend.open()
        return backend.session

    return opened


def _sent(found, monkeypatch):
    """Return the request as it would leave, and what it would leave through."""
    seen = {}

    def send(_adapter, request, **options):
        seen.update(request=request, **options)
        answer = requests.Response()
        answer.status_code, answer.request, answer.url = 200, request, request.url
        answer._content = b"{}"
        return answer

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", send)
    found.post("https://api.resend.com/emails", headers={"Authorization": "Bearer re_ours"}, json={})
    return seen


def test_the_machines_proxy_and_certificates_count(session, monkeypatch, tmp_path):
    bundle = tmp_path / "own.pem"
    bundle.touch()
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
    seen = _sent(session(), monkeypatch)
    assert seen["proxies"]["https"] == "http://proxy.example:3128"
    assert seen["verify"] == str(bundle)


def test_a_host_that_needs_no_proxy_gets_none(session, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", "api.resend.com")
    assert not _sent(session(), monkeypatch)["proxies"].get("https")


def test_a_password_file_of_the_machine_does_not_take_the_keys_place(session, monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine api.resend.com login somebody password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    assert _sent(session(), monkeypatch)["request"].headers["Authorization"] == "Bearer re_ours"


def test_the_environment_is_asked_once_and_not_for_each_mail(session, monkeypatch):
    found = session()
    asked = []
    monkeypatch.setattr(requests.sessions, "get_environ_proxies", lambda *_facts, **_named: asked.append(1) or {})
    _sent(found, monkeypatch)
    assert not asked
