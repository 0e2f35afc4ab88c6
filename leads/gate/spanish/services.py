"""What the words of a service are in Spanish: owners enter services in English, and customers ask in Spanish."""

from typing import Final

_SPANISH_SERVICES: Final = {
    "inspection": "inspeccion", "estimate": "presupuesto cotizacion estimado estimacion", "visit": "visita",
    "consultation": "consulta", "diagnostic": "diagnostico", "cleaning": "limpieza", "exam": "examen revision",
    "oil": "aceite", "change": "cambio", "facial": "facial", "call": "llamada visita", "roof": "techo", "trim": "corte",
    "nail": "unas", "moving": "mudanza", "tune": "mantenimiento afinacion", "lawn": "cesped pasto", "mowing": "corte",
    "termite": "termitas termita", "state": "estatal", "house": "casa", "first": "primera", "initial": "inicial",
    "patient": "paciente", "service": "servicio visita", "recurring": "recurrente regular", "up": "",
    "drain": "drenaje destap tuberia", "leak": "fuga gotera", "heater": "calentador", "brake": "freno", "brakes": "freno", "tires": "llanta",
    "tire": "llanta", "lock": "cerradura chapa", "door": "puerta", "pool": "piscina alberca", "dental": "dental dientes", "gutter": "canaleta canalon",
    "movers": "personas trabajadores cargadores", "two": "dos", "local": "local",
}  # fmt: skip


def in_spanish(word: str) -> list[str]:
    """Return the beginnings of the Spanish words for an English one; none when nobody has entered them."""
    return (_SPANISH_SERVICES.get(word) or _SPANISH_SERVICES.get(word.rstrip("s"), "")).split()
