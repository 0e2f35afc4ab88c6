"""How fast this machine is at the moment, in the same rounds as everything else."""

from http import HTTPStatus

from leadwizard.bench import strangers
from leadwizard.bench.findings import Findings
from leadwizard.bench.group import Sizes
from leadwizard.bench.stage import Stage
from leadwizard.runtime import ports
from leadwizard.runtime.paths import RuntimeProblem
from leadwizard.runtime.services import page_answers, services

NAME = "constant_page_rps"
NAMES = (NAME,)
CONNECTIONS = 16
READY_WITHIN = 30.0


class Yardstick:
    """A web of one constant page, started as the product's is, while the product has nothing to do."""

    def __init__(self, stage: Stage, sizes: Sizes, findings: Findings) -> None:
        self._stage = stage
        self._count = sizes.constant_pages
        self._findings = findings

    def play(self, number: int) -> None:
        """Start it, ask for its page, and end it.

        Raises:
            RuntimeProblem: it did not start.
        """
        stage = self._stage
        stage.quiet()
        port = ports.pick()
        [web] = [service for service in services(port=port) if service.name == "web"]
        _, module, _, *options = web.arguments
        with stage.visitor("constant", module, "leadwizard.bench.constant:application", *options):
            if stage.until(lambda: page_answers(port, "/"), READY_WITHIN) is None:
                raise RuntimeProblem("The constant page did not come up.")
            requests = [strangers.get("/", forwarded_for=strangers.address(0))] * self._count
            answers = stage.fire_at(port, requests, CONNECTIONS)
        self._findings.spoil(NAMES, answers.wrong(HTTPStatus.OK))
        self._findings.add(NAME, answers.rate, len(answers.statuses))
        self._findings.detail(NAME, "of one core, the load itself took", answers.share)
