"""Bringing rows to the gate: the gate itself is a pure function and knows no database."""

from dataclasses import dataclass
from typing import Any

from leads.analysing import LeadAnalysis
from leads.gate.analysis import read_analysis
from leads.gate.decide import decide
from leads.gate.facts import GateSettings, LeadFacts, OrganizationFacts, Price
from leads.gate.verdicts import Verdict
from leads.models import Lead, ReplySettings
from tenants.models import Organization


@dataclass(frozen=True)
class Judgement:
    """The gate's verdict on one reply, and whether only the owner's wish to read it first stands in its way."""

    verdict: Verdict
    waits_for_approval: bool

    @property
    def is_released(self) -> bool:
        """Say whether the reply may be sent by itself."""
        return self.verdict.is_allowed

    def facts(self) -> dict[str, Any]:
        """Return the verdict as a row keeps it and a page shows it."""
        return {
            "released": self.is_released,
            "approval": self.waits_for_approval,
            "checks": [
                {
                    "name": check.name,
                    "title": check.title,
                    "passed": check.passed,
                    "words": check.words,
                    "spans": [[span.start, span.end] for span in check.spans],
                }
                for check in self.verdict.checks
            ],
        }


def judge(
    lead: Lead, organization: Organization, settings: ReplySettings, said: LeadAnalysis, *, is_answered: bool
) -> Judgement:
    """Let the gate decide about the model's reply to a lead; `is_answered` says that a person was faster."""
    facts = organization_facts(organization, settings, lead)
    about = LeadFacts(
        name=lead.name,
        message=lead.message,
        service=lead.service,
        is_answered_by_person=is_answered,
    )
    wishes = GateSettings(
        smart_auto_reply=settings.smart_auto_reply,
        owner_approval_required=settings.owner_approval_required,
        threshold=settings.threshold,
    )
    verdict = decide(about, facts, wishes, read_analysis(said.model_dump()))
    return Judgement(verdict, waits_for_approval=verdict.waits_for_approval)


def organization_facts(organization: Organization, settings: ReplySettings, lead: Lead) -> OrganizationFacts:
    """Return what the owner entered: the only things that a reply may state."""
    services = settings.services or (lead.form.services if lead.form else [])
    return OrganizationFacts(
        name=organization.name,
        services=tuple(services),
        prices=tuple(Price(str(row.get("service", "")), str(row.get("price", ""))) for row in settings.prices),
        urls=(*settings.urls, *([settings.booking_url] if settings.booking_url else [])),
        phones=tuple(filter(None, [organization.phone, *settings.phones])),
        emails=tuple(filter(None, [organization.contact_email, *settings.emails])),
        addresses=tuple(filter(None, [organization.address, *settings.addresses])),
        hours=tuple(f"{days} {hours}" for days, hours in organization.hours),
        blocked_topics=tuple(settings.blocked_topics),
        languages=tuple(settings.languages or ["en"]),
        is_active=organization.is_open,
    )
