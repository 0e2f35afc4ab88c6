"""How many leads are answered, and how soon one is."""

import time
from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import Any

from leadwizard.bench.figures import MODEL_SECONDS
from leadwizard.bench.findings import Findings
from leadwizard.bench.group import Sizes
from leadwizard.bench.load import Answers
from leadwizard.bench.stage import Stage
from leadwizard.stage.samples import percentile

AT_ONCE, SLOWLY = "answered_leads_per_s", "answered_leads_per_s_model_1s"
P50, P95 = "reply_p50_ms", "reply_p95_ms"
RATE_NAMES = (AT_ONCE, SLOWLY)
REPLY_NAMES = (P50, P95)
NONE_LEFT_AFTER = 60.0
PATIENCE = 600.0
# Leads that are submitted beyond those at hand: these, or those of so many seconds.
AHEAD, AHEAD_SECONDS = 16, 1.0
REPLY_WITHIN = 30.0

# One row: how many leads there are, how many have all that belongs to an answer, and when the last mail left.
_ANSWERED = """
WITH lead AS (SELECT id FROM leads_lead WHERE email LIKE %(end)s),
mail AS (
    SELECT about_id AS lead, 'message' AS of, sent_at FROM messaging_message
    WHERE direction = 'out' AND state IN ('sent', 'delivered') AND about_id IN (SELECT id FROM lead)
    UNION ALL
    SELECT about_id, 'notice', sent_at FROM messaging_notice
    WHERE state IN ('sent', 'delivered') AND about_id IN (SELECT id FROM lead)
)
SELECT (SELECT count(*) FROM lead) AS leads,
    (SELECT count(*) FROM lead WHERE EXISTS (SELECT FROM leads_analysis WHERE lead_id = lead.id)
        AND EXISTS (SELECT FROM mail WHERE mail.lead = lead.id AND of = 'message')
        AND EXISTS (SELECT FROM mail WHERE mail.lead = lead.id AND of = 'notice')
        AND EXISTS (SELECT FROM messaging_run WHERE about_id = lead.id)) AS complete,
    (SELECT max(sent_at) FROM mail) AS last_at
"""
_MODEL = """
SELECT lead.email, sum(call.milliseconds) AS milliseconds FROM leads_lead AS lead
JOIN automation_modelcall AS call ON call.about_id = lead.id
WHERE lead.email LIKE %(end)s GROUP BY lead.email
"""


class Answering:
    """Leads by the hundred, until all of them are answered."""

    def __init__(self, stage: Stage, sizes: Sizes, findings: Findings) -> None:
        self._stage = stage
        self._counts = {0.0: sizes.answered, MODEL_SECONDS: sizes.answered_slowly}
        self._findings = findings

    def play(self, number: int) -> None:
        """Measure with a model that answers at once, and with one that takes a second."""
        for seconds in self._counts:
            self._measure(number, seconds)
        self._stage.model_takes(0)

    def _measure(self, number: int, seconds: float) -> None:
        stage = self._stage
        name = SLOWLY if seconds else AT_ONCE
        domain = f"{'patient' if seconds else 'answered'}-{number}.example"
        stage.quiet()
        stage.model_takes(seconds)
        before = stage.processor_seconds()
        answers = self._sustain(self._counts[seconds], domain)
        left = stage.until(lambda: not stage.open_jobs(), within=PATIENCE)
        after = stage.processor_seconds()
        found = self._found(domain)
        count = len(answers.statuses)
        wrong = answers.wrong(HTTPStatus.CREATED)
        if left is None:
            wrong.append(f"jobs are open {PATIENCE:.0f} s later")
        if (found["leads"], found["complete"]) != (count, count):
            wrong.append(f"of {count} leads {found['leads']} are there and {found['complete']} fully answered")
        last = found["last_at"].timestamp() if found["last_at"] else answers.began + answers.took
        if not seconds and last - answers.began - answers.took > NONE_LEFT_AFTER:
            wrong.append(f"the last mail left {last - answers.began - answers.took:.0f} s after the last submission")
        self._findings.spoil([name], wrong)
        self._findings.add(name, count / (last - answers.began), count)
        for part in after:
            spent = (after[part] - before.get(part, 0.0)) / count * 1000
            self._findings.detail(name, f"processor time of {part}, ms a lead", spent)

    def _sustain(self, count: int, domain: str) -> Answers:
        """Submit so many, as fast as they are answered: the work at hand stays that of a few seconds.

        A lead that waits for longer than the model's deadline is answered without an analysis.
        """
        stage = self._stage
        requests = stage.leads(count, domain)
        parts: list[Answers] = []
        ahead = done = 0
        began = time.time()
        while done < count:
            stage.until(partial(self._has_room, ahead), PATIENCE, every=0.05)
            # What was submitted a moment ago is no measure of how fast leads are answered.
            answered = max(done - stage.open_jobs(), 0)
            ahead = max(AHEAD, int(answered / (time.time() - began) * AHEAD_SECONDS))
            parts.append(stage.fire(requests[done : done + ahead]))
            done += ahead
        last = parts[-1]
        return Answers(
            statuses=[status for part in parts for status in part.statuses],
            seconds=[seconds for part in parts for seconds in part.seconds],
            began=parts[0].began,
            took=last.began + last.took - parts[0].began,
            cpu=sum(part.cpu for part in parts),
        )

    def _has_room(self, ahead: int) -> bool:
        return self._stage.open_jobs() <= ahead

    def _found(self, domain: str) -> dict[str, Any]:
        [row] = self._stage.database.read(_ANSWERED, {"end": f"%@{domain}"})
        return row


class Replies:
    """Leads one at a time, and when the provider has the answer to each."""

    def __init__(self, stage: Stage, sizes: Sizes, findings: Findings) -> None:
        self._stage = stage
        self._count = sizes.replies
        self._findings = findings

    def play(self, number: int) -> None:
        """Submit each only when everything about the one before is done."""
        stage = self._stage
        domain = f"alone-{number}.example"
        began: dict[str, float] = {}
        answered: dict[str, float] = {}
        wrong: list[str] = []
        for each in range(self._count):
            stage.quiet()
            [request] = stage.leads(1, f"{each}.{domain}")
            sent = stage.fire([request], connections=1)
            wrong += sent.wrong(HTTPStatus.CREATED)
            took = stage.until(partial(self._has, f"{each}.{domain}", answered), within=REPLY_WITHIN, every=0.2)
            if took is None:
                wrong.append(f"a lead had no answer after {REPLY_WITHIN:.0f} s")
            began[f"{each}.{domain}"] = sent.began
        model = {row["email"].partition("@")[2]: float(row["milliseconds"]) for row in self._model(domain)}
        if len(model) < self._count:
            wrong.append(f"the model was asked about {len(model)} of {self._count} leads")
        waits = [(answered[key] - began[key]) * 1000 - model.get(key, 0.0) for key in answered]
        self._findings.spoil(REPLY_NAMES, wrong)
        for name, share in ((P50, 0.5), (P95, 0.95)):
            self._findings.add(name, percentile(waits, share), len(waits))

    def _has(self, domain: str, answered: dict[str, float]) -> bool:
        """Whether the provider has a mail to somebody of that domain."""
        for mail in self._stage.mailroom.newest(10):
            if mail.to.endswith(f"@{domain}"):
                answered[domain] = datetime.fromisoformat(mail.at).timestamp()
        return domain in answered

    def _model(self, domain: str) -> list[dict[str, Any]]:
        return self._stage.database.read(_MODEL, {"end": f"%.{domain}"})
