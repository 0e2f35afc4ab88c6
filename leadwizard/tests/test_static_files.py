"""Addresses of static files are remembered, and not for too long."""

import pytest

from leadwizard.static_files import StaticStorage


@pytest.fixture
def storage(tmp_path, settings):
    settings.DEBUG = False
    made = StaticStorage(location=tmp_path, base_url="/static/")
    made.hashed_files = {"app.css": "app.1.css"}
    return made


def test_an_address_is_worked_out_once(storage, monkeypatch):
    assert [storage.url("app.css") for _ in range(2)] == ["/static/app.1.css"] * 2
    monkeypatch.setattr(storage, "stored_name", None)
    assert storage.url("app.css") == "/static/app.1.css"


def test_new_hashes_are_heeded(storage):
    storage.url("app.css")
    storage.hashed_files = {"app.css": "app.2.css"}
    storage.save_manifest()
    assert storage.url("app.css") == "/static/app.2.css"


def test_a_file_that_is_not_there_is_an_error_each_time(storage):
    for _ in range(2):
        with pytest.raises(ValueError, match="Missing staticfiles manifest entry"):
            storage.url("none.css")


def test_while_developing_files_keep_their_names(storage, settings):
    storage.url("app.css")
    settings.DEBUG = True
    assert storage.url("app.css") == "/static/app.css"
