"""What the people of a load test are called, and what they write."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class TradeWords:
    """A kind of business and what people can ask it for."""

    label: str
    services: tuple[str, ...]


TRADES: Final = (
    TradeWords("Plumbing", ("Emergency repair", "Water heater", "Drains and sewers")),
    TradeWords("Roofing", ("Leak", "New roof", "Inspection")),
    TradeWords("Electric", ("Panel upgrade", "Car charger", "Something sparks")),
    TradeWords("Heating & Air", ("No heat", "New furnace", "Yearly service")),
    TradeWords("Tree Care", ("Removal", "Pruning", "Storm damage")),
)
AREA_CODES: Final = ("937", "612", "216", "414", "502", "314", "816", "901", "704", "412")
FIRST_NAMES: Final = (
    "Adaeze", "Amélie", "Anders", "Beatriz", "Bram", "Carmen", "Chidi", "Claire", "Dinh", "Elias", "Fatima", "Gloria",
    "Héctor", "Ingrid", "Jamal", "Joanna", "Kofi", "Leilani", "Marek", "Noor", "Olu", "Paz", "Quentin", "Renée",
    "Sunil", "Tamika", "Ulises", "Vera", "Wanda", "Ximena", "Yusuf", "Zoë",
)  # fmt: skip
LAST_NAMES: Final = (
    "Abernathy", "Baptiste", "Cárdenas", "Dombrowski", "Eriksen", "Fitzgerald", "Gutiérrez", "Haddad", "Ibarra",
    "Jankowski", "Kaplan", "Lundgren", "Mbeki", "Núñez", "Oyelaran", "Papadakis", "Quispe", "Rasmussen", "Sørensen",
    "Takahashi", "Underhill", "Varga", "Whitaker", "Yilmaz", "Zielinski",
)  # fmt: skip
SENTENCES: Final[dict[str, list[str]]] = {
    "en": [
        "It started on Sunday and gets worse every day.",
        "I am at home from four o'clock on.",
        "Could you tell me roughly what that costs?",
        "The neighbours said that you did good work for them.",
        "There is no hurry, but I would like to have it on the calendar.",
        "We had somebody here last year and it did not last.",
        "Please call before you come, the dog needs a minute.",
        "I can send pictures if that helps.",
    ],
    "es": [
        "Empezó el domingo y cada día está peor.",
        "Estoy en casa a partir de las cuatro.",
        "¿Me pueden decir más o menos cuánto cuesta?",
        "Los vecinos dicen que a ellos les trabajaron muy bien.",
        "No es urgente, pero quisiera tener una fecha.",
        "El año pasado vino alguien y no duró nada.",
    ],
}
SPANISH_SHARE: Final = 0.2
PHONE_SHARE: Final = 0.6
API_SHARE: Final = 0.25
# In the order of the statuses: new, contacted, booked, won, lost, archived.
STATUS_WEIGHTS: Final = (45, 20, 10, 12, 8, 5)
