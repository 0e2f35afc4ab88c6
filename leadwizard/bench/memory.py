"""How much memory the web takes, and whether it takes ever more."""

import random
from http import HTTPStatus

from leadwizard.bench import strangers
from leadwizard.bench.figures import ADDRESSES
from leadwizard.bench.findings import Findings
from leadwizard.bench.group import Sizes
from leadwizard.bench.processes import resident
from leadwizard.bench.stage import Stage

RESIDENT, GROWTH = "web_rss_mb", "web_growth_mb"
NAMES = (RESIDENT, GROWTH)
# The warming requests come this many to a set of connections: which process a connection reaches is chance, and in one
# of ten beginnings with a single set a process was hardly asked anything, and "grew" by 25 MB when it was at last.
WARMED_AT_ONCE = 100
PAGE, JSON, LIST, SUBMIT = "page", "json", "list", "submit"
# In a hundred requests.
SHARES = {PAGE: 45, JSON: 30, LIST: 20, SUBMIT: 5}
WANTED = range(HTTPStatus.OK, HTTPStatus.BAD_REQUEST)
_SLUG = "SELECT slug FROM tenants_organization WHERE id = %(id)s"


class Memory:
    """A mix of requests to a web that has just been started."""

    def __init__(self, stage: Stage, sizes: Sizes, findings: Findings) -> None:
        self._stage = stage
        self._sizes = sizes
        self._findings = findings
        place = stage.places[0]
        [row] = stage.database.read(_SLUG, {"id": place.organization})
        self._list = f"/o/{row['slug']}/leads/"
        self._cookie = stage.sign_in(place.organization)

    def play(self, number: int) -> None:
        """Begin anew, warm up, and go on."""
        self._stage.quiet()
        self._stage.restart_web()
        warmings = [f"warm-{number}-{part}.example" for part in range(self._sizes.warm_requests // WARMED_AT_ONCE)]
        for warming in warmings:
            self._fire(WARMED_AT_ONCE, warming)
        before = resident(self._stage.child("web").pid)
        self._fire(self._sizes.all_requests - self._sizes.warm_requests, f"mix-{number}.example")
        self._stage.drain(*warmings, f"mix-{number}.example")
        after = resident(self._stage.child("web").pid)
        if before.keys() != after.keys() or not before:
            self._findings.spoil(NAMES, ["a web process was replaced"])
            return
        self._findings.add(RESIDENT, max(before.values()), self._sizes.warm_requests)
        self._findings.add(GROWTH, max(after[pid] - before[pid] for pid in before), self._sizes.all_requests)

    def _fire(self, count: int, domain: str) -> None:
        kinds = [kind for kind, share in SHARES.items() for _ in range(count * share // 100)]
        random.Random(domain).shuffle(kinds)  # noqa: S311 - no secret
        leads = iter(self._stage.leads(kinds.count(SUBMIT), domain))
        requests = [next(leads) if kind == SUBMIT else self._get(kind, each) for each, kind in enumerate(kinds)]
        self._findings.spoil(NAMES, self._stage.fire(requests).wrong(WANTED))

    def _get(self, kind: str, number: int) -> str:
        address = strangers.address(number % ADDRESSES)
        if kind == LIST:
            return strangers.get(self._list, forwarded_for=address, cookie=self._cookie)
        slug = self._stage.places[number % len(self._stage.places)].slug
        path = f"/f/{slug}/" if kind == PAGE else f"/api/v1/forms/{slug}"
        return strangers.get(path, forwarded_for=address)
