import pytest
from django.urls import get_resolver
from django.urls.resolvers import URLResolver

from leadwizard.lib.routes import match_of


@pytest.fixture
def lookups(monkeypatch):
    """The paths that were looked up among all addresses."""
    found, resolve = [], URLResolver.resolve

    def counted(self, path):
        if self is get_resolver():
            found.append(path)
        return resolve(self, path)

    monkeypatch.setattr(URLResolver, "resolve", counted)
    return found


def test_an_address_is_looked_up_once_for_a_request(db, rf, lookups):
    from leadwizard import wsgi  # asks the database for its role

    answered = []
    request = rf.get("/robots.txt").environ
    body = wsgi.application(request, lambda status, _headers: answered.append(status))
    assert answered == ["200 OK"]
    assert b"".join(body)
    assert lookups == ["/robots.txt"]


def test_a_path_that_was_changed_is_looked_up_anew(rf, lookups):
    request = rf.get("/livez")
    assert match_of(request) is match_of(request)
    request.path_info = "/none-such"
    assert match_of(request) is None
    assert match_of(request) is None
    request.path_info = "/readyz"
    assert match_of(request).view_name == "readyz"
    assert lookups == ["/livez", "/none-such", "/readyz"]


def test_an_address_that_leads_nowhere_is_answered_with_a_page(db, rf):
    from leadwizard import wsgi

    answered = []
    body = wsgi.application(rf.get("/none-such").environ, lambda status, _headers: answered.append(status))
    assert answered == ["404 Not Found"]
    assert b"html" in b"".join(body)
