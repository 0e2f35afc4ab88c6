"""Jobs and escalations in words that an owner understands."""

import re
from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from automation import kinds
from automation.enums import JobState
from automation.models import Escalation, Job, JobAttempt
from leadwizard.ui.wording import number_in_words

# A name as Python gives it to errors: it says nothing to people.
_ERROR_NAME: Final = re.compile(r"[A-Za-z_][\w.]*")
# What may let somebody in: words after "key=", names and passwords in addresses, long runs of letters and digits.
_SECRETS: Final = (
    re.compile(r"(?i)\b(?:authorization|bearer|token|api[-_ ]?key|key|password|secret)\s*[:=]\s*(?:bearer\s+)?\S+"),
    re.compile(r"(?i)\bbearer\s+[\w.~+/=-]{8,}"),
    re.compile(r"(?<=://)[^/\s@]+@"),
    re.compile(r"\b(?:sk|rk|pk|re|whsec|xox[abp])[-_][\w-]{6,}"),
    re.compile(r"\b(?=[\w+/=-]*\d)[\w+/=-]{28,}"),
)
DEAD_LETTERS: Final = gettext_lazy("Dead letters")
WENT_AWAY: Final = "the worker went away"
_OUTCOMES: Final[dict[str, tuple[str, str | Promise]]] = {
    "": ("now", gettext_lazy("Under way")),
    JobState.WAITING: ("held", gettext_lazy("It did not work, and was planned again")),
    JobState.UNKNOWN: ("unknown", gettext_lazy("Nobody can tell whether it worked")),
    JobState.DONE: ("done", gettext_lazy("It worked")),
    JobState.DEAD: ("stop", gettext_lazy("It did not work, and LeadWizard gave up")),
    JobState.CANCELLED: ("held", gettext_lazy("It was no longer wanted")),
}
_REASONS: Final[dict[str, str | Promise]] = {
    "dead_letter": gettext_lazy("Given up"),
    "unknown_outcome": gettext_lazy("Nobody can tell"),
}
_IDS: Final = re.compile(r"[0-9a-fA-F-]{32,36}")


def kind_label(name: str) -> str:
    """Return what a kind of work is called; work that no app does any more is called just that."""
    kind = kinds.find(name)
    if kind is None:
        return _("Work of an earlier version")
    return str(kind.label) or name


def title_words(title: str, kind: str = "") -> str:
    """Return an escalation's title; where only the name of a kind was known, what that kind is called."""
    if kinds.find(title):
        return _("%(work)s did not work") % {"work": kind_label(title)}
    return title or kind_label(kind)


def describe(job: Job) -> str:
    """Return what a job was about, as its kind says it now."""
    kind = kinds.find(job.kind)
    return kind.describe(job) if kind and kind.describe else title_words(job.kind, job.kind)


def error_words(error: str) -> str:
    """Return an error as a sentence, without anything that could let somebody in."""
    line = error.strip().partition("\n")[0].strip()
    if not line:
        return ""
    if line == WENT_AWAY:
        return _("LeadWizard was stopped while it worked on this.")
    if _ERROR_NAME.fullmatch(line) or line.startswith("Traceback"):
        return _("Something in LeadWizard itself broke. The details are in its log.")
    for pattern in _SECRETS:
        line = pattern.sub("…", line)
    line = line[0].upper() + line[1:]
    return line if line[-1] in ".!?…" else f"{line}."


def advice(job: Job) -> str:
    """Return what a person can do about a dead letter, from how it came to be one."""
    kind = kinds.find(job.kind)
    if kind is None:
        return _("LeadWizard no longer does this kind of work. You can only dismiss it.")
    if job.attempt > len(kind.ladder):
        return _(
            "LeadWizard tried %(n)s times, with longer and longer pauses. If what stood in the way is gone, let it try"
            " again. Nothing it had was lost."
        ) % {"n": number_in_words(job.attempt)}
    return _(
        "This was refused for good, so LeadWizard did not try again by itself. Mend what the sentence above names"
        " first, then let it try again."
    )


def outcome(attempt: JobAttempt) -> tuple[str, str]:
    """Return the mark and the words for how a try ended."""
    mark, words = _OUTCOMES.get(attempt.outcome, ("held", attempt.get_outcome_display()))
    return mark, str(words)


def reason_label(escalation: Escalation) -> str:
    """Return why somebody is asked, in two words; an unknown reason is spelled out as it is."""
    return str(_REASONS.get(escalation.reason) or escalation.reason.replace("_", " ").capitalize())


def story(escalation: Escalation) -> str:
    """Return what happened, in a sentence or two."""
    match escalation.reason:
        case "dead_letter":
            return _("LeadWizard could not do this, and stopped trying. What it had is kept.")
        case "unknown_outcome":
            return _(
                "This was handed over, but no answer came back. It may have arrived, or it may not. LeadWizard does"
                " not send it again by itself, because it could arrive twice."
            )
        case _:
            return _("LeadWizard cannot go on here without a person.")


def facts(context: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what was noted when somebody was asked: words under their names, no ids and nothing shown elsewhere."""
    return [
        (name.replace("_", " ").capitalize(), value)
        for name, value in context.items()
        if name not in {"error", "kind"} and isinstance(value, str) and value and not _IDS.fullmatch(value)
    ]
