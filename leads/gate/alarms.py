"""Danger told in anybody's words: something alarming that happens to a being, a house or a car, and is not over.

Each table has one kind of danger: who or what, what happens, and how far apart the two may stand.
"""

import re
from typing import Final, NamedTuple

from leads.gate.acts import listed


class Alarm(NamedTuple):
    """One kind of danger, and the pattern that tells it. `why` is for whoever changes the table."""

    why: str
    pattern: re.Pattern[str]


_BEING: Final = listed("""
i i'm im me my he she his her him we us our he's she's someone somebody person man woman guy guys kid kids child
children baby toddler infant newborn son daughter wife husband mom mother dad father grandma grandpa grandmother
grandfather brother sister friend neighbor worker customer dog cat puppy pup kitten pet horse bunny rabbit kitty lab shepherd poodle terrier retriever bulldog hamster bird pony hen mi mis el ella mama papa
abuela abuelo hijo hija nino nina bebe perro perra perrito gato gata gatito conejo persona alguien esposa esposo vecino vecina
""")
_BODY: Final = listed("""
eye eyes face head neck throat mouth tongue lip lips chest arm arms hand hands finger fingers leg legs knee foot feet toe
toes skin back stomach belly spine jaw ear paw paws ojo ojos cara cabeza cuello garganta boca pecho brazo mano dedo pierna
pie piel espalda estomago pata
""")
_HURT: Final = listed("""
bleed* blood gash* deep_cut scald* splash* blister* tingl* numb numbness crush* mangl* stab* electrocut* faint* limp
unconscious unresponsive seiz* convuls* chok* gasp* howl* scream* bitten attack* collaps* impal* dislocat* broken_bone
bone_sticking not_getting_up can't_get_up cant_get_up can't_walk won't_get_up won't_stop_cry* won't_put_weight
not_putting_weight can't_put_weight crying_in_pain coughing_a_lot keeps_coughing coughing_and hasn't_peed can't_pee
hasn't_eaten_in not_breathing turned_white turned_blue turned_black went_white hit_by run_over got_hit fell_down
fell_off fell_from fell_out slipped_under went_under pulled_under drown* poisoned swallowed trapped pinned barely_mov* barely_breath* barely_awake cold_and_barely gums_look gums_are fighting_right_now feel_sick feeling_sick all_sick
sangr* quemad* desmay* convulsion* ahog* mordid* atacad* atropell* cayo vomit* inconsciente se_trago se_comio no_respira
""")
_SINCE: Final = (
    r"(?:right now|just now|at the moment|as (?:i|we) (?:write|speak|type)|(?:\d+|a few|couple(?: of)?|ten|five|twenty|thirty) ?(?:min|mins|minutes) ago|an? (?:half )?hour ago|(?:\d|two|three|few) (?:hrs?|hours) ago|this (?:morning|afternoon|evening)|tonight|earlier today|just (?:happened|fell|cut|hit|got|slipped|started)|"
    r"still|keeps?|and rising|inches|won'?t stop|can'?t (?:stop|find|reach|get|turn|shut)|ahorita|ahora mismo|hace (?:una hora|un rato|\d+ minutos)|esta (?:manana|tarde|noche)|no (?:para|puedo))"
)
_WATER: Final = listed("""
overflow* pouring gush* flood* filling burst split spray* spew* rushing shooting_out water_everywhere coming_through
water_coming leaking_everywhere let_go rising inund* chorr* desbord* revento
""")
_STRUCTURE: Final = listed(
    """ceiling roof wall floor tree chimney deck balcony beam porch stairs techo pared piso arbol barda plafon"""
)
_GIVING_WAY: Final = listed("""
sag* collaps* caved caving came_through came_down coming_down about_to_fall about_to_come falling_in fell_in fell_through
fell_on cracking bulging buckl* leaning_on se_cayo cayendo derrumb* se_vence venciendo bowing cracking_noise* making_cracking
""")
_CAR: Final = listed("""
stopped stuck stranded died stalled broke_down broken_down locked_up pulled_over spun_out won't_start won't_move shut_off
parado parada varado varada atorado atorada quedado se_paro no_arranca
""")
_TRAFFIC: Final = listed("""
highway freeway interstate bridge lane lanes shoulder intersection tracks traffic tunnel off-ramp on-ramp middle_of_the_road
side_of_the_road ditch guardrail autopista carretera puente freeway crucero
""")
_NOXIOUS: Final = listed("""
smoke smoking fumes gas sparks sparking flames fire burning chemical* bleach cleaner drain_cleaner acid pesticide poison
rat_poison antifreeze carbon_monoxide haze hazy destapacanos limpiador detergente humo chispas flamas fuego cloro acido veneno raticida
""")


