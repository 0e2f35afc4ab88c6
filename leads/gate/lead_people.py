"""Who writes: somebody who threatens, somebody in despair, a child."""

import re
from collections.abc import Iterator
from typing import Final

from leads.gate.reading import Reading
from leads.gate.ultimatums import CHILDREN, ULTIMATUMS
from leads.gate.verdicts import Finding

_VIOLENCE: Final = re.compile(
    r"\b(?:(?:i(?:'ll| will| am going to| am gonna|'m going to|'m gonna|ll|m gonna|'d| would| want to| swear)|im (?:gonna|going to)|we(?:'ll| will)|gonna|going to|someone(?:'s| is| will| should)|somebody|or (?:else|i)|hope (?:you|your|someone|he|she|they|somebody))\b(?:\W+\w+){0,5}?\W+(?:kill\w*(?! for\b)|shoot\w*|stab\w*|burn\w*|beat\w*|break (?:your|his|her|their|every|the|windows?)|smash\w*|hurt\w*|"
    r"punch\w*|destroy\w*|blow\w* up|bomb\w*|throw\w*|attack\w*|strangle|murder\w*|ruin\w*|torch|slash\w*|find (?:you|out where|where)|come (?:for|after|over there|down there|to your|and)|get you|make (?:you|him|her|them|sure you) (?:\w+ )?(?:pay|regret|sorry|suffer|bleed)|pay you a visit|visit your (?:house|home|family)|follow you|hunt|teach you|bring (?:my|a) (?:gun|bat|friends|boys)|"
    r"crash|die|bleed|suffer|rot|regret)|(?:you|he|she|they|your \w+)(?:'re| are|'ll| will| is|s| better)?(?: all| both)? (?:\w+ )?(?:dead (?:meat|man)?|going to (?:die|pay|regret|be sorry|bleed)|gonna (?:die|pay|regret|be sorry|get hurt)|will (?:pay|regret|be sorry|die|suffer|bleed)|watch (?:your|his|her|their|out|it)|regret (?:it|this)|sorry you)|better (?:\w+ )?(?:watch (?:his|her|their|your|out)|sleep with|hope i|pray|run|hide|look over|not (?:show|see|run into|be there))|make sure (?:you|he|she|they) (?:\w+ )?(?:regret|pay|suffer|never)|(?:i (?:have|own|got|carry)|bring(?:ing)?|with|loaded|my) (?:\w+ )?(?:guns?|rifle|shotgun|pistol|"
    r"knife|weapons?|bat|machete|firearm|bomb)\b(?! (?:safe|cabinet|shop|range|rack))|know where (?:you|your|he|she|they|the owner)|watching (?:you|your)|burn (?:it|you|your|the (?:place|shop|office)) (?:all )?(?:down)?|blood on|acid on|eye for an eye|kill (?:him|her|them|you|everyone|somebody|my (?:husband|wife|ex|boss|neighbor|landlord|self))|(?:someone|somebody|people)(?:'?s| is| are| will be|ll be|) (?:\w+ )?(?:getting|get|gonna get|going to get|be) (?:hurt|shot|killed|beat\w*|stabbed)|(?:get|got) (?:a |my )?revenge|put (?:him|you|her|them) in (?:the )?(?:hospital|ground)|"
    r"last (?:thing|mistake|day) (?:you|he|she)|end (?:you|him|her)|someone is going to get hurt|lynch|rape\w*|hostage|held (?:us|me)|won'?t let (?:me|us|her|them) (?:leave|go|out)|not let(?:ting)? (?:me|us) (?:leave|go|out)|keeps? (?:me|us) locked|(?:i'?m|im|we'?re|i am|we are) (?:not safe|in danger|scared (?:of|for)|afraid (?:of|for|he|she))|pretend (?:this|it) is about|code word|(?:he|she|boyfriend|girlfriend|husband|wife|ex|partner|stepdad|stalker)\b(?:\W+\w+){0,5}?\W+(?:find|finds|hurt|hurts|kill|kills|get to|come after|comes after|break in|breaks in|following|follows|beat|hit)\W+(?:me|us|in|my kids)\b|stalk\w*|restraining order|domestic|abus(?:e|es|ed|ive|er|ing))\b"
)
_VIOLENCE_ES: Final = re.compile(
    r"\b(?:(?:los?|las?|te|le|les|voy a|vamos a|va a|van a|quiero|ojala|juro que)\b(?:\W+\w+){0,4}?\W+(?:mat(?:ar|o|are|e|arl\w+|arte)|quem(?:ar|o|are|arl\w+|arle\w*)|romp(?:er|o|ere|erle\w*|ale\w*)|golpe(?:ar|o|are|arl\w+)|parti(?:r|re|rle\w*)|madre(?:ar|o)|balac\w+|dispar\w+|apunal\w+|arrepent\w+|pagar(?:an|a|as)?|lo va a pagar|muer\w+|ech(?:ar|o) acido|destru\w+|hacer dano|lastim\w+)|"
    r"se (?:van?|vas?) a arrepentir|(?:me|nos) las? (?:van?|vas?) a pagar|la[s]? van? a pagar|se donde (?:vive|viven|trabaja|estan)|tengo (?:una )?(?:pistola|arma|cuchillo|machete|escopeta|rifle)|atengase\w*|sabran de mi|no (?:me|nos) deja(?:n)? salir|me tiene(?:n)? (?:encerrad|amenazad)\w*|amenaz\w+|tengo miedo de (?:el|mi|que)|violencia|orden de restriccion|mi (?:marido|esposo|ex|novio) me)\b"
)
_DESPAIR: Final = re.compile(
    r"\b(?:suicid\w+|kill(?:ing)? (?:my ?self|me(?! (?:about|with|over|lol|haha|here|on|to|slowly|softly)))|want(?:ed|s)? (?:it|this|everything)(?: all)? (?:to (?:just )?)?(?:be )?(?:over|to end|to stop)|(?:no|see (?:no|the|any)|what'?s the|is there (?:a|any|even a)) (?:point|sense|reason|use)(?: in| of| to)? (?:\w+ )?(?:wak\w+|get\w+ up|going on|any ?more|anything|trying|fight\w*|being|liv\w+|exist\w*|tomorrow)|no way out|tell (?:my|the) (?:\w+ )?(?:kids?|wife|husband|mom|mother|dad|family|daughters?|sons?|children|girlfriend|boyfriend)\b.{0,20}\b(?:loved?|sorry)|diga(?:n|le)s? a mis? (?:hij\w+|espos\w+|familia|mama).{0,20}\b(?:quier\w+|quis\w+|am\w+)\b|end (?:it all|my life|things(?! (?:peacefully|with|between|amicably|on good|well|properly))|everything|it (?:today|tonight|soon|now))|ending (?:it|my life)|take my (?:own )?life|(?:don'?t|do not|dont|no longer|not) (?:\w+ )?(?:want to|wanna|feel like|see (?:a|any)) (?:\w+ )?(?:live|living|be (?:here|alive)|wake up|exist\w*|reason to|point (?:in )?(?:living|going on)|go on|keep going|continue living)|want(?:ed)? to die|wanna die|wish i (?:was|were) (?:dead|never|gone|not)|better off (?:dead|without me)|"
    r"nothing (?:matters|left)(?: anymore| to live)?|no (?:reason|point|will) (?:to|in|for) (?:liv\w+|going on|go on|being here|exist\w*)|(?:won'?t|wont|will not|not (?:going to |gonna )?) ?be (?:around|here|alive|needing) (?:\w+ )?(?:much longer|long|anymore|for (?:it|that|long)|next|by|to see|after|when|soon)|(?:won'?t|wont|will not) be (?:around|here)\b|hurt(?:ing)? my ?self|self[- ]harm\w*|cut(?:ting)? my ?self|overdos\w+|"
    r"goodbye (?:everyone|world|forever|letter)|this is my last (?:message|day|night)|my last (?:goodbye|wish)|last (?:goodbye|days? on)|can'?t (?:go on|take it anymore|do this anymore|keep going|live)|cant (?:go on|take it anymore|do this anymore)|give up on (?:life|everything)|hopeless|worthless|(?:jump(?:ing)?) off (?:the|a)|swallow all|when i'?m gone (?:soon|tonight)|noose|hang my ?self|tired of (?:living|life|being alive|everything)|"
    r"(?:want(?:ed)?|wanna|wish\w*|just|ready|going|quiero|quisiera|ojala|ganas de)\b(?:\W+\w+){0,4}?\W+(?:disappear|vanish|stop existing|not exist|sleep forever|never wake|desaparecer|dormir para siempre|no despertar)|quitarme la vida|matarme|suicid\w+|(?:ya )?no (?:quiero|puedo|tengo ganas de|vale la pena) (?:\w+ )?(?:vivir|seguir(?: (?:asi|viviendo|adelante))?|mas|despertar)|quiero morir\w*|ganas de morir\w*|no (?:voy a|quiero) estar (?:aqui )?(?:mas|mucho)|nada (?:tiene sentido|importa)|sin ganas de vivir|acabar con (?:todo|mi vida)|terminar con (?:todo|mi vida)|mejor muert[oa]|hacerme dano|cortarme|despedirme|estarian mejor sin mi|cansad[oa] de vivir)\b"
)
_QUARREL: Final = re.compile(
    r"\b(?:su(?:e|ing) (?:you|your|u|ya|ur)|(?:will|'ll|going to|gonna|gotta|have to|ready to|prepared to|or) (?:\w+ )?sue|(?:my|our|a|the) (?:lawyer|attorney)s? (?:will|is|are|has|have|says?|said|wants|'ll|would|to|and i)|(?:hear|hearing|letter) from (?:my|our|a) (?:lawyer|attorney)|lawyer(?:ing)? up|(?:talk|speak|call|contact|hire|hiring|get(?:ting)?|got|retain\w*|see(?:ing)?)\W+(?:\w+ )?(?:to )?(?:my|a|an|our) (?:lawyer|attorney)(?=.*\b(?:you|your|refund|money|damage|ruin\w*|unless|if)\b)|"
    r"(?:take|taking|see|haul|drag|meet|bring) (?:you|u|ya|this|them|it|your \w+) (?:\w+ )?(?:to|in) (?:small claims|court|a lawyer|the cleaners)|small claims|legal action|(?:served|serve you) (?:with )?papers?|press charges|charge ?backs?|dispute (?:the |this |my )?(?:charge|payment|bill|it)|disput(?:e|ed|ing) (?:it |this |the charge )?with (?:my|the)|report(?:ed|ing)? (?:you|u|this|your|ur|them|it) |report to (?:the|bbb)|"
    r"(?:file|filed|filing|submit\w*|lodg\w+|make|making|open\w*) (?:a |an |my |the |official |formal )*(?:complaint|report|grievance|dispute|claim against|police report|lawsuit|suit)|preserve (?:all |your |any )?(?:records?|evidence|documents?)|(?:osha|epa|fda|city inspector|code enforcement|labor board|health inspector|irs|ag's office) (?:\w+ )*(?:have|has|been|is|are|will|was|were|knows?|notified|coming)|(?:have|has) been (?:notified|reported|informed)|complain(?:t|ing)? (?:to|with) (?:the|bbb|your|my|city|state)|bbb|better business|attorney general|consumer (?:protection|affairs|bureau)|licensing board|state board|dental board|medical board|board of|bar association|health department|channel \d+|news (?:station|crew|channel|team)|(?:local|the|tv|to the) (?:news|media|press|paper|newspaper)\b|reporter|"
    r"(?:leave|leaving|write|writing|post(?:ing)?|left|give|giving|posted) (?:you |u |ya )?(?:a |an |one |the |my |your |nothing but )*(?:\w+ )?(?:one[- ]star|1[- ]star|bad|negative|terrible|awful|horrible|honest|worst|scathing|zero[- ]star)? ?reviews?|(?:1|one|zero) stars?|blast (?:you|this|your)|or (?:else )?(?:everyone|everybody|the whole \w+|all of \w+|people|the world)\b(?:\W+\w+){0,4}?\W+(?:hears?|knows?|reads?|sees?|finds? out)|(?:all over|on every|every) (?:\w+ )?(?:yelp|facebook|google|social|nextdoor|tiktok|internet|site|forum)|go(?:ing)? viral|yelp|tell(?:ing)? everyone|warn(?:ing)? (?:everyone|others|the neighbo\w+)|(?:ruin|destroy|end) your (?:reputation|business|name|company)|put you out of business|"
    r"(?:give|want|demand|get|need|owe\w*|refund|expect) (?:me |us )?(?:\w+ )?(?:my|our|the|a full|full|every|it) (?:money|refund|deposit|cent|penny|payment)(?: back)?|refund (?:me|us|my|now|or)|(?:scam\w*|fraud\w*|crooks?|thieves|con artists?|rip ?off|ripped me off|stole|stolen from me by)(?= |,|\.|!|$)(?=.*\b(?:you|your|u|ur|guys)\b)|you (?:people |guys |all )?(?:are |r )?(?:scam\w*|crooks?|thieves|liars?|frauds?|criminals?)|last (?:chance|warning)|final (?:notice|warning|demand)|"
    r"you(?:'ve| have) (?:24|48|\w+) (?:hours|days)|(?:or|unless|otherwise|if (?:you|i) (?:don'?t|dont|do not))\b(?:\W+\w+){0,8}?\W+(?:lawyer|attorney|court|sue|police|bbb|review|report|pay for|regret|press|news|board)|"
    r"you people|(?:make|making|turn) your (?:life|lives|business|day) (?:\w+ )?(?:hell|miserable|a living|difficult)|you(?:'ll| will|ll) (?:all )?(?:hear from|be hearing|wish|be sorry|pay)|(?:cost|costing|owe\w*) (?:me|us) (?:\$?\d|thousand|hundred|a fortune|my|money|everything)|(?:made|making|got|left) (?:\d+ of )?(?:us|me|him|her|them|everyone|everybody|people|guests|my \w+|our \w+|half)(?: of us| all)? (?:sick|ill)|food poison\w*|(?:health|county|city|state|building|fire|code) (?:health|dep\w*|inspectors?|marshal|commission\w*|board) (?:\w+ )?(?:is|are|was|were|has|have|will|on (?:their|its|the) way|coming|knows?|called|and so)\b|(?:my|our) (?:\w+ ){0,3}?(?:(?:the|an?|is an?) )?(?:lawyer|attorney)s?\b(?! (?:buddy|friend|neighbor|brother|sister|recommend))|mi (?:\w+ ){0,3}?abogad[oa]|your (?:crew|team|guys?|people|tech\w*|drivers?|employees?|workers?|company|installers?|plumber|electrician|mover\w*|cleaner\w*|groomer|staff|painters?|men|man|boys?)\b(?:\W+\w+){0,4}?\W+(?:broke|damaged|ruined|scratched|stole|lied|wrecked|destroyed|cracked|dented|burned|hurt|messed|flooded|yelled|cursed|swore|harassed|never (?:showed|came|finished)|didn'?t (?:show|finish|come))|you (?:guys |people |all )?(?:broke|ruined|overcharged|lied|scammed|stole|messed up|destroyed|wrecked|killed|ripped)|demand(?:a|are|o|arlos|arles|ar|amos|arlo|ada)|los voy a (?:demandar|denunciar|reportar|acusar)|(?:mi|un|nuestro) abogado (?:\w+ )?(?:los|les|se|va|ya|dice|esta)|abogados? (?:contra|en contra)|denunci\w+|profeco|quejar\w*|queja (?:formal|ante|en|con)|(?:poner|pongo|levantar|presentar|meter) (?:una )?(?:queja|denuncia|demanda|reclam\w+)|(?:nos vemos|los veo|la veo) en (?:la )?corte|corte (?:de|contra)|(?<!no me )(?<!no nos )(?:quiero|exijo|devuelv\w+|regres\w+)\b(?:\W+\w+){0,4}?\W+(?:mi|el) (?:dinero|deposito|lana)|"
    r"mala[s]? resena[s]?|una estrella|las noticias|la prensa|(?:en|por) (?:todas las redes|redes sociales|facebook)(?=.*\b(?:estafa\w*|rater\w*|publi\w+|quem\w+))|rateros|estafadores|ladrones|hable con (?:mi|un) abogado|(?:ir|voy|llamar|hablar)\w* (?:\w+ )?(?:al?|con) (?:el |la |los )?(?:noticiero|noticias|tele\w*|prensa|periodico|consumidor)|exijo|van a (?:saber|oir) de mi)\b"
)
_AGE_WORDS: Final = "six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
_AGE_WORDS_ES: Final = "seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|dieciseis|diecisiete"
_MINOR: Final = re.compile(
    rf"\b(?:(?:i(?:'m| am|m)|me,?|im|we(?:'re| are)) (?:only |just |actually |almost |like |a |still |turning |about to be |nearly |both )*(?:(?:[5-9]|1[0-7])|{_AGE_WORDS})(?! ?(?:%|min\w*|hours?|miles?|weeks?|months?|days?|blocks?|feet|ft|people|of|stories|units?|years? (?:in|into|with|out|sober|cancer|clean|late|behind|married|old house)|or|am|pm|:\d|lbs?|pounds|kids|away|"
    rf"cm|inch\w*|dogs|cats|streets|houses|doors|percent|time|\.\d|/|-\d|,\d|st|nd|rd|th|in\b|on\b|ppl|houses|rooms?|bed\w*|tenants|adults|roommates|th))|(?<!in )(?<!for )(?<!since )(?<!over )(?<!past )(?<!last )(?<!after )(?:[5-9]|1[0-7]|{_AGE_WORDS})[ -]?(?:years?|yrs?|y/?o|yr)[ -]?(?:old|o)?,? (?:here|girl|boy|kid|student|and (?:my|i))|i(?:'ll| will) be (?:1[0-7]|{_AGE_WORDS})\b|turn(?:ing|ed)? (?:1[0-8]|{_AGE_WORDS}|eighteen)(?= (?:in|next|soon|this|on|last|yesterday|tomorrow))|"
    r"(?:i(?:'m| am|m)|im) (?:a |in |still a |only a |still in |just a )+(?:minor|kid|child|teen|teenager|schoolgirl|schoolboy|freshman|sophomore|(?:middle|high|elementary|junior high|grade) school\w*|(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth) grade\w*)|(?:\d{1,2}(?:st|nd|rd|th)|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth) grader?(?= here|,| and| at| student)|"
    r"(?:my|our) (?:mom|mum|mommy|mama|dad|daddy|parents?|mother|father|guardian|folks|grandma|foster \w+)\b(?:\W+\w+){0,2}?\W+(?:don'?t|doesn'?t|dont|doesnt|do not|does not|didn'?t|won'?t|wont|can'?t|cant|wouldn'?t|said (?:no|i can|i could|its|it'?s|i may|yes|to (?:ask|write|message))|not know|will (?:kill|be mad|ground|freak|pay)|let(?:s)? me|told me (?:to|i)|would (?:kill|be mad)|gave me|is at work|are at work|at work|isn'?t home|aren'?t home|is away|aren'?t|finds? out|sees?|gets? (?:home|back|mad))|"
    r"(?:behind|without|before|dont tell|don'?t tell|tell|hide (?:it|this) from|ask|until|so|from) (?:my )(?:mom|mum|mommy|dad|daddy|parents?|mother|father)(?:'s)?(?: \w+)? ?(?:back|knowing|finds?|sees?|knows?|gets?|noticing|comes?|permission|asking)?(?=\b)(?=.*\b(?:i|me|im|i'?m|my)\b)(?!.*\b(?:her|his) (?:house|home|place|condo|apartment|teeth|dentures|estate|will)\b)|(?:home|here) alone(?! on|most)|under ?age|not (?:old enough|18|eighteen|an adult|yet 18|of age)|under 18(?! (?:or|in the house|units))|too young (?:to|for)|"
    r"after (?:school|homeroom|recess)(?! program| care| ends| starts| year| is)(?=.*\b(?:my|me|i)\b)|homework(?! club)|recess|my (?:teacher|homeroom|prom date|allowance|lunch money|piggy bank|school (?:dance|photo|picture))|picture day|for (?:my )?(?:prom|homecoming)|school (?:dance|project|night)|allowance|learner'?s permit|driver'?s ed|babysitting money|birthday money|quincea\w+ is|student at \w+ (?:middle|high|elementary)|"
    rf"tengo (?:solo |apenas |casi )?(?:(?:[5-9]|1[0-7])|{_AGE_WORDS_ES}) an(?:os|itos)|(?:tengo|cumplo|cumpli|voy a cumplir) (?:(?:[5-9]|1[0-7])|{_AGE_WORDS_ES})(?: an| el| la| en|,|\.|$)|(?:de|con) (?:1[0-7]|{_AGE_WORDS_ES}) anos y (?:quiero|mi|necesito)|soy (?:menor|menor de edad|un nino|una nina|chic[oa]|estudiante de (?:secundaria|primaria|prepa\w*))|menor de edad|(?:voy|estoy) (?:en|a) (?:la )?(?:secundaria|primaria|prepa\w*|escuela|quinto|sexto|\w+ grado)|"
    r"(?:mi|mis) (?:mama|papa|mami|papi|papas|padres|jefes|jefita|abuelita)\b(?:\W+\w+){0,2}?\W+(?:no (?:sabe|saben|me deja\w*|esta\w*|quiere\w*|se entere\w*|puede\w*)|me (?:dejo|dejan|dijo|pidio|mando|regana\w*|va|mata\w*|dio permiso)|esta(?:n)? (?:en el trabajo|trabajando)|trabaja(?:n)?)|sin que (?:mi|mis) (?:mama|papa|papas|padres)|(?:estoy )?(?:sol[oa]s? en (?:mi )?casa)|despues de (?:la escuela|clases)|la tarea|mis quince)\b"
)
_SPEAKS_OF_OTHERS: Final = re.compile(
    r"\b(?:(?:dad|mom|mum|father|mother|parent) of|my (?:\w+ )?(?:boys|girls|kids)|my (?:son|daughter|kids?|boy|girl|grand\w+|nephew|niece|students?|dog|cat|child(?:ren)?|teen\w*|youngest|oldest|baby)|mi (?:hij[oa]|niet[oa]|nin[oa]|sobrin[oa]|perr[oa])|our (?:kids?|son|daughter|child\w*))\b"
)


