"""What the lead itself rules out: orders to the machine, danger, threats, children."""

import re
from collections.abc import Iterator
from typing import Final

from leads.gate.reading import Reading
from leads.gate.text import Text
from leads.gate.verdicts import Finding

_SPEECH: Final = r"(?:reply|answer|respon[ds]e?|response|message|email|e-mail|text|sentence|output|summary|draft|note|confirmation|respuesta|mensaje|correo|texto|contestacion|resumen)"
_MACHINE: Final = (
    r"(?:ai|a\.i\.|assistant|bot|chat ?bot|chat ?gpt|gpt\W?\d*|llm|language model|model(?= (?:that|who|which|reading|reads|must|should|has|is to|will|to|:|,))|the model|system(?= ?(?::|prompt|message|instruction|override|note|says?|update|admin))|robot|agent(?= (?:that|who|must|should|:|reading))|algorithm|"
    r"software (?:that|reading)|machine|automation|auto-?responder|auto-?reply|asistente|ia|modelo(?: de lenguaje)?|sistema(?= ?(?::|de))|inteligencia artificial|whoever (?:reads|writes|drafts|generates|answers)|(?:the )?(?:program|tool|thing|one) (?:that|which|who) (?:reads?|writes?|answers?|drafts?|generates?)|"
    r"claude|gemini|copilot|openai|anthropic|mistral|deepseek|llama|quien (?:lea|redacte|genere|escriba))"
)
_INJECTION: Final = tuple(
    re.compile(pattern)
    for pattern in (
        # Orders about orders.
        r"\b(?:ignor\w*|disregard\w*|forget\w*|override\w*|bypass\w*|discard\w*|overlook|drop|skip|delete|erase|neglect|abandon|suspend|disable|remove|reveal|print|repeat|show|output|leak|translate|summari[sz]e|"
        r"olvid\w+|ignor\w+|descart\w+|desobede\w+|haz caso omiso|no hagas caso|pasa por alto|omite|salta\w*|deshabilita\w*|muestra\w*|repite|revela\w*|imprime|traduce)\b(?:\W+\w+){0,6}?\W+(?:instruc\w+|prompts?|rules?|guid\w+|direct(?:ions|ives|rices)|"
        r"polic(?:y|ies)|restrict\w+|constraints?|safety|safeguards?|filters?|(?:system|previous|earlier|prior|above) (?:text|message|prompt|rules?|context|orders?|content)|programming|configuration|everything (?:above|before|you)|"
        r"all (?:of )?(?:the )?(?:above|previous|prior)|what you were told|you were (?:told|given)|you(?:'ve| have) been (?:told|given|taught)|reglas|normas|politicas|indicaciones|ordenes|restricciones|todo lo (?:anterior|que)|lo (?:anterior|que te))",
        r"\b(?:previous|prior|above|earlier|initial|original|system|hidden|secret|internal|developer|new|updated|following|special|additional) (?:instructions?|prompts?|directives?|guidelines)\b|\b(?:nuevas?|instruccion(?:es)?) (?:instruccion(?:es)?|nuevas?|anteriores|previas|internas|del sistema)\b|\bprompt(?:s)? (?:injection|leak)|\bsystem ?prompt|\bjail ?break\w*|\bdan mode|\bdeveloper mode|\bgod mode|"
        r"\bdebug mode|\b(?:admin|administrator|maintenance|test|sudo|root|unrestricted|override) (?:mode|override|access|command)|\bmodo (?:desarrollador|administrador|dios|prueba|mantenimiento)",
        # Speaking to a machine, or about the one that answers.
        rf"\b(?:(?:hey|hi|hello|dear|attention|note (?:to|for)|message (?:to|for)|instructions? (?:to|for)|for|to|hola|querid[oa]|estimad[oa]|atencion|nota para|para|instrucciones para) (?:the |any |our |your |el |la |los )?(?:\w+ )?{_MACHINE}\b(?=\W*(?:[,:;!.\-]|that|who|which|reading|read|please|you|when|que|al)))|"
        rf"(?:^|[.!?\n(\[\-]\s*){_MACHINE}\s*[:,]|\b{_MACHINE} (?:that |who |which |reading |reads |processing |handling |answering |que |al )?(?:\w+ ){{0,4}}?(?:must|should|shall|has to|needs to|is to|will now|can now|may now|please|you|ignore|debe|tiene que|va a|treat|reads? this|reading this|answers? this|handles? this|writes? this)\b",
        r"\byou(?:'re| are)(?: now| just| only| actually| really| no longer| not| in| to be| hereby)* (?:an? |the |my )?(?:\w+ ){0,3}?(?:ai|assistant|bot|model|language model|chat ?bot|gpt|machine|agent|unrestricted|uncensored|free (?:to|of|from)|allowed to|authori[sz]ed to|reprogrammed|jailbroken|released|dan|pirate|helpful|hacked|"
        r"lawyer without|doctor without|bound by)\b|\b(?:you have|you've|has|have) been (?:re-?programmed|updated|upgraded|instructed|hacked|authori[sz]ed|switched|granted|freed|configured)|\b(?:eres|ahora eres|seras|a partir de ahora|de ahora en adelante)\b(?=.*\b(?:asistente|ia|bot|modelo|sin (?:limites|reglas|restricciones)|responde\w*|contesta\w*|actua\w*|debes|vas a|di|dueno|abogado|doctor|medico|pirata))|"
        r"\bfrom now on\b(?=.*\b(?:you|answer|reply|respond|act|only|every)\b)|\b(?:pretend|act|behave|respond|reply|answer|write|speak|talk|role-?play|actua|finge|compor\w+|haz|hazte|responde|imagina que eres)\b (?:\w+ ){0,2}?(?:as(?: if| though)? (?:you|i|we|the|an?|our|this)|like (?:you|an?|the)|to be|que eres|como (?:el|la|si|un|una)|de cuenta que|pasar por)(?! soon)",
        # Orders about the words, form or fate of the answer.
        rf"\b(?:your|the|this|next|every|any|each|su|tu|la|el|toda) (?:\w+ )?{_SPEECH} (?:\w+ ){{0,3}}?(?:must|should|shall|has to|needs to|ought to|may only|can only|is to|will (?:say|be|include|contain|start|end|read)|contains?|includes?|starts?|begins?|ends?|consists?|goes out|has to|debe|tiene que|lleva|empieza|termina|contiene|incluye)\b",
        rf"\b(?:in|into|at the (?:end|start|beginning|bottom|top) of|inside|within|to|end|start|begin|finish|close|open|sign|en|al (?:final|principio|inicio) de|dentro de|termina|empieza|firma) (?:your|the|every|tu|su|la|each|that) (?:\w+ )?{_SPEECH}\b",
        rf"\b(?:include|insert|add|append|paste|put|mention|write|embed|attach|quote|copy|incluye|agrega|anade|escribe|pon|inserta|copia|pega|menciona)\b(?:\W+\w+){{0,7}}?\W+(?:(?:in|to|into|at|with|en|a|al) (?:your|the|tu|su|la|el) (?:\w+ )?{_SPEECH}|word for word|verbatim|exactly|literally|this (?:sentence|line|link|phrase|text|code)|the (?:sentence|phrase|line|words?|link|following)|"
        r"tal cual|palabra por palabra|textualmente|esta (?:frase|linea|oracion)|este (?:enlace|texto|link|codigo)|la (?:frase|palabra|oracion)|el (?:enlace|texto|link|codigo))",
        r"\b(?:reply|answer|respond|write back|responde|contesta|responda|conteste)\b (?:\w+ ){0,2}?(?:only|just|exactly|with(?! (?:a|an|the|your|some|any|more|what|prices?|availability|times?|details|info|pricing|quote|when|whether)\b)|in (?:json|xml|html|capital|the (?:format|form|style|voice)|pirate|rhyme|base64|uppercase|code|yaml)|using|by saying|saying|that (?:the|it|you|we|i|all|everything)|solo|solamente|unicamente|con (?:la palabra|el texto|exactamente)|diciendo|que (?:la|el|si|todo|no|es|ya))\b",
        r"\b(?:say|state|confirm|promise|tell (?:him|her|them|me|us|the (?:customer|client|user|owner|lead|reader))|claim|announce|declare|guarantee|assure|offer|pretend|swear|admit|di|dile|diga|confirma|promete|afirma|asegura|garantiza|declara|ofrece|jura|admite|anuncia)\b (?:(?:me|us|them|him|her|it|that|the customer|the client|que|al cliente|le|yes) )*"
        r"(?:that (?:the |it |you |we |all |everything |this |my |our |a |your |there |everyone )|que (?:la |el |es |todo |no |si |va |vamos |ya |mi |nuestr\w+ |su |hay |tiene )|(?:the|a|my|this|our) (?:\w+ )?(?:visit|booking|appointment|price|discount|refund|fix|free|slot|voucher|results?|owner)|(?:una?|mi|el|la) (?:\w+ )?(?:visita|cita|precio|descuento|reembolso|garantia)|\"|')",
        r"\b(?:auto[_ ]?send\w*|risk[_ ]?level|blocked[_ ]topics?|suggested[_ ]reply|confidence(?:[_ ]score)?\W{0,4}(?:0?\.\d|1\b|100|of|to|at|=|:|high|en|de)|smart[_ ]auto\w*|owner[_ ]approval|send_to|is_admin|auto_?reply|tool_?call|function_?call|max_?tokens|temperature ?=)\b",
        r"<\|?\s*/?\s*(?:im_start|im_end|system|sys|user|assistant|endoftext|instructions?|prompt|admin|inst|end|s|human|ai|script|lead|data|context|tool|img|iframe|svg|a href)\b[^>\n]{0,80}\|?>|\[/?\s*(?:inst|sys|system|admin|assistant|user|end|instructions?|important|prompt)\b[^\]]*\]|<!--|-->|<<+\s*/?\s*(?:sys|inst|end|system)|\{\{|\}\}|\{%|"
        r"```|###+|={3,}|-{4,} ?\w|\b(?:begin|end|start) (?:of )?(?:admin|system|override|instruc\w+|prompt|user|lead|data|customer|message|input|untrusted|conversation|document)\b|\bend of (?:the )?(?:message|lead|input|data|customer|user|text|form|conversation|enquiry)|\bfin del? (?:mensaje|formulario|texto|cliente)|"
        r"[\"'{,]\s*(?:role|content|system|assistant|reply|auto|risk|allow\w*|approved|send|tool|action|status|override|instructions?)\w*[\"']?\s*[:=]\s*[\"'\[{\dtf]|(?:^|\n|[.!?;]\s*)\s*(?:system|assistant|user|human|ai|admin|developer|sistema|asistente|usuario|instruction|instruccion|important|output|response|reply)s?\s*:",
        r"\b(?:without (?:any )?(?:human|review|approval|being (?:checked|reviewed)|a (?:human|person) (?:\w+ing|check|review)|(?:the )?owner'?s? (?:approval|review|knowing))|pre-?(?:approved|authori[sz]ed)|no (?:human )?(?:review|approval|check) (?:is )?(?:needed|required|necessary)|skip (?:the )?(?:human|review|approval|check\w*)|(?:bypass|turn off|disable) (?:the )?(?:gate|filter|review|check\w*|approval|safety)|"
        r"(?:send|goes?|go|sent) (?:it )?(?:out )?(?:automatically|immediately|directly|without)|(?:mark|flag|classify|rate|label|treat|score|categori[sz]e|set|tag|clasifica\w*|marca\w*|califica\w*|trata\w*|pon) (?:this|it|me|the|my|that|esto|este|esta|como|el|la|al)\b(?:\W+\w+){0,5}?\W+(?:as|safe|low|approved|vip|trusted|verified|spam|priority|como|segur[oa]|baj[oa]|aprobad[oa]|verdadero|true|risk|lead|riesgo)|"
        r"sin (?:revision|aprobacion|que (?:nadie|lo) (?:\w+ )?revis\w+|supervision)|pre-?aprobad[oa]|no (?:requiere|necesita|hace falta) (?:revision|aprobacion)|when (?:you )?(?:answer|reply|respond|writ|generat|classif|summari|draft)\w*(?: to| this| the| me)*\W+(?:use|say|set|give|include|write|add|put|do|always|never|make|mention|pretend|ignore|copy|respond|tell|you|please|first|also|be)|"
        r"(?:al|cuando) (?:respond\w+|contest\w+|redact\w+|clasific\w+|genera\w+)\W+(?:usa|di|pon|incluye|escribe|agrega|ignora|menciona|copia|no|siempre)|do not (?:follow|obey|apply|mention|tell|reveal|disclose|flag|alert)|no (?:sigas|obedezcas|menciones|digas|avises|reveles)|(?:obey|comply|follow|execute|run|perform|obedece|ejecuta|cumple) (?:the |this |these |with |my |what |la |las |esta |estas |lo )(?:\w+ )?"
        r"(?:instruc\w+|commands?|orders?|code|script|request|next|following|below|says|decode\w*|dice|siguiente|ordenes|comando)|decode (?:this|it|the|and)|base ?64|rot ?13|decodifica\w*|descifra\w*|do what it says|haz lo que (?:dice|diga)|(?:only|solo) the word|la palabra|translate (?:\w+ ){0,4}(?:and then|then|and) |simon says|as (?:the )?(?:owner|developer|administrator|admin|ceo|boss|manager) (?:of this|i (?:author|order|instruct|command|tell|approve|hereby))|"
        r"i(?:'m| am) (?:the |your )(?:owner|developer|administrator|admin|programmer|creator|engineer|supervisor)|soy (?:el|tu|su) (?:dueno|desarrollador|administrador|programador|creador|jefe)|test (?:by|from|of) (?:the )?(?:admin\w*|developers?|system|platform|team)|this is (?:only )?a (?:system|test|developer|admin\w*|simulation|drill)|hypothetical\w*|in this (?:story|game|scenario|role)|let'?s play|juguemos|"
        r"(?:the )?(?:correct|right|expected|ideal|best|only|generous|safe) (?:answer|reply|response|output) (?:is|contains|to|would|must|here)|la respuesta (?:correcta|ideal|es)|write (?:your|the|an?) (?:reply|answer|response|poem|essay|story|code|python|sql|email) (?:as|in|about|that|to|with|for|like|saying)|(?:complete|continue|finish|fill in) the (?:sentence|following|text|pattern|conversation)|"
        r"what (?:are|were) your (?:instructions|rules|guidelines|prompt)(?! (?:for|about|on|regarding|before|when))|(?:cuales|que) (?:son|fueron) tus (?:instrucciones|reglas)|starting with \"|the (?:text|words?|message|content) above|(?:text|words) (?:above|before) (?:this|the)|my (?:grandmother|grandma|late \w+) used to (?:read|tell|say)|\w+_\w+\(|call the function|(?:do not|don'?t|never) let (?:a |any )?(?:humans?|person|people|staff|anyone|owner)|no (?:human|person|one) (?:should|must|may|needs? to|has to|is to|will) (?:see|read|check|look|know|review)|answer (?:it|this) (?:by )?yourself|close the ticket|new (?:task|role|goal|objective|policy|rule|persona|order)s?\b|nueva (?:tarea|regla|politica|orden|mision))\b",
    )
)  # fmt: skip
_OTHER_TONGUES: Final = re.compile(
    r"\b(?:ignorez|oubliez|repondez|ignoriere|vergiss|antworte|anweisungen|instrucoes|ignore as|esqueca|responda apenas|ignora le|dimentica|istruzioni|negeer|instructies|zignoruj|instrukcje|ignorer les|precedentes|vorherigen|anteriores instrucoes)\b|"
    r"(?:игнорируй|забудь|инструкци|无视|忽略|指令|指示|無視|명령|지시|무시|تجاهل|تعليمات|अनदेखा|निर्देश)"
)
_BLOB: Final = re.compile(
    r"(?<![\w/])(?=[A-Za-z0-9+/]*[a-z])(?=[A-Za-z0-9+/]*[A-Z])(?=[A-Za-z0-9+/]*\d)[A-Za-z0-9+/]{24,}={0,2}|(?:%[0-9A-Fa-f]{2}){6,}|(?:\\[ux][0-9A-Fa-f]{2,4}){3,}|(?:&#x?\w{2,5};){3,}|\b(?:0x)?[0-9a-fA-F]{40,}\b|\b(?:[01]{8}\s?){4,}|(?:\b[0-9a-f]{2}\s){8,}|[.\-]{1,5}(?:\s[.\-]{1,5}){8,}"
)
_HIDDEN: Final = re.compile(r"[\u200b\u200c\u2060-\u2064\u202a-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f]")


