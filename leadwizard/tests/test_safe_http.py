"""Calls that end in time, read only so much, and reach public hosts alone."""

import socket
import threading
import time
from collections.abc import Callable

import httpx2
import pytest

from leadwizard.lib import public_hosts, safe_http
from leadwizard.lib.public_hosts import UnsafeAddressError
from leadwizard.lib.safe_http import Deadline, OversizeError

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"


@pytest.fixture
def serve():
    """Answer each connection on loopback with a function of its socket."""
    listening = []

    def start(answer: Callable[[socket.socket], None]) -> str:
        server = socket.create_server(("127.0.0.1", 0))
        listening.append(server)

        def accept() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                threading.Thread(target=run, args=(connection,), daemon=True).start()

        def run(connection: socket.socket) -> None:
            with connection:
                try:
                    connection.recv(65_536)
                    answer(connection)
                except OSError:
                    return  # the caller has gone, as it should

        threading.Thread(target=accept, daemon=True).start()
        return f"http://127.0.0.1:{server.getsockname()[1]}/"

    yield start
    for server in listening:
        server.close()


def _drip(connection, text):
    for number in range(len(text)):
        connection.sendall(text[number : number + 1])
        time.sleep(0.05)


def _get(url, seconds=5.0, *, is_public_only=False):
    with safe_http.client(Deadline(seconds), is_public_only=is_public_only) as client:
        return client.get(url)


def test_a_usual_answer_arrives(serve):
    answer = _get(serve(lambda connection: connection.sendall(HEAD + b"Content-Length: 2\r\n\r\nok")))
    assert (answer.status_code, answer.text) == (200, "ok")


@pytest.mark.parametrize(
    "text",
    [HEAD + b"X: " + b"x" * 500, HEAD + b"Content-Length: 500\r\n\r\n" + b"x" * 500],
    ids=["in the head", "in the body"],
)
def test_a_server_that_drips_holds_nobody_beyond_the_deadline(serve, text):
    url = serve(lambda connection: _drip(connection, text))
    start = time.monotonic()
    with pytest.raises(httpx2.ReadTimeout):
        _get(url, 0.6)
    assert 0.5 <= time.monotonic() - start < 10


def test_a_server_that_says_nothing_holds_nobody_beyond_the_deadline(serve):
    url = serve(lambda connection: time.sleep(3))
    start = time.monotonic()
    with pytest.raises(httpx2.ReadTimeout):
        _get(url, 0.4)
    assert time.monotonic() - start < 3


def test_a_name_service_that_says_nothing_holds_nobody_either(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_arguments, **_options: time.sleep(6) or [])
    start = time.monotonic()
    with pytest.raises(httpx2.ConnectTimeout):
        _get("http://slow.example/", 0.3)
    assert time.monotonic() - start < 5


# A kept client: one connection for many exchanges, each with terms of its own.


def _kept_get(url, seconds=5.0, headers=None):
    with safe_http.kept_client(Deadline(seconds), headers=headers) as client:
        return client.get(url)


def _answers(connection, *answers, heard=None):
    for number, answer in enumerate(answers):
        if number:
            request = connection.recv(65_536)
            if heard is not None:
                heard.append(request)
        answer(connection)


def _says(text):
    return lambda connection: connection.sendall(HEAD + f"Content-Length: {len(text)}\r\n\r\n{text}".encode())


def test_a_kept_connection_is_used_again_with_the_next_exchanges_headers(serve):
    connections, heard = [], []

    def answer(connection):
        connections.append(connection)
        _answers(connection, _says("one"), _says("two"), heard=heard)

    url = serve(answer)
    assert _kept_get(url, headers={"Authorization": "Bearer first"}).text == "one"
    assert _kept_get(url, headers={"X-Second": "yes"}).text == "two"
    assert len(connections) == 1
    assert b"X-Second: yes" in heard[0]
    assert b"first" not in heard[0]


def test_each_exchange_over_a_kept_connection_has_its_own_deadline_and_size(serve):
    large = "x" * (safe_http.LARGEST_ANSWER - 1_000)
    url = serve(lambda connection: _answers(connection, _says(large), _says(large), lambda _connection: time.sleep(3)))
    assert len(_kept_get(url, 10.0).text) == len(large)
    assert len(_kept_get(url, 10.0).text) == len(large)
    start = time.monotonic()
    with pytest.raises(httpx2.ReadTimeout):
        _kept_get(url, 0.6)
    assert time.monotonic() - start < 3


