"""What the web process counts of its requests, and /metrics: those counts with the figures of the database."""

import fcntl
import os
import threading
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

from leadwizard.lib.addresses import client_address
from tenants.access import unscoped

if TYPE_CHECKING:
    from prometheus_client import Counter, Histogram

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
BUCKETS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1"})
_FORWARDING: Final = ("X-Forwarded-For", "X-Real-IP", "Forwarded")
_making = threading.Lock()


@dataclass(frozen=True)
class _Instruments:
    """What is counted in this process; `folder` is where its siblings count."""

    requests: "Counter"
    seconds: "Histogram"
    folder: str


def count_request(route: str, method: str, status: int, seconds: float) -> None:
    """Count an answered request; `route` must be a name of ours, since each one is a series of its own."""
    with _making:
        counted = _instruments()
    counted.requests.labels(route, known_method(method), str(status)).inc()
    counted.seconds.labels(route).observe(seconds)


def known_method(method: str) -> str:
    """Return the method, or `other`: strangers may invent any."""
    return method if method in _METHODS else "other"


@unscoped("counts of the whole instance without any name, for this machine or the bearer of METRICS_TOKEN")
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer with all figures in Prometheus' text format; 403 for whoever may not read them."""
    if not _may_read(request):
        return HttpResponse(
            "Only from this machine, or with METRICS_TOKEN as bearer token.\n", status=403, content_type="text/plain"
        )
    began = time.monotonic()
    # First: where the library is imported before the folder is known, this process counts for itself for ever.
    with _making:
        folder = _instruments().folder
    from prometheus_client import CollectorRegistry, generate_latest  # only whoever asks for figures pays for it
    from prometheus_client.multiprocess import MultiProcessCollector

    from leadwizard.figures import Figures

    web, database = CollectorRegistry(), CollectorRegistry(auto_describe=False)
    MultiProcessCollector(web, folder)  # type: ignore[no-untyped-call]  # the library types most of itself
    database.register(Figures(began))
    return HttpResponse(generate_latest(web) + generate_latest(database), content_type=CONTENT_TYPE)


def _may_read(request: HttpRequest) -> bool:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if settings.METRICS_TOKEN and scheme.lower() == "bearer":
        return constant_time_compare(token.strip(), settings.METRICS_TOKEN)
    # Behind a proxy on this machine everybody would come from here, if nobody is told how many proxies there are.
    if not settings.TRUSTED_PROXY_COUNT and any(name in request.headers for name in _FORWARDING):
        return False
    return client_address(request) in _LOOPBACK


@cache
def _instruments() -> _Instruments:
    """Make the counters; each process writes a file of its own, and whoever is asked adds all of them up."""
    folder = Path(os.environ.setdefault(_FOLDER, str(settings.STATE_DIR / "metrics")))
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Imported only now, since the library looks for the folder when it is imported.
    from prometheus_client import CollectorRegistry, Counter, Histogram

    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _forget_the_dead(folder)
        registry = CollectorRegistry()
        return _Instruments(
            Counter("leadwizard_http_requests", "Requests answered.", ["route", "method", "status"], registry=registry),
            Histogram(
                "leadwizard_http_request_seconds",
                "Time until the answer.",
                ["route"],
                buckets=BUCKETS,
                registry=registry,
            ),
            str(folder),
        )


def _forget_the_dead(folder: Path) -> None:
    """Begin anew when the whole server does.

    While a sibling lives, the counts of those that died stay: a sum that shrinks would be taken for a restart.
    """
    files = [(path, int(path.stem.rpartition("_")[2])) for path in folder.glob("*_[0-9]*.db")]
    if any(_is_alive(process) for _path, process in files if process != os.getpid()):
        return
    for path, _process in files:
        path.unlink(missing_ok=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