def _near(first: str, second: str, words: int) -> str:
    gap = rf"(?:\W+[\w']+){{0,{words}}}?\W+"
    return rf"\b{first}\b{gap}{second}(?!\w)|\b{second}\b{gap}{first}(?!\w)"


ALARMS: Final = (
    Alarm("A being is hurt: whatever the trade, a person has to read that.", re.compile(_near(_BEING, _HURT, 9))),
    Alarm("A part of the body is hurt.", re.compile(_near(_BODY, _HURT, 7))),
    Alarm("A part of the body is broken or burns.", re.compile(_near(_BODY, listed("broken broke fractured crushed smashed came_down_on fell_on burn burns burning sting stings stinging"), 7))),
    Alarm("Somebody took in what nobody should.", re.compile(_near(listed("ate eaten drank swallowed licked chewed inhaled took tomo bebio trago comio"), _NOXIOUS, 5))),
    Alarm("An animal or a child ate what poisons it.", re.compile(_near(listed("ate eaten eating swallowed swallow chewed got_into gotten_into gulped wolfed licked nibbled comio trago"), listed("chocolate raisin* grape* onion* garlic xylitol sugarfree sugar-free sugarless lily lilies lilly ibuprofen advil tylenol gummies edible edibles weed mushroom* macadamia ant_bait slug snail_bait foxtail battery coin magnet* pasas uvas cebolla"), 9))),
    Alarm("An animal or a child shakes or stumbles.", re.compile(_near(listed("puppy pup dog cat kitten kitty hes he's shes she's he she baby perro gato perrita gatito"), listed("wobbly wobbling staggering stumbling twitching seizing drooling trembling shaking_now shivering_and"), 7))),
    Alarm("Something noxious met a part of the body, or is there right now.", re.compile(f"{_near(_BODY, _NOXIOUS, 6)}|{_near(_SINCE, _NOXIOUS, 6)}")),
    Alarm("Water that nobody has stopped.", re.compile(_near(_WATER, _SINCE, 12))),
    Alarm("A building gives way.", re.compile(_near(_STRUCTURE, _GIVING_WAY, 5))),
    Alarm("A car that stands in traffic.", re.compile(_near(_CAR, _TRAFFIC, 12))),
)  # fmt: skip
# What makes it a story of the past, a wish or a figure of speech.
CALM: Final = re.compile(
    r"\b(?:last (?:week|weekend|year|month|summer|winter|spring|fall|season|time)|(?:weeks?|months?|years?) ago|all (?:dry|good|fine|healed|better) now|(?:is|it'?s|are|she'?s|he'?s) (?:\w+ )?(?:fine|ok|okay|better|healed|dry) now|unrelated|lol|haha|otherwise (?:fine|happy|healthy)|"
    r"in case|before (?:the|it|winter|summer)|prevent\w*|used to|once upon|hope (?:you|your|nobody|they)|don'?t want|doesn'?t (?:hurt|bleed)|no (?:blood|pain|smoke|fire)|la semana pasada|el (?:ano|mes) pasado|hace (?:\w+ )?(?:semanas|meses|anos))\b"
)
