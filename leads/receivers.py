"""What leads do when a lower app states a fact."""

from typing import Any
from uuid import UUID

from django.dispatch import receiver
from django.utils import timezone

from leads import services
from leads.models import Lead
from messaging.models import Message
from messaging.signals import message_received, thread_changed
from tenants.queries import current_organization


@receiver(thread_changed, dispatch_uid="leads.derive_communication")
def follow_thread(about_id: UUID, **_facts: Any) -> None:
    """Keep the lead's communication status true."""
    services.derive_communication(about_id)


@receiver(message_received, dispatch_uid="leads.answer_came")
def hear_customer(message: Message, **_facts: Any) -> None:
    """Tell the team when a customer writes; messaging has ended the follow-up."""
    if message.about_id is None:
        return
    lead = Lead.objects.select_related("contact", "form").filter(pk=message.about_id).first()
    if lead is not None:
        services.tell_of_reply(lead, message, organization=current_organization(), now=timezone.now())
