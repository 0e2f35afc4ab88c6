"""The drawings of the visual language: state marks, the hat, and what each chip says.

All markup here is constant. Nothing that a person typed ever passes through this module.
"""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

# One shape per state, so that colour is never alone. The classes are filled by the theme:
# f = filled body, h = line cut into it, d = dot cut into it.
MARKS: dict[str, SafeString] = {
    "done": SafeString('<circle class="f" cx="8" cy="8" r="7.5"/><path class="h" d="m4.9 8.3 2.1 2.1 4.1-4.5"/>'),
    "turn": SafeString(
        '<rect class="f" x="2.6" y="2.6" width="10.8" height="10.8" rx="2.6"'
        ' transform="rotate(45 8 8)"/><circle class="d" cx="8" cy="8" r="1.9"/>'
    ),
    "stop": SafeString(
        '<path class="f" d="M5.2.6h5.6l4.6 4.6v5.6l-4.6 4.6H5.2L.6 10.8V5.2z"/>'
        '<path class="h" d="m5.5 5.5 5 5m0-5-5 5"/>'
    ),
    "now": SafeString(
        '<circle class="track" cx="8" cy="8" r="6.4"/><path class="arc" d="M8 1.6a6.4 6.4 0 0 1 0 12.8"/>'
    ),
    "held": SafeString('<circle cx="8" cy="8" r="6.6"/><path d="M6.2 5.6v4.8m3.6-4.8v4.8"/>'),
    "sent": SafeString('<path d="m2.6 8.6 3.4 3.4 7.2-8"/>'),
    "unknown": SafeString(
        '<circle cx="8" cy="8" r="6.6" stroke-dasharray="2.6 2.6"/>'
        '<path d="M6.5 6.4c.2-1.8 3-1.8 3 0 0 1.1-1.5 1.2-1.5 2.4"/><path d="M8 11.2v.1"/>'
    ),
    "next": SafeString('<circle cx="8" cy="8" r="6.4"/>'),
}

HAT = SafeString(
    '<path d="M5.2 16.6 9.9 4.9c.7-1.7 2.4-2.6 4.1-2.1l3.3.9c.7.2.8 1.1.2 1.4l-2.6 1.4'
    'c-.4.2-.5.6-.4 1l3.3 9.1z"/><rect x="2" y="17.8" width="20" height="3.6" rx="1.8"/>'
    '<circle class="spark" cx="20.2" cy="9.6" r="2"/>'
)


class Chip(NamedTuple):
    """How one status looks: `tone` is '', 'accent', 'turn' or 'stop'."""

    tone: str
    mark: str
    label: Promise


CHIPS: dict[str, Chip] = {
    # communication: derived from the newest message
    "new": Chip("", "next", _("New")),
    "acknowledged": Chip("", "sent", _("Acknowledged")),
    "ai_replied": Chip("accent", "sent", _("AI replied")),
    "owner_replied": Chip("accent", "done", _("Owner replied")),
    "customer_replied": Chip("turn", "turn", _("Customer replied")),
    # what waits for a person, or is kept from everybody
    "draft": Chip("turn", "turn", _("Draft waits")),
    "spam": Chip("", "held", _("Spam")),
    # lead: set by a person
    "contacted": Chip("", "sent", _("Contacted")),
    "booked": Chip("accent", "done", _("Booked")),
    "won": Chip("accent", "done", _("Won")),
    "lost": Chip("", "held", _("Lost")),
    "archived": Chip("", "held", _("Archived")),
    "quarantined": Chip("", "held", _("Quarantined")),
}
