"""What will be said later if nobody speaks meanwhile, and what was due and did not go out."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from automation.enums import JobState
from automation.models import Job
from leads.durations import clock, duration
from messaging.enums import DispatchState, MessageKind, RunState
from messaging.models import Message, Run
from messaging.services.messages import DELIVER
from messaging.services.sequences import RUN_STEP
from tenants.models import Organization

SHOWN: Final = 5
# Of the deliveries that wait, this many are looked through for follow-ups.
MOST_DELIVERIES: Final = 200
# The sweep looks each second; what is due for longer than this is late.
LATE: Final = timedelta(minutes=5)


def follow_ups(organization: Organization, *, now: datetime) -> list[dict[str, Any]]:
    """Return the next follow-ups, those that are late or held first, each with its state in words."""
    runs = list(
        Run.objects.filter(state=RunState.ACTIVE, next_at__isnull=False)
        .select_related("contact")
        .order_by("next_at", "id")[:SHOWN]
    )
    errors = _errors([run for run in runs if _is_late(run.next_at, now)])
    rows = [_held_row(message, organization) for message in _held()]
    rows += [_run_row(run, organization, errors.get(_key(run), ""), now) for run in runs]
    return rows[:SHOWN]


def _is_late(at: datetime | None, now: datetime) -> bool:
    return at is not None and at < now - LATE


def _key(run: Run) -> str:
    return f"{run.pk}:{run.position}"


def _errors(late: list[Run]) -> dict[str, str]:
    """Return why late steps did not go out, as far as their jobs know."""
    if not late:
        return {}
    jobs = Job.objects.filter(kind=RUN_STEP, dedupe_key__in=[_key(run) for run in late])
    return {
        job.dedupe_key: _("It stopped after several tries: %(why)s") % {"why": job.last_error}
        if job.state == JobState.DEAD
        else job.last_error
        for job in jobs
    }


def _held() -> list[Message]:
    """Return follow-ups whose time came and that permission holds, or the provider did not take yet."""
    waiting = Job.objects.filter(kind=DELIVER, state=JobState.WAITING).order_by("run_at", "id")
    ids = [payload["message"] for payload in waiting.values_list("payload", flat=True)[:MOST_DELIVERIES]]
    if not ids:
        return []
    held = Message.objects.filter(
        pk__in=ids, kind=MessageKind.FOLLOW_UP, state__in=[DispatchState.HELD, DispatchState.QUEUED]
    )
    return list(held.exclude(error="").select_related("contact").order_by("created_at", "id")[:SHOWN])


def _held_row(message: Message, organization: Organization) -> dict[str, Any]:
    until = _("held until %(time)s") % {"time": clock(message.held_until)} if message.held_until else _("tried again")
    return {
        "id": message.pk,
        "name": message.contact.name,
        "url": _url(organization, message.about_id),
        "mark": "held",
        "state": until,
        "detail": message.error,
    }


def _run_row(run: Run, organization: Organization, error: str, now: datetime) -> dict[str, Any]:
    at = run.next_at or now
    row = {
        "id": run.pk,
        "name": run.contact.name,
        "url": _url(organization, run.about_id),
        "mark": "",
        "state": clock(at),
        "detail": _("by e-mail, unless somebody writes before"),
    }
    if _is_late(at, now):
        row["mark"] = "stop"
        row["state"] = _("%(time)s overdue") % {"time": duration(now - at)}
        row["detail"] = error or _("It waits for a free worker, and goes out as soon as there is one.")
    elif at <= now:
        row["state"] = _("due now")
    return row


def _url(organization: Organization, about_id: Any) -> str:
    return reverse("leads:lead", args=[organization.slug, about_id]) if about_id else ""
