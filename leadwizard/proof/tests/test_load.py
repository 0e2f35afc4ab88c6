"""Strangers of the proof are as stubborn as real ones, and remember what they were told."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from leadwizard.proof import load as loading
from leadwizard.proof.answers import errors, given_up, requests_of
from leadwizard.proof.ledger import MARKER
from leadwizard.proof.load import Crowd, Load, Submission, new_marker, submit_once


class Form(BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.heard.append((self.path, self.headers["Idempotency-Key"], body))
        status = self.server.answers.pop(0) if self.server.answers else 201
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps({"id": f"lead {len(self.server.heard)}", "status": "accepted"}).encode())

    def log_message(self, *_arguments):
        pass


@pytest.fixture
def form(monkeypatch):
    monkeypatch.setattr(loading, "PAUSE", 0.01)
    with ThreadingHTTPServer(("127.0.0.1", 0), Form) as server:
        server.heard, server.answers = [], []
        server.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_an_error_is_answered_by_the_same_submission_under_the_same_key(form):
    form.answers[:] = [500, 503]
    done = submit_once(form.url, "acme")
    assert [request.status for request in done.requests] == [500, 503, 201]
    assert (done.lead, done.is_acknowledged) == ("lead 3", True)
    assert len({key for _path, key, _body in form.heard}) == 1
    assert len(errors(requests_of([done]))) == 2
    assert errors(requests_of([done]), after=done.at) == []


def test_a_refusal_is_not_repeated(form):
    form.answers[:] = [422]
    done = submit_once(form.url, "acme")
    assert [request.status for request in done.requests] == [422]
    assert len(given_up([done])) == 1


def test_nobody_there_is_told_as_no_answer(monkeypatch):
    monkeypatch.setattr(loading, "PATIENCE", 0.0)
    done = submit_once("http://127.0.0.1:9", "acme")
    assert [request.status for request in done.requests] == [0]


def test_a_crowd_notes_every_lead_and_goes_round_the_forms(form, tmp_path):
    out = tmp_path / "load.jsonl"
    load = Load.loads(Load(url=form.url, slugs=["a", "b"], rate=200, count=6, out=out, domain="x.example").dumps())
    with out.open("w") as file:
        Crowd(load, file).run()
    noted = [Submission.loads(line) for line in out.read_text().splitlines()]
    assert sorted(each.slug for each in noted) == ["a", "a", "a", "b", "b", "b"]
    assert len({each.marker for each in noted}) == 6
    assert all(each.email == f"{each.marker.lower()}@x.example" for each in noted)


def test_a_marker_is_found_in_words_around_it():
    marker = new_marker()
    assert MARKER.findall(f"Hello {marker}, welcome. (From {marker}'s form)") == [marker, marker]
