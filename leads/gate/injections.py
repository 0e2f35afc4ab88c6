"""Orders in a lead to whoever writes the answer: a customer asks for a service, never for words in a reply."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from leads.gate.reading import Reading
from leads.gate.text import Text
from leads.gate.verdicts import Finding

_SPEECH: Final = r"(?:reply|answer|respon[ds]e?|response|message|email|e-mail|text|sentence|output|summary|draft|note|confirmation|respuesta|mensaje|correo|texto|contestacion|resumen)"
_MACHINE: Final = (
    r"(?:ai|a\.i\.|assistant|bot|chat ?bot|chat ?gpt|gpt\W?\d*|llm|language model|model(?= (?:that|who|which|reading|reads|must|should|has|is to|will|to|:|,))|the model|system(?= ?(?::|prompt\b|message|instruction|override|note|says?|update|admin))|robot|agent(?= (?:that|who|must|should|:|reading))|algorithm|"
    r"software (?:that|reading)|machine|automation|auto-?responder|auto-?reply|asistente|ia|modelo(?: de lenguaje)?|sistema(?= ?(?::|de))|inteligencia artificial|whoever (?:reads|writes|drafts|generates|answers)|(?:the )?(?:program|tool|thing|one) (?:that|which|who) (?:reads?|writes?|answers?|drafts?|generates?)|"
    r"claude|gemini|copilot|openai|anthropic|mistral|deepseek|llama|quien (?:lea|redacte|genere|escriba))"
)
_INJECTION: Final = tuple(
    re.compile(pattern)
    for pattern in (
        # Orders about orders.
        r"\b(?:ignor(?:e|a|en|ing|ad|ar)|disregard(?:ing)?|forget|override\w*|bypass\w*|discard\w*|overlook|drop|skip|delete|erase|neglect|abandon|suspend|disable|remove|reveal|print|repeat|show|output|leak|translate|summari[sz]e|"
        r"olvid(?:a|e|en|ate|ar)|ignor(?:a|e|en)|descart\w+|desobede\w+|haz caso omiso|no hagas caso|pasa por alto|omite|salta\w*|deshabilita\w*|muestra\w*|repite|revela\w*|imprime|traduce)\b(?:\W+\w+){0,6}?\W+(?:instruc\w+|prompts?|rules?|guid\w+|direct(?:ions|ives|rices)|"
        r"polic(?:y|ies)|restrict\w+|constraints?|safety|safeguards?|filters?|(?:system|previous|earlier|prior|above) (?:text|message|prompt|rules?|context|orders?|content)|programming|configuration|everything (?:above|before|you)|"
        r"all (?:of )?(?:the )?(?:above|previous|prior)|what you were told|you were (?:told|given)|you(?:'ve| have) been (?:told|given|taught)|reglas|normas|politicas|indicaciones|ordenes|restricciones|todo lo (?:anterior|que)|lo (?:anterior|que te))",
        r"\b(?:previous|prior|above|earlier|initial|original|system|hidden|secret|internal|developer|new|updated|following|special|additional) (?:instructions?|prompts?|directives?|guidelines)\b|\b(?:nuevas?|instruccion(?:es)?) (?:instruccion(?:es)?|nuevas?|anteriores|previas|internas|del sistema)\b|\bprompt(?:s)? (?:injection|leak)|\bsystem ?prompts?\b(?! (?:me|us|you|for|a|the user|that|saying|with))|\bjail ?break\w*|\bdan mode|\bdeveloper mode|\bgod mode|"
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
_COMPOSER: Final = re.compile(
    r"\b(?:(?:software|program|system|tool|machine|thing|one|person|whoever|anyone|whatever|robot|service|sistema|programa|quien|quienquiera|el|la|lo) (?:that |who |which |que )?(?:is |are |esta |me |)?|(?:you|tu|usted|vos) (?:that|who|which|que) (?:is |are |)?)"
    r"(?:compos\w+|writ(?:es|ing|e)|generat\w+|draft\w+|answer(?:s|ing)|repl(?:ies|ying)|respond(?:s|ing)|process(?:es|ing)|escrib\w+|redact\w+|contest\w+|respond\w+|genera\w*|procesa\w*|lea|lees?) (?:this|these|the (?:reply|replies|answers?|messages?|emails?)|your|"
    r"my|customers?|las? respuest\w+|los? (?:mensaj|corre)\w+|esto|este|esta)\b"
    r"|(?:^|[.!?:;,]\s*|\b(?:please|just|and|then|por favor|y|now|must|should|to|oye) )(?:write|say|state|reply|respond|answer|di|dile|diles|dila|escribe|escribele|contesta|responde) (?:that|back that|yes to|to (?:everyone|all|every)|a todos|que|everyone|everybody)\b"
    r"|\b(?:put|place|add|paste|insert|attach|slip|sneak|pon|agrega|pega|mete|coloca)\b(?:\W+\w+){0,6}?\W+(?:at|on|in|into|al|en) (?:the|el|la) (?:bottom|end|top|beginning|start|first line|last line|footer|signature|subject|final|principio|pie|firma|asunto)(?! of (?:the|my|our))"
    r"|\b(?:told|given|learned|taught|trained|know|heard|dijeron|ensenaron)\b(?:\W+\w+){0,4}?\W+(?:before|earlier|until now|so far|previously|antes)\b(?:\W+\w+){0,5}?\W+(?:count|counts|valid|apply|applies|void|cancel\w*|obsolete|wrong|longer|off|cuenta|vale|sirve)"
    r"|\b(?:as|is|like|como) (?:law|gospel|binding|your (?:new )?(?:instructions?|orders?|command)|an order|a command|ley|una orden)\b|\b(?:text|words|part|lines?|texto|palabras|parte) (?:between|inside|within|in|entre|dentro de) (?:the |las |los |el )?(?:stars|asterisks|quotes|brackets|"
    r"tags|parenthes\w+|hashes|lines|comillas|corchetes|asteriscos)"
    r"|</?[a-z][\w-]*\s*/?>|[\"']\w+[\"']\s*:\s*[\"'\[{\dtfn]|\bapprove (?:all|everything|every|it all|anything|any)\b|\b(?:quote|charge|price|cotiza|cobra) (?:it |me |this |at |them |everything )*(?:zero|nothing|\$0|0\b|cero|nada)(?! for)|"
    r"\badd no (?:questions?|warnings?|disclaimers?)|\bask no questions\b|\bwithout (?:asking|any questions|warnings?|disclaimers?)\b"
)
_META: Final = re.compile(
    r"\b(?:recipients?|bcc|cc'?d?|subject line|(?:the )?subject of the|sender name|reply-to|contact list|mailing list|destinatari[oa]s?|el asunto|remitente)\b|\b(?:reply|answer|send|respond) (?:\w+ )?from the (?:address|account|e-?mail)"
    r"|\b(?:as|como) (?:your|the|tu|su) (?:whole |only |entire |final )?(?:reply|answer|response|message|respuesta|contestacion)\b|\b(?:have|has|with|tienes|tiene) no (?:\w+ )?(?:restrictions?|rules|limits?|filters?|guidelines|boundaries|restricciones|reglas|limites)\b"
    r"|\bno tienes? (?:restricciones|reglas|limites)\b|\b(?:pretend|imagine a|imagine that you|imagine you|suppose you|finge|imagina que|supon que|haz de cuenta|como si fueras)\b|\b(?:real|actual|true|new|next|updated|verdadera|nueva) (?:task|job is|goal|mission|purpose|policy|policies|persona|tarea|mision|politica)\b"
    r"|\bthis lead\b(?! (?:pipe|paint|time|line|solder|flashing|apron|based))|\byou (?:must|shall) (?:not|never|always|now|only|say|write|answer|reply|confirm|include|obey|comply)\b(?! (?:be|believe|have|find|regret))|(?:^|[.!?:;]\s*|\b(?:please|just|and|then|por favor|y|now) )(?:write|escribe|redacta|compose|draft) "
    r"(?:the|an?|it as|un|una|el|la|los)\b|\bstate (?:clearly|plainly|that)\b|\bstop being\b|\bbecome (?:my|a|an|the)\b|\bsudo\b|\b(?:do not|don'?t|never|no) (?:let|dejes que|permitas que)\b(?:\W+\w+){0,2}?\W+(?:gate|filter|check|rules?|stop|see|know|filtro|duen\w)|\b(?:join|combine|concatenate|assemble) (?:the|these|both|all) "
    r"(?:parts|pieces|strings|lines)|\b(?:first|last) (?:letters?|words?) of (?:your|each|every|the)|\b(?:the|your|this) (?:reply|answer|response) (?:is|are|was) (?:allowed|approved|safe|ok|fine|free)\b|\b(?:call|use|invoke) (?:the|a|your) (?:tool|function|api|plugin|command)"
)
_OTHER_TONGUES: Final = re.compile(
    r"\b(?:ignorez|oubliez|repondez|ignoriere|vergiss|antworte|anweisungen|instrucoes|ignore as|esqueca|responda apenas|ignora le|dimentica|istruzioni|negeer|instructies|zignoruj|instrukcje|ignorer les|precedentes|vorherigen|anteriores instrucoes)\b|"
    r"(?:игнорируй|забудь|инструкци|无视|忽略|指令|指示|無視|명령|지시|무시|تجاهل|تعليمات|अनदेखा|निर्देश)"
)
_BLOB: Final = re.compile(
    r"(?<![\w/])(?=[A-Za-z0-9+/]*[a-z])(?=[A-Za-z0-9+/]*[A-Z])(?=[A-Za-z0-9+/]*\d)[A-Za-z0-9+/]{24,}={0,2}|(?:%[0-9A-Fa-f]{2}){6,}|(?:\\[ux][0-9A-Fa-f]{2,4}){3,}|(?:&#x?\w{2,5};){3,}|\b(?:0x)?[0-9a-fA-F]{40,}\b|\b(?:[01]{8}\s?){4,}|(?:\b[0-9a-f]{2}\s){8,}|(?:[.\-]{1,6}[\s/]+){6,}"
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


_LONG_WORD: Final = re.compile(r"[a-z]{5,}")
_FIGURES: Final = str.maketrans("013457@$", "oieastas")
_KEYS: Final = {
    (word[0], word[-1], "".join(sorted(word))): word
    for word in (
        "ignore", "previous", "instructions", "instruction", "disregard", "forget", "rules", "confirm", "booking", "prompt", "system", "override", "guidelines", "assistant", "pretend", "approve", "anteriores",
        "instrucciones", "ignora", "olvida", "reglas", "responde", "sistema",
    )
}  # fmt: skip


def _in_order(folded: str) -> str:
    """Put swapped letters of the telling words back: "instrutcions" reads like "instructions"."""
    return _LONG_WORD.sub(lambda word: _spelled(word[0]), folded)


@lru_cache(maxsize=4096)
def _spelled(word: str) -> str:
    return _KEYS.get((word[0], word[-1], "".join(sorted(word))), word)


def _is_injection(raw: str) -> bool:
    folded = _OWN_NOTE.sub("my note", Text.of(raw).folded)
    variants = (folded, re.sub(r"[^\w\s]", "", folded)) if re.search(r"\w[*_.|~^]\w", folded) else (folded,)
    # Most are spelled like the first.
    variants = tuple(dict.fromkeys((*variants, folded.translate(_FIGURES), _in_order(folded))))
    reverse = folded[::-1]
    return (
        any(pattern.search(variant) for pattern in (*_INJECTION, _COMPOSER, _META) for variant in variants)
        or _INJECTION[0].search(reverse) is not None
        or _OTHER_TONGUES.search(raw.lower()) is not None
        or _OTHER_TONGUES.search(folded) is not None
        or _BLOB.search(raw) is not None
        or _HIDDEN.search(raw) is not None
    )
