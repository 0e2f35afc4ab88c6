"""Times and lengths of time in the words of the pages."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from leadwizard.ui.wording import NO_BREAK_SPACE


def clock(at: datetime) -> str:
    """Return a time of the active zone: 3:00 PM today, Tue 3:00 PM within a week, 17 Nov after that."""
    local, today = timezone.localtime(at), timezone.localdate()
    time = date_format(local, "g:i A").replace(" ", NO_BREAK_SPACE)
    days = abs((local.date() - today).days)
    if days == 0:
        return time
    return f"{date_format(local, 'D')} {time}" if days < 7 else date_format(local, "j M")  # noqa: PLR2004 - a week


def duration(length: timedelta) -> str:
    """Return how long something takes: 41 s, 3 min 20 s, 26 min, 3 h, 2 days."""
    return " ".join(f"{figure}{NO_BREAK_SPACE}{unit}" for figure, unit in duration_parts(length))


def duration_parts(length: timedelta) -> list[tuple[int, str]]:
    """Return a length of time as figures with their units; the second one only where it still tells something."""
    seconds = max(0, round(length.total_seconds()))
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if not minutes:
        return [(seconds, _("s"))]
    if minutes < 10:  # noqa: PLR2004 - below ten minutes seconds still count
        return [(minutes, _("min")), *([(seconds % 60, _("s"))] if seconds % 60 else [])]
    if not hours:
        return [(minutes, _("min"))]
    if hours < 10:  # noqa: PLR2004 - below ten hours minutes still count
        return [(hours, _("h")), *([(minutes % 60, _("min"))] if minutes % 60 else [])]
    if not days:
        return [(hours, _("h"))]
    return [(days, _("day") if days == 1 else _("days"))]
