"""What happens to a lead after it was kept."""

import logging
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from automation import kinds
from automation.ai import Answer, Endpoint, ModelOutcome, NoAnswerError, keeping, permitted
from automation.enums import Effect, Queue
from automation.kinds import Claim, Kind, Proceed
from automation.models import Job, ModelCall
from automation.runner import MAX_ATTEMPTS
from automation.services import enqueue
from leads import analysing, services
from leads.analysing import LeadAnalysis
from leads.enums import Decision
from leads.hours import opening_words
from leads.models import Analysis, Lead, ReplySettings
from messaging.enums import SequencePurpose
from messaging.services import start_run
from tenants.compiled import Compiled
from tenants.models import Organization
from tenants.scoping import scope

logger = logging.getLogger(__name__)

ANALYSE: Final = "leads.analyse"
# Seconds before the owner's analysis is tried again.
PATIENCE: Final = (60, 300, 1800, 7200)
# Trying again cannot help before somebody changes a setting.
_FINAL: Final = frozenset({ModelOutcome.NOT_CONFIGURED, ModelOutcome.OVER_BUDGET})
_LEAD: Final = Compiled(lambda lead: Lead.objects.select_related("organization", "form", "contact").filter(pk=lead))


class _Asked(NamedTuple):
    """A lead, and whom to ask about it with what they are told; or why nobody can be asked."""

    lead: Lead
    endpoint: Endpoint | None
    facts: dict[str, Any]
    failure: ModelOutcome | None


def prepare_triage(job: Job, _now: datetime) -> Proceed:
    """Look up the lead and what its model is told, in the claim's transaction."""
    lead = _LEAD.get(lead=UUID(job.payload["lead"]))
    try:
        return Proceed(_Asked(lead, permitted(analysing.PURPOSE), _facts(lead), None))
    except NoAnswerError as error:
        return Proceed(_Asked(lead, None, {}, error.reason))


def triage(claim: Claim) -> None:
    """Answer the lead once, plan the follow-up, and tell the team.

    The model is asked first and has a deadline; without its answer the acknowledgement goes out, and the analysis for
    the owner is tried again later. The deadline counts from the enquiry on: while a model hangs and holds every
    worker, those who queue for one are acknowledged as soon as they get it.
    """
    asked: _Asked = claim.prepared
    lead, organization = asked.lead, asked.lead.organization
    answer, failure = _ask(claim, asked)
    now = timezone.now()
    with keeping(answer), claim.finishing():
        settings = services.reply_settings()
        is_answered = services.has_team_answered(lead)
        analysis = _keep(lead, organization, settings, answer, now, is_answered=is_answered) if answer else None
        opening = opening_words(settings.weekly_hours, timezone.localtime(now, organization.zone))
        if not is_answered:
            services.answer_lead(
                lead,
                analysis,
                organization=organization,
                opening=opening,
                booking_url=settings.booking_url,
                now=now,
            )
        services.note_analysis(lead, analysis)
        draft = (
            services.save_draft(lead, analysis, now=now) if analysis and analysis.decision != Decision.SENT else None
        )
        start_run(lead.contact, SequencePurpose.FOLLOW_UP, about_id=lead.pk, now=now)
        services.alert_team(lead, organization=organization, wishes=settings, analysis=analysis, draft=draft, now=now)
        if failure and failure not in _FINAL:
            enqueue(ANALYSE, {"lead": lead.pk}, run_at=now + timedelta(seconds=PATIENCE[0]), dedupe_key=str(lead.pk))


def _ask(claim: Claim, asked: _Asked) -> tuple[Answer[LeadAnalysis] | None, ModelOutcome | None]:
    """Return the model's answer, or the reason why there is none."""
    if asked.endpoint is None:
        return None, asked.failure
    # Clocks of two machines may differ.
    waited = max((timezone.now() - claim.queued_at).total_seconds(), 0)
    deadline = analysing.DEADLINE_SECONDS - waited
    if deadline < analysing.LEAST_SECONDS:
        logger.warning("lead %s waited too long for a worker to wait for the model as well", asked.lead.pk)
        return None, ModelOutcome.TIMEOUT
    try:
        return _answer(claim, asked.lead, asked.endpoint, asked.facts, deadline), None
    except NoAnswerError as error:
        return None, error.reason