def injection(reading: Reading) -> Iterator[Finding]:
    """Orders to whoever writes the answer."""
    lead = reading.lead
    for raw in (lead.message, lead.name, lead.service):
        if _is_injection(raw):
            yield Finding("The message tries to give orders to whoever writes the reply.")
            return


_OWN_NOTE: Final = re.compile(
    r"\b(?:my|mi) (?:last|previous|earlier|first|other|prior|ultimo|anterior|primer) ?(?:message|e-?mail|text|request|note|submission|enquiry|inquiry|form|mensaje|correo|solicitud)\b|\b(?:mi) mensaje anterior\b"
)


def _is_injection(raw: str) -> bool:
    folded = _OWN_NOTE.sub("my note", Text.of(raw).folded)
    variants = (folded, re.sub(r"[^\w\s]", "", folded)) if re.search(r"\w[*_.|~^]\w", folded) else (folded,)
    reverse = folded[::-1]
    return (
        any(pattern.search(variant) for pattern in _INJECTION for variant in variants)
        or _INJECTION[0].search(reverse) is not None
        or _OTHER_TONGUES.search(raw.lower()) is not None
        or _OTHER_TONGUES.search(folded) is not None
        or _BLOB.search(raw) is not None
        or _HIDDEN.search(raw) is not None
    )


