"""Requests from a process of their own, with every answer noted.

One thread and bare sockets, since the machine is shared with what is measured: an HTTP library takes several times as
much of it. Each connection sends its next request when it has the answer to the one before.
"""

import multiprocessing
import re
import selectors
import signal
import socket
import time
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass

TIMEOUT = 30.0  # seconds without any answer until all that are open are given up
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
_LAST_CHUNK = b"0\r\n\r\n"


class Loader:
    """The process that sends: one for all loads, since to start one takes as much as to answer a lead."""

    def __init__(self) -> None:
        self._pool = ProcessPoolExecutor(
            1,
            multiprocessing.get_context("spawn"),
            # Ctrl-C is for the one who asked: with the product the load ends, too.
            initializer=signal.signal,
            initargs=(signal.SIGINT, signal.SIG_IGN),
        )

    def begin(self, port: int, requests: Sequence[str], connections: int) -> Future["Answers"]:
        """Send requests to a port of this machine, over so many connections."""
        return self._pool.submit(run, port, requests, connections)

    def close(self) -> None:
        """End the process, after the load that is under way."""
        self._pool.shutdown(cancel_futures=True)


@dataclass(frozen=True)
class Answers:
    """Status (0: no answer) and seconds of every request, in their order.

    Attributes:
        began: when the first one left, in seconds since the epoch.
        took: seconds until the last answer.
        cpu: seconds of processor time that sending and reading took.
    """

    statuses: list[int]
    seconds: list[float]
    began: float
    took: float
    cpu: float

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.statuses) / self.took if self.took else 0.0

    @property
    def share(self) -> float:
        """How much of one core sending and reading took."""
        return self.cpu / self.took if self.took else 0.0

    def wrong(self, wanted: range | int) -> list[str]:
        """In words: how many answers had another status than the wanted ones."""
        good = range(wanted, wanted + 1) if isinstance(wanted, int) else wanted
        counts: dict[int, int] = {}
        for status in self.statuses:
            if status not in good:
                counts[status] = counts.get(status, 0) + 1
        return [
            f"{count} of {len(self.statuses)} " + (f"answers were {status}" if status else "requests had no answer")
            for status, count in sorted(counts.items())
        ]


class Line:
    """One connection and the request that it waits for."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.number = -1
        self.sent_at = 0.0
        self.heard = b""
        self.socket = self._open()

    def _open(self) -> socket.socket:
        opened = socket.create_connection(("127.0.0.1", self.port), timeout=5)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        opened.setblocking(False)
        return opened

    def reopen(self) -> None:
        self.socket.close()
        self.socket = self._open()

    def send(self, number: int, request: bytes) -> None:
        self.number, self.heard = number, b""
        self.sent_at = time.perf_counter()
        self.socket.sendall(request)  # far smaller than the socket's buffer

    def read(self) -> int | None:
        """Take what has come; return the status once the answer is whole, 0 when the connection has ended."""
        try:
            found = self.socket.recv(1 << 18)
        except BlockingIOError:
            return None
        except OSError:
            return 0
        if not found:
            return 0
        self.heard += found
        return status_of(self.heard)


def status_of(heard: bytes) -> int | None:
    """The status of an answer, or None while a part of it is missing."""
    end = heard.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = heard[: end + 2]
    length = _LENGTH.search(head)
    if length:
        is_whole = len(heard) - end - 4 >= int(length[1])
    else:
        is_whole = not _CHUNKED.search(head) or heard.endswith(_LAST_CHUNK)
    return int(head[9:12]) if is_whole else None


def run(port: int, requests: Sequence[str], connections: int) -> Answers:
    """Send all of them, and return what was answered."""
    statuses, seconds = [0] * len(requests), [0.0] * len(requests)
    waiting = iter(enumerate(request.encode() for request in requests))
    selector = selectors.DefaultSelector()
    lines = [Line(port) for _ in range(min(connections, len(requests)))]
    began_at, began, began_cpu = time.time(), time.perf_counter(), time.process_time()
    for line in lines:
        selector.register(line.socket, selectors.EVENT_READ, line)
        line.send(*next(waiting))
    while selector.get_map():
        ready = selector.select(TIMEOUT)
        if not ready:
            break
        for key, _events in ready:
            line = key.data
            status = line.read()
            if status is None:
                continue
            statuses[line.number] = status
            seconds[line.number] = time.perf_counter() - line.sent_at
            following = next(waiting, None)
            if status == 0 or following is None:
                selector.unregister(line.socket)
            if following is None:
                continue
            if status == 0:
                line.reopen()
                selector.register(line.socket, selectors.EVENT_READ, line)
            line.send(*following)
    took = time.perf_counter() - began
    selector.close()
    for line in lines:
        line.socket.close()
    return Answers(statuses, seconds, began_at, took, time.process_time() - began_cpu)
