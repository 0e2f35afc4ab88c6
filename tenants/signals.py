"""Facts that higher apps may act on; each is sent inside the transaction that made it true."""

from django.dispatch import Signal

# Brings `invitation`, its `token` (the only time it is readable) and the `organization`.
invitation_created = Signal()
