"""The English things that a first answer does: thanking, asking, telling who will read it, leaving open.

Each act has a reason why it binds nobody. A clause that does none of them states something about the world, the
customer's case or the business, and only facts may do that.
"""

import re
from typing import Final

_TALK: Final = (
    r"(?:answer|reply|respond|write|get (?:back|in touch)|reach(?: out)?|call|phone|contact|follow up|be (?:in touch|in contact)|tell|let|explain|describe|say|talk|discuss|"
    r"share|pass|forward|note|mark|flag|read|review|see|look|check|study|compare|consider|think|know|understand|learn|hear|find out|imagine|picture|go (?:over|through)|want|like|love|"
    r"appreciate|enjoy|thank|apologi[sz]e|need|prefer|wonder|help|ask|hope|wish|take|give|come back|hand|leave|bring|put|keep|have|work|decide|judge|make sure|be|confirm|figure|prepare|"
    r"remember|feel|mean|laugh|smile|plan|match|send|start|begin|prove|sort|count|leav|giv|tak|writ|shar|com|mak|mov|hav|decid|prepar|includ|contact|try|guid|judg|pass|get to know|listen|respect)"
)
_ROLE: Final = (
    r"(?:team|crew|technician|tech|plumber|electrician|dentist|doctor|attorney|lawyer|owner|staff|office|colleague|inspector|specialist|advisor|adviser|groomer|stylist|roofer|person|mechanic|mover|"
    r"driver|dispatcher|manager|estimator|receptionist|reception|hygienist|nurse|provider|aesthetician|esthetician|therapist|installer|foreman|supervisor|desk|dispatch|representative|coordinator|scheduler|planner|"
    r"gardener|designer|landscaper|cleaner|locksmith|exterminator|expert|trainer|baker|photographer|painter|tutor|teacher|instructor|vet|veterinarian|optometrist|optician|preparer|accountant|bookkeeper|sweep|"
    r"partner|paralegal|salon|studio|clinic|shop|kitchen|front|chef|surgeon|practitioner|consultant|people|guy|somebody|someone|human|member|workshop|school|practice|company|firm|crews|boss|arborist|handyman|counselor|agent)s?"
)
_SUBJECT: Final = (
    rf"(?:i|we|(?:a|an|one of|the|our|somebody|someone|some|another|any|only|either|each|most|all of|my)(?: (?:the|our|a|an|real|right|licensed|[\w¤-]+))?(?: [\w¤-]+)? {_ROLE}(?: (?:from|at|in|of|on|who|here) [\w' &¤-]{{1,60}}?)?|somebody|someone|a human|they|he|she|that person|"
    r"(?:somebody|someone|a person|a human|a colleague)(?: (?:from|at|in|of|on|who) [\w' &¤.-]{1,60}?)?|one of (?:us|our \w+|the \w+|them))"
)
_SOFT: Final = (
    r"(?: (?:also|just|then|still|soon|now|certainly|all|both|each|only|already|first|always|often|sometimes|usually|gladly|really|truly|very|so|quite|well|maybe|perhaps|probably|definitely|personally|simply|kindly|"
    r"carefully|surely|sure|do|even|too|rather|much|here|\w+ly))*"
)
_EVALUATION: Final = (
    r"(?:nice|lovely|great|good|wonderful|fun|exciting|cool|cute|sweet|beautiful|pretty|kind|thoughtful|smart|wise|sensible|reasonable|understandable|fair|clear|helpful|useful|plenty|enough|tidy|"
    r"interesting|important|common|popular|familiar|frustrating|annoying|tiring|tiresome|stressful|unpleasant|upsetting|worrying|scary|tough|hard|difficult|rough|sad|miserable|awful|a pity|pity|shame|nuisance|nightmare|headache|"
    r"hassle|pain|surprise|adventure|project|change|plan|idea|question|questions|start|beginning|note|point|thought|concern|worry|reason|reasons|choice|gift|present|occasion|day|time|week|season|chance|problem|puzzle|story|name|names|place|"
    r"delight\w*|charming|adorable|fantastic|amazing|impressive|welcome|easier|easy|simple|simpler|quicker to|challenge|challenging|mess|bother|thing|detail|details|description|information|clue|clues|hint|lot|sweetheart|character|handful|company|helper|helpers|"
    r"treat|joy|dream|milestone|big step|step|moment|combination|mix|picture|photo|sign of (?:good|care)|relief|sorry|true|rare|unusual|different|personal|big|busy|long|natural|inconvenient|uncomfortable|"
    r"overwhelming|confusing|disappointing|embarrassing|nerve[- ]w?racking|classic|brave|patient|careful|homework|news|memory|memories|celebration|neighbou?r|feeling|situation|experience|matter|worthwhile|right thing|help|"
    r"special|clever|quick thinking|thinking|foresight|generous|responsible|spirit|shock|blow|rush|point|gap|worth (?:a look|looking|asking|knowing|mentioning|writing|telling)|crowd|family|team|bunch|welcome|relaxing|cozy|tempting|romantic|neat|handy|practical|delicious|ideal|perfect(?! (?:result|condition|health|fix|fit)))"
)
_OF_THE_CASE: Final = r"(?:that|this|it|which|those|these|there|here|what you (?:describe|wrote|saw|have|are \w+)|[\w' ¤&-]{2,60}?)"

