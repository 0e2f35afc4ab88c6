"""What happens to a lead after it was kept."""

from django.utils import timezone

from automation import kinds
from automation.enums import Effect, Queue
from automation.kinds import Claim, Kind
from automation.models import Job
from leads import services
from leads.models import Lead
from tenants.models import Organization


def triage(claim: Claim) -> None:
    """Acknowledge the lead and tell the team, once."""
    now = timezone.now()
    with claim.finishing():
        lead = Lead.objects.select_related("form", "contact").get(pk=claim.payload["lead"])
        organization = Organization.objects.get()
        services.acknowledge_lead(lead, organization=organization, now=now)
        services.alert_team(lead, organization=organization, now=now)


def describe_triage(job: Job) -> str:
    """Say whose enquiry waits."""
    lead = Lead.objects.filter(pk=job.payload["lead"]).first()
    return f"The enquiry of {lead.name} was not answered" if lead else "An enquiry was not answered"


kinds.register(Kind(services.TRIAGE, triage, queue=Queue.SLOW, effect=Effect.ROWS, describe=describe_triage))
