"""The English things that a first answer does: thanking, asking, telling who will read it, leaving open.

Each act has a reason why it binds nobody. A clause that does none of them states something about the world, the
customer's case or the business, and only facts may do that.
"""

import re
from typing import Final

from leads.gate.acts import Acts, act
from leads.gate.english.act_words import (
    AGENT,
    ANSWERS,
    DENIED_TOO_MUCH,
    EVALUATION,
    PEOPLE,
    PERSON,
    REQUEST,
    RESTATED,
    SAYING,
    SOFT,
    TALK,
)

_NOT: Final = (
    r"(?:not|n't|cannot|(?:can|won|don|didn|doesn|wouldn|couldn|haven|hasn|hadn|aren|weren|isn|wasn|shouldn)'t)"
)
_POLITE: Final = (
    r"(?:(?:and|or|but|so|then|also|please|kindly|just|simply|do|feel free to|don'?t hesitate to|you(?:'re| are) (?:very )?welcome to|you (?:can|may|could|might)(?: also| always| simply| just)?(?: want to| like to)?|"
    r"(?:we|i)(?:'d| would)? (?:only |just |kindly )?(?:ask|suggest|like) (?:you )?(?:to)?|(?:it|that)(?:'s| is| would be| may be| might be) (?:best|wise|better|wiser|safer|good|easier|enough) (?:to|not to)) )*"
)
_THING: Final = (
    r"(?:that|this|it|which|those|these|there|here|what you (?:describe|wrote|saw|have|are \w+)|[\w' ¤&%-]{2,60}?)"
)
_LOOSE: Final = (
    r"(?: (?:really|such|quite|so|very|always|often|certainly|truly|pretty|just|also|actually|still|both|like|too|all|perfectly|entirely|totally|completely|most|more|not|no|as|even|only|exactly|rather|"
    r"somewhat|a bit|a little|indeed|well|worth))*"
)

