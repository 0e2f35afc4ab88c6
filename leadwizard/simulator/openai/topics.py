"""What people write to small businesses about: how to notice it, and one friendly thing to say and to ask.

Nothing here names a price, a date, a phone, a link, or promises anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """In one language: ``about`` fits after "about" or "sobre"."""

    about: str
    feeling: str
    question: str


@dataclass(frozen=True, slots=True)
class Topic:
    """``pattern`` is searched in lower-case text without accents."""

    tag: str
    pattern: re.Pattern[str]
    en: Words
    es: Words


def _topic(tag: str, pattern: str, en: tuple[str, str, str], es: tuple[str, str, str]) -> Topic:
    return Topic(tag, re.compile(rf"\b(?:{pattern})"), Words(*en), Words(*es))


# The first that fits wins, so the narrow ones stand above the wide ones.
TOPICS = (
    _topic(
        "remodel",
        r"remodel|renovat|walk-in|rough-in|remodela|renovar",
        (
            "the remodeling",
            "It is a good moment to think all of it through together.",
            "Could you send us a photo or a rough sketch of how it looks now?",
        ),
        (
            "la remodelación",
            "Es un buen momento para pensarlo todo junto.",
            "¿Podría mandarnos una foto o un dibujo de cómo está ahora?",
        ),
    ),
    _topic(
        "gas",
        r"gas line|gas pipe|linea de gas|tuberia de gas",
        ("the gas line", "It is good that you ask before any work begins.", "Which appliances should the line serve?"),
        ("la línea de gas", "Hace bien en preguntar antes de empezar.", "¿Qué aparatos va a alimentar la línea?"),
    ),
    _topic(
        "water-heater",
        r"water heater|hot water|pilot|calentador|boiler|agua caliente",
        (
            "the water heater",
            "A water heater should be something that nobody has to think about.",
            "Is there a label on the tank that you could copy for us, with the brand and the size?",
        ),
        (
            "el calentador de agua",
            "Un calentador debería ser algo en lo que nadie tiene que pensar.",
            "¿Podría copiarnos la marca y la capacidad que dice la etiqueta del tanque?",
        ),
    ),
    _topic(
        "disposal",
        r"garbage disposal|disposal|triturador",
        (
            "the garbage disposal",
            "A disposal that gives up always picks a bad moment.",
            "Does it make any sound when you switch it on?",
        ),
        ("el triturador", "Siempre falla cuando menos conviene.", "¿Hace algún ruido cuando lo enciende?"),
    ),
    _topic(
        "pump",
        r"sump|pump|bomba de agua|bomba",
        (
            "the pump",
            "We understand that you would rather not wait and see.",
            "Is there any water standing around it at the moment?",
        ),
        ("la bomba", "Entendemos que prefiera no esperar.", "¿Hay agua acumulada alrededor en este momento?"),
    ),
    _topic(
        "toilet",
        r"toilet|inodoro|excusado|retrete",
        (
            "the toilet",
            "That is a nuisance in any home.",
            "Is it the only one in the house, or is there another that works well?",
        ),
        ("el inodoro", "Es una molestia en cualquier casa.", "¿Es el único de la casa o hay otro que funciona bien?"),
    ),
    _topic(
        "drain",
        r"drain|sewer|clog|backing up|backed up|grease trap|desague|drenaje|cano|tapad|trampa de grasa|lavabo",
        (
            "the drain",
            "Nobody thinks about drains until one acts up.",
            "Is it one drain only, or do others in the building act up as well?",
        ),
        (
            "el desagüe",
            "Nadie piensa en los desagües hasta que fallan.",
            "¿Es un solo desagüe o les pasa también a otros del edificio?",
        ),
    ),
    _topic(
        "tap",
        r"faucet|tap\b|spigot|drip|llave|grifo|gotea|goteo",
        (
            "the tap",
            "A tap that does not do its work is a daily annoyance.",
            "Can the water to it be shut off by itself?",
        ),
        (
            "la llave",
            "Una llave que no funciona bien molesta todos los días.",
            "¿Se le puede cerrar el agua por separado?",
        ),
    ),
    _topic(
        "leak",
        r"leak|burst|water is coming|water everywhere|ceiling|fuga|gotera|se revento|tirando agua|inunda",
        (
            "the leak",
            "Water where it should not be is worrying, and it helps that you describe it so clearly.",
            "Have you been able to shut the water off?",
        ),
        (
            "la fuga de agua",
            "Entendemos su preocupación, y ayuda mucho que lo explique tan claro.",
            "¿Ha podido cerrar la llave de paso?",
        ),
    ),
    _topic(
        "bathroom",
        r"bathroom|shower|tub\b|bano|ducha|regadera|tina",
        (
            "the bathroom",
            "It is a room that has to work every single day.",
            "Could you send us a photo or a rough sketch of how it looks now?",
        ),
        (
            "el baño",
            "Es un espacio que tiene que funcionar todos los días.",
            "¿Podría mandarnos una foto o un dibujo de cómo está ahora?",
        ),
    ),
    _topic(
        "kitchen",
        r"kitchen|sink|cocina|fregadero",
        (
            "the kitchen",
            "We know how much happens around a kitchen sink.",
            "Could you send us a photo of how it looks now?",
        ),
        ("la cocina", "Sabemos cuánto se usa una cocina.", "¿Podría mandarnos una foto de cómo está ahora?"),
    ),
    _topic(
        "roof",
        r"roof|shingle|gutter|techo|tejado|canaleta",
        ("the roof", "A roof over one's head should not be a worry.", "Does any water come in when it rains?"),
        ("el techo", "Un techo no debería ser una preocupación.", "¿Entra agua cuando llueve?"),
    ),
    _topic(
        "heating",
        r"furnace|heat pump|hvac|air condition|thermostat|heating|cooling|aire acondicionado|calefaccion|termostato",
        (
            "the heating and cooling",
            "A house should feel right in every season.",
            "What does the thermostat show, and does the unit make any unusual sound?",
        ),
        (
            "la climatización",
            "Una casa debe sentirse bien en toda estación.",
            "¿Qué indica el termostato y hace algún ruido extraño el equipo?",
        ),
    ),
    _topic(
        "electrical",
        r"outlet|breaker|wiring|electric|light fixture|ceiling fan|enchufe|corriente|electric|luz",
        (
            "the electrical work",
            "It is wise to have somebody look before anything else is tried.",
            "Is it one spot only, or are several rooms affected?",
        ),
        (
            "la instalación eléctrica",
            "Hace bien en pedir que alguien lo revise primero.",
            "¿Es un solo punto o pasa en varias habitaciones?",
        ),
    ),
    _topic(
        "website",
        r"website|web site|landing page|seo\b|google|campaign|marketing|branding|pagina web|sitio web|campana|anuncio",
        (
            "your project",
            "It is good to hear what you have in mind.",
            "What should be different for your own customers once it is done?",
        ),
        (
            "su proyecto",
            "Nos alegra saber lo que tiene en mente.",
            "¿Qué le gustaría que cambiara para sus propios clientes?",
        ),
    ),
    _topic(
        "cleaning",
        r"cleaning|clean\b|housekeep|limpieza|limpiar",
        ("the cleaning", "A clean place makes everything easier.", "Which rooms matter most to you?"),
        ("la limpieza", "Un lugar limpio lo hace todo más fácil.", "¿Qué espacios le importan más?"),
    ),
    _topic(
        "garden",
        r"lawn|garden|yard|tree\b|landscap|cesped|jardin|arbol",
        ("the garden", "It is good to know what you picture outside.", "About how large is the area?"),
        ("el jardín", "Nos gusta saber cómo lo imagina.", "¿Más o menos qué tamaño tiene el área?"),
    ),
    _topic(
        "dental",
        r"tooth|teeth|dentist|dental|diente|muela|dentista",
        ("your visit", "We would like you to feel at ease with us.", "Have you been to our practice before?"),
        ("su visita", "Queremos que se sienta a gusto con nosotros.", "¿Ha venido antes a nuestro consultorio?"),
    ),
    _topic(
        "hair",
        r"haircut|hair\b|color appointment|salon|corte de pelo|cabello|peluqueria",
        ("your hair", "It is nice to hear what you have in mind.", "Have you visited us before?"),
        ("su cabello", "Nos gusta saber lo que tiene en mente.", "¿Nos ha visitado antes?"),
    ),
    _topic(
        "car",
        r"car\b|truck|brake|engine|oil change|carro|coche|frenos|motor",
        ("your vehicle", "We know how much depends on it.", "Which make, model and year is it?"),
        ("su vehículo", "Sabemos cuánto depende de él.", "¿De qué marca, modelo y año es?"),
    ),
)

GENERAL = Topic(
    "general",
    re.compile(""),
    Words(
        "your request",
        "It helps that you took the time to write to us.",
        "Is there anything else that we should know before somebody looks at it?",
    ),
    Words(
        "su solicitud",
        "Nos ayuda mucho que se haya tomado el tiempo de escribir.",
        "¿Hay algo más que debamos saber antes de revisarlo?",
    ),
)


def topic_of(text: str) -> Topic:
    """The first topic that the text names."""
    return next((topic for topic in TOPICS if topic.pattern.search(text)), GENERAL)
