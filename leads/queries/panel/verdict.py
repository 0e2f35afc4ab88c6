"""What the model said of a lead, what the gate made of it, and what a person may still do with it."""

from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from automation.ai import NoAnswerError
from automation.ai.endpoints import configured
from automation.enums import JobState, ModelOutcome
from automation.models import Job, ModelCall
from leads.enums import OPEN_TO_WORK, Decision, DraftOutcome
from leads.models import Analysis, Lead, ReplySettings
from leads.queries.panel.thread import member_name
from messaging.models import Message
from tenants.models import Membership

MICRO_DOLLARS: Final = 1_000_000
_JOBS: Final = ("leads.triage", "leads.analyse")
Segments = list[tuple[str, bool]]


def newest_analysis(lead: Lead) -> Analysis | None:
    """Return what the model said last, if it said anything."""
    rows = Analysis.objects.filter(lead=lead).select_related("decided_by__user")
    return rows.order_by("-created_at", "-id").first()


def model_context(
    lead: Lead, analysis: Analysis | None, draft: Message | None, *, member: Membership
) -> dict[str, Any]:
    """Return what the tab about the model shows."""
    if analysis is None:
        return {"silence": _silence(lead)}
    checks = [check for check in analysis.verdict.get("checks", []) if isinstance(check, dict)]
    failed = [_check(check, analysis) for check in checks if not check.get("passed")]
    spans = [span for check in checks if not check.get("passed") for span in check.get("spans", [])]
    threshold = ReplySettings.objects.values_list("threshold", flat=True).first()
    if threshold is None:
        threshold = ReplySettings._meta.get_field("threshold").default
    return {
        "analysis": analysis,
        "tags": ", ".join(str(tag) for tag in analysis.tags),
        "gauge": _gauge(analysis.confidence, threshold),
        "reply": marked_paragraphs(analysis.suggested_reply, spans),
        "reply_state": _reply_state(analysis, member, is_open=draft is not None),
        "was_sent": analysis.decision == Decision.SENT,
        "is_late": analysis.decision == Decision.LATE,
        "failed_checks": failed,
        "passed_checks": [check for check in checks if check.get("passed")],
        "check_count": len(checks),
        "seconds": f"{analysis.milliseconds / 1000:.1f}",
        "cost": f"${analysis.cost / MICRO_DOLLARS:.4f}" if analysis.cost else "",
    }


def _check(check: dict[str, Any], analysis: Analysis) -> dict[str, Any]:
    """Return a check that failed; a wish to read first stops nothing, it asks."""
    asks = analysis.decision == Decision.APPROVAL
    return {
        "title": check.get("title", ""),
        "words": check.get("words", ""),
        "state": "turn" if asks else "stop",
        "verdict": _("Waits for you") if asks else _("Stopped it"),
    }


def _gauge(confidence: float, threshold: float) -> dict[str, str]:
    """Return lengths for the drawing, which scales from 0 to 1, and the figures beside it."""
    return {
        "width": f"{min(max(confidence, 0), 1) * 100:.0f}%",
        "tick": f"{threshold * 100:.0f}%",
        "figure": f"{confidence:.2f}",
        "asked": f"{threshold:.2f}",
    }


def marked_paragraphs(text: str, spans: list[Any]) -> list[list[Segments]]:
    """Return a text as paragraphs of lines of segments, each with whether a check objects to it.

    `spans` are pairs of places in the text; whatever does not fit is left out, and overlaps become one.
    """
    objected = [False] * len(text)
    for span in spans:
        if isinstance(span, list) and len(span) == 2 and all(isinstance(place, int) for place in span):  # noqa: PLR2004
            start, end = max(span[0], 0), min(span[1], len(text))
            objected[start:end] = [True] * max(end - start, 0)
    paragraphs: list[list[Segments]] = [[[]]]
    for at, letter in enumerate(text.rstrip()):
        line = paragraphs[-1][-1]
        if letter == "\n":
            # An empty line ends a paragraph, however many of them follow each other.
            if line:
                paragraphs[-1].append([])
            elif paragraphs[-1] != [[]]:
                paragraphs[-1].pop()
                paragraphs.append([[]])
        elif line and line[-1][1] == objected[at]:
            line[-1] = (line[-1][0] + letter, objected[at])
        else:
            line.append((letter, objected[at]))
    return paragraphs


def _reply_state(analysis: Analysis, member: Membership, *, is_open: bool) -> str:
    """Return what became of the reply, in a few words."""
    who = member_name(analysis.decided_by, member) if analysis.decided_by else _("a former member")
    if analysis.outcome == DraftOutcome.SENT:
        return _("sent as it was, by %(who)s") % {"who": who}
    if analysis.outcome == DraftOutcome.EDITED:
        return _("edited and sent, by %(who)s") % {"who": who}
    if analysis.outcome == DraftOutcome.DISCARDED:
        return _("discarded by %(who)s") % {"who": who}
    if analysis.decision == Decision.SENT:
        return _("sent by LeadWizard")
    return _("waits for you") if is_open else _("not sent")


def _silence(lead: Lead) -> dict[str, Any]:
    """Return why there is no analysis, what happened instead, and when the model is asked again."""
    if lead.suspicion not in OPEN_TO_WORK:
        return {"mark": "held", "title": _("Not read by the model"), "words": _("Nothing in quarantine is.")}
    job = (
        Job.objects.filter(kind__in=_JOBS, dedupe_key=str(lead.pk), state__in=[JobState.WAITING, JobState.RUNNING])
        .order_by("run_at")
        .first()
    )
    if job and job.kind == _JOBS[0]:
        return {"mark": "now", "title": _("The model is reading it"), "words": _("It has a few seconds for that.")}
    instead = _("The customer got your acknowledgement instead.") if lead.email else _("Nothing was sent by itself.")
    if _is_unconfigured():
        return {"mark": "next", "title": _("No model is set up"), "words": instead, "unconfigured": True}
    last = ModelCall.objects.filter(about_id=lead.pk).order_by("-at", "-id").first()
    why = str(ModelOutcome(last.outcome).label) if last and last.outcome != ModelOutcome.ANSWERED else ""
    again: datetime | None = job.run_at if job else None
    return {
        "mark": "held" if again else "unknown",
        "title": _("The model gave no answer"),
        "words": instead,
        "why": why,
        "again": again,
    }


def _is_unconfigured() -> bool:
    try:
        configured()
    except NoAnswerError:
        return True
    return False
