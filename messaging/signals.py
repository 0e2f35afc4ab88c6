"""Facts that higher apps may act on; each is sent inside the transaction that made it true."""

from django.dispatch import Signal

# Brings `about_id`, the lead or run whose thread got a message or whose message changed its state.
thread_changed = Signal()
# Brings `message`, an inbound Message that a person wrote.
message_received = Signal()
