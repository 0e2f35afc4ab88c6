"""Danger to life or property: a person has to see it at once."""

import re
from collections.abc import Iterator
from typing import Final

from leads.gate.alarms import ALARMS, CALM
from leads.gate.emergencies import PEOPLE_IN_DANGER, THINGS_IN_DANGER
from leads.gate.reading import Reading
from leads.gate.verdicts import Finding

_CALM: Final = re.compile(
    r"\b(?:not an? emergency|no emergency|non[- ]emergency|no hurry|no rush|just curious|in case of|for example|last (?:year|summer|winter|month|spring|fall)|years? ago|no es (?:una )?emergencia|no es urgente|sin prisa)\b"
)
_EMERGENCY: Final = re.compile(
    r"\b(?:(?:gas|propane) (?:smell|leak|odou?r)\w*|smell(?:s|ing)?(?: of| like| a lot of)? (?:\w+ )?(?:gas|propane|rotten eggs?|smell\w* like (?:\w+ )?eggs?|burning|smoke|something burning)|rotten eggs?|smell\w* like (?:\w+ )?eggs?|carbon monoxide|co (?:alarm|detector|monitor)|(?:is|are|it'?s|caught|on|catching|house|kitchen|car|"
    r"started a|a|there'?s|big|small|outlet|panel|dryer|engine|electrical) (?:\w+ )?(?:fire|flames)(?! (?:place|pit|ant|alarm test|department ins|marshal|escape|sprinkler|wood|damage|extinguisher|rated|inspection|code|door))|flames?|smok(?:e|ing) (?:\w+ )?(?:from|out|coming|in the|everywhere|filling|pouring)|"
    r"(?:filled|full) (?:with|of) smoke|smoking (?:outlet|panel|wire|breaker)|(?:spark|arc)(?:s|ed|ing)(?! plugs?|-free| free)|electrocut\w+|(?:got|getting|been|was|gets?|felt|feel|gave me) (?:\w+ ){0,2}?(?:shock(?:ed)?|zapped|zap|jolt|tingle|buzz)|shocked (?:me|my|him|her)|(?:live|downed|exposed|fallen|hanging) (?:power )?(?:wire|line|cable)s?|power line|burning (?:smell|plastic|wire|rubber)|hot to the touch|"
    r"(?:water|flood\w*|leak\w*|puddle|wet|dripping|rain\w*|soaked)\b(?:\W+\w+){0,10}?\W+(?:electric\w*|breaker|panel|outlets?|fuse|light fixture|ceiling light|lights?|socket|wires?|wiring)|(?:electric\w*|breaker|panel|fuse box|outlets?)\b(?:\W+\w+){0,6}?\W+(?:under ?water|wet|soaked|flood\w*|dripping)|(?:basement|house|kitchen|room|floor|apartment) (?:is |are )?(?:\w+ )?"
    r"(?:flooding|under water|underwater|filling)|flood(?:ing|ed) (?:\w+ )?(?:fast|everywhere|the|my|now|into)|water (?:is )?(?:pouring|gushing|rushing|shooting|spraying|everywhere|rising|up to)|burst (?:pipe|main)|pipe (?:\w+ )?burst|(?:can'?t|cannot|can not|cant|couldn'?t|won'?t|unable to|no way to) (?:\w+ )?(?:breathe|breath|swallow|shut (?:it|the water)|stop (?:it|the water|the bleeding)|get (?:out|him|her|them|my (?:kid|son|daughter|baby|hand|arm)|air)|"
    r"stay awake|feel (?:my|his|her)|move (?:my|his|her)|wake)|(?:trouble|difficulty|hard(?: time)?|problems?) (?:to )?(?:breath\w*|swallow\w*)|hard to (?:breathe|swallow|talk)|breathing (?:is|gets|feels|weird|funny|heavy|difficult|hard)|short(?:ness)? of breath|chok(?:e|es|ed|ing)|suffocat\w+|wheez\w+|(?:throat|tongue|lips?|face|airway|eye|jaw|neck)\b(?:\W+\w+){0,3}?\W+(?:swell\w*|swollen|clos\w+|tight\w*|thick|"
    r"numb|droop\w*)|(?:swell\w*|swollen)\b(?:\W+\w+){0,4}?\W+(?:shut|up to|eye|throat|tongue|neck|face|jaw|airway|fast|spreading)|face swell\w*|anaphyla\w+|allergic reaction|epi ?pen|hives|drool\w*(?! (?:a bit|a little|when|on|in (?:his|her)|over|lol))|dizz\w+|light ?headed|cough\w* (?:blood|up|non)|(?:can'?t|cant|cannot) stop (?:cough\w+|shak\w+|throwing|vomit\w+|bleed\w+|crying)|chest (?:burns?|hurts?|tight\w*|pain\w*)|mixed (?:\w+ ){1,3}(?:cleaners?|chemicals|bleach)|fumes|vomit\w*|throwing up|foam\w* at|limp|delirious|blue lips|eyes (?:are )?(?:roll\w*|moving)|can'?t feel|unconscious|unresponsive|passed out|faint(?:ed|ing|s)?|collaps(?:ed|ing|e)|seiz(?:ure|ures|ing|ed)|convuls\w+|stroke(?! of)|heart attack|chest pain|overdos\w+|poison(?:ed|ing)|(?:ate|swallowed|drank|ingested|eaten|inhaled|got into)\b(?:\W+\w+){0,4}?\W+"
    r"(?:pills?|poison|bait|bleach|chocolate|antifreeze|meds|medication|medicine|battery|chemicals?|cleaner|pesticide|xylitol|grapes|raisins|detergent|pods?|spray|fumes)|not (?:making (?:any )?sense|breathing|responding|moving|waking|conscious)|confused and|heat ?stroke|hypothermi\w+|freezing to death|(?<!color was )(?<!dye was )(?<!colour was )(?<!color is )(?<!ink is )(?<!dye is )(?:bleeding|blood)\b(?! (?:onto|into the wash|work|pressure|test|thinn|hound|orange))|bleeds? (?:a lot|heavily|everywhere|non)|won'?t stop bleed\w*|gushing|hemorrhag\w+|"
    r"(?:stuck|trapped|pinned|locked|caught|crushed|shut|stranded|left|stucked) (?:\w+ ){0,2}?(?:under|inside|in|on|beneath|between|between the)\b(?:\W+\w+){0,4}?\W+(?:door|car|elevator|room|bathroom|attic|roof|machine|house|vehicle|truck|garage|closet|heat|sun|highway|freeway|tracks|snow|with)\b(?=.*\b(?:kid|kids|child|children|baby|toddler|son|daughter|dog|cat|pet|arm|hand|leg|foot|finger|fingers|person|man|woman|wife|husband|"
    r"mom|dad|me|someone|grand\w+|infant|boy|girl|he|she|highway|freeway|tracks|i'?m|im))|(?:kid|child|baby|toddler|son|daughter|dog|infant|newborn|grand\w+|wife|husband|mom|mother|dad|father|arm|hand|leg|finger|fingers|foot)\b(?:'s)?(?:\W+\w+){0,6}?\W+(?:locked|trapped|stuck|pinned|crushed|caught (?:in|under)|burned|burnt|unconscious|not breathing|blue|drown\w*|limp)|"
    r"(?:locked|trapped|stuck|inside)\b(?:\W+\w+){0,8}?\W+(?:baby|toddler|infant|newborn|child|kid|dog inside|engine running|stove on|oven on|in the sun|heat)|stove (?:is |still )?on\b|ceiling (?:is )?(?:\w+ )?(?:caving|collaps\w+|falling|came down|sagging|bulging|about to)|(?:roof|wall|tree|chimney|deck|balcony|floor|structure|stairs)\b(?:\W+\w+){0,4}?\W+(?:collaps\w+|caved|caving|about to fall|came down on|fell (?:on|through|into)|crashed)|"
    r"tree (?:fell|down|is) (?:\w+ )?(?:on|through|leaning on|power)|(?:severe|unbearable|extreme|excruciating|worst) (?:\w+ )?pain|(?:brakes?|steering) (?:\w+ )?(?:went out|failed|gone|just went|stopped working|not working|dont work|don'?t work)|(?:side of|shoulder of|middle of) (?:the )?(?:\w+ )?(?:highway|freeway|interstate|motorway|road)|on the shoulder|broken down on|(?:hit|struck|run over|ran over|rear-?ended) (?:by|me|him|her)\b(?=.*\b(?:just|now|bleeding|hurt bad|ambulance|can'?t))|"
    r"just (?:got|been|was) (?:\w+ )?(?:hit|in (?:a|an) (?:accident|crash|wreck)|robbed|attacked|mugged|assaulted|stabbed|shot|bit|bitten)|911|9-1-1|ambulance|paramedics?|emergency room|call(?:ing)? (?:the )?(?:fire department|police|cops)|life[- ]threatening|dying(?! (?:grass|lawn|tree|plant|battery|in|to|out|down|for|shrub|hair))|died (?:just|in front)|about to (?:die|explode|blow)|explo(?:de|ded|sion|ding)|boiler\b(?=.*\b(?:bang|pressure|red|hissing))|"
    r"(?:stung|bit|bitten)\b(?=.*\b(?:breath\w*|tongue|throat|dizzy|swell\w*|swollen|hives|faint|times)\b)|(?:stung|bit|bitten|sting)\b(?=.*\b(?:baby|toddler|infant|newborn|year old|months? old|allergic)\b)|(?:\d\d|hundred|dozens? of) (?:stings|times)|rabid|rabies|venom\w*|rattlesnake|snake\w* (?:bit|in (?:the|my)|inside)|(?:1\d\d|9[89]) ?(?:degrees|f|outside|inside|°)\b(?=.*\b(?:baby|newborn|elderly|old|mother|father|wife|husband|sick|oxygen|faint|infant|grand\w+|disabled|heart))|oxygen (?:machine|concentrator|tank)|ventilator|dialysis|life support|insulin|"
    r"brakes? (?:\w+ ){0,2}?to the floor|brakes? (?:gave|went|are) out|no brakes|lost (?:my |the |our )?brakes|pulled over on|no heat\b(?=.*\b(?:baby|newborn|infant|elderly|oxygen|freezing|pipes|sick|-\d|below))|intruder|break(?:ing)? in (?:right )?now|someone (?:is )?(?:in|inside|breaking|trying to get) |(?:he|she|they|husband|boyfriend|ex|partner)\b(?:\W+\w+){0,4}?\W+(?:hit(?:s|ting)?|beat(?:s|ing)?|hurt(?:s|ing)?|chok\w+|threaten\w*) (?:me|us|my|the kids)|sewage (?:\w+ )?(?:everywhere|in the|coming|backing|overflow\w*)|chemical (?:burn|spill|smell)|burn(?:ed|t)? (?:my|his|her) (?:face|hand|eye|skin|arm)(?!.*\bunrelated)|(?:my|his|her|blurry|blurred|lost|losing|double|lose) vision|vision (?:is|went|got|gone|loss|suddenly)|blind(?:ed|ness)? (?:in|since|after)|went blind|knocked out|"
    r"skin (?:turn\w*|is|went) (?:\w+ )?(?:white|black|blue|gray|grey|purple)|blanch\w*|necro\w+|suffer\w* a stroke|slurr\w+|miscarr\w+|water broke|in labor|pus|high fever|fever of|10[3-9] fever|septic shock|sepsis|snapped (?:on|at|into) (?:my|his|her)|cable (?:hit|snapped (?:and|on))|drown\w*|fell in(?:to)? the pool|chlorine gas|mixed bleach)\b",
)
_EMERGENCY_ES: Final = re.compile(
    r"\b(?:(?:huele|olor|fuga|escape|peste) (?:\w+ )?(?:a |de )?(?:mucho )?(?:gas|quemado|humo|podrido)|monoxido|(?:se )?(?:esta )?(?:quem(?:a|o|ando|andose)|incendi\w+)|incendio|fuego|llamas|(?:sale|saliendo|hay|mucho|echa|echando) (?:\w+ )?humo|humo (?:sale|en|de|por)|chisp\w+|corto ?circuito|(?:me|le|nos) dio (?:un )?(?:toque|toques|corriente|descarga)|electrocut\w+|"
    r"(?:agua|gotera|inund\w+|moja\w*|lluvia)\b(?:\W+\w+){0,9}?\W+(?:luz|electric\w*|breaker\w*|pastillas|enchufe\w*|contacto\w*|foco\w*|cables?|tablero|caja de|lampara|apagador\w*)|inund(?:a|ado|ada|ando|andose|acion)|(?:agua|drenaje) (?:\w+ )?(?:brota|chorr\w+|a chorros|por todos lados|no para|sube|subiendo)|no puedo (?:\w+ )?(?:respirar|tragar|cerrar (?:el agua|la llave)|parar|salir|sacar|mover)|no puede (?:respirar|tragar|salir|moverse|"
    r"hablar)|no (?:respira|responde|reacciona|despierta|se mueve)|(?:cuesta|dificil|dificultad|trabajo|falta)\b(?:\W+\w+){0,3}?\W+(?:respirar|tragar|aire)|me falta el aire|asfixi\w+|ahog(?:a|o|ando|andose)|(?:garganta|lengua|cara|labios?|ojo|cuello)\b(?:\W+\w+){0,4}?\W+(?:hinch\w+|cerr\w+|inflam\w+)|(?:hinch\w+|inflam\w+)\b(?:\W+\w+){0,5}?\W+(?:cara|ojo|garganta|lengua|cuello|labios?)|ronchas|reaccion alergica|desmay\w+|inconsciente|convuls\w+|"
    r"infarto|derrame cerebral|dolor (?:de|en el) pecho|sangr(?:a|ando|e|o|ar)\b(?! de (?:nariz|encias))|no para de sangrar|maread[oa]s?|vomit\w+|desangr\w+|envenen\w+|intoxic\w+|(?:comio|trago|tomo|bebio|se comio)\b(?:\W+\w+){0,4}?\W+(?:veneno|pastillas|cloro|medicinas?|chocolate|pilas?|raticida|insecticida)|(?:encerrad[oa]s?|atrapad[oa]s?|atorad[oa]s?|prensad[oa]s?|aplast\w+)\b(?=.*\b(?:nin[oa]s?|bebe|hij[oa]s?|mano|brazo|pierna|dedos?|perr[oa]|abuel[oa]|mama|papa|carro|elevador|persona|yo|baby|coche))|"
    r"(?:nin[oa]|bebe|hij[oa])\b(?:\W+\w+){0,6}?\W+(?:adentro|dentro|encerrad\w+) |(?:nin[oa]|bebe|hij[oa]|mano|brazo|pierna|dedos?|abuel[oa]|mama|perr[oa])\b(?:\W+\w+){0,6}?\W+(?:encerrad|atrapad|atorad|prensad|aplast|atorada|quemad|adentro con)\w*|se (?:cayo|callo|esta cayendo|va a caer|desplomo|derrumb\w+|vino abajo) (?:\w+ )?(?:el |la |un )?(?:techo|pared|arbol|barda|plafon)|(?:sin|fallaron los|no tengo|fallan los) frenos|frenos (?:no|fallaron)|en (?:plena |la |medio de la )?(?:carretera|autopista|freeway)|ambulancia|911|bomberos|emergencia|explo(?:to|tar|sion|ta)|"
    r"(?:me|nos|lo|la) (?:acaban? de )?(?:atropell\w+|apunal\w+|dispar\w+|asalt\w+)|muriendo|se (?:esta )?muere|golpe de calor|piquete\w*\b(?=.*\b(?:respir\w*|hinch\w*|ronch\w*|mare\w*|desmay\w*))|alacran|vibora|serpiente|fiebre (?:muy )?alta|pus|perdio el conocimiento|esta morado|oxigeno|me (?:esta )?(?:pega|golpea|golpeando)|alguien (?:se metio|esta adentro|quiere entrar))\b"
)


