"""The word lists that the English acts are made of, each with its reason."""

from typing import Final

from leads.gate.acts import listed

# Verbs of reading, asking and knowing, with the light verbs whose objects the reading of promises judges anyway.
TALK: Final = listed("""
answer reply respond write get_back get_in_touch reach reach_out call phone contact follow_up be_in_touch be_in_contact
tell let explain describe say talk discuss share pass forward note mark flag read review see look check study compare
consider think know understand learn hear find_out imagine picture go_over go_through want like love appreciate enjoy
thank apologise apologize need prefer wonder help ask hope wish take give come_back hand leave bring put keep have work
decide judge make_sure make be confirm figure prepare remember feel mean laugh smile plan match send start begin prove
sort count include try guide listen respect get_to_know leav giv tak writ shar com mak mov hav decid prepar includ guid
assess suggest getting_to_know turn_it_into turns_it_into turn_that_into turn_this_into told written seen heard known made given taken kept left brought sent thought said spoken
measure
""")
# Who speaks for the business.
PERSON: Final = (
    listed("""
team crew technician tech plumber electrician dentist doctor attorney lawyer owner staff office colleague inspector
specialist advisor adviser groomer stylist roofer person mechanic mover driver dispatcher manager estimator receptionist
reception hygienist nurse provider aesthetician esthetician therapist installer foreman supervisor desk dispatch
representative coordinator scheduler planner gardener designer landscaper cleaner locksmith exterminator expert trainer
baker photographer painter tutor teacher instructor vet veterinarian optometrist optician preparer accountant bookkeeper
sweep partner paralegal salon studio clinic shop kitchen chef surgeon practitioner consultant guy somebody someone human
member workshop school practice company firm boss arborist handyman counselor agent tailor florist caterer janitor guide
""")
    + r"s?"
)
# Any other word for somebody who does a job, told by its ending; only in front of a verb of answering.
AGENT: Final = (
    r"(?:[a-z]{3,}(?:ers?|ors?|ists?|ians?|ants?|ects?|eons?|smiths?)|coach(?:es)?|nurses?|physios?|vets?|leads?|aides?|hosts?|chefs?|"
    r"cooks?|guides?|clerks?|doulas?|midwi(?:fe|ves)|pharmacists?|people|assistants?)"
)
ANSWERS: Final = (
    r"(?:answer|reply|respond|write (?:to you|back|you(?= back|$)|soon)|write$|get back|get in touch|be in touch|be in contact|contact|reach out|follow up|read|review|"
    r"know|see|hear|ask|look (?:at|into|over|through)|look$|take a look|have a look|explain|go over|tell (?:you|us)(?: more| what| whether| which| how| when)?(?! (?:that|it|you|he|she|the)\b)|let you know|say)"
)
PEOPLE: Final = (
    rf"(?:i|we|they(?= (?:will|would|can|could|may|might|have to|need|want|look|read|answer|check|know|do|also)\b)|somebody|someone|a human|that person|whoever(?: \w+){{1,3}}|one of us|(?:a|an|one of|the|our|some|another|any|only|either|each|most of|all of|my)(?: (?:the|our|a|an|real|right|licensed))?(?: [\w¤-]+){{0,2}}? {PERSON}(?: (?:from|at|in|of|on|who|here)(?: [\w'&¤.-]+){{1,7}}?)?|"
    r"(?:somebody|someone|a human)(?: (?:from|at|in|of|on|who|here)(?: [\w'&¤.-]+){1,7}?)|one of (?:us|our|the) [\w¤-]+)"
)
SOFT: Final = (
    r"(?: (?:also|just|then|still|soon|now|certainly|all|both|each|only|already|first|always|often|sometimes|usually|gladly|really|truly|very|so|quite|well|maybe|perhaps|probably|definitely|personally|simply|kindly|carefully|"
    r"surely|sure|do|even|too|rather|much|here|\w+ly))*"
)
# "We will not ..." where saying no is what is promised.
DENIED_TOO_MUCH: Final = listed("""
charge cost bill disappoint let_you rest stop quit miss lose lost fail damage break scratch harm hurt require regret cut
skip void owe beat end sell cancel waste use turn leave had seen_a be_late be_long late expensive far busy only find
have_any have_a_single have_to take_more take_long take_any never reject overcharge outsource subcontract accept_less
""")
SAYING: Final = listed("""
say tell promise know see judge guess confirm give put name speak state decide answer commit diagnose advise quote
guarantee predict estimate assess look_up work_that_out discuss comment explain recommend book schedule set hold access
reserve offer_legal offer_medical offer_an_opinion make_promises make_a_promise count
""")
# What may be said of the things that a customer tells: how they feel, never what is wrong with them or what comes of it.
EVALUATION: Final = listed("""
nice lovely blast great good wonderful fun exciting cool cute sweet beautiful pretty kind thoughtful smart wise sensible
reasonable understandable fair clear helpful useful tidy interesting important common popular familiar
frustrating annoying tiring tiresome stressful unpleasant upsetting worrying scary tough hard difficult rough sad
miserable awful a_pity pity shame nuisance nightmare headache hassle surprise adventure project change plan idea
question* start beginning note point thought concern worry reason* choice gift present occasion
chance problem puzzle story name* place delight* charming adorable fantastic amazing impressive welcome easier easy simple
simpler challenge challenging mess bother thing detail* description information clue* hint lot sweetheart character
handful company helper* treat joy dream milestone big_step step moment combination mix picture photo relief sorry rare
unusual different personal big busy long natural inconvenient uncomfortable overwhelming confusing disappointing
embarrassing nerve-wracking classic brave patient careful homework news memory memories celebration neighbor feeling
situation experience worthwhile help special clever quick_thinking thinking foresight generous responsible spirit shock
blow rush gap a_look looking asking knowing mentioning writing telling crowd family team bunch relaxing cozy tempting
romantic neat past life journey sense way conversation talk age proud request usual deserved earned handy practical delicious ideal
""")
RESTATED: Final = listed("""
mention* said say wrote writing write asked ask asking describ* told tell sent notic* found saw heard tried bought
moved moving planning plan looking look hoping hope want* would_like would_prefer would_rather would_want prefer* like
wish* need_it need_this need_that need_them need_help need_to need_not thinking considering wondering worried concerned
interested called caught made gave kept took noted point* list* attach* did know knew thought turned replaced changed live
own work have_done have_had have_your have_given have_thought have_a_point have_been had put right expecting getting
new busy feel in_the_middle about_to without ready_to done unsure not_sure coming can_take_all can_take_your
""")
# Requests. What they may be about is limited where the verb alone could hurt or bind.
REQUEST: Final = "|".join((
    listed("""
    tell_us tell_me tell_the tell_our tell_them let_us let_me let_the let_our let_them send write describe mention share
    give_us attach reply answer add list note jot measure snap feel_free keep_us keep_in_mind keep_your keep_them_at keep_any
    keep_it_at keep_it_short keep_it_simple keep_the_letter keep_the_box keep_all keep_everything keep_to keep_it keep_her_in
    look_at look_for bring say show_us think_about think_it_over stay_on_the_ground stay_off stay_out stay_away stay_clear
    stay_in_touch stay_safe stay_dry stay_warm stay_well unplug avoid wait hold_off hold_on get_in_touch contact call reach
    email text ring visit find pick choose book save talk_to_us talk_with_us talk_it_over ask consult excuse forgive ask_away
    bear_with watch know_that see rest_assured_that_your sign_up notice remember picture gather imagine
    """),
    r"take (?:an?|some|two|one|your time|photos|pictures)\b|go ahead and (?:send|tell|write)|check (?:whether|if|the (?:label|sticker|date|model))|have [\w '-]*?\b(?:a look|at hand|ready|handy|close by|with you|within reach|card)|drive (?:it )?(?:as little|only if)|use [\w '-]*?(?:as little|sparingly)",
    r"keep [\w '-]*?\b(?:in an?|in the (?:box|bag|envelope|fridge)|with you|at hand|together|handy|short|simple|off|away|closed|dry)\b|know\b",
    r"leave [\w '-]*?\b(?:alone|off|closed|shut|where|as it is|as they are|be|on low|in place|unplugged|untouched|parked|for now|it)|(?:turn|switch|shut) (?:it |the [\w ]+ )?off|try (?:not|to (?:keep|describe|take|leave|remember|avoid|note|stay|find))|let (?:it|them|him|her) (?:thaw|cool|rest|be|dry)|move (?:any|the|your|rugs|furniture|valuables)",
))  # fmt: skip
