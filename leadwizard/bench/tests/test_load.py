"""The load notes what every request was answered, and nothing that was not."""

import json
import os
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from leadwizard.bench import strangers
from leadwizard.bench.load import Loader, run, status_of


class Pages(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        with self.server.lock:
            self.server.heard.append((self.path, self.headers["X-Forwarded-For"]))
        if self.path == "/gone":
            self.close_connection = True
            return
        body = b"x" * 100_000
        self.send_response(int(self.path.strip("/")))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments):
        pass


@pytest.fixture
def pages():
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        server.heard, server.lock = [], threading.Lock()
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def requests(*paths):
    return [strangers.get(path, forwarded_for=strangers.address(number)) for number, path in enumerate(paths)]


def fire(pages, *paths, connections=3):
    return run(pages.server_port, requests(*paths), connections)


def test_every_answer_is_noted_in_the_order_of_the_requests(pages):
    paths = ["/200", "/302", "/429", "/500"] * 5
    answers = fire(pages, *paths)
    assert answers.statuses == [200, 302, 429, 500] * 5
    assert all(seconds > 0 for seconds in answers.seconds)
    assert sorted(path for path, _address in pages.heard) == sorted(paths)
    assert answers.wrong(range(200, 400)) == ["5 of 20 answers were 429", "5 of 20 answers were 500"]
    assert answers.wrong(200) == [f"5 of 20 answers were {status}" for status in (302, 429, 500)]
    assert answers.rate == pytest.approx(20 / answers.took)


def test_a_connection_that_ends_is_no_answer_and_the_next_request_gets_a_new_one(pages):
    answers = fire(pages, "/200", "/gone", "/201", connections=1)
    assert answers.statuses == [200, 0, 201]
    assert answers.wrong(range(200, 400)) == ["1 of 3 requests had no answer"]


def test_each_stranger_comes_from_an_address_of_their_own(pages):
    fire(pages, *["/200"] * 4)
    assert len({address for _path, address in pages.heard}) == 4
    assert len({strangers.address(number) for number in range(1_000)}) == 1_000


def test_loads_are_sent_one_after_the_other_by_one_process_of_their_own(pages):
    loader = Loader()
    try:
        loads = [loader.begin(pages.server_port, requests(*paths), 2) for paths in (("/200", "/204"), ("/201",))]
        assert [load.result(timeout=30).statuses for load in loads] == [[200, 204], [201]]
        [process] = loader._pool._processes.values()
        assert process.pid != os.getpid()
    finally:
        loader.close()
    assert not process.is_alive()


def test_a_load_to_nobody_breaks_and_the_next_one_is_sent(pages):
    loader = Loader()
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nobody = closed.getsockname()[1]
    try:
        with pytest.raises(ConnectionRefusedError):
            loader.begin(nobody, requests("/200"), 1).result(timeout=30)
        assert loader.begin(pages.server_port, requests("/200"), 1).result(timeout=30).statuses == [200]
    finally:
        loader.close()


@pytest.mark.parametrize(
    ("heard", "status"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab", None),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc", 200),
        (b"HTTP/1.1 201 Created\r\nContent-Len", None),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n", None),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n", 200),
        (b"HTTP/1.1 304 Not Modified\r\n\r\n", 304),
    ],
)
def test_an_answer_is_one_only_when_it_is_whole(heard, status):
    assert status_of(heard) == status


def test_no_two_leads_are_the_same_and_they_go_round_forms_and_addresses():
    addresses = [strangers.address(number) for number in range(10)]
    made = strangers.leads(["a", "b"], 40, domain="x.example", addresses=addresses)
    bodies = [json.loads(text.partition("\r\n\r\n")[2]) for text in made]
    assert len({body["email"] for body in bodies}) == 40
    assert all(body["email"].endswith("@x.example") for body in bodies)
    assert len({text.partition("Idempotency-Key: ")[2][:32] for text in made}) == 40
    assert sum("/forms/a/" in text for text in made) == 20
    assert sum(f"X-Forwarded-For: {addresses[0]}\r\n" in text for text in made) == 4
    for text in made:
        head, _, body = text.partition("\r\n\r\n")
        assert f"Content-Length: {len(body.encode())}\r\n" in head + "\r\n"
