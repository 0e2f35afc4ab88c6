"""Somebody else's site, on a port and so an origin of its own, with a policy as strict as they come."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@contextmanager
def host(markup: Callable[[], str], policy: str = "") -> Iterator[str]:
    """Serve one page at every path and return the site's origin."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            if policy:
                self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(f'<!doctype html><html lang="en"><title>Host</title>{markup()}'.encode())

        def log_message(self, *_words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def strict(site: str) -> str:
    """Return a policy that allows our origin's script and frame, and nothing inline or evaluated."""
    return f"default-src 'none'; script-src {site}; frame-src {site}; require-trusted-types-for 'script'"