# (name, why it binds nobody, pattern at the beginning of the clause)
ACTS: Final = tuple(
    (name, why, re.compile(pattern))
    for name, why, pattern in (
        ("thanks", "Thanks, greetings, sympathy and joy state nothing but a feeling.",
         r"(?:(?:many|so|very|much|warm) )*(?:thanks?\b|thankful|grateful|sorry|congrat\w+|welcome|good (?:morning|afternoon|evening|day|luck|for you|on you|that you|to (?:hear|know|read|meet|see)|thinking|call|eye|question|one)|happy (?:to hear|birthday|anniversary|new)|"
         r"glad|nice (?:to|one|of|that)|pleased|delighted|well done|how \w+|what (?:a|an|\w+ \w+!?$)|poor (?:\w+)$|lucky|hats off|kudos|bless|fingers crossed|cheers|apologies|my apologies|hopefully not|love (?:it|that|the)|sweet|bonjour)"
         r"|(?:i|we)(?: all)?(?:'re| are|'m| am| were| was|'d be| would be| feel)?(?: \w+ly| so| very| all| just| too)* (?:sorry|glad|happy (?:to (?:hear|read|know|help|see|look|answer|talk|meet)|that you|for you|you)|delighted|pleased|thrilled|excited|grateful|thankful|impressed|honou?red|touched|curious|hope|apologi[sz]e|appreciate|love|thank)\b"),
        ("noted", "Saying that something was read or heard is what happened.",
         r"(?:got (?:it|that)|noted|duly noted|understood|all clear|message received|i see\b|we see\b|no need to (?:go that far|apologi[sz]e|feel|be (?:sorry|embarrassed|shy)|rush|hurry|decide|dig|explain|send|collect|print|repeat|choose)|no rush|no hurry|take your time|so (?:that'?s|that is|it'?s|it is|you) |that(?:'s| is) noted|let'?s (?:see|start|have a look|begin))"),
        ("left open", "Whoever says that something cannot be said promises nothing.",
         rf"(?:{_SUBJECT}|nobody|no one|none of us|it|that|this|there|even [\w ]+|anyone|nothing (?:in|about) [\w ]+|what [\w', -]+|any [\w ]+|[\w' -]+ is something)?(?:'s| is|'m| am| are|'d| would|'re)?{_SOFT} ?(?:afraid )?(?:that )?(?:i |we )?(?:can'?t|can not|cannot|can|couldn'?t|could not|won'?t|will not|don'?t|do not|does not|doesn'?t|wouldn'?t|"
         r"would not|would rather not|rather not|not able to|unable to|not|not (?:going|the right \w+|sure|certain|in a position)(?: to)?|hard to|difficult to|impossible to|too early to|no way to|hesitate to|be able to)"
         rf"{_SOFT} (?:(?:be able|want|wish|like|going|yet|here|in a position|possible|the (?:right )?(?:one|person)|easy|mine|ours) (?:to )?)?(?:say|tell|promise|know|see|judge|guess|confirm|give|put|name|speak|state|decide|answer|commit|diagnose|advise|quote|offer (?:legal|medical|advice|an opinion)|guarantee|predict|estimate|assess|have (?:the|those|that|any|your|prices|an answer|a|details)|look up|"
         r"make (?:any |a )?(?:promises?|guess\w*|diagnos\w+)|work that out|sure|certain|do (?:that|this|it) (?:by|over|in)|discuss|comment|explain|recommend|tell you|book|schedule|set|hold|only|access|take (?:that|this|bookings))\b(?! (?:\w+ )?(?:that|because) (?:we|it|they|you) (?:will|would))"),
        ("left open", "Nobody promises, judges or decides.", r"(?:nobody|no one|none of us|neither of us)(?: \w+)?(?: can| could| would| wants?| should| is| has)?\b(?!.{0,40}\b(?:does|beats?|complain\w*|fail\w*|else|goes|went)\b)"),
        ("left open", "Nothing is needed yet.", r"there(?:'s| is| are) (?:really |absolutely )?no (?:need|hurry|rush|wrong|silly|obligation|number)\b"),
        ("noted", "Saying that something was read or heard is what happened.", r".{0,80}\b(?:is|are|was|has been|have been) (?:\w+ )?(?:noted|marked|flagged|written down|understood|recorded)\b"),
        ("left open", "What depends is not said.", r".{0,120}\b(?:depends?|depending|varies|vary|would (?:only )?be a guess|is hard to say|are hard to say|is an open question|remains? to be seen|will have to wait)\b"),
        ("left open", "Something not confirmed is not promised.",
         r"(?:.{0,80}?)(?:isn'?t|is not|aren'?t|are not|hasn'?t been|has not been|have not been|nothing (?:is|has been|in this message is)|no \w+ (?:is|has been)|neither (?:\w+ ){0,3}is|none (?:\w+ ){0,3}is|not) (?:\w+ ){0,2}(?:confirmed|booked|scheduled|fixed|settled|decided|final|set|certain|a booking|an appointment|a promise|legal advice|medical advice|advice|agreed|known|mine to \w+|up to me)\b"),
        ("left to a person", "It names who decides or answers.",
         rf"(?:.{{0,110}}?)\b(?:is|are|'s|be|remains?)(?: \w+){{0,3}} (?:(?:a |an |the )?(?:\w+ )?(?:question|matter|decision|conversation|topic|thing|call|something|one|ones|up|down|best left|left|subject|talk)s?)(?: \w+){{0,3}}? (?:for|to|with|that|which|only|by)? ?(?:(?:the|our|a|an|one|some|someone|somebody|us|you|we|him|her|they|both|only)\b.*|(?:be )?(?:answer\w*|discuss\w*|decide\w*|check\w*|talk\w*|look\w*|clear\w*|settle\w*|sort\w*).*)"),
        ("left to a person", "Somebody has to look, answer or decide: nothing is said yet.",
         rf"(?:and |then |but )?{_SUBJECT}{_SOFT}(?: ?(?:will|'ll|would|'d|can|could|may|might|has|have|needs?|wants?|likes?|should|must|does|do|did|is|are|am|'m|'s|'re|'ve|going|wants))*{_SOFT}(?: ?(?:like|love|need|want|have|has|be|prefer|able|happy|glad|going|been|had|better|best))*(?: to)?{_SOFT}(?: be)? ?(?:{_TALK})(?:s|es|ed|d|ing)?\b"),
        ("left to a person", "Short for: our people will.", rf"(?:and |but )?(?:the|our|a|an|one of our) (?:\w+ )?{_ROLE} (?:will|can|is|does|would|has to|knows|might|could)$"),
        ("left to a person", "A message or an answer goes to somebody.", r"(?:your|the|this|that|each|every) (?:\w+ )?(?:answers?|message|reply|request|note|question|details|photos?|enquiry|inquiry|letter|concern)s? (?:\w+ )?(?:goes|go|will (?:be|go|reach)|is (?:with|on|now|passed|marked|noted|being)|has (?:been|reached)|have (?:been|reached)|are with|reache[sd]|help\w*|came|arrived|landed|matters?)\b"),
        ("evaluation", "A kind word about what the customer told.",
         rf"{_OF_THE_CASE}(?: (?:really|certainly|surely|does|do|must|can|could|would|will|may|might|all|both|also|just|definitely))*(?:'s| is| are| has| have| sounds?| looks?| seems?| feels?| makes?(?: for)?| was| were| be| have been| feel| sound| must be| 's| made| deserves?)(?: (?:really|such|quite|so|very|always|never|often|certainly|truly|pretty|just|also|actually|still|both|like|too|all|perfectly|entirely|totally|completely|most|more|not|no|as|even|only|exactly|rather|somewhat|a bit|a little|indeed))*(?: (?:a|an|the|some|one|your|any|to be))?(?: (?:very|really|truly|so|lot of))?(?: [\w-]+)?(?: [\w-]+)? {_EVALUATION}\b(?!.*\b(?:safe|price|result|deal|value|work(?:s|manship)?)\b)"),
        ("helps to know", "Why something is asked.",
         rf"(?:.{{0,90}}?)\b(?:helps?|would (?:also |really |already )?(?:help|be (?:a )?(?:\w+ )?(?:help\w*|useful|great|good|wonderful|ideal|enough|plenty|nice|lovely|perfect|welcome|start))|will (?:help|do|be enough|be helpful)|(?:is|are|'s) (?:\w+ )?(?:helpful|useful|enough|plenty|fine for (?:now|us)|all (?:we|it)|good to know|a good start|what (?:we|the|our))|makes? (?:it|things) (?:\w+ )?easier|tells? (?:us|our|the|them)|gives? (?:us|our|the|them|him|her)|lets? (?:us|our|the|them)|saves? (?:us|you) (?:a|another|some) (?:question|message|call|round)|completes? the picture|can give you)\b(?!.{{0,60}}\b(?:against|stop|fix|prevent|cure|pain|sleep|within|relax)\b)"),
        ("common", "It tells that others ask, feel or begin like that.",
         r"(?:(?:that|this|it|those|these)(?: \w+ly| often| sometimes| does| can)? (?:happens?|comes? up|trips? up|tends? to|catches)\b|[\w' ]{2,40} (?:trips? up|throws off|confuses|surprises) (?:many|a lot|lots|most|plenty|even)|(?:many|lots of|a lot of|plenty of|some|most|other|others|quite a few|more|few)(?: of us)?(?: [\w-]+){0,3}? (?:feels?|starts?|begins?|wonders?|asks?|wants?|prefers?|find (?:it|that|this)|dreams?|struggles?|worr(?:y|ies)|go(?:es)? through|says?|tells?|love|like|enjoy|have (?:the same|that|questions)|are in|come to us|write|admit)\b|"
         r"you(?:'re| are| aren'?t)? (?:not |certainly |really )*(?:alone|in good company|in the right place|not the (?:first|only)|far from)|(?:you(?:'d| would) be|you might be) surprised|(?:we|i) (?:do )?(?:hear|see|get) (?:that|this|it|such)|(?:every|each|no two) [\w ]{2,40} (?:is|are) (?:\w+ )?(?:different|unique|alike|the same|special)|join the club|there are no (?:wrong|silly|stupid|bad) )"),
        ("restates", "What the customer said, said back.",
         r"(?:so |and |but |yes |that |as |since |now that )*you(?:'ve| have|'d| had|'re| are|'s)?(?: \w+ly| already| also| just| both| do| not| were| was)* (?:mention\w*|said|say|wrote|writing|write|asked|ask(?:ing)?|describ\w+|told|tell|sent|notic\w+|found|saw|heard|tried|bought|moved|moving|moving|planning|plan|looking|look|hoping|hope|want\w*|would (?:like|prefer|rather|want)|prefer\w*|like|wish\w*|need (?:it|this|that|them|help|to)|thinking|considering|wondering|worried|concerned|interested|"
         r"called|caught|made|gave|kept|took|noted|point\w*|list\w*|attach\w*|did|know|knew|thought|turned|replaced|changed|live|own|work|have (?:done|had|your|given|thought|a point|to|been)|had|put|are right|right|expecting|getting|getting married|new|busy|feel|in the middle|about to|without|ready to|done|unsure|not sure|coming)\b"),
        ("asked of", "It asks the customer for an answer, a picture or patience.",
         r"(?:and |or |but |so |then |also |if you (?:can|like|wish|want|prefer|have|know)[\w ]*,? )?(?:please |kindly |just |simply |do |feel free to |don'?t hesitate to |you (?:can|may|could|might)(?: also| always| simply| just)? |you(?:'re| are) (?:very )?welcome to |we(?:'d| would)? (?:only |just |kindly )?ask you to |it(?:'s| is) (?:best|wise|better|wiser|safer) (?:to|not to) )*"
         r"(?:(?:don'?t|do not|never) (?!worry\b|sign\b|pay\b|let\b|talk\b|say\b|accept\b|admit\b|bother\b|go (?:to|there)\b|file\b|report\b|call\b|tell\b|answer\b|give\b|move out\b|miss\b|stop\b|take\b)\w+|(?:don'?t|do not) worry(?: about (?:the|your|any|writing|spelling|it)\b|$)|tell (?:us|me|the|our|them(?! (?:no|to)))|let (?:us|me|the|our|them)|send|write|describe|mention|share|give us|attach|reply|answer|add|list|note|jot|count|measure|snap|take (?:a|an|some|two|one|your time|photos|pictures)|feel free|keep (?:us|in mind|your (?:notes?|records?|receipts?|papers)|them (?:at|for)|any|it (?:at hand|short|simple|in)|the (?:letter|box|label|area))|"
         r"have (?:a look|your (?:\w+ )?(?:at hand|ready|handy|close|card)|it (?:ready|at hand|handy))|look (?:at|for)|check (?:whether|if|the (?:label|sticker|date|model))|bring|let|say|show us|think (?:about|of|it over)|stay (?:on|off|out|away|clear|in touch|safe|dry|warm|well)|leave (?:it|that|this|the|them|things|everything)[\w -]*? (?:alone|off|closed|shut|where|as|be|on low|in place|unplugged|untouched|until)|turn (?:it |the [\w ]+ )?off|switch (?:it |the [\w ]+ )?off|"
         r"shut (?:it |the [\w ]+ )?off|unplug|avoid|wait|hold (?:on|off)|get in touch|contact|call|reach|email|text|ring|visit|drop|find|pick|choose|book|save|put|mark|keep|gather|imagine|talk (?:to|with) (?:us|your)|ask|consult|excuse|forgive|bear with|watch|know that|see|rest assured that your message|sign up|go ahead and (?:send|tell|write))\b"),
        ("next", "Where the conversation goes, not what comes of it.",
         r"(?:then|after that|from there|once|as soon as|with that|that way|meanwhile|in the meantime|for now)\b.{0,80}\b(?:we|our|the|a|someone|somebody|one of)\b.{0,60}\b(?:answer|tell|look|see|know|reply|write|check|get back|be in touch|go from there|talk|call|read|say|suggest|let you know)\b"
         r"|(?:we|i)(?:'ll|'d| will| can)? (?:\w+ )?(?:go from there|take it from there|look forward|leave it there|start (?:there|from there|with that))"),
        ("one of ours", "It names what is offered, and the list of services is a fact.", r"(?:yes )?¤ (?:is|are) (?:on our list|one of|something we|what we|part of what)"),
        ("looked at", "Where a label is or what counts as an example.", r"(?:it|that|the (?:label|number|sticker|model \w+|plate|size|tag))(?:'s| is) (?:usually|often|normally|printed|on|inside|under|behind|near|written)\b"),
    )
)  # fmt: skip
# Words that leave a general remark open: "a slow drip often has a worn washer" is no verdict on this one.
HEDGES: Final = re.compile(
    r"\b(?:often|sometimes|usually|perhaps|maybe|may|might|could|can (?:be|have|mean|come|make|matter|help|feel|vary|look|change|happen)|tends? to|suggests?|likely|rarely|possibly|in many cases|now and then|not always|some|a few|seems?)\b"
)
# Subjects that no hedge makes harmless: the business and its work, its customers, the customer's rights.
NEVER_HEDGED: Final = re.compile(
    r"\b(?:we|our|ours|us|i|my|customers?|clients?|students?|patients?|guests?|members|everything|everyone|everybody|every|all|always|never|none|"
    r"you (?:can|may|could|should|must|have|need|will|might)|law|court|judge|landlord|legal\w*|owes?|deduct\w*|irs)\b"
)
INTERJECTION: Final = re.compile(
    r"(?:(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|ha|haha|oh|ah|aww?|ouch|wow|well|great|nice|lovely|wonderful|perfect|super|cool|okay|ok|alright|also|and|but|so|now|then|still|first|"
    r"please note|of course|certainly|yes|yep|yeah|sure|absolutely|definitely|no|indeed|honestly|frankly|in the meantime|meanwhile|for now|until then|with that|before that|after that|to start|to begin|in short|"
    r"as for [\w ]+|about [\w ]+|on [\w ]+|because|since|as|though|although|while|that said|by the way|either way|in any case|if (?:so|not)|ps)\b[ ,!.]*)+"
)
AFFIRMATION: Final = re.compile(
    r"(?:^|[,.!;:-]\s*|\b(?:well|oh|ah|ha|hello|hi|and|but) )(?:(?:yes|yep|yeah|yup|sure(?: thing| enough)?|absolutely|definitely|certainly|of course|correct|right|exactly|precisely|indeed|true|affirmative|totally|you bet|naturally|you got it|no worries|no problem(?: at all)?|not a problem|all good|all set|deal|done|"
    r"for sure|no doubt|that'?s (?:right|correct|true|the case|so)|that is (?:right|correct|true|the case)|you(?:'re| are) (?:right|correct)|you heard (?:right|correctly)|(?:we|they|it|he|she|you) (?:sure |certainly |indeed |really )?(?:do|are|does|is|can|will|would|did)(?=[,.!]|$)|(?:yes )?(?:we|they|it|he|she) (?:sure|certainly|indeed)\b|"
    r"that (?:still )?(?:holds|stands|applies|works)|still (?:holds|stands|on|good|valid)|(?:told|heard|read|remember\w*|understood) (?:you )?(?:right|correctly)|[\w ]{2,30} it is|(?:\w+ ){0,3}works for us|sounds (?:right|good to us))(?=[\s,.!;:-]|$))"
)
