"""An HTTP client for calls that must end: a total deadline, a largest answer, and only the addresses that are allowed.

A usual timeout counts from one byte to the next, so a server that drips holds its caller for ever. Here the network
stream itself knows the end, through name service, TLS, headers and body.
"""

import functools
import os
import ssl
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import httpcore2
import httpx2

from leadwizard.lib import public_hosts

CONNECT_SECONDS: Final = 3.0
# A connection that nobody used for so long is not trusted to be there any more.
IDLE_SECONDS: Final = 20.0
LARGEST_ANSWER: Final = 2 * 1024 * 1024
_CHUNK: Final = 16 * 1024
_SENT: Final = frozenset({"accept", "accept-encoding", "content-length", "content-type", "host", "user-agent"})


class OversizeError(ValueError):
    """The answer is larger than anybody wants to read."""


class Deadline:
    """A moment by which everything is over, on a clock that nobody sets."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def remaining(self) -> float:
        """Return the seconds that are left, never less than 0."""
        return max(self._end - time.monotonic(), 0.0)


class _Exchange:
    """What the exchange under way may take and sends along; a kept client gets new terms for its next one."""

    def __init__(self, deadline: Deadline, headers: Mapping[str, str]) -> None:
        self.begin(deadline, headers)

    def begin(self, deadline: Deadline, headers: Mapping[str, str]) -> None:
        self.deadline = deadline
        self.headers = headers
        self.received = 0


class _Stream(httpcore2.NetworkStream):
    """A connection that ends at the deadline and reads only so much."""

    def __init__(self, inner: httpcore2.NetworkStream, exchange: _Exchange) -> None:
        self._inner = inner
        self._exchange = exchange

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        received = self._inner.read(max_bytes, self._left(timeout, httpcore2.ReadTimeout))
        self._exchange.received += len(received)
        if self._exchange.received > LARGEST_ANSWER:
            raise OversizeError("the answer is too large")
        return received

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), _CHUNK):
            self._inner.write(buffer[start : start + _CHUNK], self._left(timeout, httpcore2.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        left = self._left(timeout, httpcore2.ConnectTimeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, left), self._exchange)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)

    def _left(self, timeout: float | None, error: type[Exception]) -> float:
        left = self._exchange.deadline.remaining()
        if not left:
            raise error("the deadline is over")
        return left if timeout is None else min(left, timeout)


class _Backend(httpcore2.NetworkBackend):
    """Connects to the very address that was checked; the name stays for TLS and the Host header."""

    def __init__(self, exchange: _Exchange, *, is_public_only: bool) -> None:
        self._exchange = exchange
        self._is_public_only = is_public_only
        self._inner = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        connecting = Deadline(min(CONNECT_SECONDS, self._exchange.deadline.remaining()))
        try:
            found = public_hosts.resolve(
                host, port, seconds=connecting.remaining(), is_public_only=self._is_public_only
            )
        except TimeoutError as error:
            raise httpcore2.ConnectTimeout(str(error)) from error
        except OSError as error:
            raise httpcore2.ConnectError(str(error)) from error
        problem: Exception = httpcore2.ConnectError("the host has no address")
        for address in found:
            left = connecting.remaining()
            if not left:
                raise httpcore2.ConnectTimeout("no connection in time") from problem
            try:
                return _Stream(self._inner.connect_tcp(address, port, left), self._exchange)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                problem = error
        raise problem


class _Transport(httpx2.HTTPTransport):
    """The usual transport over our connections, sending the headers of the exchange and those it was given."""

    def __init__(self, exchange: _Exchange, *, is_public_only: bool) -> None:
        super().__init__(verify=_trust(), trust_env=False)
        backend = _Backend(exchange, is_public_only=is_public_only)
        self._pool = httpcore2.ConnectionPool(
            ssl_context=_trust(), network_backend=backend, max_keepalive_connections=4, keepalive_expiry=IDLE_SECONDS
        )
        self._exchange = exchange

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        # A copy, since the library above still reads its own headers from the original.
        kept = {name: value for name, value in request.headers.items() if name.lower() in _SENT}
        response = super().handle_request(
            httpx2.Request(
                request.method,
                request.url,
                headers={**kept, **self._exchange.headers},
                stream=request.stream,
                extensions=request.extensions,
            )
        )
        if response.headers.get("content-encoding", "identity").lower() != "identity":
            # Never asked for; and a small packed answer may unpack to any size.
            response.close()
            raise OversizeError("the answer is packed")
        return response


@functools.cache
def _trust() -> ssl.SSLContext:
    # Once: loading the certificates costs tens of milliseconds.
    return httpx2.create_ssl_context(trust_env=False)


def client(deadline: Deadline, *, is_public_only: bool, headers: Mapping[str, str] | None = None) -> httpx2.Client:
    """Return a client for one exchange; follows no redirects and takes nothing from the environment.

    Of what a library above puts into a request's head only the exchange's own headers leave, and `headers`: an SDK
    may add what it finds in the environment, which is no business of a host that somebody else chose.

    Its calls raise httpx2's errors, `OversizeError`, and `UnsafeAddressError` where the host is not public.
    """
    return _client(_Exchange(deadline, headers or {}), is_public_only=is_public_only)


_kept = threading.local()


@contextmanager
def kept_client(deadline: Deadline, *, headers: Mapping[str, str] | None = None) -> Iterator[httpx2.Client]:
    """Lend this thread's client for one exchange with a host that the platform's operator chose.

    As `client`, but its connections stay open for the next exchange: a new one costs a handshake each time.
    """
    if getattr(_kept, "process", None) != os.getpid():
        _kept.process = os.getpid()
        _kept.exchange = _Exchange(deadline, {})
        _kept.client = _client(_kept.exchange, is_public_only=False)
    _kept.exchange.begin(deadline, headers or {})
    yield _kept.client


def _client(exchange: _Exchange, *, is_public_only: bool) -> httpx2.Client:
    return httpx2.Client(
        transport=_Transport(exchange, is_public_only=is_public_only),
        headers={"Accept-Encoding": "identity"},
        # The stream itself knows when the exchange is over.
        timeout=None,
        follow_redirects=False,
        trust_env=False,
    )
