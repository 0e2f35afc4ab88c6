"""How many strangers can be shown a form."""

from http import HTTPStatus

from leadwizard.bench import strangers
from leadwizard.bench.figures import ADDRESSES
from leadwizard.bench.findings import Findings
from leadwizard.bench.group import Sizes
from leadwizard.bench.stage import Stage

PAGE, JSON = "form_page_rps", "form_json_rps"
NAMES = (PAGE, JSON)


class Forms:
    """The page and its JSON twin, one after the other."""

    def __init__(self, stage: Stage, sizes: Sizes, findings: Findings) -> None:
        self._stage = stage
        self._counts = {PAGE: sizes.form_pages, JSON: sizes.form_jsons}
        self._paths = {PAGE: "/f/{}/", JSON: "/api/v1/forms/{}"}
        self._findings = findings

    def play(self, number: int) -> None:
        """Ask for both; the other way round in every second round."""
        self._stage.quiet()
        for name in NAMES if number % 2 == 0 else reversed(NAMES):
            answers = self._stage.fire(self._requests(name))
            self._findings.spoil([name], answers.wrong(HTTPStatus.OK))
            self._findings.add(name, answers.rate, len(answers.statuses))

    def _requests(self, name: str) -> list[str]:
        places = self._stage.places
        return [
            strangers.get(
                self._paths[name].format(places[number % len(places)].slug),
                forwarded_for=strangers.address(number % ADDRESSES),
            )
            for number in range(self._counts[name])
        ]
