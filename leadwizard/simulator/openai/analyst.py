"""Reading a lead by simple rules: the same words always give the same answer."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from leadwizard.simulator.openai.topics import GENERAL, Topic, Words, topic_of

LEAD_PROPERTIES = frozenset({"summary", "urgency", "intent", "suggested_reply", "tags", "risk_level", "confidence"})
EXCERPT = 140
LONGEST_NAME = 30
LONGEST_SERVICE = 40
SENSIBLE_LENGTH = 12


def _rule(*words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words)})")


# All of these look at lower-case text without accents.
SPANISH = re.compile(
    r"\b(?:hola|buenas|buenos|gracias|necesito|quiero|quisiera|tengo|tenemos|mi|mis|el|la|los|las|un|una|unos|que|por|"
    r"para|con|de|del|en|esta|estan|casa|agua|cuanto|cuando|pueden|puede|podrian|favor|ayuda|se|ya|pero|muy|usted|es)\b"
)
ENGLISH = re.compile(
    r"\b(?:the|is|are|my|our|and|to|of|need|please|help|have|has|with|for|can|could|you|your|would|hello|hi|we|it|a|an|"
    r"not|this|that|in|on|at|from|since|when|what|how|i)\b"
)
DANGER = _rule(
    r"smell\w* (?:of )?gas", "gas smell", "gas leak", "carbon monoxide", "flood", "burst", "water (?:is )?everywhere",
    r"water is (?:coming|pouring)", "on fire", "smoke\b", "spark", "electric shock", "sewage", "emergency", "no heat\b",
    "emergencia", "huele a gas", "olor a gas", "fuga de gas", "inunda", r"se revento", "reventad", "incendio",
    "agua por todas partes", "chispas", "humo\\b",
)  # fmt: skip
HURRY = _rule(
    "urgent", "emergenc", "asap", "right away", "as soon as", "immediately", "today\\b", "tonight",
    "lo antes posible", "hoy\\b", "cuanto antes", "esta noche",
)  # fmt: skip
NO_HURRY = _rule(
    "not urgent", "no rush", "no hurry", "not in a hurry", r"whenever (?:you|it|is|works)",
    "no es urgente", "sin prisa", "cuando puedan",
    "cuando pueda\\b", "no corre prisa", "no hay prisa",
)  # fmt: skip
PRICE = _rule(
    "how much", "price", "cost", "charge\\b", "ballpark", "cheap", "rates?\\b",
    "cuanto (?:cuesta|sale|cobran|vale|seria)", "precio", "costo", "barato", "tarifa",
)  # fmt: skip
DISCOUNT = _rule("discount", "coupon", "lower price", "match the price", "descuento", "rebaja", "promocion")
QUOTE = _rule("quote", "estimate", "proposal", "presupuesto", "cotizacion", "cotizar")
BOOKING = _rule(
    "appointment", "book", "schedule", "available", "come out", "come by", "come and", "visit", "can somebody come",
    "cita", "agendar", "reservar", "disponible", "pueden venir", "pueden pasar", "visita",
)  # fmt: skip
COMPLAINT = _rule(
    "complain", "terrible", "horrible", "worst", "unacceptable", "refund", "rude\\b", "disappoint", "angry",
    "overcharged", "never again", "still not (?:fixed|working)", "ripped? off", "scam", "queja", "reclamo",
    "reembolso", "pesim", "inaceptable", "estafa", "decepcion", "mal servicio", "devolucion",
)  # fmt: skip
LEGAL = _rule(
    "lawyer", "attorney", "lawsuit", "sue\\b", "suing", "small claims", "court\\b", "legal action", "liable", "abogad",
    "demandar", "demanda\\b", "juicio", "tribunal", "accion legal",
)  # fmt: skip
THREAT = _rule(
    "kill (?:you|him|her|them|myself|yourself)", "hurt (?:you|myself)", "burn (?:it|your|you)", "you will regret",
    "you'll regret", "i know where you", "beat you", "los voy a", "te voy a", "se van a arrepentir", "matar", "amenaz",
)  # fmt: skip
INSTRUCTION = _rule(
    "ignore (?:all|any|the|every|previous|prior|your)", "disregard (?:all|any|the|previous|your)", "system prompt",
    "auto_send", "risk_level", "you are now", "as an ai", "new instructions", "ignora (?:las|todas|todo|tus|el)",
    "instrucciones anteriores", "olvida (?:las|tus|todo)",
)  # fmt: skip
SALES = _rule(
    "backlink", "guest post", "rank your", "we looked at your (?:web)?site", "free report", "grow your business",
    "seo services", "increase your traffic", "posicionar su sitio",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lead:
    """What the caller tells of an enquiry; each may be empty."""

    name: str
    message: str
    service: str
    business: str
    language: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What stands in the way of an automatic answer."""

    risk: str
    blocked: list[str]
    intent: tuple[str, ...]
    is_danger: bool


