"""Telling languages apart by their small words: English, Spanish, another one, or too short to say."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

_WORDS: Final = {
    "en": """son the and is are was were do does did have has had you your we our us i my me it its this that these those
 what which when where who how why with without for from of to in on at by an or not no if so but be been can could
 would will may might there here any some more about into out up down off than then them they he she his her him get
 got just like need want please thank thanks hi hello dear yes know tell let as all one two after before also too very
 someone only old new still back see look looking don t s m re ve ll d""",
    "es": """el la los las un una unos unas de del al y o que en con sin por para es son esta estan estoy fue era hay
 no si se su sus le les lo me mi mis te tu nos nosotros usted ustedes yo como cuando donde cual cuales cuantos cuantas
 cuanto quien porque pero mas muy ya hola gracias buenas buenos dias tardes quiero quisiera necesito tengo tiene tienen
 puede pueden podria hace desde hasta este esto esa ese eso aqui ahi todo toda todos todas algo alguien otro otra casa
 tambien ni sobre entre antes despues favor nuestro nuestra nuestros ser estar hacer saber decir ver ir dos tres bien""",
    "fr": """le les des du et est sont une nous vous votre vos notre pour avec dans sur qui je ne pas merci bonjour cest
 avez etre mais ou ce cette au aux il elle sommes besoin""",
    "pt": """os as um uma e em com nao para boa bom noite ou pelo pela pelos pelas quando sempre so dele dela nossa nosso mensagem isso voce voces seu sua nos obrigado obrigada ola que por mais foi esta sao tem
 meu minha preciso gostaria do da dos das no na""",
    "it": """il lo gli un uno e di che per con non sono grazie ciao buongiorno della del nel ho abbiamo vostro nostro
 vorrei siamo ci si""",
    "de": """der die das und ist sind ein eine nicht wir sie ihr ihre unser mit fur von zu auf danke hallo haben hat ich
 bitte wie wann konnen noch auch""",
    "nl": """het een en niet wij jullie uw ons met voor van naar op dank hallo hebben heeft ik alstublieft hoe wanneer""",
    "pl": """nie jest sa w na do z sie prosze dziekuje czy jak mam""",
    "vi": """toi ban khong la co cua va nhung cam on xin chao""",
    "ht": """mwen ou nou pou nan ak yon gen mesi bonjou kay""",
    "tl": """ang ng mga sa po ako ikaw kayo namin salamat hindi ito""",
}
_SHARED_WEIGHT: Final = 0.25
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_FOREIGN_LETTERS: Final = re.compile(
    r"[àâãäåæçèêëìîïòôõöøùûýÿąćęłńśźżğşıőűčďěňřšťůžđășțơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]"
)
_SPANISH_SIGNS: Final = re.compile(r"[¿¡ñ]")
_SPANISH_FORMS: Final = re.compile(r"\w(?:cion|ciones|mente|mos|ando|iendo|ado|ada|adas|ados|idad|aria)$")
_ENGLISH_FORMS: Final = re.compile(r"\w(?:ing|tion|ness|ment|ed|ly|ck|sh|th|ght|ee|oo\w|w)$|^wh")
UNKNOWN: Final = ""
OTHER: Final = "other"


def _table() -> dict[str, tuple[tuple[str, float], ...]]:
    """Return word -> (language, weight): a word that several languages have says little."""
    homes: dict[str, list[str]] = {}
    for language, words in _WORDS.items():
        for word in set(words.split()):
            homes.setdefault(word, []).append(language)
    return {
        word: tuple((language, 1.0 if len(found) == 1 else _SHARED_WEIGHT) for language in found)
        for word, found in homes.items()
    }


_TABLE: Final = _table()


def language_scores(raw: str, folded_words: Iterable[str]) -> dict[str, float]:
    """Return how much speaks for each language; names of people and things speak for none."""
    scores = dict.fromkeys(_WORDS, 0.0)
    for word in folded_words:
        for language, weight in _TABLE.get(word) or _by_form(word):
            scores[language] += weight
    if _SPANISH_SIGNS.search(raw.lower()):
        scores["es"] += 2
    return scores


@lru_cache(maxsize=4096)
def _by_form(word: str) -> tuple[tuple[str, float], ...]:
    """Return what the ending of a word that no list has says."""
    if _SPANISH_FORMS.search(word):
        return (("es", _SHARED_WEIGHT),)
    return (("en", _SHARED_WEIGHT),) if _ENGLISH_FORMS.search(word) else ()


def language_of(raw: str, folded: str) -> str:
    """Return "en", "es", OTHER, or UNKNOWN when the words do not suffice to say."""
    words = _LETTERS.findall(folded)
    if _is_foreign_script(raw):
        return OTHER
    if not raw.isascii():
        foreign = {word for word in _LETTERS.findall(raw) if _FOREIGN_LETTERS.search(word) and word.islower()}
        if len(foreign) > 1:
            return OTHER
    scores = language_scores(raw, words)
    (best, most), (_, second) = sorted(scores.items(), key=lambda item: -item[1])[:2]
    if most < 1 or most - second < _SHARED_WEIGHT:
        return UNKNOWN
    return best if best in {"en", "es"} else OTHER


def _is_foreign_script(raw: str) -> bool:
    if raw.isascii():
        return False
    letters = [char for char in raw if char.isalpha()]
    foreign = sum(ord(char) > 0x24F and not 0x1E00 <= ord(char) <= 0x1EFF for char in letters)
    return foreign * 3 > len(letters)