def test_a_kept_connection_that_the_server_closed_is_replaced(serve):
    connections = []

    def answer(connection):
        connections.append(connection)
        _says("ok")(connection)

    url = serve(answer)
    for _exchange in range(3):
        assert _kept_get(url).text == "ok"
        time.sleep(0.05)
    assert len(connections) == 3


def test_threads_do_not_share_a_kept_client(serve):
    # Nobody is answered before all four are there, each with a connection of its own.
    together = threading.Barrier(4, timeout=30)
    url = serve(lambda connection: (together.wait(), _says("ok")(connection)))

    answers = []

    def work():
        answers.append(_kept_get(url).text)
        safe_http._kept.client.close()

    threads = [threading.Thread(target=work) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == ["ok"] * 4


def test_an_endless_answer_is_not_read_to_its_end(serve):
    def flood(connection):
        connection.sendall(HEAD + b"\r\n")
        while True:
            connection.sendall(b"x" * 65_536)

    with pytest.raises(OversizeError):
        _get(serve(flood))


def test_a_packed_answer_is_not_unpacked(serve):
    asked = []

    def pack(connection):
        # Before it answers: this thread may be late where the machine is full.
        asked.append(True)
        connection.sendall(HEAD + b"Content-Encoding: gzip\r\nContent-Length: 1\r\n\r\n\0")

    with pytest.raises(OversizeError):
        _get(serve(pack))
    assert asked


def test_a_redirect_is_not_followed_and_the_environment_names_no_proxy(serve, monkeypatch):
    url = serve(
        lambda connection: connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n")
    )
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert _get(url).status_code == 302


def test_loopback_is_reached_only_by_those_who_may(serve):
    hits = []

    def count(connection):
        hits.append(1)
        connection.sendall(HEAD + b"Content-Length: 0\r\n\r\n")

    url = serve(count)
    with pytest.raises(UnsafeAddressError):
        _get(url, is_public_only=True)
    assert hits == []
    assert _get(url).status_code == 200


@pytest.mark.parametrize(
    ("answers", "is_allowed"),
    [(["93.184.216.34"], True), (["93.184.216.34", "10.0.0.7"], False), (["169.254.169.254"], False)],
)
def test_every_address_behind_a_name_must_be_public_and_the_checked_one_is_called(monkeypatch, answers, is_allowed):
    connected = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_o: [(2, 1, 6, "", (address, 443)) for address in answers])

    def connect(address, *_arguments, **_options):
        connected.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(httpx2.ConnectError if is_allowed else UnsafeAddressError):
        _get("https://rebound.example/", is_public_only=True)
    assert connected == (answers if is_allowed else [])


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
        *("224.0.0.1", "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.18.0.1"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::a00:1", "64:ff9b::8.8.8.8", "2002:7f00:1::", "2001:0:1::1"),
    ],
)
def test_addresses_that_lead_inside_are_not_public(address):
    assert not public_hosts.is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "2a00:1450:4001::5"])
def test_addresses_of_the_open_network_are_public(address):
    assert public_hosts.is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        *("", "api.example.com", "http://api.example.com/v1", "ftp://api.example.com", "https://", "https:///v1"),
        *("https://user:pass@api.example.com", "https://@api.example.com", "https://api.example.com:22/v1"),
        *("https://api.example.com:x/", "https://127.0.0.1/v1", "https://[::1]/v1", "https://[::ffff:10.0.0.1]/"),
        *("https://10.0.0.1/", "https://api.example.com/?a=b", "https://api.example.com/#x", "https://a b.example/"),
        *("https://ápi.example/", "https://api.example/\r\nX: y", "https://[bad/"),
    ],
)
def test_addresses_that_nobody_may_choose(url):
    with pytest.raises(UnsafeAddressError):
        public_hosts.check_url(url)


@pytest.mark.parametrize("url", ["https://api.example.com/v1", "https://api.example.com:8443", "https://8.8.8.8/v1"])
def test_addresses_that_somebody_may_choose(url):
    public_hosts.check_url(url)


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "localhost", "127.1"])
def test_other_spellings_of_this_machine_do_not_get_through(host):
    with pytest.raises((UnsafeAddressError, httpx2.ConnectError)):
        _get(f"https://{host}/v1", is_public_only=True)
