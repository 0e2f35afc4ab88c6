"""Facts that higher apps may act on; each is sent inside the transaction that made it true."""

from django.dispatch import Signal

# Brings `escalation`, an Escalation.
escalation_opened = Signal()
