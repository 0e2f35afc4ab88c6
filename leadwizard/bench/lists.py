"""What the list of leads and its search cost, by the size of the organization."""

from http import HTTPStatus
from urllib.parse import quote, urlencode
from uuid import UUID

from django.core import signing

from leadwizard.bench import million, strangers
from leadwizard.bench.findings import Findings
from leadwizard.bench.group import Sizes
from leadwizard.bench.stage import Stage
from leadwizard.runtime.paths import say
from leadwizard.stage.samples import percentile

FEW, MANY, MOST = "leads_list_p95_ms_1k", "leads_list_p95_ms_100k", "leads_list_p95_ms_1m"
SEARCH, QUERIES = "leads_search_p95_ms_1m", "leads_list_queries"
NAMES = (FEW, MANY, MOST, SEARCH, QUERIES)
FIRST, DEEP = "first page", "page in the middle"
SEARCHES = {
    "a rare word": million.RARE,
    "a common word": million.COMMON,
    "part of an e-mail address": million.EMAIL_PART,
    "last 4 digits": million.LAST_FOUR,
    "nothing found": million.NOWHERE,
}
# How the product signs the address of a page; a page that does not show what it must is found out about.
_SALT = "leadwizard.keyset"
_MIDDLE = """
SELECT id, created_at FROM leads_lead
WHERE organization_id = %(id)s AND suspicion IN ('', 'cleared') ORDER BY created_at DESC, id DESC
OFFSET %(half)s LIMIT 2
"""
_SLUG = "SELECT slug FROM tenants_organization WHERE id = %(id)s"


class Size:
    """One organization: who looks at it, and the addresses of its pages."""

    def __init__(self, stage: Stage, leads: int) -> None:
        self._stage = stage
        place = million.found_organization(stage, leads)
        [row] = stage.database.read(_SLUG, {"id": place.organization})
        self.cookie = stage.sign_in(place.organization)
        self.path = f"/o/{row['slug']}/leads/"
        before, self.shown = self._middle(place.organization, leads // 2)
        self.pages = {FIRST: self.path, DEEP: f"{self.path}?{urlencode({'cursor': before})}"}

    def _middle(self, organization: UUID, half: int) -> tuple[str, UUID]:
        """The cursor of a page in the middle, and the lead that comes first there."""
        last, first = self._stage.database.read(_MIDDLE, {"id": organization, "half": half})
        signer = signing.TimestampSigner(key=self._stage.values["SECRET_KEY"], salt=_SALT, fallback_keys=[])
        return signer.sign_object(["older", last["created_at"].isoformat(), str(last["id"])]), first["id"]

    def wrong(self) -> list[str]:
        """Whether the pages are what they are taken for."""
        first, _status = self._stage.page(self.pages[FIRST], self.cookie)
        deep, _status = self._stage.page(self.pages[DEEP], self.cookie)
        if str(self.shown) in deep and str(self.shown) not in first:
            return []
        return ["the page in the middle does not show the leads that stand there"]

    def request(self, path: str) -> str:
        return strangers.get(path, forwarded_for=strangers.address(0), cookie=self.cookie)

    def search(self, words: str) -> str:
        return self.request(f"{self.path}?q={quote(words)}")


class Lists:
    """Three organizations in the same tables, in turn, one request at a time."""

    def __init__(self, stage: Stage, sizes: Sizes, findings: Findings) -> None:
        self._stage = stage
        self._sizes = sizes
        self._findings = findings
        self._places: dict[str, Size] = {}
        for name, leads in ((FEW, sizes.few), (MANY, sizes.many), (MOST, sizes.most)):
            say(f"  an organization with {leads:,} leads ...")
            self._places[name] = Size(stage, leads)
        million.tidy(stage)
        stage.keep_plans()
        for name, place in self._places.items():
            findings.spoil([name], place.wrong())
        for words, are_there in ((million.RARE, True), (million.NOWHERE, False)):
            self._expect(words, are_there=are_there)
        self._count_queries()

    def play(self, number: int) -> None:
        """Read the lists of all sizes, then search in the largest."""
        self._stage.quiet()
        for name, place in self._places.items():
            slowest = 0.0
            for part, path in place.pages.items():
                found = self._p95(name, [place.request(path)] * self._sizes.list_reads)
                self._findings.detail(name, part, found)
                slowest = max(slowest, found)
            self._findings.add(name, slowest, 2 * self._sizes.list_reads)
        slowest = 0.0
        for part, words in SEARCHES.items():
            found = self._p95(SEARCH, [self._places[MOST].search(words)] * self._sizes.searches)
            self._findings.detail(SEARCH, part, found)
            slowest = max(slowest, found)
        self._findings.add(SEARCH, slowest, len(SEARCHES) * self._sizes.searches)

    def _p95(self, name: str, requests: list[str]) -> float:
        """Milliseconds; a page that leads elsewhere, such as to the sign-in, is none."""
        answers = self._stage.fire(requests, connections=1)
        self._findings.spoil([name], answers.wrong(HTTPStatus.OK))
        return percentile(answers.seconds, 0.95) * 1000

    def _expect(self, words: str, *, are_there: bool) -> None:
        place = self._places[MOST]
        text, _status = self._stage.page(f"{place.path}?q={quote(words)}", place.cookie)
        if (f"{place.path}0" in text) is not are_there:
            self._findings.spoil(
                [SEARCH], [f"the search for “{words}” finds {'nothing' if are_there else 'something'}"]
            )

    def _count_queries(self) -> None:
        place = self._places[FEW]
        said = self._stage.statements_of(lambda: self._stage.fire([place.request(place.path)], connections=1))
        count = sum(not each.is_boundary for each in said)
        self._findings.spoil([QUERIES], [] if count else ["the server's log shows none"])
        self._findings.add(QUERIES, count, 1)
