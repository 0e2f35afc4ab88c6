"""The English words that a harmless remark is made of, and those that make a statement of it."""

import re
from typing import Final

# What turns everyday words into a claim, a yes, an order, a verdict or a promise.
ENGLISH_ANCHORS: Final = re.compile(
    r"\b(?:we|we'\w+|our|ours|us|i|i'\w+|my|mine|me|will|'ll|\w+'ll|won't|must|shall|going to|gonna|always|never|only|all (?:you|it|that)|every (?:one|time)|"
    r"everything|nothing|nobody|anybody|anyone (?:can|who|here)|none|no (?:issue|problem|trouble|need|reason)|"
    r"you(?:'re| are| can| could| may| should| must| need| have| don't| do not| won't|'ll|'ve| get| owe| were| understood| heard)|your (?:\w+ ){0,3}?(?:is|are|has|have|was|were|needs?|will)\b|(?:he|she|they|it)(?:'s| is| are|'re| has| have| was| does| do| did| can) |"
    r"that(?:'s| is) (?:what|how|why|all|when|because|it|the one|where|right|so|just|only|normal|fine|okay|ok|true|correct)|this is|there(?:'s| is| are)|these are|those are|"
    r"free|safe\w*|ok|okay|fine|right|true|correct|normal|common|enough|possible|available|open|closed|ready|allowed|legal\w*|law\w*|rules?|covered|included|needs?|needed|means?|because|"
    r"causes?|comes? from|due|belongs?|counts?|owes?|owed|cost\w*|price\w*|cheap\w*|fee\w*|deal|best|better than|works?|working|fixed|done|ready|today|tonight|tomorrow|soon|now|"
    r"here|goes|gets|stays?|not|isn't|aren't|doesn't|don't|cannot|can't|yes|no|yep|sure|certainly|definitely|exactly|indeed|welcome|favou?rite|same|half|also|too(?= [.!]|$)|as well)\b"
)
# Joints of a sentence: they carry nothing.
ENGLISH_SMALL: Final = frozenset(
    """
    a an the and or but so then than as of in on at by to for with without from into onto over under up off out about around
    after before between through during since until while when where who whom whose which that this these those it its
    it's that's is are was were be been being has have had do does did you your he she they them his her their him who's
    one ones some any many much more most few both each other another such very really quite rather just even still yet
    already again once there how what if though although too
    """.split()
)
# Feelings, manners, measures of life: no parts, causes, remedies, times, money, law or quality of work.
ENGLISH_PLAIN: Final = frozenset(
    """
    lovely nice sweet beautiful charming cute funny fun great grand good big small little long short old young tough hard
    rough sad sorry tiring tiresome annoying frustrating stressful scary miserable awful worst bad unpleasant messy noisy
    loud quiet busy calm cozy warm happy proud brave honest patient kind clever thoughtful wise stubborn picky curious
    restless tired lonely nervous embarrassing confusing exciting special rare unusual different serious mean greedy
    bumpy heavy wild fine-looking fancy humble modest noble famous fair fond dear lucky unlucky poor favorite tricky
    close far deserve earn carry character story stories tale memory memories dream joy delight pleasure treat adventure
    journey ride surprise mystery puzzle riddle challenge nuisance nightmare headache pain-in-the-neck hassle bother
    pity shame mess chaos crowd crew team gang handful company companion friend neighbor family mother mothers father
    grandmother grandfather parents kids child children boy girl lady gentleman person people folks everyone anyone
    somebody someone human beings life lives world heart soul mind spirit nerve nerves patience courage character humor
    opinion opinions taste style manners habit habits luck wonder charm beauty attention care love affection respect
    sort kind way place start beginning end reason thing things lot bit moment day days night nights evening morning year
    years season summer winter spring autumn fall weather weekend occasion party celebration feast birthday wedding
    drive drives drove wall crazy mad keep keeps kept awake person remember remembering forget miss loved loves like likes
    sound sounds look looks seem seems feel feels make makes made take takes taken bring brings teach learn
    think imagine believe suppose guess happen happens tell tells say says speak talk wait waiting walk dance sing laugh smile
    cry sleep dream play sit stand live rest worry trouble trouble's sigh cheer hope pretend
    annoy bother drive tire test try tries would could can might may should shouldn't wouldn't should've
    work allowed wide whole half-hearted easily hardly nearly almost maybe perhaps probably often sometimes ever
    impressive admirable cheerful gloomy dramatic epic legendary classic promising inviting tempting
    first worse more less least pretty plain simple world's worthy worth fright scare shock blow letter message note question
    wish goal plan idea bed home house roof garden kitchen table room street town country road hill river sea sky rain snow sun
    anger hunger thirst hungry thirsty dirty dusty muddy soggy wet cold hot chilly
    """.split()
) - frozenset("dirty hot wet worth home work may possible allowed probably rest tell tells".split())
