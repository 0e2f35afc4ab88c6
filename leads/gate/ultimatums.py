"""Threats and quarrels told in anybody's words: an ultimatum, a warning, somebody else's threat, a child's secret."""

import re
from typing import Final

_THEIRS: Final = r"(?:he|she|they|my (?:ex|husband|wife|boyfriend|girlfriend|partner|dad|father|stepdad|brother|boss|landlord|neighbor))"
_DEED: Final = r"(?:burn|kill|hurt|hit|beat|shoot|stab|find|take (?:the|my) (?:kids?|children|son|daughter|baby)|destroy|smash|come after|break in|break my|make me pay|never let)"

# Each is a reason and its pattern.
ULTIMATUMS: Final = tuple(
    (why, re.compile(pattern))
    for why, pattern in (
        ("Do this, or I do that.",
         r"\b(?:either|unless|or else|otherwise|if (?:you|u|this|it|i|nobody|no one)\b.{0,40}\b(?:not|don'?t|doesn'?t|isn'?t|won'?t))\b.{0,80}\b(?:i'?m|i am|i'?ll|i will|im|we'?re|we'?ll|we will)\b(?:\W+\w+){0,2}?\W+(?:show\w*|com(?:e|ing)|post\w*|tell\w*|call(?:ing)? (?:the|my|your)|going (?:to (?:the|my|your|court|post|tell|report|sue|come|make))|contact\w*|report\w*|su(?:e|ing)|tak(?:e|ing) (?:it|this|you|legal)|"
         r"bring\w*|mak(?:e|ing) sure|leav(?:e|ing) (?:a|you)|disput\w*|revers\w*)"),
        ("Do this, or I do that.", r"\b(?:i'?m|i am|i'?ll|i will|im) (?:\w+ )?(?:post\w*|shar\w*|tell\w*|show\w*|send\w*|report\w*|call\w*|go\w*|contact\w*)\b.{0,60}\b(?:unless|until|or else|if you (?:don'?t|do not|dont))\b"),
        ("The law is called in.", r"\b(?:litigation|legal notice|consider this (?:a |an |my |your )?(?:\w+ )?notice|(?:cops|police|sheriff) (?:will|are|be|get|come|coming|were|know|involved)|hear\w* from the (?:state|city|county|board|inspector)|(?:ir|voy|vamos|iremos|acudir\w*) (?:\w+ )?(?:con|a) (?:los medios|la tele\w*|las autoridades|la policia|un abogado))\b"),
        ("A name is to be ruined.", r"\b(?:nobody|no one|everyone|everybody)\b.{0,30}\b(?:uses?|hires?|goes to|comes to|trusts?|buys? from) (?:you|this place)\b|\b\d+ ?k? followers\b|\brefund now\b"),
        ("Somebody waits for somebody.", r"\b(?:waiting|wait) (?:for (?:you|him|her|them) )?(?:outside|when (?:you|he|she|they) (?:close|leave|get off|come out))|\bparked outside (?:again|my|our)\b"),
        ("A pity, says somebody who means to bring it about.", r"\b(?:shame|pity|too bad|sad|hate for|hate to see|awful|terrible)\b(?:\W+\w+){0,4}?\W+(?:(?:if|should) (?:some|any)(?:thing|one|body)|(?:if|should|were) (?:the|your|those|these|that|a|an|it)\b.{0,40}\b(?:met|burn\w*|broke\w*|caught|happen\w*|disappear\w*|got|went|vanish\w*|fell))|\b(?:lastima|pena) (?:que|si) .{0,20}\b(?:pasara|quemara|rompiera)\b"),
        ("Somebody hurt the customer.", r"\b(?:husband|wife|boyfriend|girlfriend|bf|gf|ex|partner|stepdad|stepfather|dad|father|mom|mother|brother|roommate|son|he|she|marido|esposo|novio)\b(?:\W+\w+){0,3}?\W+(?:push(?:ed|es)|shov(?:ed|es)|threw|throws|slap(?:ped|s)|punch(?:ed|es)|kick(?:ed|s)|grab(?:bed|s)|chok(?:ed|es)|hit|hits|beat|beats|drag(?:ged|s)|lock(?:ed|s)|empujo|pego|golpeo|jalo)\W+(?:me|us|my (?:arm|face|head|hair|kids?|son|daughter|mom))\b(?! up)|\b(?:please |pls |but )?(?:don'?t|do not|dont|never) (?:call|ring|phone|text) (?:the|my|our) (?:house|home|husband|wife|landline|number)\b|\bme (?:empujo|pego|golpeo|jalo|aventó|avento)\b"),
        ("A warning.", r"\b(?:(?:just )?(?:wait and see|watch what happens|see what happens|you(?:'ll| will| gonna| are going to) (?:all )?(?:see|find out|answer for|regret|be sorry|hear)|answer for (?:it|this|that)|don'?t make me|you don'?t (?:want|wanna) to? ?(?:know|find out|mess)|i know (?:people|where|a guy)|i won'?t be (?:so |this )?(?:nice|polite|calm))|"
         r"(?:with|bring|bringing|send|sending) my (?:brothers?|boys|cousins?|friends|guys|crew|dogs?) (?:over|to you|and|$|with)|(?:showing|show|coming|come|turn|turning) up (?:at your|with my|there with|tonight)|ya (?:veran|vera|van a ver)|se van a arrepentir|(?:no )?se (?:van a |anden |estan )?burl\w+|aguas con|cuidado con lo que|van a saber quien)\b"),
        ("Money back, or who pays for damage: a quarrel is for a person.", r"\b(?:pay (?:me|us) back|give (?:me|us) (?:my|our) money|want (?:my|our) money|compensat\w+|you (?:guys |people )?(?:cost|owe) (?:me|us)|you (?:guys |people )?killed|your fault|held (?:you )?responsible|hold you (?:responsible|accountable|liable)|put (?:this|that|it|everything) in writing|keep (?:this|that|it|everything) in writing)\b"),
        ("Somebody else threatens the customer.", rf"\b{_THEIRS}\b(?:\W+\w+){{0,8}}?\W+(?:'?ll|will|would|going to|gonna|wants? to|threaten\w*|tried to|said)\W+(?:\w+\W+){{0,8}}?{_DEED}\b.{{0,30}}\b(?:me|us|i|my|the (?:house|kids|car|door))\b"),
        ("Somebody who cannot go on.", r"\b(?:(?:thinking|think|thoughts?) (?:about|of) (?:\w+ )?(?:ending|death|dying|not being|disappear\w*|hurting myself)|can'?t (?:sleep|eat|cope|breathe|stop crying)\b.{0,30}\bcan'?t (?:sleep|eat|cope|go on|stop)|nothing (?:left )?to live for|got nothing left|no one would (?:miss|notice)|everyone would be better|i give up on (?:life|living|myself)|won'?t be a (?:burden|problem) (?:much longer|anymore)|end of my rope(?! with (?:the|my|this|his|her|these)\b)|(?:look|looking|stare|staring|think of|thinking of) (?:at )?(?:the|my|those) (?:bridge|pills|gun|razor|rope)\b|end of my rope(?! with (?:the|my|this|his|her|these)\b)|(?:look|looking|stare|staring|think of|thinking of) (?:at )?(?:the|my|those) (?:bridge|pills|gun|razor|rope)\b|ya no (?:aguanto|puedo mas)|no quiero seguir)\b"),
    )
)  # fmt: skip
_AGE: Final = r"(?:[6-9]|1[0-7]|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen)"
_NOT_OTHERS: Final = r"(?<!he )(?<!she )(?<!son )(?<!daughter )(?<!kid )(?<!who )(?<!niece )(?<!nephew )(?<!dog )(?<!cat )(?<!they )(?<!just )"
CHILDREN: Final = tuple(
    (why, re.compile(pattern))
    for why, pattern in (
        ("An age, and it is the writer's.", rf"\b{_AGE}[ -]?(?:yrs?|years?|y/?o)?[ -]?(?:old|o)?\b.{{0,40}}\b(?:it'?s|its|that'?s|this is|booking|asking) (?:for )?(?:me|myself)\b|\b(?:i|we) (?:just |recently |already )?turned {_AGE}\b|(?:^|[.!?]\s*)(?:just |recently )turned {_AGE}\b"),
        ("A school class, or a parent who has to come along.", r"\b(?:freshman|sophomore|junior|senior) (?:in|at) (?:high ?school|hs|middle school)\b|\b(?:i'?m|i am|im) an? (?:\w+ )?(?:[3-9]|1[0-2])th[- ]grader\b|\b(?:do|need|have|can|could|must|should|without) (?:\w+ ){0,3}?(?:bring(?:ing)?|having) (?:a|my|one of my) (?:parents?|mom|mum|dad|guardian|adult)\b|\b(?:llevar|traer|venir con|sin) (?:a )?(?:un|mis?|algun) (?:padres?|papas?|mama|tutor)\b"),
        ("A secret from the parents.", r"\b(?:don'?t|do not|dont|without|please no|not) (?:\w+ )?(?:tell|telling|call|inform|let) (?:my )(?:mom|mum|dad|parents|folks|mother|father)\b|\b(?:mom|mum|dad|parents|folks) (?:can'?t|cant|must not|mustn'?t|don'?t|dont|doesn'?t) (?:know|find out|see)\b|\bno le[s]? (?:digan|cuenten|avisen) a mis? (?:mama|papa|papas)\b"),
        ("A school class of one's own.", r"\b(?:i'?m|i am|im|we'?re) (?:\w+ ){0,2}?(?:in|a|at) (?:\w+ )?(?:freshman|sophomore|junior high|middle school\w*|elementary|[4-9](?:st|nd|rd|th) grade\w*|1[0-2]th grade\w*|grade [1-9])\b|\b(?:voy|estoy|paso) (?:en|a) (?:primero|segundo|tercero|cuarto|quinto|sexto|\w+) (?:de )?(?:primaria|secundaria|prepa\w*)\b|\b(?:freshman|sophomore) at \w+|\b(?:i'?m|i am|im|we'?re|we are) (?:\d+ \w+ |\w+ )?(?:in|from) (?:the )?[3-9]th\b|\b(?:mom|mum|dad|parents) said (?:that )?(?:if )?i\b"),
    )
)  # fmt: skip