_CALM: Final = re.compile(
    r"\b(?:not an? emergency|no emergency|non[- ]emergency|no hurry|no rush|just curious|in case of|for example|last (?:year|summer|winter|month|spring|fall)|years? ago|no es (?:una )?emergencia|no es urgente|sin prisa)\b"
)
_EMERGENCY: Final = re.compile(
    r"\b(?:(?:gas|propane) (?:smell|leak|odou?r)\w*|smell(?:s|ing)?(?: of| like| a lot of)? (?:\w+ )?(?:gas|propane|rotten eggs?|burning|smoke|something burning)|rotten eggs?|carbon monoxide|co (?:alarm|detector|monitor)|(?:is|are|it'?s|caught|on|catching|house|kitchen|car|"
    r"started a|a|there'?s|big|small|outlet|panel|dryer|engine|electrical) (?:\w+ )?(?:fire|flames)(?! (?:place|pit|ant|alarm test|department ins|marshal|escape|sprinkler|wood|damage|extinguisher|rated|inspection|code|door))|flames?|smok(?:e|ing) (?:\w+ )?(?:from|out|coming|in the|everywhere|filling|pouring)|"
    r"(?:filled|full) (?:with|of) smoke|smoking (?:outlet|panel|wire|breaker)|(?:spark|arc)(?:s|ed|ing)(?! plugs?|-free| free)|electrocut\w+|(?:got|getting|been|was|gets?|felt|feel|gave me) (?:\w+ ){0,2}?(?:shock(?:ed)?|zapped|zap|jolt|tingle|buzz)|shocked (?:me|my|him|her)|(?:live|downed|exposed|fallen|hanging) (?:power )?(?:wire|line|cable)s?|power line|burning (?:smell|plastic|wire|rubber)|hot to the touch|"
    r"(?:water|flood\w*|leak\w*|puddle|wet|dripping|rain\w*|soaked)\b(?:\W+\w+){0,10}?\W+(?:electric\w*|breaker|panel|outlets?|fuse|light fixture|ceiling light|lights?|socket|wires?|wiring)|(?:electric\w*|breaker|panel|fuse box|outlets?)\b(?:\W+\w+){0,6}?\W+(?:under ?water|wet|soaked|flood\w*|dripping)|(?:basement|house|kitchen|room|floor|apartment) (?:is |are )?(?:\w+ )?"
    r"(?:flooding|under water|underwater|filling)|flood(?:ing|ed) (?:\w+ )?(?:fast|everywhere|the|my|now|into)|water (?:is )?(?:pouring|gushing|rushing|shooting|spraying|everywhere|rising|up to)|burst (?:pipe|main)|pipe (?:\w+ )?burst|(?:can'?t|cannot|can not|cant|couldn'?t|won'?t|unable to|no way to) (?:\w+ )?(?:breathe|breath|swallow|shut (?:it|the water)|stop (?:it|the water|the bleeding)|get (?:out|him|her|them|my (?:kid|son|daughter|baby|hand|arm)|air)|"
    r"stay awake|feel (?:my|his|her)|move (?:my|his|her)|wake)|(?:trouble|difficulty|hard(?: time)?|problems?) (?:to )?(?:breath\w*|swallow\w*)|hard to (?:breathe|swallow|talk)|breathing (?:is|gets|feels|weird|funny|heavy|difficult|hard)|short(?:ness)? of breath|chok(?:e|es|ed|ing)|suffocat\w+|wheez\w+|(?:throat|tongue|lips?|face|airway|eye|jaw|neck)\b(?:\W+\w+){0,3}?\W+(?:swell\w*|swollen|clos\w+|tight\w*|thick|"
    r"numb|droop\w*)|(?:swell\w*|swollen)\b(?:\W+\w+){0,4}?\W+(?:shut|up to|eye|throat|tongue|neck|face|jaw|airway|fast|spreading)|face swell\w*|anaphyla\w+|allergic reaction|epi ?pen|hives|drool\w*|dizz\w+|light ?headed|cough\w* (?:blood|up|non)|(?:can'?t|cant|cannot) stop (?:cough\w+|shak\w+|throwing|vomit\w+|bleed\w+|crying)|chest (?:burns?|hurts?|tight\w*|pain\w*)|mixed (?:\w+ ){1,3}(?:cleaners?|chemicals|bleach)|fumes|vomit\w*|throwing up|foam\w* at|limp|delirious|blue lips|eyes (?:are )?(?:roll\w*|moving)|can'?t feel|unconscious|unresponsive|passed out|faint(?:ed|ing|s)?|collaps(?:ed|ing|e)|seiz(?:ure|ures|ing|ed)|convuls\w+|stroke(?! of)|heart attack|chest pain|overdos\w+|poison(?:ed|ing)|(?:ate|swallowed|drank|ingested|eaten|inhaled|got into)\b(?:\W+\w+){0,4}?\W+"
    r"(?:pills?|poison|bait|bleach|chocolate|antifreeze|meds|medication|medicine|battery|chemicals?|cleaner|pesticide|xylitol|grapes|raisins|detergent|pods?|spray|fumes)|not (?:making (?:any )?sense|breathing|responding|moving|waking|conscious)|confused and|heat ?stroke|hypothermi\w+|freezing to death|(?:bleeding|blood)\b(?! (?:work|pressure|test|thinn|hound|orange))|bleeds? (?:a lot|heavily|everywhere|non)|won'?t stop bleed\w*|gushing|hemorrhag\w+|"
    r"(?:stuck|trapped|pinned|locked|caught|crushed|shut|stranded|left|stucked) (?:\w+ ){0,2}?(?:under|inside|in|on|beneath|between|between the)\b(?:\W+\w+){0,4}?\W+(?:door|car|elevator|room|bathroom|attic|roof|machine|house|vehicle|truck|garage|closet|heat|sun|highway|freeway|tracks|snow|with)\b(?=.*\b(?:kid|kids|child|children|baby|toddler|son|daughter|dog|cat|pet|arm|hand|leg|foot|finger|fingers|person|man|woman|wife|husband|"
    r"mom|dad|me|someone|grand\w+|infant|boy|girl|he|she|highway|freeway|tracks|i'?m|im))|(?:kid|child|baby|toddler|son|daughter|dog|infant|newborn|grand\w+|wife|husband|mom|mother|dad|father|arm|hand|leg|finger|fingers|foot)\b(?:'s)?(?:\W+\w+){0,6}?\W+(?:locked|trapped|stuck|pinned|crushed|caught (?:in|under)|burned|burnt|unconscious|not breathing|blue|drown\w*|limp)|"
    r"(?:locked|trapped|stuck|inside)\b(?:\W+\w+){0,8}?\W+(?:baby|toddler|infant|newborn|child|kid|dog inside|engine running|stove on|oven on|in the sun|heat)|stove (?:is |still )?on\b|ceiling (?:is )?(?:\w+ )?(?:caving|collaps\w+|falling|came down|sagging|bulging|about to)|(?:roof|wall|tree|chimney|deck|balcony|floor|structure|stairs)\b(?:\W+\w+){0,4}?\W+(?:collaps\w+|caved|caving|about to fall|came down on|fell (?:on|through|into)|crashed)|"
    r"tree (?:fell|down|is) (?:\w+ )?(?:on|through|leaning on|power)|(?:severe|unbearable|extreme|excruciating|worst) (?:\w+ )?pain|(?:brakes?|steering) (?:\w+ )?(?:went out|failed|gone|just went|stopped working|not working|dont work|don'?t work)|(?:on|side of|shoulder of|middle of) (?:the )?(?:\w+ )?(?:highway|freeway|interstate|motorway|shoulder)|broken down on|(?:hit|struck|run over|ran over|rear-?ended) (?:by|me|him|her)\b(?=.*\b(?:just|now|bleeding|hurt bad|ambulance|can'?t))|"
    r"just (?:got|been|was) (?:\w+ )?(?:hit|in (?:a|an) (?:accident|crash|wreck)|robbed|attacked|mugged|assaulted|stabbed|shot|bit|bitten)|911|9-1-1|ambulance|paramedics?|emergency room|call(?:ing)? (?:the )?(?:fire department|police|cops)|life[- ]threatening|dying(?! (?:grass|lawn|tree|plant|battery|in|to|out|down|for|shrub|hair))|died (?:just|in front)|about to (?:die|explode|blow)|explo(?:de|ded|sion|ding)|boiler\b(?=.*\b(?:bang|pressure|red|hissing))|"
    r"(?:stung|bit|bitten)\b(?=.*\b(?:breath\w*|tongue|throat|dizzy|swell\w*|swollen|hives|faint|times)\b)|(?:stung|bit|bitten|sting)\b(?=.*\b(?:baby|toddler|infant|newborn|year old|months? old|allergic)\b)|(?:\d\d|hundred|dozens? of) (?:stings|times)|rabid|rabies|venom\w*|rattlesnake|snake\w* (?:bit|in (?:the|my)|inside)|(?:1\d\d|9[89]) ?(?:degrees|f|outside|inside|°)\b(?=.*\b(?:baby|newborn|elderly|old|mother|father|wife|husband|sick|oxygen|faint|infant|grand\w+|disabled|heart))|oxygen (?:machine|concentrator|tank)|ventilator|dialysis|life support|insulin|"
    r"no heat\b(?=.*\b(?:baby|newborn|infant|elderly|oxygen|freezing|pipes|sick|-\d|below))|intruder|break(?:ing)? in (?:right )?now|someone (?:is )?(?:in|inside|breaking|trying to get) |(?:he|she|they|husband|boyfriend|ex|partner)\b(?:\W+\w+){0,4}?\W+(?:hit(?:s|ting)?|beat(?:s|ing)?|hurt(?:s|ing)?|chok\w+|threaten\w*) (?:me|us|my|the kids)|sewage (?:\w+ )?(?:everywhere|in the|coming|backing|overflow\w*)|chemical (?:burn|spill|smell)|burn(?:ed|t)? (?:my|his|her) (?:face|hand|eye|skin|arm)|vision|blind(?:ed|ness)? (?:in|since|after)|went blind|knocked out|"
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
    found = _EMERGENCY.search(text) or _EMERGENCY_ES.search(text)
    if found and not _CALM.search(text) and not _is_denied(text, found.start()):
        yield Finding(f"The customer may be in danger: “{found[0].strip()[:60]}”.")


def _is_denied(text: str, start: int) -> bool:
    return (
        re.search(
            r"\b(?:no|not|never|without|zero|nobody|nothing|isn'?t|wasn'?t|don'?t|doesn'?t|sin|ningun|ni|no hay|tested|fake|old)\s+(?:\w+\s+){0,2}$",
            text[:start],
        )
        is not None
    )
