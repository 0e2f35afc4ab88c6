"""What the settings, the model and the team rule out, whatever the reply says."""

from collections.abc import Iterator

from leads.gate.analysis import AnalysisFacts, Malformed
from leads.gate.facts import GateSettings, LeadFacts, OrganizationFacts
from leads.gate.verdicts import Finding


def switched_on(settings: GateSettings) -> Iterator[Finding]:
    if settings.smart_auto_reply is not True:
        yield Finding("Smart auto-reply is off.")


def no_approval(settings: GateSettings) -> Iterator[Finding]:
    if settings.owner_approval_required is not False:
        yield Finding("Replies wait for your approval.")


def active(organization: OrganizationFacts) -> Iterator[Finding]:
    if not organization.is_active:
        yield Finding("Your account is not active.")


def unanswered(lead: LeadFacts) -> Iterator[Finding]:
    if lead.is_answered_by_person:
        yield Finding("Somebody on your team has already answered.")


def agreed_form(analysis: AnalysisFacts | Malformed) -> Iterator[Finding]:
    if isinstance(analysis, Malformed):
        yield Finding(analysis.words)


def model_allows(analysis: AnalysisFacts | Malformed) -> Iterator[Finding]:
    if isinstance(analysis, AnalysisFacts) and analysis.auto_send_allowed is not True:
        yield Finding("The model itself advises against sending it.")


def low_risk(analysis: AnalysisFacts | Malformed) -> Iterator[Finding]:
    if isinstance(analysis, AnalysisFacts) and (analysis.risk_level != "low" or analysis.urgency == "emergency"):
        is_emergency = analysis.urgency == "emergency"
        yield Finding(
            "The model calls it an emergency." if is_emergency else f"The model sees a {analysis.risk_level} risk."
        )


def confident(analysis: AnalysisFacts | Malformed, settings: GateSettings) -> Iterator[Finding]:
    if isinstance(analysis, AnalysisFacts) and not analysis.confidence >= settings.threshold:
        share, wanted = round(analysis.confidence * 100), round(settings.threshold * 100)
        yield Finding(f"The model is {share} % sure, and you ask for {wanted} %.")


def no_model_topic(analysis: AnalysisFacts | Malformed) -> Iterator[Finding]:
    if isinstance(analysis, AnalysisFacts) and analysis.blocked_topics:
        topic = analysis.blocked_topics[0].replace("_", " ")[:60]
        yield Finding(f"The model found a blocked topic: {topic}.")
