"""What leads do when a lower app states a fact."""

from typing import Any
from uuid import UUID

from django.dispatch import receiver

from leads import services
from messaging.signals import thread_changed


@receiver(thread_changed, dispatch_uid="leads.derive_communication")
def follow_thread(about_id: UUID, **_facts: Any) -> None:
    """Keep the lead's communication status true."""
    services.derive_communication(about_id)
