"""Where a visitor came from: campaign values, the page before, and hidden fields of the embedding site."""

from collections.abc import Mapping
from typing import Final

from leadwizard.lib import texts

NAMES: Final = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "ref", "page")
HIDDEN_PREFIX: Final = "x_"
MOST_HIDDEN: Final = 10
VALUE_MAX: Final = 300


def attribution(values: Mapping[str, str]) -> dict[str, str]:
    """Return the campaign values and the hidden fields (names that begin with `x_`), capped and storable."""
    hidden = [name for name in values if name.startswith(HIDDEN_PREFIX) and len(name) <= 40][:MOST_HIDDEN]  # noqa: PLR2004
    found = {}
    for name in (*NAMES, *hidden):
        value = str(values.get(name, ""))
        if value and texts.storable(name) and texts.storable(value):
            found[name] = texts.one_line(value)[:VALUE_MAX]
    return found