_LIST: Final = (
    act("thanks", "Thanks, greetings, sympathy and joy state nothing but a feeling.",
        r"(?:(?:an?|many|so|very|much|warm|really) )*(?:thanks?\b|thankful|grateful|sorry|congrat\w+|welcome|good (?:morning|afternoon|evening|day|luck|for you|on you|that you|to (?:hear|know|read|meet|see)|thinking|call|eye|one)|happy (?:to hear|birthday|anniversary|new))",
        r"(?:(?:an?|so|very|really) )*(?:good|fair|great|sensible|common|important|excellent|wise|smart|interesting) (?:question|idea|point|thinking|choice|move|thought|instinct|that)\b",
        r"(?:i|we)(?:'re| are|'m| am) sure (?:that )?you (?:don'?t|do not|aren'?t|are not|didn'?t) (?!need\b|have\b|owe\b|qualif)",
        r"glad|nice (?:to|one|of|that)|pleased|delighted|well done|how (?!(?:long|much|many|soon|far|it|we|the|fees|often)\b)\w+|what an? |what \w+ \w+$|lucky|hats off|kudos|bless|fingers crossed|cheers|(?:my |our )?apologies|hopefully|love (?:it|that|the)|bonjour",
        r"(?:i|we)(?: all)?(?:'re| are|'m| am| were| was|'d be| would be| feel| do)?(?: \w+ly| so| very| all| just| too)* (?:sorry|glad|happy (?:to (?:hear|read|know|help|see|look|answer|talk|meet)|that you|for you|you)|delighted|pleased|thrilled|excited|grateful|thankful|impressed|honou?red|touched|curious|hope|apologi[sz]e|appreciate|love|thank|afraid$)\b"),
    act("noted", "Saying that something was read or heard is what happened.",
        r"got (?:it|that)|noted|duly noted|understood|all clear|message received|(?:i|we) (?:do |certainly |totally |really )?(?:see|hear|understand|notice|get (?:it|that|this|why|how))\b|that(?:'s| is) noted|let'?s (?:see|start|have a look|begin)|here(?:'s| is| are) (?:what|how|a few|some|two|the|one)|we speak (?:english|spanish|both)",
        r"... (?:is|are|was|has been|have been) (?:\w+ )?(?:noted|marked|flagged|written down|understood|recorded|passed (?:on|along))\b"),
    act("no hurry", "It takes pressure away.",
        r"take (?:all the time|as long as|as much time)|no (?:need to (?!worry|pay|sign|file|see|call)|rush|hurry)|take your time|there(?:'s| is| are) (?:really |absolutely )?no (?:need to (?!worry|pay|sign|file|see|call)|hurry|rush|wrong|silly|obligation|such)\b"),
    act("left open", "Whoever says that something cannot be said promises nothing.",
        rf"{PEOPLE}{SOFT}(?: (?:will|'ll|would|may|might))?{SOFT} (?:need|needs|have|has|want|wants|like|likes) to (?:first |also )?(?:measure|examine|inspect|test|weigh|see|look|check|ask|know|hear|read|speak|talk)\b",
        rf"(?:i(?:'m| am) afraid (?:that )?)?(?:i|we)(?: \w+)?{SOFT}(?: ?(?:'m|'re|'d|'ve| am| are| have| would| will| could| can| had| did| do| was| were| should| might))*{SOFT} ?{_NOT}\b(?!(?: \w+)? ?{DENIED_TOO_MUCH}\b)",
        rf"(?:it|that|this|there|nothing|neither|none|any \w+|[\w' ¤-]{{2,50}}?)(?:'s| is| are| would be| has| was)?{SOFT} ?(?:{_NOT}|hard to|difficult to|impossible to|too early to|no way to|nothing)(?: (?:yet|really|possible|easy|something|a thing|mine|ours|for me|here|like to|want to|\w+ly))*(?: to)? (?:i (?:can|could|would|may|want to)|we (?:can|could|would|may|want to)|{SAYING}|be sure|be certain|tell from)\b",
        r"(?:one (?:that )?)?(?:i|we)(?:'d| would)? (?:rather|prefer(?: to)?|hesitate to|hate to) (?:not|leave|wait|let|have|ask|hear)?\b",
        r"(?:nobody|no one|none of us|neither of us)(?: here)?(?: can| could| would| should| is able to| wants? to| has)(?! (?:\w+ )?(?:match|beat|complain\w*|fail\w*|touch|stop|find|notice|evict|force|make you)\b)",
        r"nothing (?:in|about) (?:this|a|my|our) \w+ (?:is|should)\b",
        r"... (?:can(?:'t|not)|could not|couldn't|can) (?:\w+ )?(?:be (?:\w+ )?(?:decided|judged|answered|said|told|promised|confirmed|given|quoted|priced|diagnosed|settled)|say|tell) ?(?:in|by|over|from|until|before|without|only|unseen|here|on|nobody)?",
        r"it(?:'s| is| would be| feels)(?: \w+)? (?:wrong|unfair|too early|unwise|not fair|premature|dishonest|a guess) (?:to|for)\b",
        r"there(?:'s| is| are) no [\w' -]{2,40}? (?:i|we|anyone) (?:can|could|would|may)\b",
        r"... needs? (?:a (?:bit|little) more|some more|a few (?:more )?(?:details|facts|measurements|questions|answers))\b",
        r"... (?:nobody|no one) can (?:say|tell|know|promise)\b",
        r"... (?:depends?|depending|varies|vary|differs?|would (?:only )?be (?:only )?a guess|(?:is|are|'s) (?:\w+ )?hard to (?:say|tell|judge|guess)|is an open question|remains? to be seen|will have to wait)\b",
        r"... (?:isn'?t|is not|aren'?t|are not|hasn'?t been|has not been|have not been|nothing (?:is|has been|in this message is)|no \w+ (?:is|are|has been|have been)|neither (?:\w+ ){0,3}is|none (?:\w+ ){0,3}is|not|nor) (?:\w+ ){0,2}(?:confirmed|booked|scheduled|fixed|settled|decided|final|set|certain|a booking|an appointment|a promise|legal advice|medical advice|advice|agreed|known|mine|up to me|reserved)\b"),
    act("left open", "Only what is still missing is named.", r"the (?:only|one) (?:thing|question|point) (?:left|missing|open|that is left)\b"),
    act("left to a person", "It names who decides or answers: nothing is said yet.",
        rf"... (?:is|are|'s|be|remains?|but|and|one|something|question|decision|matter|that) (?:something |best |up |down |one |left |a |an |really )*?(?:for|to|with|by|in the hands of|only) (?:the|our|a|an|one of|someone|somebody|him|her|them|you|us|whoever)\b(?: [\w'¤-]+){{0,3}}? ?(?:{PERSON}|answer|decide|look|check|to )",
        rf"... (?:is|are|'s|be) (?:\w+ ){{0,3}}?(?:question|matter|decision|conversation|topic|call|something|thing|one)s? (?:\w+ ){{0,3}}?(?:(?:for|to|with|only) (?:[\w'¤-]+ ){{0,3}}?{PERSON}|(?:for|to|we|that we|(?:that |which |only )?(?:the|our|a|an) (?:[\w'¤-]+ )?{PERSON}) (?:\w+ )?(?:has to|have to|needs? to|would|can|could|will|should|must|decides?|answers?|discuss|talk|clear|sort|look|explains?|checks?|do not|don't))\b",
        rf"(?:and |then |but |so |or )?(?:{PEOPLE}){SOFT}(?: ?(?:will|'ll|would|'d|can|could|may|might|has|have|needs?|wants?|likes?|should|must|does|do|did|is|are|am|'m|'s|'re|'ve|going|was|were))*{SOFT}(?: ?(?:like|love|need|want|have|has|prefer|able|happy|glad|going|been|had|better|best))*(?: to)?{SOFT}(?: be)? ?(?:{TALK})(?:s|es|ed|d|ing|ten|[gptn](?:ed|ing))?\b",
        rf"(?:and |but )?(?:the|our|a|an|one of our) (?:[\w¤-]+ )?{PERSON} (?:will|can|is|does|would|has to|knows|might|could)$",
        r"(?:your|the|this|that|each|every|those) (?:\w+ )?(?:answers?|message|reply|request|note|question|details|photos?|enquiry|inquiry|letter|concern)s? (?:\w+ )?(?:goes|go|will (?:be|go|reach|help|show|tell)|is (?:with|on|now|passed|marked|noted|being)|has (?:been|reached)|have (?:been|reached)|are with|reache[sd]|help\w*|came|arrived|landed|matters?)\b",
        r"... (?:is|are) (?:best left to|(?:meant|there|made) for (?:exactly )?(?:this|that|these|such))\b ",
        r"... (?:has|have|needs?) to (?:be \w+(?:ed|en)?|come) (?:by|from|with) "),
    act("left to a person", "Whoever it is reads and answers; nothing is said yet.",
        rf"(?:and |then |but |so |or |as )?(?:reception|(?:a|an|our|the|your|one of (?:our|the|your)) (?:[\w'¤-]+ ){{0,3}}?{AGENT}(?: (?:from|in|at) [\w¤ ]+?)?)(?: (?:will|'ll|would|can|may|might|has to|needs to|wants to|loves to|likes to))+(?: (?:also|then|surely|gladly|just|\w+ly))?(?: (?:want|like|need|love|be able|be happy|be glad) to)? {ANSWERS}\b",
        r"(?:(?:and|but) )?(?:he|she|they)(?: will|'ll) (?:read (?:this|it|your \w+)$|reply\b|answer (?:you|it|this)$|write (?:back|to you)\b|get back\b|be in touch\b)",
        rf"... (?:best |better |rightly |only |gladly )?(?:put|asked|answered|judged|decided|settled|explained|handled|left|told|directed|sent|made) (?:by|to|with|for) (?:(?:a|an|the|our|your|one of (?:our|the|your)|their) (?:[\w'¤-]+ ){{0,3}}?(?:{AGENT}|{PERSON})|somebody|someone)\b",
        rf"(?:that|this|it|[\w' ¤-]{{2,40}})(?: one)?(?:'s| is| are) (?:really |just |rather |more )?(?:one |something |a question |a thing |exactly |just )?(?:what|for|up to|between you and) (?:a|an|the|our|your|one of (?:our|the|your)) (?:[\w'¤-]+ ){{0,2}}?(?:{AGENT}|{PERSON})\b(?: (?:would|will|can|could|has to|needs to|is) (?:\w+ ){{0,2}}?(?:go over|say|tell|answer|judge|look|explain|talk|discuss|decide|here for|there for)\b.*|,? (?:not|rather than) .*|$)",
        r"(?:that|this|it)(?:'s| is) what (?:the|our) (?:[\w'¤-]+ )?\w+s are for$",
        r"(?:i|we)(?:'ll|'d| will| would)? (?:rather )?stay out of (?:it|that|this|that one)$"),
    act("left open", "A question that is named is not answered.", r"(?:and |but )?whether (?!or not\b)(?!.*\bor not\b)[^,;]{3,90}$"),
    act("left open", "That nobody can promise is no promise.", r"(?:no|nobody|no one) (?:\w+ ){0,3}?can (?:honestly )?(?:promise|say|tell|know|guarantee)\b"),
    act("evaluation", "A kind word about what the customer told.",
        rf"(?!.*\b(?:no (?:\w+ )?(?:problem|trouble|issue|hassle|bother|deal)|(?:works?|fine|good) for us)\b){_THING}(?: (?:really|certainly|surely|does|do|must|can|could|would|will|may|might|all|both|also|just|definitely))*(?:'s| is| are| has| have| sounds?| looks?| seems?| feels?| makes?(?: for)?| was| were| be| have been| have had| feel| made| deserves?)"
        rf"{_LOOSE}(?: (?:a|an|the|some|one(?: of (?:the|those))?(?: most)?|your|any|to be))?(?: (?:very|really|truly|so|lot of))?(?: [\w-]+)?(?: [\w-]+)? {EVALUATION}(?:s|es)?\b(?!.*\b(?:safe|price|result|deal|value|work(?:s|manship)?)\b)",
        r"... (?:is|are|was|were|sounds like|looks like|makes) (?:quite|such|some|really) an? [\w -]{2,30}$",
        r"... (?:speaks? (?:well|volumes)|deserves? (?:an? )?\w+ \w+$)",
        rf"(?:you|he|she|they|that|it)(?: two| both| all)? must (?:feel|miss|love|get a lot of|(?:be|have been) (?:so |very |quite |a |an )*{EVALUATION})\b",
        r".{2,70}? was (?:\w+ly |the |a )*(?:right|sensible|smart|wise|good|clever|quick|correct) ?(?:thing|move|idea|call|thinking)?(?: to do| of you)?$"),
    act("helps to know", "Why something is asked.",
        r"...\b(?:helps?|would (?:also |really |already )?(?:help|be (?:a )?(?:\w+ )?(?:help\w*|useful|great|good|wonderful|ideal|enough|plenty|nice|lovely|perfect|welcome|start))|will (?:help|do|be enough|be helpful)|(?:is|are|'s) (?:\w+ )?(?:helpful|useful|enough|plenty(?: for (?:us|now|our)|$)|all (?:we|it)|good to know|a good start|what (?:we|the|our)|everything we)|"
        r"makes? (?:it|things) (?:\w+ )?easier|tells? (?:us|our|(?:the|an?) \w+ (?:a lot|whether|what|how|which|where|more)|them)(?! the (?!whole|full|story))(?! that)|gives? (?:us|our|the|them|him|her|you (?:something|an? (?:\w+ )?(?:idea|sense|feel|start|place)|time))|lets? (?:us|our|the|them)|saves? (?:us|you) (?:a|another|some) (?:question|message|call|round)|completes? the picture|can give you|narrows? (?:it|things|that) down|shows? (?:us|our|the|them))\b"
        r"(?!.{0,60}\b(?:against|stop|fix|prevent|cure|pain|sleep|within|relax|inside has|broke\w*|fail\w*|gone|worn)\b)",
        r"(?:an?|one|two|some|any|a few|a couple of)?(?: \w+)? ?(?:pictures?|photos?|snapshots?|sketch|list|video)s? (?:of|from|with|that)\b",
        r"knowing \w+"),
    act("common", "It tells that others ask, feel or begin like that.",
        r"(?:that|this|it|those|these)(?: \w+ly| often| sometimes| does| can)? (?:happens?|comes? up|trips? up|tends? to|catches)\b",
        r"[\w' ]{2,40} (?:trips? up|throws off|confuses|surprises) (?:many|a lot|lots|most|plenty|even)",
        r"(?:(?:many|lots of|a lot of|plenty of|some|most|other|quite a few|more|few|half the) (?:people|folks|families|parents|owners|homeowners|brides|couples|freelancers|businesses|dogs|cats|puppies|kids|teenagers|beginners|students|of us|houses|homes|gardens|yards)|we all|half the world|it happens to|(?:everyone|everybody) (?:was|is) (?:new|a beginner|nervous|scared|different))\b(?!.*\b(?:get|win|receiv\w+|sav\w+|notic\w+|result\w*|difference|deduct\w*|qualif\w+|pay|paid|recover\w*|better|our|need|safe\w*|just|fine|normal|serious)\b)",
        r"(?:(?:that|this|it|which) )?(?:explains|does explain|would explain) (?:a lot|it|why|everything)",
        r"... (?:is|are) (?:not|hardly|never) (?:where|what|how|when) (?:you|anyone|anybody|one) (?:wants?|likes?|needs?)\b|[\w' ¤-]{2,50}? gets? (?:old|tiring|annoying|messy|busy|loud|lonely|confusing)\b",
        r"... (?:is|are) (?:certainly |really |definitely )?(?:not|n't|hardly) the (?:only|first) (?:one|ones|person)\b",
        r"(?:many|lots of|a lot of|plenty of|some|most|other|others|quite a few|more|few|everyone|everybody|not everybody|not everyone)(?: of us)?(?: [\w-]+){0,3}? (?:does|feels?|starts?|begins?|wonders?|asks?|wants?|prefers?|finds? (?:it|that|this)|dreams?|struggles?|worr(?:y|ies)|go(?:es)? through|says?|tells?|loves?|likes?|enjoys?|have (?:the same|that|questions)|are in|come to us|write|admit)\b",
        r"you(?:'re| are| aren'?t)? (?:not |certainly |really )*(?:alone|in good company|in the right place|not the (?:first|only)|far from)|(?:you(?:'d| would) be|you might be) surprised",
        r"(?:every|each|no two) [\w ]{2,40} (?:is|are) (?:\w+ )?(?:different|unique|alike|the same|special)|join the club",
        r"... keeps? (?:\w+ ){0,3}busy\b",
        r"... takes? (?:a lot of |some |real |quite some |a bit of )?(?:patience|courage|practice|nerve|getting used)",
        r"(?:those|these|your|puppies|kids|dogs|cats|kittens|toddlers)(?: [\w']+){0,2}? (?:do |certainly |really |sure |just )?(?:love|like|enjoy|have a way|have a mind|can be)\b|there(?:'s| is| are) (?:several|many|different|various|a few|more than one|all kinds|lots of|quite a few|some|[\w -]{2,40} (?:made|built|meant|designed) for)\b|(?:nothing|nobody|no one|no \w+) (?:gets|is|goes) (?:lost|trapped|missed|forgotten|overlooked|left out|mixed up)\b"),
    act("restates", "What the customer said, said back.",
        rf"(?:so |and |but |yes |that |as |since |now that |because )*you(?:'ve| have|'d| had|'re| are|'s)?(?: \w+ly| already| also| just| both| do| not| were| was| certainly)* (?:{RESTATED})\b",
        r"you (?:\w+ly )?(?!qualif|entitl|approv|owed|cover|insur|book|schedul|confirm|need|sav|earn)[a-z]+ed\b",
        r"[\w' ¤:]{2,60} (?:is|are|was) what you (?:told|said|wrote|asked|want|mention\w*|would)\b"),
    act("asked of", "It asks the customer for an answer, a picture, patience or care.",
        rf"{_POLITE}(?:{REQUEST})(?!\w)",
        r"(?:he|she|they|[a-z¤]+) can (?:use the language|write|answer|choose|ask|tell)\b",
        r"(?:which|what|how|where|when|who) [\w ]{0,30}?(?:is|are|was|do|does|did|have|has|can) (?:it|you|the|your|that|this|there)\b",
        r"(?:and |so |but )?(?:please )?(?:do not|don'?t|never) (?!sign\b|pay\b|let\b|talk\b|say\b|accept\b|admit\b|bother\b|go (?:to|there)\b|file\b|report\b|call\b|tell\b|answer\b|give\b|move out\b|miss\b|stop\b|take\b|worry(?! about (?:the|your|any|writing|spelling|it)\b|$))\w+"),
    act("next", "Where the conversation goes, not what comes of it.",
        r"(?:then|after that|from there|once|as soon as|with that|that way|meanwhile|in the meantime|for now)\b.{0,80}\b(?:we|our|the|a|someone|somebody|one of)\b.{0,60}\b(?:answer|tell|look|see|know|reply|write|check|get back|be in touch|go from there|talk|call|read|say|suggest|let you know)\b",
        r"(?:we|i)(?:'ll|'d| will| can)? (?:\w+ )?(?:go from there|(?:take|pick) it (?:up )?from there|look forward|leave it there|go with (?:this|that|what)|start (?:there|from there|with that))"),
    act("offered", "The list of services is a fact.", r"(?:yes,? )?(?:the |a |an )?[\w¤ ]*¤[\w¤ ]* (?:is|are) (?:\w+ )?(?:on our list|one of our|something we (?:do|offer)|what we|part of what)|.{2,60} (?:is|are) on (?:our|the) list\b|[\w¤ ]*¤ would suit\b"),
    act("looked at", "Where a label is printed is no claim.",
        r"(?:it|that|the (?:label|number|sticker|model \w+|plate|size|tag))(?:'s| is) (?:usually|often|normally|printed|on|inside|under|behind|near|written)\b"),
)  # fmt: skip

