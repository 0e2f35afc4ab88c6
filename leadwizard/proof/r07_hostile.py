"""Thousands of submissions that were made to break something, over HTTP, against the running product."""

import json
import random
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Any

from leadwizard.proof import conforming
from leadwizard.proof.load import new_marker
from leadwizard.proof.malformed import Attempt, Reply, attempt, fault, has_markup, send
from leadwizard.proof.memory import resident
from leadwizard.proof.pages import Member, form_token
from leadwizard.proof.scenario import Outcome, Play, Scenario, moment, now
from leadwizard.proof.stage import Stage
from leadwizard.stage.samples import percentile

AT_ONCE = 8
# One in so many is odd and not wrong: it is kept, and shown to the team as text.
KEPT = 40
GROWTH = 50.0  # megabytes
MEGABYTE = 2**20
FINAL_WITHIN = 300.0
# Pages of kept submissions that are looked at, beside the lists.
LOOKED_AT = 25


def run(play: Play) -> Outcome:
    """Submit, compare what was acknowledged with what is there, look at the pages, and weigh the web."""
    stage, dice = play.stage, play.dice
    logins = stage.demo()
    slug = logins["form_slug"]
    count = play.sized(9_000, 400)
    # The first ones fill caches and pools; only from then on memory is weighed.
    warm = stage.beside(lambda: _submit(stage, slug, dice, count // 5))
    began, web = now(), stage.child("web").pid
    before, rows_before = resident(web), _rows(stage)
    replies = stage.beside(lambda: _submit(stage, slug, dice, count))
    sent = now()
    machine = stage.beside(lambda: conforming.submit(stage.base_url, slug, dice, play.sized(1_000, 60)))
    grown = (resident(web) - before) / MEGABYTE
    kept = [each for each in replies if each.status in {HTTPStatus.CREATED, HTTPStatus.SEE_OTHER}]
    final = play.settle(FINAL_WITHIN)
    outcome = Outcome()
    statuses = Counter(each.status for each in replies) + machine.statuses
    outcome.note(
        submissions=len(warm) + len(replies) + machine.count, ways=len({each.attempt.kind for each in replies})
    )
    outcome.note(kept=len(kept) + len(machine.kept), made_from_the_api_document=machine.count)
    outcome.note(statuses=", ".join(f"{status}: {times}" for status, times in sorted(statuses.items())))
    slowest = max(replies, key=lambda each: each.seconds)
    outcome.note(p95_in_seconds=percentile([each.seconds for each in replies], 0.95), grown_by_megabytes=grown)
    outcome.note(slowest_in_seconds=slowest.seconds, slowest=slowest.attempt.kind)
    outcome.none("answers that are neither a receipt nor a refusal in words", _faults([*warm, *replies]))
    outcome.none("answers that the API's document does not know", machine.faults)
    _nothing_lost(outcome, stage, kept, machine.kept, _rows(stage) - rows_before)
    outcome.none("pages and mails in which strangers' markup is markup", _shown(stage, logins, kept, began, sent))
    outcome.at_most("megabytes that the web has grown by", grown, GROWTH)
    outcome.holds("every job comes to its end", final is not None)
    return outcome


def _submit(stage: Stage, slug: str, dice: random.Random, count: int) -> list[Reply]:
    """Send so many, several at a time."""
    made = [_made(stage, slug, dice, number) for number in range(count)]
    with ThreadPoolExecutor(AT_ONCE) as strangers:
        # At the moment of sending, and not before: a body may be ten megabytes.
        return list(strangers.map(lambda make: _answered(stage, make), made))


def _answered(stage: Stage, make: Callable[[], Attempt]) -> Reply:
    began = now()
    try:
        made = make()
    except OSError:
        # The form's page, which some need first, was not answered: that is as bad as a submission that is not.
        return Reply(Attempt("the form's page itself", "", {}, b"", ""), 0, "", b"", now() - began)
    return _bare(send(stage.base_url, made))


def _made(stage: Stage, slug: str, dice: random.Random, number: int) -> Callable[[], Attempt]:
    seed = dice.randrange(2**32)

    def make() -> Attempt:
        token = form_token(stage.base_url, slug) if number % KEPT == 0 else ""
        return attempt(random.Random(seed), slug, new_marker(), token)  # noqa: S311 - no secret

    return make


def _bare(reply: Reply) -> Reply:
    """The same without the body that was sent."""
    sent = reply.attempt
    return Reply(
        Attempt(sent.kind, sent.path, {}, b"", sent.word), reply.status, reply.content_type, reply.body, reply.seconds
    )


def _faults(replies: Sequence[Reply]) -> list[str]:
    return [words for words in map(fault, replies) if words]


def _nothing_lost(outcome: Outcome, stage: Stage, kept: Sequence[Reply], ids: Sequence[str], new_rows: int) -> None:
    """Everything that was acknowledged is there; what was refused left nothing."""
    acknowledged = [*ids, *(json.loads(each.body)["id"] for each in kept if each.status == HTTPStatus.CREATED)]
    stored = stage.database.stored(acknowledged)
    outcome.none("acknowledged and not there", [lead for lead in acknowledged if lead not in stored])
    wanted = len(set(acknowledged)) + sum(each.status == HTTPStatus.SEE_OTHER for each in kept)
    outcome.holds("as many leads as acknowledgements", new_rows == wanted, f"{new_rows} of {wanted}")
    outcome.holds("some of them were kept", wanted > 0, wanted)


def _rows(stage: Stage) -> int:
    return int(stage.database.read("SELECT count(*) AS leads FROM leads_lead")[0]["leads"])


def _shown(stage: Stage, logins: dict[str, Any], kept: Sequence[Reply], began: float, sent: float) -> list[str]:
    """Where strangers' markup arrived as markup: on the team's pages, or in mails."""
    owner, home = logins["owner"], logins["dashboard_path"]
    member = Member(stage.base_url, owner["email"], owner["password"])
    rows = stage.database.read(
        "SELECT id FROM leads_lead WHERE created_at BETWEEN to_timestamp(%(began)s) AND to_timestamp(%(sent)s)"
        " ORDER BY created_at DESC LIMIT %(most)s",
        {"began": began, "sent": sent, "most": LOOKED_AT},
    )
    paths = [f"{home}overview/", f"{home}leads/", *(f"{home}leads/{row['id']}/" for row in rows)]
    pages = {path: member.read(path) for path in paths}
    words = [each.attempt.word for each in kept if each.attempt.kind == "markup that is kept"]
    if not any(word in page for page in pages.values() for word in words):
        return ["none of the pages shows a submission that was kept"]
    mails = {each.id: each.html for each in stage.mailroom.accepted(since=moment(began))}
    return [where for where, text in [*pages.items(), *mails.items()] if has_markup(text)]


SCENARIO = Scenario("R7", "ten thousand submissions made to break something", 2.5, run)
