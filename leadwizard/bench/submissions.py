"""How many leads can be taken in while the workers answer them, and how many the database alone could take."""

import os
import random
import re
import subprocess
import time
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from urllib.parse import unquote, urlsplit
from uuid import UUID

from leadwizard.bench import statements, strangers
from leadwizard.bench.figures import MODEL_SECONDS
from leadwizard.bench.findings import Findings
from leadwizard.bench.group import Sizes
from leadwizard.bench.stage import CONNECTIONS, Stage
from leadwizard.runtime.paths import RuntimeProblem
from leadwizard.stage.samples import percentile

AT_ONCE, P99, SLOWLY = "submit_rps_model_0ms", "submit_p99_ms_model_0ms", "submit_rps_model_1s"
DATABASE, RATIO = "submit_pgbench_tps", "submit_vs_pgbench"
NAMES = (AT_ONCE, P99, SLOWLY, DATABASE, RATIO)
_TPS = re.compile(r"^tps = ([\d.]+)", re.MULTILINE)
_DONE = re.compile(r"^number of transactions actually processed: (\d+)", re.MULTILINE)
_FAILED = re.compile(r"^number of failed transactions: (\d+)", re.MULTILINE)
_LEADS = "SELECT count(*) AS count FROM leads_lead WHERE email LIKE %(end)s"


class Submissions:
    """A model that answers at once, one that takes a second, and no product at all."""

    def __init__(self, stage: Stage, sizes: Sizes, findings: Findings) -> None:
        self._stage = stage
        self._sizes = sizes
        self._findings = findings
        self._domain = "probe.example"
        self._scripts = self._written_scripts()

    def play(self, number: int) -> None:
        """Measure all three; the model's order changes from round to round."""
        slow = [0.0, MODEL_SECONDS]
        rates = {}
        self._stage.quiet()
        for seconds in slow if number % 2 == 0 else reversed(slow):
            rates[seconds] = self._submit(number, seconds)
        self._stage.model_takes(0)
        self._stage.drain(_domain(number, 0.0), _domain(number, MODEL_SECONDS))
        tps = self._pgbench(number)
        self._findings.add(RATIO, rates[0.0] / tps if tps else 0.0, 1)

    def _submit(self, number: int, seconds: float) -> float:
        name = SLOWLY if seconds else AT_ONCE
        names = [name] if seconds else [AT_ONCE, P99, RATIO]
        domain = _domain(number, seconds)
        self._stage.model_takes(seconds)
        requests = self._stage.leads(self._sizes.submits, domain)
        before = self._stage.processor_seconds()
        answers = self._stage.fire(requests)
        after = self._stage.processor_seconds()
        self._findings.spoil(names, [*answers.wrong(HTTPStatus.CREATED), *self._missing(domain, len(answers.statuses))])
        self._findings.add(name, answers.rate, len(answers.statuses))
        for part in after:
            spent = (after[part] - before.get(part, 0.0)) / len(requests) * 1000
            self._findings.detail(name, f"processor time of {part}, ms a lead", spent)
        if not seconds:
            self._findings.add(P99, percentile(answers.seconds, 0.99) * 1000, len(answers.seconds))
        return answers.rate

    def _missing(self, domain: str, wanted: int) -> list[str]:
        found = self._count(domain)
        return [] if found == wanted else [f"{found} leads are there after {wanted} answers"]

    def _count(self, domain: str) -> int:
        [row] = self._stage.database.read(_LEADS, {"end": f"%@{domain}"})
        return int(row["count"])

    # --- the database alone -------------------------------------------------------------------

    def _written_scripts(self) -> list[Path]:
        """Submit one lead, and write down for each organization what the web wrote for it."""
        stage = self._stage
        place = stage.places[0]
        marker = str(random.randrange(10**11, 10**12))  # noqa: S311 - no secret
        values = strangers.enquiry(0, self._domain, random.Random(marker))  # noqa: S311 - no secret
        values |= {"email": f"b{marker}@{self._domain}", "name": f"Bench {marker}"}
        [address] = stage.addresses(1)
        request = strangers.lead(place.slug, values, forwarded_for=address)
        said = stage.statements_of(lambda: stage.fire([request], connections=1))
        stage.quiet()
        [made] = stage.database.read(
            "SELECT reference, form_id FROM leads_lead WHERE email = %(email)s", {"email": values["email"]}
        )
        writes = [each for each in statements.transaction_with(marker, said) if each.is_write]
        if not any("leads_lead" in each.text for each in writes):
            raise RuntimeProblem("The server's log does not show how a lead is written.")
        known = {str(place.organization), str(made["form_id"])}
        text = statements.script(writes, marker=marker, reference=made["reference"], known=known)
        forms = {
            row["organization_id"]: row["id"]
            for row in stage.database.read("SELECT id, organization_id FROM leads_form")
        }
        scripts = []
        for number, each in enumerate(stage.places):
            script = stage.folder / f"submission-{number}.sql"
            script.write_text(
                _replaced(text, {place.organization: each.organization, made["form_id"]: forms[each.organization]}),
                encoding="utf-8",
            )
            scripts.append(script)
        return scripts

    def _pgbench(self, number: int) -> float:
        before = self._count(self._domain)
        output = self._run_pgbench()
        # What the database alone wrote is no enquiry: nobody shall answer it.
        self._stage.call_off(self._domain)
        tps, done, failed = (_figure(pattern, output) for pattern in (_TPS, _DONE, _FAILED))
        written = self._count(self._domain) - before
        if failed or written != done:
            self._findings.spoil(
                [DATABASE, RATIO], [f"pgbench made {done:.0f} submissions, {failed:.0f} failed, {written} are there"]
            )
        self._findings.add(DATABASE, tps, int(done))
        # The workers had begun with some of them.
        self._stage.drain(self._domain)
        return tps

    def _run_pgbench(self) -> str:
        """Run it as a program beside the product, for so many seconds."""
        stage = self._stage
        url = urlsplit(stage.values["DATABASE_URL"])
        files = [part for script in self._scripts for part in ("-f", str(script))]
        command = [str(stage.server.binary("pgbench")), "-n", "-M", "simple", "-j", "2", "-c", str(CONNECTIONS)]
        command += ["-T", str(self._sizes.pgbench_seconds), *files]
        command += ["-h", "127.0.0.1", "-p", str(url.port), "-U", url.username or "", url.path.lstrip("/")]
        environment = {**os.environ, "PGPASSWORD": unquote(url.password or "")}
        process = subprocess.Popen(  # noqa: S603 - the server's own program
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        deadline = time.monotonic() + self._sizes.pgbench_seconds + 60
        while process.poll() is None and time.monotonic() < deadline:
            stage.wait(0.1)
        process.kill()
        output, _ = process.communicate()
        if process.returncode:
            raise RuntimeProblem(f"pgbench failed:\n{output[-2000:]}")
        return output


def _replaced(text: str, ids: Mapping[UUID, UUID]) -> str:
    """The text about other rows, however their ids are written."""
    for old, new in ids.items():
        text = text.replace(str(old), str(new)).replace(old.hex, new.hex)
    return text


def _domain(number: int, seconds: float) -> str:
    """Where the leads of one round and one model have their mailboxes."""
    return f"{'slow' if seconds else 'fast'}-{number}.example"


def _figure(pattern: re.Pattern[str], output: str) -> float:
    found = pattern.search(output)
    return float(found[1]) if found else 0.0
