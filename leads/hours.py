"""When a person answers, in words."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Final

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

WEEK: Final = 7


def opening_words(weekly_hours: Mapping[str, list[str]], local: datetime) -> str:
    """Return a sentence that says when a person answers, or nothing where no hours are set.

    `weekly_hours` has for each weekday ("0" is Monday) `["07:00", "18:00"]` or nothing; `local` is the time where the
    business is. Never promises how soon: only when somebody is there.
    """
    if not any(weekly_hours.values()):
        return ""
    if _is_open(weekly_hours.get(str(local.weekday())), local):
        return _("Somebody is here right now and reads your request.")
    for days in range(WEEK + 1):
        day = local + timedelta(days=days)
        hours = weekly_hours.get(str(day.weekday()))
        if not hours:
            continue
        opens = _at(day, hours[0])
        if opens > local:
            when = _("today") if days == 0 else _("tomorrow") if days == 1 else date_format(opens, "l")
            return _("A person reads it %(when)s from %(time)s.") % {"when": when, "time": date_format(opens, "g:i A")}
    return ""


def _is_open(hours: list[str] | None, local: datetime) -> bool:
    return bool(hours) and _at(local, hours[0]) <= local < _at(local, hours[1])  # type: ignore[index]  # checked


def _at(day: datetime, clock: str) -> datetime:
    hour, minute = (int(part) for part in clock.split(":"))
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)


def week_in_words(weekly_hours: Mapping[str, list[str]]) -> list[list[str]]:
    """Return the week as pairs of days and hours in words, days with the same hours together; closed days are left out.

    [["Mon to Fri", "7 AM to 6 PM"], ["Sat", "8:30 AM to 1 PM"]]
    """
    groups: list[tuple[int, int, list[str]]] = []
    for day in range(WEEK):
        hours = weekly_hours.get(str(day))
        if not hours:
            continue
        if groups and groups[-1][1] == day - 1 and groups[-1][2] == hours:
            groups[-1] = (groups[-1][0], day, hours)
        else:
            groups.append((day, day, hours))
    return [[_days(first, last), _span(hours)] for first, last, hours in groups]


def _days(first: int, last: int) -> str:
    if first == last:
        return str(WEEKDAYS_ABBR[first])
    return _("%(first)s to %(last)s") % {"first": WEEKDAYS_ABBR[first], "last": WEEKDAYS_ABBR[last]}


def _span(hours: list[str]) -> str:
    opens, closes = (time_format(time.fromisoformat(clock), "f A").replace(".", "") for clock in hours)
    return _("%(opens)s to %(closes)s") % {"opens": opens, "closes": closes}