# Nobody is in danger in these: "my back is killing me", "I'd kill for that color".
_FIGURES_OF_SPEECH: Final = re.compile(
    r"(?<!he )(?<!she )(?<!they )(?<!husband )(?<!boyfriend )(?:is|are|'s) (?:\w+ )?killing me\b(?! (?:inside|slowly|and i))|\b(?:i'?d|i would|would|could) kill for (?:an?|some|the|that|this|your)\b(?: \w+)?|"
    r"\bdying (?:for (?:an?|some|the)|to (?:try|know|see|have|get|meet))\b|\bto die for\b|\bshoot (?:me|you) an? (?:\w+ )?(?:e-?mail|text|message|quote|price)\b|\byou have (?:\w+ )?(?:hours|days)\b(?= *(?:$|[?\\n]))"
)


def threat(reading: Reading) -> Iterator[Finding]:
    """A threat, despair, or a quarrel that a person has to take over."""
    text = _FIGURES_OF_SPEECH.sub(" ", reading.lead.text.folded)
    for pattern, words in (
        (_DESPAIR, "The customer may be in despair: “{}”."),
        (_VIOLENCE, "The message speaks of violence: “{}”."),
        (_VIOLENCE_ES, "The message speaks of violence: “{}”."),
        (_QUARREL, "The message is a complaint or a threat: “{}”."),
    ):
        found = pattern.search(text)
        if found:
            yield Finding(words.replace("{}", found[0].strip()[:60]))
            return
    found = next((match for match in (pattern.search(text) for _, pattern in ULTIMATUMS) if match), None)
    if found:
        yield Finding(f"The message is a complaint or a threat: “{found[0].strip()[:60]}”.")


def minor(reading: Reading) -> Iterator[Finding]:
    """A child writes."""
    text = reading.lead.text.folded
    secret = next((match for match in (pattern.search(text) for _, pattern in CHILDREN) if match), None)
    if secret:
        yield Finding(f"The customer may be a child: “{secret[0].strip()[:60]}”.")
        return
    found = _MINOR.search(text)
    if found and not _is_about_own_child(text, found):
        yield Finding(f"The customer may be a child: “{found[0].strip()[:60]}”.")


def _is_about_own_child(text: str, found: re.Match[str]) -> bool:
    speaks_of_self = re.match(
        r"(?:i'?m|i am|im|tengo|soy|my (?:mom|dad|parents|mother|father)|mi (?:mama|papa)|mis papas)\b", found[0]
    )
    return not speaks_of_self and _SPEAKS_OF_OTHERS.search(text) is not None
