"""The English words that the reading of promises stands on: what a business may say it does, and what it may ask."""

from typing import Final


def words(text: str) -> frozenset[str]:
    """Return the words of a block of text; "_" joins the parts of one entry."""
    return frozenset(word.replace("_", " ") for word in text.split())


# Telling, reading, knowing, feeling: nothing of it costs or binds anybody.
TALK: Final = words("""
answer reply respond write email message contact reach call phone ring follow tell let explain describe say ask talk
discuss speak chat go walk share pass forward note jot record flag mark read review look see check study compare
consider think know understand learn hear find figure picture imagine remember believe guess hope wish want like love
appreciate enjoy thank apologise apologize welcome feel need prefer suggest wonder care mind help try receive get
assume agree laugh smile notice mean begin use include invite depend verify determine decide choose point recognise
recognize sympathise sympathize relate regret admire realise realize listen gather collect bring acknowledge respect
clarify mention advise guide hand relay route connect introduce catch touch draw weigh judge estimate tailor sort
recall recommend trust suspect expect advise consult inspect examine evaluate assess identify narrow greet speak sketch wonder question sum propose observe puzzle solve discover detect explore double relay
honour honor miss forgive encourage support
""") - words("expect estimate trust solve support double")
# Light verbs, whose object says what is meant: "take a look" is talk, "take fifty off" is not.
_THIS: Final = r"(?:it|this|that|them|these|things|everything|both|all|your \w+|the \w+|any \w+|what (?:you|we) \w+)"
WITH_OBJECT: Final = {
    "give": r"(?:you |us |them |it |him |her |this |that |your \w+ )?(?:both |all )?(?:an? |our |your |some |the |more |any |another )?(?:\w+ ){0,2}?(?:call|answer|idea|"
    r"ring|thought|picture|sense|place|hint|opinion|explanation|overview|information|details|look|read|attention|reply|response|update|feedback|"
    r"background|better idea|pointers?|clue)s?\b",
    "take": rf"(?:a |another |good |one |close |closer |quick |proper )*(?:\w+ )?(?:looks?|notes?|stock)\b|(?:{_THIS} )?(?:into (?:account|consideration)|to heart|from there|"
    r"seriously|as (?:a|an|your|it)|step by step|slowly|one (?:step|thing|question))|care (?:to|with)|(?:the|our|some|your) time|up (?:with|the question)|"
    r"down (?:your|the|what|that|all|both|this)|in (?:what|all|your|the)|it (?:slow|easy|further)|pride",
    "keep": rf"(?:{_THIS} )?(?:in mind|the peace|short|brief|simple|looking|on file|with your|together|private|confidential|for (?:the|our|your)|up to date|open)\b|"
    r"(?:a |our |your |the |my )?(?:\w+ )?(?:notes?|note|eye|message|request)\b|track|that|it|reading|asking|an open",
    "make": rf"(?:a |an )?(?:sense|note|list|guess)|up our|sure (?:that )?(?:your (?:message|request|note|question)|we (?:read|understand|have|see|know|answer)|(?:the|a) (?:right )?(?:person|\w+) "
    r"(?:reads|sees|knows|gets|has|looks)|somebody|someone|nothing (?:is|gets) (?:missed|lost|forgotten)|to)|"
    rf"(?:{_THIS} )?(?:\w+ )?(?:as |a bit |a little |more |less )?(?:easy|easier|simple|simpler|clear|clearer|comfortable|pleasant|understandable|painless to)|time to (?:read|look)|out what",
    "get": rf"(?:{_THIS} )?(?:back|in touch|in contact|to know|to (?:you|it|this|your|the right)|in front of|over to|asked|on the same|between|out of the)|(?:your|a|an|the|some) (?:\w+ )?"
    r"(?:idea|picture|sense|feel|impression|message|request|question|overview|details|answer)|many (?:questions|messages|requests)|such|this (?:question|message)|that (?:question|a lot)|you out of|"
    r"(?:it|that|this|your)$|(?:it|that)[,.!]|asked",
    "have": r"(?:a (?:\w+ )?(?:look|chat|talk|read|idea)|questions?|a (?:few )?questions?|an? \w+ idea)",
    "come": r"back (?:to you|with)|across|to mind|up with|from",
    "be": r"(?:back )?(?:in touch|in contact|glad|happy to (?:read|hear|look|answer|talk|explain|tell|help|discuss|know|see|listen)|pleased|sorry|delighted|honou?red|careful|honest|here|"
    r"reading|looking (?:at|into|over|through|forward)|writing|considerate|patient|gentle|discreet|grateful|thankful|impressed|curious|going over|back with|thinking of|following)",
    "start": r"(?:with|by|from) (?:a |an |one |two |the |your |some |these |that |what |how |asking|looking|reading)",
    "set": r"(?:aside|out what)",
    "put": rf"(?:{_THIS} )?(?:in|into|on|with|to) (?:our|the|your|a|contact|touch|front) ?(?:notes?|file|right hands|of|words|\w+'s desk|request|message)?\b|(?:together|down|aside) (?:an? |some |your |the |our |what |that )?|you in touch",
    "send": r"(?:you |them |us )?(?:an? |our |some |any |these |the |your |two |a few |more )*(?:\w+ )?(?:answer|reply|questions?|note|message|e-?mail|details|list|lines?)\b",
    "leave": rf"(?:{_THIS}|such)? ?(?:\w+ )*?(?:to (?:the|a|our|you)|for (?:the|a|our|you)|as|open|at that|there|with the)",
    "work": r"(?:with|from|out|in |around |through|on (?:your|an|the) (?:answer|reply|question|proposal|request|message|list|idea))|$|[.,]",
    "plan": r"(?:for (?:it|that|this)|around|together|with you|the|accordingly|it)",
    "prepare": r"",
    "match": r"(?:the|it|your|them)",
    "show": r"(?:you how|it to|them to|your|the|you (?:what|some|examples))",
    "hold": r"(?:off|back|that thought|on to (?:your|that|this))\b",
    "treat": r"(?:it|this|that|your|what|every) ?(?:\w+ )*(?:seriously|with care|with respect|carefully|confidential\w*|as urgent|gently)",
    "confirm": r"(?:whether|if|what|when|with you|the (?:time|day|date|details|next)|a (?:time|day|date)|any|that we (?:have|got|received))",
    "serve": r"(?:you|your|people|families|customers|homes|the)",
    "meet": r"(?:you|your|him|her|them)\b",
    "run": r"(?:through|(?:it|this|that|your \w+) (?:by|past))",
    "turn": r"(?:to|(?:it|this|that|them|your \w+|those) into)\b",
    "add": rf"(?:{_THIS}|a|another) ?(?:\w+ )?to (?:the|your|our) (?:\w+ )?(?:notes?|request|file|message|list)|(?:it|that|this)[,.]|one (?:more )?(?:thing|question)|that (?:we|you|it)",
    "pick": r"(?:it |this |that )?up (?:from there|from here|where|the (?:thread|conversation|question)|again from)|your brain",
    "put_together": r"",
    "go": r"(?:with (?:this|that|your|what)|by (?:what|your)|from there|into (?:that|this|it|detail)|back (?:to|over)|over|through|step by step|along with)\b",
    "push": r"(?:you|anybody|anyone)\b",
    "stay": r"in touch|in contact|available for questions",
    "ensure": r"(?:the right person|someone (?:reads|sees)|(?:that )?your (?:message|request))",
    "wait": r"for (?:your|you)",
    "step": r"back|through",
    "assign": r"(?:it|this|your \w+) to",
    "gather": r"",
    "build": r"(?:on|from) (?:that|your|what)|an? (?:\w+ )?picture",
    "call": r"",
    "open": r"your (?:message|photos?|pictures?|note)",
}
# "We will not ..." is harmless, except where saying no is what is promised.
DENIED_TOO_MUCH: Final = words("""
charge cost bill disappoint let rest stop quit miss lose fail damage break scratch harm hurt sue overcharge rip require regret pay
ask_for waste cut skip void need take owe beat end sell
""")
# What a clause that begins with "when", "before", "so that" may take for granted.
IN_A_SUBORDINATE: Final = TALK | words("""
plan prepare start visit come arrive meet order install remove begin quote go work do build schedule book open touch
give take make send have be get serve match keep
""")
# "We cannot ...": saying no to these is never a promise.
DENIABLE: Final = TALK | words("""
promise guarantee confirm install quote price commit schedule book offer do give set make have be diagnose recommend
fix put pin name estimate expect treat cover work take handle prescribe judge send trust
""")
# "We have ...", "we are ...": free as long as it is not about people, places, stock, money or merits.
HAVE_TOO_MUCH: Final = (
    r"(?:\w+ ){0,3}?(?:you (?:down|in|on|set|covered|booked)|your (?:spot|slot|place|name)|truck|van|crew|team|guys?|technician|man|men|someone|somebody|people|person|specialist|room|rooms|space|openings?|opening|slots?|spots?|"
    r"bay|calendar|schedule|cancellation|gap|deals?|specials?|offers?|years|decades|experience|licen\w+|insur\w+|stock|parts|best|lowest|highest|warrant\w+|"
    r"guarantee\w*|policy|everything you need|you covered|appointments?|availability|discount\w*|nothing on|plenty|lots|equipment|machine|cure|solution|answer for everything|"
    r"fixed|dealt|price|rates?|the tools|permits?|time (?:for you|today|this|on)|your back|a plan|access|contract|connections?|never|zero|no (?:wait|waiting|complaints|problem|trouble|fees?))\b"
)
ARE_TOO_MUCH: Final = (
    r"(?:\w+ ){0,2}?(?:fully|licensed|insured|bonded|certified|available|ready|booked|staffed|best|only|always|nearby|around|set|done|free|there|able|experts?|professionals?|leaders?|"
    r"specialists?|prepared|confident|certain that|positive|cheap\w*|fast\w*|quick\w*|equipped|trained|qualified|authori[sz]ed|coming|sending|arriving|heading|bringing|starting|"
    r"finishing|booking|scheduling|holding|reserving|offering|giving|responsible|liable|to blame|yours|your (?:team|guys|people|best)|next door|close by|in your|minutes|close to you|"
    r"down the|family|a (?:\w+ )?(?:family|licensed|master|trusted|top|five)|the (?:\w+ )?(?:only|best|number|top|first|most|leading|owners?)|number|going to|gonna|back at|on (?:it|the|our|time)|"
    r"at your (?:door|place|house|home)|proud|accept\w*|approv\w*|happy to (?:do|come|fix|install|replace|offer|waive|match|cover|refund|take|give|throw|make|schedule|book|send|repair))\b"
)
COMPLEMENTS: Final = words("""
glad happy sorry pleased delighted grateful thankful impressed curious here able unable afraid aware sure honoured
honored touched excited interested reading looking writing asking happy_to keen eager certain wondering going trying
careful not on at open closed in all only just your you familiar used more thinking closing listening pleased fans fond
""")
STATES_OF_BUSINESS: Final = words("closed open")
ROLES: Final = words("""
team crew technician technicians tech techs plumber plumbers electrician electricians dentist dentists doctor doctors
attorney attorneys lawyer lawyers owner owners staff office colleague colleagues coworker guy guys lady ladies
inspector inspectors specialist specialists advisor advisors adviser groomer groomers stylist stylists roofer roofers
person mechanic mechanics mover movers driver drivers dispatcher manager managers estimator
estimators receptionist hygienist nurse injector provider providers aesthetician esthetician
practitioner installer installers foreman supervisor supervisors desk dispatch representative rep coordinator scheduler planner gardener gardeners designer landscaper landscapers
cleaner cleaners housekeeper housekeepers locksmith locksmiths exterminator expert experts pro pros
partner partners paralegal secretary guys_here arborist consultant consultants reception
handyman contractor contractors painter painters veterinarian vet trainer tutor bookkeeper accountant photographer
baker chef tailor jeweler
""")
# These stand for the business only after "our" or "my".
OUR_ROLES: Final = words("""
truck trucks van vans people member members company shop practice studio clinic firm business boss assistant assistants human humans department
agent agents workers worker employee employees professional professionals man woman folks helper helpers fellow hands guys
""")
SOMEONE: Final = words("someone somebody anyone nobody none")
ADVERBS: Final = words("""
also just then still soon now certainly of_course both all each only already first even not never always ever again
often sometimes usually gladly really truly very too quite once yet so therefore maybe perhaps rather almost probably
likely definitely personally together simply kindly carefully here there ourselves myself well much better sure
""")
AUXILIARIES: Final = words("""
will would can could may might shall should must ll d wo ca do does did have has had ve is are am was were be been
being re m s ought
""")
BE: Final = words("is are am was were be been being re m s")
HAVE: Final = words("have has had ve")
FUTURE: Final = words("will ll wo shall")
CATENATIVE: Final = words(
    "like want need hope try love wish prefer ought have glad happy able pleased delighted going mean unable keen supposed eager sorry start started begin used ready"
)
SUBORDINATORS: Final = words("""
if when whether before until once what where how who which why unless after while as than because since so whatever
whichever that though although till whenever
""")
BOUNDARIES: Final = (
    words("""
and but or so then meantime now today afterwards yes no , ; : - . ! ? ( " thanks hello hi okay ok also that if when
where until once before because after while please
""")
    | SUBORDINATORS
)
# The customer as subject: what they may be told they can do.
YOU_MAY: Final = TALK | words("""
send keep leave bring count measure list prepare wait show snap photograph attach expect take give make have be stay
start come put skip hold enclose upload rest
""") - words("expect rest upload come start")
YOU_DO: Final = TALK | words("""
live own work seem sound deserve keep plan hope do make call put see send give have drive run ask turn worry face
describe list measure keep start come go move mean leave care sleep smell hear
""") - words("get")
YOU_ARE: Final = words("""
right not asking wondering looking considering kind dealing thinking planning describing seeing hearing writing without
sure unsure able comfortable curious careful worried in very so already still here most always quite of welcome
tired keen moving replacing renovating building comparing hoping trying getting having interested new more also just
preparing selling buying restoring after about thoughtful brave
""")
# What may be said about what happens to the message, in the passive.
HANDLED: Final = words("""
noted flagged marked passed forwarded received read seen shared recorded logged saved written told heard looked
reviewed been had got made kept added understood answered asked left put worked done given gone
""") - words("done gone given made put")
ORDERS: Final = words("""
change send tell let write give describe mention share keep leave bring take have please note feel answer reply avoid don stay
hold wait cover unplug switch turn remember think ask enjoy thank welcome add list include measure count attach say
look check watch listen jot snap photograph make move store compare talk try consult shut close point see put imagine
sit get gather pick picture set pull reply say explain show rest write mind know use
""") - words("consult rest see set pull get talk")
ORDER_OBJECTS: Final = {
    "drive": r"(?:it |the \w+ )?(?:as little|no more|only (?:if|when))",
    "change": r"(?:the |your )?(?:air )?filters?\b",
    "take": r"(?:an? |your |some |one |another |care|the )?(?:\w+ ){0,2}(?:photo|photos|picture|pictures|look|time|note|notes|care|snapshots?|shot|video|measurements?)\b|(?:it|this|that) as",
    "make": r"(?:a |sure (?:the |it |that |nobody |no one |pets |children |kids |to |you )|yourself|note)",
    "turn": r"(?:it |the \w+ (?:\w+ )?)?(?:off)\b|off\b",
    "switch": r"(?:it |the \w+ (?:\w+ )?)?(?:off)\b|off\b",
    "check": r"(?:whether|if|the|your|that|for|what|which|how|under|behind|near|with)",
    "try": r"(?:not to|to (?:keep|describe|take|leave|remember|avoid|note|stay)|the)",
    "look": r"(?:at|for|out for|around|under|behind|on|over)",
    "move": r"(?:any|the|your|rugs|furniture|things|it|them|what|anything|pets|valuables|electronics|items)",
    "have": r"(?:a look|the|your|a|any|it|them|ready|an|both|someone|somebody)",
    "put": r"(?:it|them|the|your|a|any|open|what|some|down|everything)",
    "keep": r"",
    "use": r"(?:it as little|the other|it sparingly|another|a different|as little)",
    "pick": r"(?:the words|what)",
    "welcome": r"(?:to|back|and|aboard|,|!|\.)|$",
    "know": r"that",
    "mind": r"the",
}
# Base forms that begin an order in ordinary English; what is not in ORDERS is held.
VERBS: Final = ORDERS | words("""
accept act adjust admit agree allow apply apologize apply approve arrange arrive authorize back balance ban bear beat
bend bet bleach bleed block blow boil bolt book borrow bounce break breathe buckle build burn burst buy bypass call
cancel carry catch change charge chew choose claim clean clear click climb clip close collect come commit complain
complete confirm connect consider contact continue contest cook cool copy cover crack crawl create cross cut dab deal
decide deduct delay deliver demand deny deposit dial dig dilute dip disable disconnect dispute dissolve disregard do
download drag drain draw drill drink drive drop dry dump eat elevate empty end enter evict expect expose face fasten
fight file fill find finish fire fix flip flush flood fold follow force forget freeze get go grab grease grip hammer
handle hang heat help hire hit hop ice ignore insert inject insist install invest join jump just keep kick kill knock
leave lend lie lift light load lock loosen lower lubricate mail massage meet mix mow nail negotiate open order own
pack paint park patch pay peel phone place plan play plug poke pop pour pray press prime pry pull pump push quit raise
reach read refuse register reinstall release relax relight remove rent repair repeat replace report request reserve
reset return rewire ride ring rinse risk rub run save scan schedule scrape scratch screw seal search see select sell
serve settle shake shave shock short shorten show shut sign sip skip slap slide smash smear soak solder speak spend
spray spread sprinkle squeeze squirt stand start steer step stick stop straighten strike strip sue suck swallow swap
sweep swim tape tap tear tell test text threaten throw tie tighten touch toss tow trade trap treat trim trust try tug
twist type undo unlock unscrew untie unwind update upload use vacuum visit walk warm wash wear weld win wind wipe
withhold withdraw work wrap yank zip apply counter
""")
FUTURE_SAFE: Final = words("""
help tell show depend let decide want need matter give answer know read explain say ask make guide determine be look
reply respond write contact see speak talk discuss review check call phone get follow have take go come study compare
point allow suit
""") - words("come go be get have take make")
FUTURE_OBJECTS: Final = {
    "give": r"(?:us|our|the \w+|them|him|her|a) (?:a |an |some |the )?(?:\w+ )?(?:idea|place|picture|start|sense|hint|clue|head start)",
    "make": r"(?:it|that|this|things|the \w+|our|us) (?:\w+ )?(?:easier|simpler|clearer|quicker to|faster to)",
    "be": r"(?:a |an |of |very |more |also )*(?:\w+ )?(?:helpful|useful|help|use|guide|clue|start|enough|in touch|in contact|glad|happy|good to know|enough to start|able to (?:tell|say|answer|explain)|back in touch|looking|reading|easier)",
    "get": r"(?:back to you|in touch|in contact|to know|a clear|a better|an idea)",
    "take": r"(?:a look|note)",
    "go": r"(?:over|through)",
    "have": r"(?:a (?:\w+ )?(?:look|chat|talk|read|idea)|questions?|a (?:few )?questions?|an? \w+ idea)",
    "come": r"back (?:to you|with)",
}
PRONOUNS_OF_CUSTOMER: Final = words("you")
IRREGULAR: Final = {
    "wrote": "write", "written": "write", "told": "tell", "said": "say", "spoke": "speak", "spoken": "speak",
    "saw": "see", "seen": "see", "knew": "know", "known": "know", "understood": "understand", "heard": "hear",
    "found": "find", "thought": "think", "felt": "feel", "got": "get", "gotten": "get", "took": "take",
    "taken": "take", "gave": "give", "given": "give", "kept": "keep", "made": "make", "had": "have", "has": "have",
    "went": "go", "gone": "go", "came": "come", "brought": "bring", "left": "leave", "sent": "send", "meant": "mean",
    "did": "do", "done": "do", "does": "do", "chose": "choose", "put": "put", "read": "read", "let": "let",
    "built": "build", "bought": "buy", "sold": "sell", "paid": "pay", "won": "win", "began": "begin", "begun": "begin",
    "ran": "run", "set": "set", "held": "hold", "met": "meet", "stood": "stand", "broke": "break", "drove": "drive",
    "is": "be", "are": "be", "was": "be", "were": "be", "been": "be", "being": "be", "am": "be", "lost": "lose",
    "slept": "sleep", "grew": "grow", "caught": "catch", "drew": "draw", "forgot": "forget", "fell": "fall",
}  # fmt: skip