def plain(text: str) -> str:
    """Lower case without accents, typographic apostrophes made straight."""
    split = unicodedata.normalize("NFD", text.lower().replace("’", "'"))
    return "".join(letter for letter in split if not unicodedata.combining(letter))


def read_lead(user_turn: str) -> Lead:
    """The enquiry in a user turn: JSON with the usual names, at the top or one level down; else all is message."""
    try:
        data = json.loads(user_turn)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        return Lead("", user_turn, "", "", "")
    places = [data, *(value for value in data.values() if isinstance(value, dict))]

    def find(*names: str) -> str:
        for place in places:
            for name in names:
                value = place.get(name)
                if isinstance(value, Mapping):
                    value = value.get("name")
                if isinstance(value, str) and value.strip():
                    return value.strip()
        return ""

    return Lead(
        name=find("customer_name", "customer", "first_name", "name"),
        message=find("message", "text", "enquiry"),
        service=find("service"),
        business=find("business", "business_name", "organization"),
        language=find("language", "locale")[:2].lower(),
    )


def language_of(lead: Lead) -> str:
    """``en`` or ``es``, by what the customer wrote; by what the caller says when that does not decide."""
    text = plain(lead.message)
    spanish = len(SPANISH.findall(text)) + 2 * len(re.findall("[¿¡ñ]", lead.message.lower()))
    english = len(ENGLISH.findall(text))
    if spanish != english:
        return "es" if spanish > english else "en"
    return "es" if lead.language == "es" else "en"


def analyse(lead: Lead) -> dict[str, Any]:
    """Everything that may be asked about a lead; alternatives, best first, where names differ between callers."""
    verdict = judge(plain(lead.message))
    topic = topic_of(plain(lead.message))
    language = language_of(lead)
    urgency = urgency_of(plain(f"{lead.message} {lead.service}"), is_danger=verdict.is_danger)
    confidence = {"low": 0.93, "medium": 0.82, "high": 0.74}[verdict.risk]
    if len(lead.message) < SENSIBLE_LENGTH and topic is GENERAL:
        confidence = 0.6
    return {
        "summary": summary(lead, topic, urgency[0]),
        "urgency": urgency,
        "intent": verdict.intent,
        "suggested_reply": reply(lead, topic, language, is_danger=verdict.is_danger, is_calm=verdict.risk == "low"),
        "next_step": "Call first." if verdict.is_danger else "Read and answer.",
        "tags": [
            (topic if topic is not GENERAL else topic_of(plain(lead.service))).tag,
            *(["urgent"] if urgency[0] in {"emergency", "high"} else []),
        ],
        "risk_level": (verdict.risk,),
        "confidence": confidence,
        "confidence_score": confidence,
        "blocked_topics": verdict.blocked,
        "auto_send_allowed": verdict.risk == "low" and not verdict.blocked and confidence >= 0.75,  # noqa: PLR2004
        "language": language,
    }


def judge(text: str) -> Verdict:
    """The first rule that fits decides the intent; every rule that fits raises the risk."""
    is_danger = bool(DANGER.search(text)) and not NO_HURRY.search(text)
    hits = {
        "threat": bool(THREAT.search(text)),
        "legal": bool(LEGAL.search(text)),
        "instruction": bool(INSTRUCTION.search(text)),
        "complaint": bool(COMPLAINT.search(text)),
        "sales": bool(SALES.search(text)),
        "discount": bool(DISCOUNT.search(text)),
        "price": bool(PRICE.search(text)),
    }
    blocked = [
        topic
        for rule, topic in (
            ("legal", "legal_advice"),
            ("discount", "refund_or_discount"),
            ("price", "price_commitment"),
        )
        if hits[rule]
    ]
    if (
        COMPLAINT.search(text)
        and "refund_or_discount" not in blocked
        and re.search("refund|reembolso|devolucion", text)
    ):
        blocked.append("refund_or_discount")
    risk = "low"
    if is_danger or any(hits.values()):
        risk = "high" if hits["threat"] or hits["legal"] or hits["instruction"] else "medium"
    return Verdict(risk, blocked, _intent(text, hits, is_danger=is_danger), is_danger)


