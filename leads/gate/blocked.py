"""Topics that the owner blocked."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from leads.gate.reading import Reading
from leads.gate.text import Text
from leads.gate.verdicts import Finding

# The same thing in the other language, or in everyday words, for topics that businesses often block.
_SAME: Final = (
    "mold mould mildew moho hongo humedad", "asbestos asbesto amianto", "septic septico fosa cesspool buried_tank tank_in_the_yard tank_out_in_the_yard tank_out_back tank_in_the_back drain_field leach_field not_on_city_sewer not_on_sewer no_city_sewer", "divorce divorcio separacion_legal",
    "custody custodia", "immigration inmigracion migratori visa green_card deportation deportacion undocumented", "sedation sedacion sedat sedad twilight nitrous laughing_gas",
    "bed_bugs bedbugs bed_bug chinches chinche", "pesticide pesticida insecticide insecticida weed_killer herbicide herbicida", "semaglutide semaglutida ozempic wegovy glp-1",
    "lead_paint pintura_con_plomo", "radon", "hoarding hoarder acumulacion acumulador", "biohazard biologic riesgo_biologico crime_scene", "piano pianos", "odometer odometro",
    "aluminum_wiring aluminium_wiring cableado_de_aluminio cables_de_aluminio", "acid_wash lavado_acido lavado_con_acido acid_washing", "insurance seguro aseguranza", "bankruptcy bancarrota quiebra",
    "abortion aborto", "firearms guns armas pistola", "cannabis marijuana marihuana cbd", "warranty garantia", "refund reembolso", "financing financiamiento", "botox", "eviction desalojo",
    "pregnancy embarazo", "criminal penal", "dui", "solar", "gas", "termites termitas", "euthanasia eutanasia", "implants implantes", "surgery cirugia",
)  # fmt: skip
_SHORT: Final = 4


def blocked(reading: Reading) -> Iterator[Finding]:
    """A blocked topic in the reply, or in what it answers."""
    for topic in reading.organization.blocked_topics:
        pattern = _pattern(topic)
        if pattern is None:
            continue
        found = False
        for match in pattern.finditer(reading.reply.folded):
            found = True
            yield reading.finding("{} is a topic that you blocked.", *match.span())
        if not found and pattern.search(reading.lead.text.folded):
            yield Finding(f"The customer asks about “{topic}”, a topic that you blocked.")


@lru_cache(maxsize=1024)
def _pattern(topic: str) -> re.Pattern[str] | None:
    plain = " ".join(Text.of(topic).folded.replace("_", " ").split())
    if not plain:
        return None
    names = {plain}
    for group in _SAME:
        entries = [entry.replace("_", " ") for entry in group.split()]
        if any(entry == plain or _stem(entry) == _stem(plain) for entry in entries):
            names.update(entries)
    return re.compile("|".join(sorted((_forms(name) for name in names), key=len, reverse=True)))


def _stem(word: str) -> str:
    return re.sub(r"(?:es|s)$", "", word)


def _forms(name: str) -> str:
    """Match the words with any ending, and with or without a space or hyphen between them."""
    words = [re.escape(_cut(word)) + (r"\w{0,5}" if len(word) > _SHORT else r"(?:s|es|y)?") for word in name.split()]
    return r"\b" + r"[\s-]*".join(words) + r"\b"


def _cut(word: str) -> str:
    """Leave the part that inflection keeps: "sedation" also stands for "sedated"."""
    word = _stem(word) if len(word) > _SHORT else word
    return (
        word[:-3]
        if len(word) > 7 and word.endswith(("ion", "ing"))
        else word[:-1]
        if len(word) > 6 and word[-1] in "aeo"
        else word
    )
