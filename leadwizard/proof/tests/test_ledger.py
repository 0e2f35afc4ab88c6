"""The comparison sees what is wrong: a proof that could not fail would prove nothing."""

from leadwizard.proof.ledger import compare
from leadwizard.proof.load import Request, Submission
from leadwizard.stage.mailroom import Accepted

LEAD, OTHER = "01a1fc2c-0092-712e-9547-6622913d837c", "01a1fc2c-0092-712e-9547-6622913d837d"
TEAM = "owner@acme.example"


def submission(lead=LEAD, marker="Egsutimdkmxc", status="accepted"):
    return Submission("acme", f"{marker.lower()}@people.example", marker, [Request(1.0, 0.1, 201)], lead, status)


def row(of, to, *, job="done", asked=False, lead=LEAD):
    return {
        "lead": lead,
        "of": of,
        "channel": "email",
        "to_address": to,
        "job_state": job,
        "attempt": 1,
        "asked": asked,
    }


def mail(to, text="New request from Egsutimdkmxc Tester", number="1"):
    return Accepted(number, "resend", to, text, "2026-03-02T10:00:00+00:00")


ROWS = [row("message", "egsutimdkmxc@people.example"), row("notice", TEAM)]
MAILS = [mail("egsutimdkmxc@people.example", "Dear Egsutimdkmxc,\nthank you."), mail(TEAM)]


def found(rows=ROWS, mails=MAILS, leads=None, stored=frozenset({LEAD})):
    return compare(leads or [submission()], set(stored), rows, mails)


def test_everything_once_is_clean():
    result = found()
    assert result.is_clean
    assert result.figures() == {
        "leads acknowledged": 1,
        "messages": 2,
        "accepted once": 2,
        "lost": 0,
        "twice": 0,
        "left to a person": 0,
        "not final": 0,
    }


def test_a_copy_is_seen_whatever_its_key_or_row():
    result = found(mails=[*MAILS, mail(TEAM, "Another subject, the same Egsutimdkmxc", "2")])
    assert len(result.twice) == 1
    assert not result.is_clean


def test_a_copy_to_somebody_whom_no_row_knows_is_seen():
    assert len(found(mails=[*MAILS, mail("stranger@people.example")]).twice) == 1


def test_a_message_that_is_done_and_that_nobody_accepted_is_lost():
    assert len(found(mails=MAILS[:1]).lost) == 1


def test_a_dead_or_unknown_message_that_nobody_was_asked_about_is_lost():
    for state in ("dead", "dismissed"):
        rows = [ROWS[0], row("notice", TEAM, job=state)]
        assert len(found(rows, MAILS[:1]).lost) == 1
        assert not found([ROWS[0], row("notice", TEAM, job=state, asked=True)], MAILS[:1]).lost


def test_what_waits_for_a_person_is_neither_lost_nor_open():
    result = found([ROWS[0], row("notice", TEAM, job="unknown", asked=True)], MAILS[:1])
    assert (len(result.asked), result.lost, result.not_final) == (1, [], [])


def test_what_is_still_open_is_not_final():
    for state in ("waiting", "running", "unknown"):
        result = found([ROWS[0], row("notice", TEAM, job=state)], MAILS[:1])
        assert (len(result.not_final), result.lost) == (1, [])


def test_a_lead_that_was_acknowledged_and_is_not_there_is_lost():
    assert len(found(rows=[], mails=[], stored=frozenset()).lost) == 1


def test_a_lead_without_an_answer_or_without_a_notice_is_lost():
    assert len(found(ROWS[:1], MAILS[:1]).lost) == 1
    assert len(found(ROWS[1:], MAILS[1:]).lost) == 1


def test_a_lead_in_quarantine_is_answered_by_a_person():
    assert found([], [], [submission(status="quarantined")]).is_clean


def test_a_message_whose_report_was_faster_than_our_commit_counts_once():
    rows = [ROWS[0], row("notice", TEAM, job="cancelled")]
    assert found(rows).is_clean
    assert len(found(rows, [*MAILS, mail(TEAM, number="2")]).twice) == 1
    assert len(found(rows, MAILS[:1]).lost) == 1


def test_leads_of_one_team_are_told_apart():
    leads = [submission(), submission(OTHER, "Abcdefghijkl")]
    rows = [*ROWS, row("message", "abcdefghijkl@people.example", lead=OTHER), row("notice", TEAM, lead=OTHER)]
    mails = [*MAILS, mail("abcdefghijkl@people.example", "Dear Abcdefghijkl,")]
    both = {LEAD, OTHER}
    assert len(compare(leads, both, rows, mails).lost) == 1
    assert compare(leads, both, rows, [*mails, mail(TEAM, "From Abcdefghijkl Tester")]).is_clean