def _intent(text: str, hits: dict[str, bool], *, is_danger: bool) -> tuple[str, ...]:
    if hits["threat"] or hits["legal"] or hits["complaint"]:
        return ("complaint", "other", "inquiry")
    if hits["sales"]:
        return ("spam", "other", "inquiry")
    if is_danger:
        return ("emergency", "service_request", "booking_request", "inquiry")
    if hits["price"] or hits["discount"] or QUOTE.search(text):
        return ("quote_request", "quote", "price", "question", "inquiry")
    if BOOKING.search(text):
        return ("booking_request", "booking", "appointment", "inquiry")
    return ("question", "inquiry", "service_request", "other")


def urgency_of(text: str, *, is_danger: bool) -> tuple[str, ...]:
    if is_danger:
        return ("emergency", "high", "urgent")
    if NO_HURRY.search(text):
        return ("low", "normal")
    return ("high", "urgent") if HURRY.search(text) else ("normal", "medium")


def summary(lead: Lead, topic: Topic, urgency: str) -> str:
    """One or two sentences for the owner, with the customer's own beginning."""
    who = first_name(lead.name) or "Somebody"
    words = " ".join(lead.message.split())
    excerpt = words if len(words) <= EXCERPT else words[: EXCERPT - 1].rstrip() + "…"
    pressing = " and needs help at once" if urgency == "emergency" else ""
    return f"{who} writes about {topic.en.about}{pressing}." + (f" “{excerpt}”" if excerpt else "")


def reply(lead: Lead, topic: Topic, language: str, *, is_danger: bool, is_calm: bool) -> str:
    """Two to four sentences; says nothing that only the business may say."""
    words: Words = getattr(topic, language)
    about = _service(lead, topic, language) or words.about
    if language == "es":
        hello = f"Hola {first_name(lead.name)}," if first_name(lead.name) else "Hola,"
        to = f" a {lead.business}" if _is_name(lead.business) else ""
        thanks = f"{hello} gracias por escribir{to} sobre {about}."
        danger = "Si hay peligro para alguien, salga de ahí y llame primero a los servicios de emergencia."
        close = "Una persona de nuestro equipo leerá su respuesta y le escribirá."
        careful = "Sentimos la molestia; una persona de nuestro equipo leerá su mensaje con calma y le escribirá."
    else:
        hello = f"Hi {first_name(lead.name)}," if first_name(lead.name) else "Hello,"
        to = f" to {lead.business}" if _is_name(lead.business) else ""
        thanks = f"{hello} thank you for writing{to} about {about}."
        danger = "If anybody is in danger, please leave the place and call the emergency services first."
        close = "Somebody from our team will read your answer and write back to you."
        careful = "Somebody from our team will read your message with care and write back to you."
    if is_danger:
        return f"{thanks} {danger} {words.question}"
    if not is_calm:
        return f"{thanks} {careful}"
    return f"{thanks} {words.feeling} {words.question} {close}"


def _service(lead: Lead, topic: Topic, language: str) -> str:
    """The chosen service, when nothing better is known and it is plain words."""
    if topic is not GENERAL or language != "en" or len(lead.service) > LONGEST_SERVICE:
        return ""
    return (
        lead.service[:1].lower() + lead.service[1:] if re.fullmatch(r"[^\W\d_]+(?: [^\W\d_]+)*", lead.service) else ""
    )


def first_name(name: str) -> str:
    """The first word of a name, if it is one: strangers type all kinds of things there."""
    word = next(iter(name.split()), "")
    word = word.capitalize() if word.islower() else word
    return word if len(word) <= LONGEST_NAME and re.fullmatch(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", word) else ""


def _is_name(text: str) -> bool:
    return bool(re.fullmatch(r"[\w&.,'’ -]{2,60}", text)) and not re.search(r"\d{3}|\.\w{2,}", text)
