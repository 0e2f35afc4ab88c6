"""The gate: may the model's reply go to the customer without a person?

A pure function of its arguments: no clock, no database, no chance. The model can only lower permission.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Final, NamedTuple

from leads.gate import (
    affirmations,
    blocked,
    business_topics,
    contacts,
    emergency_checks,
    figures,
    form,
    injections,
    lead_people,
    money,
    names,
    permission,
    promises,
    safety_topics,
    statements,
    times,
)
from leads.gate.analysis import AnalysisFacts, Malformed
from leads.gate.facts import GateSettings, LeadFacts, OrganizationFacts
from leads.gate.reading import Reading
from leads.gate.topics import Topic, mentions
from leads.gate.verdicts import APPROVAL, Check, Finding, Verdict

_LONGEST_READ: Final = 2000
_MOST_SPANS: Final = 5
_PASSED: Final = "Fine."


class _Step(NamedTuple):
    name: str
    title: str
    run: Callable[[Reading], Iterator[Finding]]


def _topic(topic: Topic) -> _Step:
    return _Step(topic.name, topic.title, partial(mentions, topic))


# The order matters in one place only: links, e-mails, phones, prices and hours mark what is a fact word for word,
# and the checks after them leave that alone.
_STEPS: Final = (
    _Step("injection", "No orders hidden in the message", injections.injection),
    _Step("emergency", "No emergency", emergency_checks.emergency),
    _Step("threat", "No threat, despair or complaint", lead_people.threat),
    _Step("minor", "Not written by a child", lead_people.minor),
    _Step("length", "Neither too short nor too long", form.length),
    _Step("plain_text", "Plain text", form.plain_text),
    _Step("hidden_text", "Nothing hidden in the text", form.hidden_text),
    _Step("complete", "Nothing left to fill in", form.complete),
    _Step("machine_talk", "Nothing about how it was made", form.machine_talk),
    _Step("language", "The customer's language", form.language),
    _Step("blocked_topic", "None of your blocked topics", blocked.blocked),
    _Step("link", "Only your links", contacts.links),
    _Step("email", "Only your e-mail addresses", contacts.emails),
    _Step("phone", "Only your phone numbers", contacts.phones),
    _Step("price", "Only your prices", money.amounts),
    _Step("hours", "Only your opening hours", times.opening_hours),
    _Step("time", "No promised day, time or duration", times.times),
    _Step("number", "No number out of nowhere", figures.figures),
    _Step("price_talk", "No statement about prices", money.price_talk),
    _Step("promise", "No promise beyond an answer", promises.promises),
    _Step("settled", "Nothing treated as booked or done", promises.settled),
    _Step("affirmation", "No yes to what nobody has checked", affirmations.affirmations),
    _Step("statement", "Nothing stated that nobody checked", statements.statements),
    *(_topic(topic) for topic in (*business_topics.TOPICS, *safety_topics.TOPICS)),
    _Step("business", "Your business's name and no other", names.businesses),
    _Step("person", "The right person's name", names.people),
    _Step("outsider", "Nothing about people the customer named", names.outsiders),
)


def decide(
    lead: LeadFacts, facts: OrganizationFacts, settings: GateSettings, analysis: AnalysisFacts | Malformed
) -> Verdict:
    """Return the verdict; the checks that failed come first. Deterministic, and never raises on any text."""
    reply = analysis.suggested_reply[:_LONGEST_READ]
    reading = Reading.of(reply, lead, facts)
    checks = [
        _check("switched_on", "Smart auto-reply is on", permission.switched_on(settings)),
        _check(APPROVAL, "No approval needed", permission.no_approval(settings)),
        _check("active", "Your account is active", permission.active(facts)),
        _check("unanswered", "Nobody has answered yet", permission.unanswered(lead)),
        _check("agreed_form", "The model answered in the agreed form", permission.agreed_form(analysis)),
        _check("model_allows", "The model advises to send it", permission.model_allows(analysis)),
        _check("low_risk", "The model sees a low risk", permission.low_risk(analysis)),
        _check("confident", "The model is sure enough", permission.confident(analysis, settings)),
        _check("no_model_topic", "The model found no blocked topic", permission.no_model_topic(analysis)),
        *(_check(step.name, step.title, step.run(reading)) for step in _STEPS),
    ]
    return Verdict(tuple(sorted(checks, key=lambda check: check.passed)))


def _check(name: str, title: str, findings: Iterable[Finding]) -> Check:
    found = list(findings)
    if not found:
        return Check(name, title, passed=True, words=_PASSED)
    spans = tuple(dict.fromkeys(finding.span for finding in found if finding.span))[:_MOST_SPANS]
    words = " ".join(dict.fromkeys(finding.words for finding in found[:3]))
    return Check(name, title, passed=False, words=words, spans=spans)
