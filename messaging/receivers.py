"""What messaging does when a lower app states a fact."""

from typing import Any

from django.conf import settings
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone

from messaging.enums import NoticeKind
from messaging.services import notify
from tenants.models import Invitation, Organization
from tenants.signals import invitation_created


@receiver(invitation_created, dispatch_uid="messaging.send_invitation")
def send_invitation(invitation: Invitation, token: str, organization: Organization, **_facts: Any) -> None:
    """Mail the invitation's link to the address it is bound to."""
    path = reverse("tenants:accept_invitation", args=[token])
    notify(
        NoticeKind.INVITATION,
        to_address=invitation.email,
        template="invitation",
        context={
            "inviter_name": invitation.invited_by.display_name if invitation.invited_by else "",
            "organization_name": organization.name,
            "role_label": invitation.get_role_display(),
            "url": f"{settings.PUBLIC_URL}{path}",
            "expires_at": invitation.expires_at,
        },
        organization=organization,
        about_id=invitation.pk,
        dedupe_key=str(invitation.pk),
        is_secret=True,
        now=timezone.now(),
    )
