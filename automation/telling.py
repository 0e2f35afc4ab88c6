"""Telling browsers of what waits for a person."""

from typing import Final

from leadwizard.lib import live
from tenants.scoping import current_organization_id

ATTENTION: Final = "attention"


def attention_changed() -> None:
    """Let pages that list or count what waits for a person look again once the transaction is committed."""
    live.changed(current_organization_id(), ATTENTION)
