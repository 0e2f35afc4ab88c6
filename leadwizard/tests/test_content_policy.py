"""The policy put together once says what django-csp would say each time."""

import pytest
from csp.constants import HEADER, HEADER_REPORT_ONLY, SELF
from csp.exceptions import CSPNonceError
from csp.middleware import CSPMiddleware
from django.http import HttpResponse
from django.urls import reverse

from leadwizard.content_policy import PolicyMiddleware


def _answered(made_by, rf, *, nonce="", **wishes):
    response = HttpResponse()
    for name, value in wishes.items():
        setattr(response, name, value)
    middleware = made_by(lambda _request: response)
    answers = []
    for _ in range(2):
        request = rf.get("/")
        middleware.process_request(request)
        if nonce:
            request._csp_nonce = nonce
        response.headers.pop(HEADER, None)
        middleware.process_response(request, response)
        answers.append({part.strip() for part in response.headers.get(HEADER, "").split(";")})
    assert answers[0] == answers[1]
    return answers[0], request


@pytest.mark.parametrize("nonce", ["", "bm9uY2U=", "{nonce}"])
@pytest.mark.parametrize(
    "wishes",
    [
        {},
        {"_csp_replace": {"frame-ancestors": ["https://a.example"]}},
        {"_csp_update": {"img-src": ["https://a.example"]}},
        {"_csp_config": {"default-src": [SELF]}},
        {"_csp_exempt": True},
    ],
)
def test_it_says_the_same(rf, nonce, wishes):
    ours, _ = _answered(PolicyMiddleware, rf, nonce=nonce, **wishes)
    assert ours == _answered(CSPMiddleware, rf, nonce=nonce, **wishes)[0]
    assert (f"'nonce-{nonce}'" in str(ours)) == bool(nonce and wishes.keys() <= {"_csp_replace", "_csp_update"})


def test_a_changed_policy_is_heeded(rf, settings):
    middleware = PolicyMiddleware(lambda _request: None)
    for source in ("https://one.example", "https://two.example"):
        settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {"default-src": [source]}}
        response = middleware.process_response(rf.get("/"), HttpResponse())
        assert response[HEADER] == f"default-src {source}"


def test_a_policy_that_only_reports_is_heeded(rf, settings):
    settings.CONTENT_SECURITY_POLICY_REPORT_ONLY = {"DIRECTIVES": {"default-src": [SELF]}}
    response = PolicyMiddleware(lambda _request: None).process_response(rf.get("/"), HttpResponse())
    assert response[HEADER_REPORT_ONLY] == "default-src 'self'"
    assert HEADER in response


def test_pages_that_are_left_out_have_none(rf, settings):
    settings.CONTENT_SECURITY_POLICY = {**settings.CONTENT_SECURITY_POLICY, "EXCLUDE_URL_PREFIXES": ["/out/"]}
    middleware = PolicyMiddleware(lambda _request: None)
    assert HEADER not in middleware.process_response(rf.get("/out/"), HttpResponse())
    assert HEADER in middleware.process_response(rf.get("/in/"), HttpResponse())


def test_a_header_that_is_there_already_stays(rf):
    middleware = PolicyMiddleware(lambda _request: None)
    response = middleware.process_response(rf.get("/"), HttpResponse(headers={HEADER: "default-src 'none'"}))
    assert response[HEADER] == "default-src 'none'"


def test_a_nonce_asked_for_too_late_is_an_error(rf):
    _, request = _answered(PolicyMiddleware, rf)
    with pytest.raises(CSPNonceError):
        str(request.csp_nonce)


def test_each_page_has_a_nonce_of_its_own(client, db):
    policies = {client.get(reverse("account_login"))[HEADER] for _ in range(3)}
    assert len(policies) == 3
    assert all("'nonce-" in policy and "{nonce}" not in policy for policy in policies)
