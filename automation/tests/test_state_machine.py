"""Any order of claims, ends, crashes, sweeps and decisions keeps what jobs promise.

The same orders each time; with STATE_MACHINE_EXAMPLES as many others as it says, by pytest's `--hypothesis-seed`.
"""

import os
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from automation import kinds, ownership, recovery, runner, services, sweeper
from automation.enums import FINAL_STATES, TRANSITIONS, Effect, EscalationState, JobState
from automation.exceptions import LostClaimError
from automation.kinds import CannotTell, DidNotHappen, Happened
from automation.models import Escalation, Job, JobAttempt
from automation.tests import scenes
from tenants.models import AuditEvent
from tenants.scoping import scope
from tenants.tests import worlds

EXAMPLES = int(os.environ.get("STATE_MACHINE_EXAMPLES", "0"))
EFFECTS = ("rows", "once")
ASKING = {JobState.DEAD: "dead_letter", JobState.UNKNOWN: "unknown_outcome"}
FINDINGS = {"happened": Happened("receipt"), "did not happen": DidNotHappen(), "cannot tell": CannotTell("Silence.")}
pytestmark = pytest.mark.usefixtures("rings")


class Jobs(RuleBasedStateMachine):
    """One organization's jobs under workers that come, go and come back late."""

    orders = steps = 0

    def __init__(self):
        super().__init__()
        type(self).orders += 1
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.clock = time_machine.travel("2026-03-02T10:00:00Z", tick=False)
        self.now = self.clock.start()
        self.finding = FINDINGS["cannot tell"]
        self.kinds = [
            scenes.kind(
                effect=effect,
                name=f"tests.{effect}",
                reconcile=lambda _job: self.finding,
                confirm=lambda job, _receipt: self._save_effect(job),
            )
            for effect in map(Effect, EFFECTS)
        ]
        for kind in self.kinds:
            kind.__enter__()
        self.organization_id = worlds.organization("Acme Plumbing").pk
        self.claims = []
        # Tries that left and whose outcome nobody has said yet: by job, the try's id.
        self.out = {}
        self.states = {}
        for effect in EFFECTS:
            self.enqueue(effect)

    def teardown(self):
        for kind in self.kinds:
            kind.__exit__(None, None, None)
        self.clock.stop()
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    # What workers do

    @rule(effect=st.sampled_from(EFFECTS))
    def enqueue(self, effect):
        with scope(self.organization_id):
            job = services.enqueue(f"tests.{effect}", {}, dedupe_key="the only one")
        self.states.setdefault(job.pk, JobState.WAITING)

    @rule(pick=st.integers(0, 1))
    def claim(self, pick):
        job_id = sorted(self.states)[pick % len(self.states)]
        claim = runner.claim_job(self.organization_id, job_id)
        if claim is not None:
            assert self.states[job_id] == JobState.WAITING
            self.claims.append(claim)

    @precondition(lambda self: self.claims)
    @rule(pick=st.integers(0, 2))
    def leave(self, pick):
        claim = self.claims[pick % len(self.claims)]
        job = self._job(claim.job_id)
        is_held = job.attempt_id == claim.attempt_id and job.state == JobState.RUNNING
        try:
            ownership.owner.fence(self.organization_id, job.pk, claim.attempt_id, self._soon())
        except LostClaimError:
            assert not is_held
        else:
            assert is_held
            claim.has_left = True
            self.out[job.pk] = claim.attempt_id

    @precondition(lambda self: self.claims)
    @rule(pick=st.integers(0, 2))
    def finish(self, pick):
        claim = self.claims.pop(pick % len(self.claims))
        job = self._job(claim.job_id)
        is_held = job.attempt_id == claim.attempt_id and job.state in {JobState.RUNNING, JobState.UNKNOWN}
        try:
            with claim.finishing():
                self._save_effect(job)
        except LostClaimError:
            assert not is_held
        else:
            assert is_held
            self._is_answered(claim)

    @precondition(lambda self: self.claims)
    @rule(
        pick=st.integers(0, 2), permanent=st.booleans(), open_end=st.booleans(), wish=st.sampled_from([None, 1.0, 1e9])
    )
    def fail(self, pick, permanent, open_end, wish):
        claim = self.claims.pop(pick % len(self.claims))
        is_open = open_end and claim.has_left and not permanent
        state = runner._fail(
            kinds.get(claim.kind),
            claim,
            "It did not work.",
            permanent=permanent,
            retry_after=wish,
            ambiguous=is_open,
        )
        if state is not None and not is_open:
            self._is_answered(claim)

    @precondition(lambda self: self.claims)
    @rule(pick=st.integers(0, 2))
    def crash(self, pick):
        self.claims.pop(pick % len(self.claims))

    @rule(seconds=st.sampled_from([61, 0]))
    def sweep(self, seconds):
        self.now.shift(timedelta(seconds=seconds))
        sweeper.sweep()

    @precondition(lambda self: self.claims)
    @rule()
    def pause_longer_than_the_lease(self):
        self.sweep(61)

    @rule(finding=st.sampled_from(sorted(FINDINGS)), pick=st.integers(0, 1), settled=st.booleans())
    def ask_the_provider(self, finding, pick, settled):
        job = self._job(sorted(self.states)[pick % len(self.states)])
        if settled and job.reconcile_at:
            self.now.shift(max(job.reconcile_at - timezone.now(), timedelta(0)))
        is_due = bool(job.reconcile_at) and job.reconcile_at <= timezone.now()
        self.finding = FINDINGS[finding]
        state = recovery.reconcile(self.organization_id, job.pk)
        assert (state is not None) == is_due
        if is_due and finding != "cannot tell":
            self.out.pop(job.pk, None)

    @rule(when=st.sampled_from(["any time"]), pick=st.integers(0, 1))
    def the_provider_reports(self, when, pick):
        """Its webhook: only of what it was given."""
        job = self._job(sorted(self.states)[pick % len(self.states)])
        if job.pk not in self.out:
            return
        with scope(self.organization_id):
            ended = services.confirm_job(job.kind, job.dedupe_key, "receipt")
        assert ended == (job.state in {JobState.WAITING, JobState.UNKNOWN, JobState.DEAD})
        if ended:
            self.out.pop(job.pk)

    @rule(hours=st.sampled_from([0.1, 1, 30]))
    def wait(self, hours):
        self.now.shift(timedelta(hours=hours))

    # What people do

    @rule(pick=st.integers(0, 1))
    def retry(self, pick):
        job_id = sorted(self.states)[pick % len(self.states)]
        with scope(self.organization_id):
            retried = services.retry_dead_letter(job_id, actor=None)
        assert retried == (self.states[job_id] in ASKING)
        if retried:
            # A person has taken it on: it may happen twice.
            self.out.pop(job_id, None)

    @rule(pick=st.integers(0, 1))
    def dismiss(self, pick):
        job_id = sorted(self.states)[pick % len(self.states)]
        with scope(self.organization_id):
            dismissed = services.dismiss_dead_letter(job_id, reason="Called instead.", actor=None)
        assert dismissed == (self.states[job_id] in ASKING)

    @rule(effect=st.sampled_from(EFFECTS))
    def cancel(self, effect):
        with scope(self.organization_id):
            services.cancel_jobs(f"tests.{effect}", "the only one", reason="Not needed any more.")

    def _save_effect(self, job):
        AuditEvent.objects.create(action="tests.effect", subject_kind="job", subject_id=job.pk, at=job.run_at)

    def _is_answered(self, claim):
        if self.out.get(claim.job_id) == claim.attempt_id:
            del self.out[claim.job_id]

    def _soon(self):
        return timezone.now() + timedelta(seconds=60)

    # What always holds

    def _job(self, job_id):
        with scope(self.organization_id):
            return Job.objects.get(pk=job_id)

    @invariant()
    def promises_hold(self):
        type(self).steps += 1
        with scope(self.organization_id):
            jobs = list(Job.objects.all())
            self._moved_as_the_table_says(jobs)
            self._has_one_live_attempt_at_most_and_only_while_it_runs(jobs)
            self._asks_for_somebody_exactly_when_somebody_must_act(jobs)
            self._says_when_it_ended_exactly_when_it_did(jobs)
            self._saved_its_effect_exactly_when_it_is_done(jobs)
            self._lets_nothing_costly_out_while_an_earlier_try_is_unanswered(jobs)

    def _moved_as_the_table_says(self, jobs):
        assert {job.pk for job in jobs} == self.states.keys()
        for job in jobs:
            before, now = self.states[job.pk], JobState(job.state)
            assert now == before or now in TRANSITIONS[before], f"{before} -> {now}"
            self.states[job.pk] = now

    def _has_one_live_attempt_at_most_and_only_while_it_runs(self, jobs):
        live = JobAttempt.objects.filter(ended_at=None).values_list("job_id", "pk")
        assert sorted(live) == sorted((job.pk, job.attempt_id) for job in jobs if job.state == JobState.RUNNING)

    def _asks_for_somebody_exactly_when_somebody_must_act(self, jobs):
        asked = Escalation.objects.filter(state=EscalationState.OPEN).values_list("job_id", "reason")
        assert sorted(asked) == sorted(
            (job.pk, ASKING[job.state]) for job in jobs if job.state in ASKING and job.reconcile_at is None
        )

    def _says_when_it_ended_exactly_when_it_did(self, jobs):
        for job in jobs:
            assert (job.finished_at is not None) == (job.state in FINAL_STATES)
            assert (job.lease_until is not None) == (job.state == JobState.RUNNING)
            assert (job.unknown_at is not None) == (job.state == JobState.UNKNOWN)
            assert job.reconcile_at is None or job.state == JobState.UNKNOWN
            assert job.attempt <= runner.MAX_ATTEMPTS

    def _lets_nothing_costly_out_while_an_earlier_try_is_unanswered(self, jobs):
        for job in jobs:
            if job.effect == Effect.ONCE and job.pk in self.out:
                is_the_try_itself = job.state == JobState.RUNNING and job.attempt_id == self.out[job.pk]
                assert is_the_try_itself or job.state in {JobState.UNKNOWN, JobState.DISMISSED}, job.state

    def _saved_its_effect_exactly_when_it_is_done(self, jobs):
        saved = AuditEvent.objects.filter(action="tests.effect").values_list("subject_id", flat=True)
        assert sorted(saved) == sorted(job.pk for job in jobs if job.state == JobState.DONE)


@pytest.mark.django_db
def test_jobs_keep_their_promises_in_any_order(record_property):
    Jobs.orders = Jobs.steps = 0
    run_state_machine_as_test(
        Jobs,
        settings=settings(
            max_examples=EXAMPLES or 70,
            stateful_step_count=30,
            deadline=None,
            derandomize=not EXAMPLES,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
    record_property("orders", Jobs.orders)
    record_property("steps", Jobs.steps)
