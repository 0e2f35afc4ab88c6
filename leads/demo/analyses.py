"""What the model is made to have said of the newest enquiries; the gate's verdicts on it are real."""

from datetime import timedelta
from typing import Any, Final

from leads import services
from leads.analysing import PROMPT_VERSION, LeadAnalysis
from leads.enums import Decision
from leads.judging import judge
from leads.models import Analysis, Lead
from tenants.models import Organization

MODEL: Final = "llama-3.3-70b"

SAID: Final[dict[str, dict[str, Any]]] = {
    "rosa.dw@example.com": {
        "summary": "Water is coming through the kitchen ceiling from the bathroom above. The shut-off under the sink is"
        " stuck. She asks for somebody tonight.",
        "urgency": "emergency",
        "intent": "Emergency repair",
        "suggested_reply": "Hi Rosa, that sounds stressful, and you were right to try the valve first. Please close the"
        " main valve where the water enters the house, usually in the basement or by the meter.\n\nWe can be with you"
        " tonight between 6 and 7. The visit is $189 and includes the first half hour. Is the address still the one on"
        " your last invoice?",
        "tags": ["leak", "ceiling", "shut-off valve", "tonight"],
        "risk_level": "low",
        "confidence": 0.91,
        "blocked_topics": [],
        "auto_send_allowed": True,
    },
    "luis.ortega.dyt@example.com": {
        "summary": "The kitchen tap drips at night. Not urgent. He writes in Spanish.",
        "urgency": "low",
        "intent": "Repair",
        "suggested_reply": "Hola Luis, gracias por escribirnos. Podemos pasar mañana por la mañana y cambiar el"
        " cartucho sin costo. ¿La llave es de una sola palanca o de dos?",
        "tags": ["llave", "goteo"],
        "risk_level": "low",
        "confidence": 0.88,
        "blocked_topics": [],
        "auto_send_allowed": True,
    },
    "terrence.okafor@example.com": {
        "summary": "A 50 gallon gas heater from 2009 has no hot water, the pilot goes out. He asks for the"
        " price of a new one.",
        "urgency": "high",
        "intent": "Price of a replacement",
        "suggested_reply": "Hi Terrence, a new 50 gallon heater is usually around $1,900 installed, and we could do it"
        " on Thursday. Shall I put you down?",
        "tags": ["water heater", "replacement", "price"],
        "risk_level": "medium",
        "confidence": 0.71,
        "blocked_topics": [],
        "auto_send_allowed": False,
    },
}


def analyse(lead: Lead, said: dict[str, Any], organization: Organization) -> Analysis:
    """Keep an analysis as triage would have, a few seconds after the lead, with its draft while nobody answered."""
    at = lead.created_at + timedelta(seconds=4)
    answer = LeadAnalysis.model_validate(said)
    has_answer = services.has_team_answered(lead)
    verdict = judge(lead, organization, services.reply_settings(), answer, is_answered=has_answer)
    analysis = Analysis.objects.create(
        lead=lead,
        model=MODEL,
        prompt_version=PROMPT_VERSION,
        milliseconds=1900,
        cost=2100,
        **answer.model_dump(),
        decision=Decision.HELD,
        verdict=verdict.facts(),
        created_at=at,
    )
    Lead.objects.filter(pk=lead.pk).update(urgency=answer.urgency)
    if not has_answer:
        services.save_draft(lead, analysis, now=at)
    return analysis
