"""A worker that dies at a given line, for every such line and every channel: the exact end is known beforehand."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from leadwizard.proof.expectations import PLACES, TABLE, Expected, Repeat, crash_points
from leadwizard.proof.load import Submission
from leadwizard.proof.scenario import Outcome, Play, Scenario, moment, now
from leadwizard.proof.smtp_sink import journal_of
from leadwizard.proof.stage import QUICK_WORKERS, Stage
from leadwizard.runtime import ports
from leadwizard.stage.database import Place, Row
from leadwizard.stage.mailroom import Accepted

# From submitting a lead to a worker's death; it is rung for at once.
DIES_WITHIN = 15.0
LOOK_EVERY = 0.5
# A batch in which fewer workers died than it has leads says nothing; with new leads it is played so often in all.
PLAYS = 3
SETTLES_WITHIN = 60.0
# Reports are jobs as well, and would meet the crash point in the message's place.
SILENCE = ({"mode": "webhook_drop"}, {"mode": "webhook_drop", "provider": "twilio"})
# A worker takes the messages that it has made along, but only for two seconds. After a model as slow as this one it
# leaves them to the bell, and so to the armed workers.
SLOW_MODEL = {"provider": "openai", "mode": "delay", "seconds": 2.1}


@dataclass(frozen=True)
class Channel:
    """A way out, and how one lead is made to use only this one.

    Attributes:
        of: the rows that carry it, `message` or `notice`.
        channel: as these rows call it.
        local: what the lead's address begins with; a machine's mailbox is never answered, only told of.
        has_team: whether somebody is told of leads at all.
    """

    name: str
    of: str
    channel: str
    repeat: Repeat
    transport: dict[str, str]
    local: str = ""
    has_team: bool = True

    @property
    def is_text(self) -> bool:
        return self.channel == "sms"


# The end of a message that met no death.
SPARED = Expected("done", 1)


@dataclass
class Trial:
    """One death: the lead, and what is to become of its message.

    Attributes:
        is_abandoned: its batch saw too few deaths, and this lead may have been spared.
    """

    channel: Channel
    point: str
    place: Place
    submission: Submission
    expected: Expected
    is_abandoned: bool = False

    def allows(self, end: Expected | None) -> bool:
        return end == self.expected or (self.is_abandoned and end == SPARED)


def run(play: Play) -> Outcome:
    """Let a worker die at every point, on every channel; compare every end with the table."""
    stage = play.stage
    points = crash_points()
    outcome = Outcome()
    unplaced = [point for point in points if point not in PLACES]
    outcome.none("crash points that the table does not place", unplaced)
    outcome.holds("there are crash points", bool(points), len(points))
    channels, journal = _channels(stage)
    stage.mailroom.misbehave(*SILENCE, SLOW_MODEL)
    began = now()
    trials: list[Trial] = []
    wrong: list[str] = []
    again: list[str] = []
    for transport in _distinct([channel.transport for channel in channels]):
        here = [channel for channel in channels if channel.transport == transport]
        placed = [point for point in points if point in PLACES]
        for point in play.dice.sample(placed, min(len(placed), play.sized(len(placed), 1))):
            died = _die(play, here, point, transport, again)
            # All must come to their end before the workers are killed again, to be armed with the next point.
            wrong += _settle(play, died, began, journal)
            trials += died
    for place in stage.places:
        _set_team(stage, place, channels[1])
    abandoned = [trial for trial in trials if trial.is_abandoned]
    outcome.note(points=len(points), channels=", ".join(channel.name for channel in channels))
    outcome.note(deaths=len(trials) - len(abandoned), batches_played_again=len(again), leads_of_these=len(abandoned))
    outcome.none("points and channels that never saw all of their deaths", _unseen(trials))
    outcome.none("ends that differ from the table", wrong)
    return outcome


def _channels(stage: Stage) -> tuple[list[Channel], Path]:
    """Every way out that there is, SMTP with a server of our own."""
    port, journal = ports.pick(), stage.folder / "smtp.jsonl"
    if "smtp-sink" not in stage.supervisor.children:
        stage.helper("smtp-sink", "leadwizard.proof.smtp_sink", str(port), str(journal))
        stage.values["PROOF_SMTP"] = f"smtp://127.0.0.1:{port}"
    stage.until(lambda: ports.answers(int(stage.values["PROOF_SMTP"].rpartition(":")[2])), within=60)
    resend: dict[str, str] = {}
    smtp = {"EMAIL_TRANSPORT": "smtp", "SMTP_URL": stage.values["PROOF_SMTP"]}
    return [
        Channel("mail to the customer through Resend", "message", "email", Repeat.HARMLESS, resend, has_team=False),
        Channel("notice by mail through Resend", "notice", "email", Repeat.HARMLESS, resend, local="noreply"),
        Channel("notice by text through Twilio", "notice", "sms", Repeat.ASKABLE, resend, local="noreply"),
        Channel("mail to the customer through SMTP", "message", "email", Repeat.BLIND, smtp, has_team=False),
        Channel("notice by mail through SMTP", "notice", "email", Repeat.BLIND, smtp, local="noreply"),
    ], journal


def _die(
    play: Play, channels: Sequence[Channel], point: str, transport: dict[str, str], again: list[str]
) -> list[Trial]:
    """Start the workers with the point armed, and feed them leads until each channel has seen its deaths."""
    stage = play.stage
    tickets = stage.folder / "tickets"
    tickets.mkdir(exist_ok=True)
    stage.restart(QUICK_WORKERS, CRASH_AT=point, CRASH_TICKETS=str(tickets), **transport)
    trials: list[Trial] = []
    for channel in channels:
        fitting = [place for place in stage.places if bool(place.phone) == channel.is_text]
        places = play.dice.sample(fitting, play.sized(5, 1))
        for place in places:
            _set_team(stage, place, channel)
        for _play in range(PLAYS):
            batch, deaths = _feed(play, channel, point, places=places, tickets=tickets)
            trials += batch
            if deaths == len(batch):
                break
            again.append(f"{channel.name}, {point}: {deaths} workers died, wanted {len(batch)}")
            for trial in batch:
                trial.is_abandoned = True
    # Nothing is armed any more: now the dead may be missed.
    _set_leases(stage, trials, "0")
    return trials


def _feed(
    play: Play, channel: Channel, point: str, *, places: Sequence[Place], tickets: Path
) -> tuple[list[Trial], int]:
    """Submit a lead at each place, with a death for each of them; return them, and how many workers died."""
    batch: list[Trial] = []
    stage = play.stage
    for number in range(len(places)):
        (tickets / str(number)).touch()
    for place in places:
        email = f"{channel.local or point}+{play.dice.randrange(10**9)}@people.example"
        submission = stage.submit(place, email=email)
        batch.append(Trial(channel, point, place, submission, TABLE[PLACES[point], channel.repeat]))
    end = now() + DIES_WITHIN
    while any(tickets.iterdir()) and now() < end:
        stage.wait(LOOK_EVERY)
        _set_leases(stage, batch, "1 hour")
    left = sum(_withdrawn(ticket) for ticket in list(tickets.iterdir()))
    _set_leases(stage, batch, "1 hour")
    return batch, len(batch) - left


def _withdrawn(ticket: Path) -> bool:
    try:
        ticket.unlink()
    except FileNotFoundError:
        return False
    return True


def _unseen(trials: Sequence[Trial]) -> list[str]:
    """Points on channels of which every batch was abandoned."""
    played = {(trial.channel.name, trial.point) for trial in trials}
    seen = {(trial.channel.name, trial.point) for trial in trials if not trial.is_abandoned}
    return [f"{channel}, {point}" for channel, point in sorted(played - seen)]


def _set_leases(stage: Stage, trials: Sequence[Trial], rest: str) -> None:
    """Let the leases of dead workers run out so much later.

    While a point is armed for others, a job that comes back would die of it again, until it is a dead letter.
    """
    places = {trial.submission.lead: trial.place for trial in trials}
    for row in stage.database.dispatches(list(places)):
        if row["job_state"] == "running":
            stage.database.change(
                places[str(row["lead"])].organization,
                "UPDATE automation_job SET lease_until = now() + %(rest)s::interval"
                " WHERE state = 'running' AND id = %(job)s",
                {"rest": rest, "job": row["job"]},
            )


def _set_team(stage: Stage, place: Place, channel: Channel) -> None:
    """Let the organization's team be told of leads on this channel alone, or not at all."""
    address = place.contact if channel.has_team and not channel.is_text else ""
    stage.database.change(
        place.organization, "UPDATE tenants_organization SET contact_email = %(address)s", {"address": address}
    )
    # Of a team without an address its owners are told by mail; others are told as they chose.
    stage.database.change(
        place.organization,
        "UPDATE tenants_membership SET is_active = %(active)s, role = %(role)s",
        {"active": channel.has_team, "role": "staff" if channel.is_text else "owner"},
    )


