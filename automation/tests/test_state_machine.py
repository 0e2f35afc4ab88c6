"""Any order of claims, ends, crashes, sweeps and decisions keeps what jobs promise."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from automation import kinds, runner, services, sweeper
from automation.enums import FINAL_STATES, OPEN_STATES, TRANSITIONS, Effect, EscalationState, JobState
from automation.exceptions import LostClaimError
from automation.models import Escalation, Job, JobAttempt
from automation.tests import scenes
from tenants.models import AuditEvent
from tenants.scoping import scope
from tenants.tests import worlds

KEYS = ("a", "b")
pytestmark = pytest.mark.usefixtures("rings")


class Jobs(RuleBasedStateMachine):
    """One organization's jobs under workers that come, go and come back late."""

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.clock = time_machine.travel("2026-03-02T10:00:00Z", tick=False)
        self.now = self.clock.start()
        self.kinds = [scenes.kind(effect=effect, name=f"tests.{effect}") for effect in (Effect.ROWS, Effect.ONCE)]
        for kind in self.kinds:
            kind.__enter__()
        self.organization_id = worlds.organization("Acme Plumbing").pk
        self.claims = []
        self.states = {}
        self.effects = {}
        self.enqueue(effect="rows", key="a")

    def teardown(self):
        for kind in self.kinds:
            kind.__exit__(None, None, None)
        self.clock.stop()
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    # What workers do

    @rule(effect=st.sampled_from(["rows", "once"]), key=st.sampled_from(KEYS))
    def enqueue(self, effect, key):
        with scope(self.organization_id):
            job = services.enqueue(f"tests.{effect}", {}, dedupe_key=key)
        self.states.setdefault(job.pk, JobState.WAITING)
        self.effects.setdefault(job.pk, 0)

    @rule(pick=st.integers(0, 3))
    def claim(self, pick):
        job_id = sorted(self.states)[pick % len(self.states)]
        claim = runner.claim_job(self.organization_id, job_id)
        if claim is not None:
            assert self.states[job_id] == JobState.WAITING
            self.claims.append(claim)

    @precondition(lambda self: self.claims)
    @rule(pick=st.integers(0, 9))
    def finish(self, pick):
        claim = self.claims.pop(pick % len(self.claims))
        job = self._job(claim.job_id)
        is_held = job.attempt_id == claim.attempt_id and job.state in {JobState.RUNNING, JobState.UNKNOWN}
        try:
            with claim.finishing():
                AuditEvent.objects.create(action="tests.effect", subject_kind="job", subject_id=job.pk, at=job.run_at)
        except LostClaimError:
            assert not is_held
        else:
            assert is_held
            self.effects[job.pk] += 1

    @precondition(lambda self: self.claims)
    @rule(pick=st.integers(0, 9), permanent=st.booleans(), wish=st.sampled_from([None, 1.0, 1e9]))
    def fail(self, pick, permanent, wish):
        claim = self.claims.pop(pick % len(self.claims))
        runner._fail(kinds.get(claim.kind), claim, "It did not work.", permanent=permanent, retry_after=wish)

    @precondition(lambda self: self.claims)
    @rule(pick=st.integers(0, 9))
    def crash(self, pick):
        self.claims.pop(pick % len(self.claims))

    @rule()
    def sweep(self):
        self.now.shift(timedelta(seconds=61))
        sweeper.sweep()

    @rule(hours=st.sampled_from([0.1, 1, 30]))
    def wait(self, hours):
        self.now.shift(timedelta(hours=hours))

    # What people do

    @rule(pick=st.integers(0, 3))
    def retry(self, pick):
        job_id = sorted(self.states)[pick % len(self.states)]
        with scope(self.organization_id):
            retried = services.retry_dead_letter(job_id, actor=None)
        assert retried == (self.states[job_id] == JobState.DEAD)

    @rule(pick=st.integers(0, 3))
    def dismiss(self, pick):
        job_id = sorted(self.states)[pick % len(self.states)]
        with scope(self.organization_id):
            dismissed = services.dismiss_dead_letter(job_id, reason="Called instead.", actor=None)
        assert dismissed == (self.states[job_id] == JobState.DEAD)

    @rule(effect=st.sampled_from(["rows", "once"]), key=st.sampled_from(KEYS))
    def cancel(self, effect, key):
        with scope(self.organization_id):
            services.cancel_jobs(f"tests.{effect}", key, reason="Not needed any more.")

    # What always holds

    def _job(self, job_id):
        with scope(self.organization_id):
            return Job.objects.get(pk=job_id)

    @invariant()
    def states_move_as_the_table_says(self):
        with scope(self.organization_id):
            now = {job_id: JobState(state) for job_id, state in Job.objects.values_list("pk", "state")}
        assert now.keys() == self.states.keys()
        for job_id, state in now.items():
            before = self.states[job_id]
            assert state == before or state in TRANSITIONS[before], f"{before} -> {state}"
        self.states = now

    @invariant()
    def a_job_has_one_live_attempt_at_most_and_only_while_it_runs(self):
        with scope(self.organization_id):
            live = list(JobAttempt.objects.filter(ended_at=None).values_list("job_id", "pk"))
            running = list(Job.objects.filter(state=JobState.RUNNING).values_list("pk", "attempt_id"))
        assert sorted(live) == sorted(running)

    @invariant()
    def a_dead_letter_or_unknown_outcome_asks_for_somebody_and_nothing_else_does(self):
        asking = {JobState.DEAD: "dead_letter", JobState.UNKNOWN: "unknown_outcome"}
        with scope(self.organization_id):
            found = Escalation.objects.filter(state=EscalationState.OPEN).values_list("job_id", "reason")
            assert sorted(found) == sorted(
                (job_id, asking[state]) for job_id, state in self.states.items() if state in asking
            )

    @invariant()
    def what_ended_says_when_and_what_is_open_does_not(self):
        with scope(self.organization_id):
            for job in Job.objects.all():
                assert (job.finished_at is not None) == (job.state in FINAL_STATES)
                assert job.state in OPEN_STATES | FINAL_STATES | {JobState.DEAD}
                assert (job.lease_until is not None) == (job.state == JobState.RUNNING)
                assert job.attempt <= runner.MAX_ATTEMPTS

    @invariant()
    def an_effect_was_saved_exactly_for_what_is_done(self):
        with scope(self.organization_id):
            saved = AuditEvent.objects.filter(action="tests.effect").values_list("subject_id", flat=True)
            assert sorted(saved) == sorted(job_id for job_id, state in self.states.items() if state == JobState.DONE)
        assert max(self.effects.values()) <= 1


@pytest.mark.django_db
def test_jobs_keep_their_promises_in_any_order():
    run_state_machine_as_test(
        Jobs,
        settings=settings(
            max_examples=25,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
