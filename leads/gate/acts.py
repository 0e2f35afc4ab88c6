"""What a harmless clause does: the shape of the tables that each language fills."""

import re
from dataclasses import dataclass
from typing import Final

_ANYTHING: Final = r".{0,110}?"


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that a first answer may do. `why`: the reason that it binds nobody."""

    name: str
    why: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Acts:
    """The acts of one language, and the small words around them.

    `hedges` leave a general remark open, `unhedged` are subjects that no hedge makes harmless; `interjections` and
    `prefixes` stand in front of what is said; `banter` is what may be exclaimed; `opinions` are verdicts in the clothes of talk; `affirmations` answer yes to whatever the customer said.
    """

    acts: tuple[Act, ...]
    opinions: re.Pattern[str]
    hedges: re.Pattern[str]
    unhedged: re.Pattern[str]
    interjections: re.Pattern[str]
    prefixes: re.Pattern[str]
    banter: re.Pattern[str]
    affirmations: re.Pattern[str]

    def act_of(self, text: str) -> str:
        """Return the name of the first act that the clause begins as, or nothing."""
        return next((act.name for act in self.acts if act.pattern.match(text)), "")

    def is_act(self, text: str) -> bool:
        """Tell whether the clause begins as one of the acts, or hedges a general remark."""
        if self.opinions.match(text):
            return False
        return self.act_of(text) != "" or (self.hedges.search(text) is not None and not self.unhedged.search(text))


def act(name: str, why: str, *patterns: str) -> Act:
    """Return an act of patterns that match from the beginning of a clause; "..." at their beginning skips words."""
    joined = "|".join(
        rf"(?:{_ANYTHING}\b{one[3:].lstrip()})" if one.startswith("...") else f"(?:{one})" for one in patterns
    )
    return Act(name, why, re.compile(joined))


def listed(text: str) -> str:
    """Return an alternative of the words of a block; "_" stands for a space, a trailing "*" for any ending."""
    words = [re.escape(word).replace("_", " ").replace(r"\*", r"\w*") for word in text.split()]
    return rf"(?:{'|'.join(words)})"