def analyse_later(claim: Claim) -> None:
    """Analyse a lead for its owner after the model could not in time; the customer has been answered."""
    with scope(claim.organization_id):
        lead = _LEAD.get(lead=UUID(claim.payload["lead"]))
        if Analysis.objects.filter(lead=lead).exists():
            return
    try:
        with scope(claim.organization_id):
            endpoint, facts = permitted(analysing.PURPOSE), _facts(lead)
        answer = _answer(claim, lead, endpoint, facts, analysing.PATIENT_SECONDS)
    except NoAnswerError as error:
        if error.reason not in _FINAL and claim.attempt < MAX_ATTEMPTS:
            raise
        # Not worth a dead letter: the lead was answered, and its page says that the model was silent.
        logger.warning("lead %s stays without an analysis: %s", lead.pk, error.reason)
        return
    now = timezone.now()
    with keeping(answer), claim.finishing():
        is_answered = services.has_team_answered(lead)
        analysis = _keep(
            lead,
            lead.organization,
            services.reply_settings(),
            answer,
            now,
            is_answered=is_answered,
            is_late=True,
        )
        services.note_analysis(lead, analysis)
        if not is_answered:
            services.save_draft(lead, analysis, now=now)


def _facts(lead: Lead) -> dict[str, Any]:
    return analysing.payload(lead, lead.organization, services.reply_settings())


def _answer(
    claim: Claim, lead: Lead, endpoint: Endpoint, facts: dict[str, Any], deadline: float
) -> Answer[LeadAnalysis]:
    with claim.outside():
        return analysing.analyse(claim.organization_id, lead.pk, facts, endpoint=endpoint, deadline_seconds=deadline)


def _keep(
    lead: Lead,
    organization: Organization,
    settings: ReplySettings,
    answer: Answer[LeadAnalysis],
    now: datetime,
    *,
    is_answered: bool,
    is_late: bool = False,
) -> Analysis:
    """Keep the model's answer with the gate's verdict on it."""
    # The gate's tables take half a second to build, which only the processes that judge should pay.
    from leads.judging import judge

    said, call = answer.value, answer.call
    verdict = judge(lead, organization, settings, said, is_answered=is_answered)
    decision = Decision.SENT if verdict.is_released else Decision.HELD
    if verdict.waits_for_approval:
        decision = Decision.APPROVAL
    if is_late or is_answered:
        decision = Decision.LATE
    analysis = Analysis(
        lead=lead,
        model=call.model,
        prompt_version=call.prompt_version,
        milliseconds=call.milliseconds,
        cost=call.cost,
        **said.model_dump(),
        decision=decision,
        verdict=verdict.facts(),
        created_at=now,
    )
    if not Analysis.objects.insert_new(analysis, call):
        ModelCall.objects.insert_new(call)
    return analysis


def describe(job: Job) -> str:
    """Say whose enquiry waits."""
    lead = Lead.objects.filter(pk=job.payload["lead"]).first()
    return f"The enquiry of {lead.name} was not answered" if lead else "An enquiry was not answered"


kinds.register(
    Kind(
        services.TRIAGE,
        triage,
        queue=Queue.SLOW,
        effect=Effect.REPEATABLE,
        prepare=prepare_triage,
        describe=describe,
        label=_("Answer to an enquiry"),
    )
)
kinds.register(
    Kind(
        ANALYSE,
        analyse_later,
        queue=Queue.SLOW,
        effect=Effect.REPEATABLE,
        describe=describe,
        label=_("Analysis of an enquiry"),
        ladder=PATIENCE,
        lease=timedelta(seconds=180),
    )
)
