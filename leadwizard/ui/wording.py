"""Small pieces of wording: ages, initials, numbers as words, names of browsers."""

import unicodedata
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

MINUTES_PER_HOUR = 60
HOURS_PER_DAY = 24
DAYS_PER_WEEK = 7
NO_BREAK_SPACE = "\u00a0"

_NUMBERS = (
    _("none"), _("one"), _("two"), _("three"), _("four"), _("five"), _("six"),
    _("seven"), _("eight"), _("nine"), _("ten"), _("eleven"), _("twelve"),
)  # fmt: skip

# The first match wins: every browser claims to be the ones below it.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def age_text(moment: datetime, now: datetime) -> str:
    """How long ago `moment` was: now, 26 min, 3 h, Mon, 17 Nov, 17 Nov 2025.

    Weekdays and dates are those of the active time zone. A moment ahead of `now` (clocks differ by
    a little) reads as now.
    """
    passed = now - moment
    minutes = int(passed.total_seconds() // 60)
    if minutes < 1:
        return str(_("now"))
    if minutes < MINUTES_PER_HOUR:
        return f"{minutes}{NO_BREAK_SPACE}min"
    if passed < timedelta(hours=HOURS_PER_DAY):
        return f"{minutes // MINUTES_PER_HOUR}{NO_BREAK_SPACE}h"
    local = timezone.localtime(moment)
    if passed < timedelta(days=DAYS_PER_WEEK - 1):
        return date_format(local, "D")
    same_year = local.year == timezone.localtime(now).year
    return date_format(local, "j M" if same_year else "j M Y").replace(" ", NO_BREAK_SPACE)


def initials_of(name: str) -> str:
    """At most two letters for a tile: first and last word that begin with a letter or digit."""
    words = [word for word in name.split() if word[0].isalnum()]
    letters = words[0][0] + (words[-1][0] if len(words) > 1 else "") if words else "?"
    return unicodedata.normalize("NFC", letters).upper()


def number_in_words(number: int) -> str:
    """Numbers up to twelve as words, as headlines want them; larger ones as figures."""
    return str(_NUMBERS[number]) if 0 <= number < len(_NUMBERS) else str(number)


def browser_of(user_agent: str) -> str:
    """Name a browser and its system, e.g. Firefox on Windows; never the raw header."""
    browser = next((name for sign, name in _BROWSERS if sign in user_agent), "")
    system = next((name for sign, name in _SYSTEMS if sign in user_agent), "")
    if browser and system:
        return str(_("%(browser)s on %(system)s")) % {"browser": browser, "system": system}
    return browser or system or str(_("A program we do not know"))
