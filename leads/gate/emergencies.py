"""Danger to life or property: something alarming about a being or a thing, said close together."""

import re
from typing import Final

_BEINGS: Final = (
    r"i|i'?m|me|my|he|she|he'?s|she'?s|his|her|dog|cat|puppy|kitten|pet|baby|infant|newborn|kids?|child|children|son|daughter|toddler|wife|husband|mom|mother|dad|father|grand\w+|"
    r"person|man|woman|guy|worker|friend|neighbor|someone|somebody|mi|mis|el|ella|perr[oa]|gat[oa]|bebe|nin[oa]s?|hij[oa]s?|espos[oa]|mama|papa|abuel[oa]"
)
_SEVERE: Final = (
    r"retch\w*|bloat\w*|(?:belly|stomach|abdomen) (?:\w+ ){0,2}?(?:hard|swollen|rigid|huge)|rock hard|(?:can'?t|cannot|cant|couldn'?t|can not) (?:even )?(?:stand|walk|pee|urinate|see(?! (?:it|the|what|where|how|why|any|well from))|"
    r"talk|speak|feel|wake|lift (?:my|his|her)|move (?:my|his|her))|(?:legs?|arms?|side|face|hands?|foot|feet)\b(?:\W+\w+){0,3}?\W+(?:numb|paraly\w+|blue|cold and|drooping|limp)|numb (?:legs?|side|groin|face|arm)|lost control|"
    r"paraly\w+|turn(?:ed|ing|s) (?:blue|purple|grey|gray|white|yellow)|swallow\w* (?:a|an|the|my|his|her|some|two|\w+ (?:pills?|coins?|batter\w+))|slurr\w+|droop\w+|gasp\w*|barely (?:breath\w+|moving|awake|conscious)|"
    r"blister\w*|went (?:dark|black|blind|blurry|grey|gray|numb|limp|quiet)|(?:can'?t|cannot|cant|won'?t) (?:\w+ )?open (?:my|his|her|one|the) (?:\w+ )?(?:eyes?|mouth)|lost (?:sight|vision|feeling)|see(?:ing)? (?:double|flashes|a curtain)|(?:inside|in|locked in) (?:the|a|my|her|his|our) (?:\w+ )?(?:hot )?(?:car|van|truck|bathroom|elevator|closet|safe|pool)\b(?=.*\b(?:locked|stuck|hot|\d\d ?(?:out|degrees|f)|sun|heat|crying|keys))|not (?:waking|breathing|moving|eating or drinking|responding)|won'?t (?:wake|move|stand|respond|open (?:his|her) eyes)|shaking (?:all over|uncontroll\w+|badly)|worst headache|coughing (?:up )?blood|blood in|impaled|"
    r"broke(?:n)? (?:his|her|my) (?:neck|back|skull)|(?:fell|fallen) (?:off|from|down) (?:the|a|our|his|her) (?:roof|ladder|stairs|scaffold\w*|window|balcony|tree)|barriga (?:\w+ )?(?:dura|hinchada)|no (?:se )?puede (?:parar|caminar|orinar|"
    r"ver|hablar|mover)\w*|no siente (?:las|los|el|la)|piernas dormidas|media cara|se trago|(?<!coche )(?<!carro )(?<!auto )(?<!motor )(?<!volante )(?:tiembla|temblando)|morad[oa]|palid[oa]|babe(?:a|ando)|se cayo (?:de|del) (?:techo|escalera|arbol|andamio|segundo)"
)
_SOURCES: Final = (
    r"stove|oven|range|furnace|heater|boiler|burner|gas|propane|batter(?:y|ies)|panel|breaker|outlet|socket|plug|switch|wires?|wiring|cords?|charger|inverter|generator|dryer|engine|tank|"
    r"meter|fixture|lamp|light|fuse ?box|appliance|transformer|pole|estufa|horno|calentador|bateria|tablero|pastilla|enchufe|contacto|cables?|cargador|inversor|secadora|medidor|foco|apagador|refri\w*|caja de luz"
)
_ALARMING: Final = (
    r"hiss\w*|stink\w* (?:like|of)|reek\w*|eggs?|swollen|bulg\w+|puff\w* up|(?:is|are|feels?|gets?|getting|got|very|really|too|so|super|scary|burning) hot(?! (?:water|enough|air|side|and cold))|hot to|burning|burnt|"
    r"scorch\w*|charred|melt\w*|glow\w*|smok(?:e|es|ing|ed)(?! alarm| detector)|spark(?:s|ed|ing)|pop(?:ping|ped) (?:and|sound|loud|noise)|explod\w*|blew up|flames?|shock(?:s|ed|ing)|zap\w*|smells? (?:\w+ )?(?:weird|odd|strange|chemical|funny|"
    r"bad|burn\w*|like (?:gas|eggs?|burning|plastic|fish))|huele(?:n)? (?:\w+ )?(?:raro|feo|mal|quemado|huevo|gas|plastico)|olor (?:a|raro|fuerte)|inflad[oa]|hinchad[oa]|quemad[oa]|quemando|chispa\w*|chispeando|derret\w*|toques?|"
    r"(?:esta|muy|se pone) caliente|explot\w*|trueno|echa(?:ndo)? humo|silba|chilla y"
)


_POISONED: Final = r"headaches?|dizzy|dizziness|nause\w*|throwing up|sleepy|drowsy|sick|faint\w*|passed out|dolor de cabeza|mareos?|mareados?|mareadas?"
_BURNERS: Final = (
    r"stove|furnace|fireplace|heater|boiler|chimney|generator|flue|exhaust|estufa|chimenea|calentador|generador|boiler"
)
_LIMBS: Final = r"hands?|fingers?|arms?|legs?|foot|feet|toes?|head|neck|mano|dedos?|brazo|pierna|pie"
_CAUGHT: Final = r"(?:under|beneath|between|inside|caught in|stuck in|in|trapped) (?:the|a|my|our|its) (?:\w+ )?(?:door|machine|gate|panel|jack|car|mower|blade|belt|rollers?|track|window|drain|press|disposal|wheel|chain)"


def _near(first: str, second: str, words: int) -> str:
    gap = rf"(?:\W+\w+){{0,{words}}}?\W+"
    return rf"\b(?:{first})\b{gap}(?:{second})(?!\w)|\b(?:{second})\b{gap}(?:{first})(?!\w)"


PEOPLE_IN_DANGER: Final = re.compile(
    "|".join((_near(_BEINGS, _SEVERE, 8), _near(_POISONED, _BURNERS, 9), _near(_LIMBS, _CAUGHT, 4)))
)
THINGS_IN_DANGER: Final = re.compile(_near(_SOURCES, _ALARMING, 7))