def _settle(play: Play, trials: Sequence[Trial], since: float, journal: Path) -> list[str]:
    """Wait until every trial has come to its end; return those whose end is another one, in words."""
    found: dict[str, str] = {}

    def all_as_expected() -> bool:
        nonlocal found
        found = _differences(play.stage, trials, since, journal)
        return not found

    play.stage.until(all_as_expected, within=play.limit(SETTLES_WITHIN), every=1)
    return list(found.values())


def _differences(stage: Stage, trials: Sequence[Trial], since: float, journal: Path) -> dict[str, str]:
    rows = {
        (str(row["lead"]), row["of"], row["channel"]): row
        for row in stage.database.dispatches([trial.submission.lead for trial in trials])
    }
    accepted = [*stage.mailroom.accepted(since=moment(since)), *journal_of(journal)]
    wrong = {}
    for trial in trials:
        row = rows.get((trial.submission.lead, trial.channel.of, trial.channel.channel))
        ended = _end(row, trial.submission, accepted)
        if not trial.allows(ended):
            words = f"{trial.channel.name}, {trial.point}: expected {trial.expected}, found {ended}"
            wrong[trial.submission.lead] = words + (f" after {row['tries']} tries: {row['last_error']}" if row else "")
    return wrong


def _end(row: Row | None, submission: Submission, accepted: Sequence[Accepted]) -> Expected | None:
    if row is None:
        return None
    count = sum(each.to == row["to_address"].lower() and submission.marker in each.text for each in accepted)
    return Expected(row["job_state"], count, asked=row["asked"])


def _distinct(found: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    return [each for number, each in enumerate(found) if each not in found[:number]]


SCENARIO = Scenario("R2", "a worker dies at every crash point, on every channel", 4.5, run)
