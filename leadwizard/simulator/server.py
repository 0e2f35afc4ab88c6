"""The HTTP server: one thread per connection, so that one hanging answer holds up nobody."""

from __future__ import annotations

import os
import socket
import socketserver
import struct
import traceback
from io import BytesIO
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, Self

from werkzeug.exceptions import InternalServerError
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler
from werkzeug.test import run_wsgi_app

from leadwizard.simulator.app import LARGEST_REQUEST, Application
from leadwizard.simulator.config import Config
from leadwizard.simulator.faults import Dropped
from leadwizard.simulator.openai.provider import OpenAI
from leadwizard.simulator.resend.provider import Resend
from leadwizard.simulator.twilio.provider import Twilio
from leadwizard.simulator.world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

PROVIDERS = (Resend, Twilio, OpenAI)


class Handler(WSGIRequestHandler):
    """Quiet, able to break a connection as a provider's network would, and to keep one as a provider does."""

    server: Server
    disable_nagle_algorithm = True
    wbufsize = -1  # head and body leave together
    timeout = 75.0
    """Seconds for which a connection is kept that nobody uses."""

    def setup(self) -> None:
        super().setup()
        self.server.connected(self.connection)

    def finish(self) -> None:
        self.server.disconnected(self.connection)
        super().finish()

    def run_wsgi(self) -> None:
        """Answers one request; the connection stays open for the next."""
        length = self.headers.get("content-length", "0")
        if "transfer-encoding" in self.headers or not length.isdecimal() or int(length) > LARGEST_REQUEST:
            # Where the next request begins is not known: werkzeug's own way closes every connection.
            super().run_wsgi()
            return
        environ = self.make_environ()
        environ["wsgi.input"] = BytesIO(self.rfile.read(int(length)))
        try:
            self._answer(self.server.app, environ)
        except (ConnectionError, TimeoutError) as error:
            self.connection_dropped(error, environ)
        except Exception:  # noqa: BLE001 - the fault is the simulator's; its caller gets an answer all the same
            self.server.log("error", traceback.format_exc())
            self._answer(InternalServerError(), environ)

    def _answer(self, app: WSGIApplication, environ: WSGIEnvironment) -> None:
        parts, status, headers = run_wsgi_app(app, environ, buffered=True)
        body = b"".join(parts)
        code, _, words = status.partition(" ")
        self.send_response(int(code), words)
        for name, value in headers:
            self.send_header(name, value)
        if "content-length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def connection_dropped(
        self,
        error: BaseException,
        environ: WSGIEnvironment | None = None,
    ) -> None:
        self.close_connection = True
        if isinstance(error, Dropped) and error.reset:
            # Lingering for 0 s makes close() send RST instead of FIN. detach() keeps the
            # objects that still refer to the socket from closing a number that is reused.
            self.server.disconnected(self.connection)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            os.close(self.connection.detach())

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's name
        """Says nothing: the ledger is the log."""


class Server(ThreadedWSGIServer):
    """Knows its connections, so that a stopped simulator answers nobody any more."""

    request_queue_size = 1024

    def __init__(self, host: str, port: int, app: Application) -> None:
        self._connections: set[socket.socket] = set()
        self._lock = Lock()
        super().__init__(host, port, app, handler=Handler)

    def server_bind(self) -> None:
        # http.server would ask the name service for the name of the host here.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]

    def connected(self, connection: socket.socket) -> None:
        with self._lock:
            self._connections.add(connection)

    def disconnected(self, connection: socket.socket) -> None:
        with self._lock:
            self._connections.discard(connection)

    def hang_up(self) -> None:
        with self._lock:
            connections = list(self._connections)
        for connection in connections:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # gone by itself


class Simulator:
    """A simulator in this process, on a port of its own; ``with Simulator() as simulator:``.

    Options are those of ``Config``. Stopping and starting again makes a new world, which
    remembers the old one when there is a state folder.
    """

    def __init__(self, *, host: str = "127.0.0.1", port: int = 0, **options: Any) -> None:
        self.config = Config(**options)
        self._host, self._port = host, port
        self._server: Server | None = None
        self._thread: Thread | None = None
        self._world: World | None = None

    def start(self) -> Self:
        """Returns when requests are answered.

        Raises:
            RuntimeError: it runs already.
            OSError: the port is taken.
            JournalBusyError: so is the state folder.
        """
        if self._server is not None:
            raise RuntimeError("the simulator runs already")
        world = World(self.config)
        try:
            world.open([provider(world) for provider in PROVIDERS])
            self._server = Server(self._host, self._port, Application(world))
        except BaseException:
            world.close()
            raise
        self._world = world
        self._port = self._server.server_port
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,), name="simulator", daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Ends every connection; harmless when it does not run."""
        if self._server is None or self._thread is None or self._world is None:
            return
        self._world.stop()
        self._server.shutdown()
        self._thread.join()
        self._server.hang_up()
        self._world.close()
        self._server = self._thread = self._world = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *error: object) -> None:
        self.stop()

    @property
    def world(self) -> World:
        """Raises RuntimeError when it does not run."""
        if self._world is None:
            raise RuntimeError("the simulator does not run")
        return self._world

    @property
    def port(self) -> int:
        return self._port

    @property
    def url(self) -> str:
        """Base address without a slash at the end, for RESEND_API_URL and the like."""
        return f"http://{self._host}:{self._port}"
