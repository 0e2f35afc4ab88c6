"""What the gate knows: the lead, what the organization entered about itself, and its settings."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from leads.gate.text import Text, entered

DEFAULT_THRESHOLD: Final = 0.75


@dataclass(frozen=True)
class LeadFacts:
    """What a stranger sent. `language` is the language of the form ("en", "es") or empty when nobody knows."""

    name: str = ""
    message: str = ""
    service: str = ""
    language: str = ""
    is_answered_by_person: bool = False

    @cached_property
    def text(self) -> Text:
        return Text.of(f"{self.message}\n{self.service}")

    @cached_property
    def name_text(self) -> Text:
        return Text.of(self.name)


@dataclass(frozen=True, slots=True)
class Price:
    """A price as the owner wrote it: "$89", "from $45", "$140 per hour", "free"."""

    service: str
    price: str


@dataclass(frozen=True)
class OrganizationFacts:
    """What the owner entered: the only things that a reply may state as facts."""

    name: str = ""
    services: tuple[str, ...] = ()
    prices: tuple[Price, ...] = ()
    urls: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    hours: tuple[str, ...] = ()
    blocked_topics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("en", "es")
    is_active: bool = True

    @cached_property
    def name_text(self) -> Text:
        return entered(self.name)

    @cached_property
    def service_words(self) -> frozenset[str]:
        """Return the words of every service and priced thing."""
        texts = [*self.services, *(price.service for price in self.prices)]
        return frozenset(word for text in texts for word in entered(text).words if word.isalpha())


@dataclass(frozen=True, slots=True)
class GateSettings:
    """What the owner allows. `threshold`: the confidence that the model must reach, 0 to 1."""

    smart_auto_reply: bool = True
    owner_approval_required: bool = False
    threshold: float = DEFAULT_THRESHOLD