def emergency(reading: Reading) -> Iterator[Finding]:
    """Danger to life or property: a person has to see it at once."""
    text = reading.lead.text.folded
    patterns = (_EMERGENCY, _EMERGENCY_ES, PEOPLE_IN_DANGER, THINGS_IN_DANGER)
    found = next((match for match in (pattern.search(text) for pattern in patterns) if match), None)
    if found and (_CALM.search(text) or _is_denied(text, found.start())):
        found = None
    if found is None and not CALM.search(text):
        found = next((match for match in (alarm.pattern.search(text) for alarm in ALARMS) if match), None)
    if found:
        yield Finding(f"The customer may be in danger: “{found[0].strip()[:60]}”.")


_LIT: Final = re.compile(r"\b(?:had|lit|have|light|make|made|build|built|start|enjoy\w*|love)\s+(?:\w+ )?$")


def _is_denied(text: str, start: int) -> bool:
    if re.match(r"(?:a|big|nice|small) (?:\w+ )?fire\b", text[start:]) and _LIT.search(text[:start]):
        return True
    return (
        re.search(
            r"\b(?:no|not|never|without|zero|nobody|nothing|isn'?t|wasn'?t|don'?t|doesn'?t|sin|ningun|ni|no hay|tested|fake|old)\s+(?:\w+\s+){0,2}$",
            text[:start],
        )
        is not None
    )