ENGLISH: Final = Acts(
    opinions=re.compile(
        r"(?:i|we)(?:'d| would| do| really| certainly| strongly)* (?:say|think|suspect|believe|bet|guess|figure|expect|imagine|assume|reckon|know) (?!(?:you|how|what|why|whether|about|that (?:you|feeling)|of|it can|it's (?:hard|not|been))\b)|"
        r"(?:the|my|our) (?:short |honest |simple )?(?:answer|verdict|guess|opinion|bet|view) is\b|(?:that|this|it)(?: certainly| really)? (?:sounds|looks|seems) like (?:an? |the |your )?(?!.*\b(?:{evaluation})\b)".replace(
            "{evaluation}", EVALUATION
        )
    ),
    acts=_LIST,
    hedges=re.compile(
        r"\b(?:often|sometimes|usually|perhaps|maybe|may|might|could|can (?:be|live|share|surprise|wait|have|mean|come|make|matter|help|feel|vary|look|change|happen)|tends? to|suggests?|likely|rarely|possibly|in many cases|now and then|not always|"
        r"some|a few|seems?|(?:on|in|with|for|at) many|many (?!of (?:our|my|the)))\b"
    ),
    unhedged=re.compile(
        r"\b(?:we|our|ours|us|i|my|customers?|clients?|students?|patients?|guests?|members|everything|everyone|everybody|every|all(?!-)|(?<!not )always|never|none|"
        r"you (?:can|may|could|should|must|have|need|will|might)|law|court|judge|landlord|legal\w*|owes?|deduct\w*|irs)\b"
    ),
    interjections=re.compile(
        r"(?:(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|ha|haha|oh|ah|aww?|ouch|wow|well(?! done)|great|nice(?! (?:to|of))|lovely|wonderful|perfect|super|cool|okay|ok|alright|also|and|but|so|now|then|still|first|"
        r"of course|certainly|yes|yep|yeah|sure|absolutely|definitely|no(?=,)|indeed|honestly|frankly|in the meantime|meanwhile|for now|until then|with that|before that|after that|to start|to begin(?: with)?|in short|"
        r"because|since|as|though|although|while|that said|by the way|either way|in any case|if (?:so|not)|ps|at least|personally|today|thankfully|luckily|apart from that|beyond that|besides|yet|or)\b(?!')[ ,!.]*)+"
    ),
    banter=re.compile(
        r"(?!.*\b(?:it is|\w+day|today|tomorrow|tonight)\b)(?!(?:your|that|this|those|these|it|he|she|they|the|our|we|i|you|his|her|my)\b)(?:[\w'¤-]+ ){1,10}[\w'¤-]+$"
    ),
    prefixes=re.compile(
        r"(?:with|for|before|after|until|from|in|on|at|by|without|because of|given|as for|so that) [^,;]{2,70}?[ ,]+(?=(?:we|i|our|please|someone|somebody|a person|a colleague|one of|it(?:'s| is| would| helps)|"
        r"the (?:team|office|front desk)|nobody|you)\b)"
    ),
    affirmations=re.compile(
        r"(?:^\s*|[,.!;:-]\s*|\b(?:well|oh|ah|ha|hello|hi|and|but) )(?:(?:yes|yep|yeah|yup|sure(?: thing| enough)?|absolutely|definitely|certainly|of course|correct|right|exactly|precisely|indeed|true|affirmative|totally|you bet(?: we \w+)?|naturally|you got it|no worries|no problem(?: at all)?|not a problem|"
        r"all good|all set|deal|done|for sure|no doubt|that'?s (?:right|correct|true|the case|so)|that is (?:right|correct|true|the case)|you(?:'re| are) (?:right|correct)|you (?:heard|were told|have been told|were informed|remember) (?:right|correctly|well)|(?:we|they|it|he|she|you) (?:sure |certainly |indeed |really )?(?:do|are|does|is|can|will|would|did)(?=[,.!]|$)|"
        r"(?:yes )?(?:we|they|it|he|she) (?:sure|certainly|indeed)\b|that (?:still )?(?:holds|stands|applies|works)|still (?:holds|stands|on|good|valid)|(?:told|heard|read|remember\w*|understood) (?:you )?(?:right|correctly)|(?!(?:\w+ )*(?:what|which|how|where|whether|if|who|tell|know|so|because|that) )(?:[a-z]+ ){1,3}it is|(?:\w+ ){0,3}works for us|sounds (?:right|good to us))(?=[\s,.!;:-]|$))"
    ),
)
