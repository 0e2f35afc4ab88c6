"""Facts that higher apps may act on; each is sent inside the transaction that made it true."""

from django.dispatch import Signal

# invitation: Invitation, token: str (the only time it is readable), organization: Organization
invitation_created = Signal()
