"""The form of the reply: length, plain text, nothing left to fill in, nothing about the machine, the right language."""

import re
from collections.abc import Iterator
from typing import Final

from leads.gate.languages import OTHER, UNKNOWN, language_of, language_scores
from leads.gate.reading import Reading
from leads.gate.text import is_hidden
from leads.gate.verdicts import Finding, Span

SHORTEST: Final = 40
LONGEST: Final = 1500
_MARKUP: Final = re.compile(
    r"<\s*/?\s*[a-zA-Z!][^>\n]{0,200}>|&(?:[a-z]{2,8}|#\d{2,5});|\*\*|__|~~|`|^\s*#{1,6}\s|^\s*(?:[-*+>•]|\d{1,2}[.)])\s+\S|^\s*[-=_*]{3,}\s*$|"
    r"\|\s*-{2,}|^\s*\|.*\||!?\[[^\]\n]*\]\([^)\n]*\)|\[/?[a-zA-Z]{1,6}(?:=[^\]]*)?\]|^\s*[{\[]\s*[\"'{\[]|[\"']\s*:\s*[\"'{\[\d]|\{\\|\\[nrtu]|"
    r"\b(?:function|var|const|import|def|SELECT|console)\s*[\w(]*\s*[({=]|(?<!\w)\*\w[^*\n]*\w\*(?!\w)|(?<!\w)_\w[^_\n]{2,}\w_(?!\w)|</|/>|\bcolou?r\s*:\s*#|style\s*=",
    re.MULTILINE,
)
_PLACEHOLDER: Final = re.compile(
    r"\[[^\]\n]*\]|[{}]|<[^<>\n]*>|«[^»\n]*»(?=\s*[,.])|%[A-Za-z_][\w ]*%|%\(?[sd]\b|\$\{?[A-Za-z_]\w*|\$\d*x+|_{2,}|\bX{2,}\b|\bx{3,}\b|\?{3,}|\.{5,}|\b(?:TBD|TBA|TBC|TODO|FIXME|N/A|XX+|NaN|"
    r"ASAP_NAME|INSERT|PLACEHOLDER)\b|\b[A-Z]{2,}_[A-Z_]+\b|\b(?i:undefined|null|nil|none given|lorem|ipsum|placeholder|insert (?:\w+ )?(?:name|here|date|time|price|link|number)|your (?:company|business) name|"
    r"(?:company|business|customer|client|first|last|full|owner|agent|staff|team|employee|technician|service)[ _-]?name(?:\b(?! of| is| on| and))|nombre[ _](?:del|de la|de su) (?:cliente|empresa|negocio)|dear (?:customer|sir or madam|sir/madam|client|user|valued|name|lead|friend|prospect|"
    r"homeowner)|estimad[oa]s? (?:cliente|usuario|\(a\))|(?:to be|a) (?:determined|confirmed later|defined|announced)|por (?:definir|confirmar)|example (?:text|name)|sample (?:text|reply|name)|john doe|jane doe|fulano|test test|asdf\w*|foo ?bar|(?:at|with|from|we at|here at|choosing|to) "
    r"(?:your|our|the) (?:company|business)(?=[ ,.!]*(?:love|name|here|!|\.|,|$))|signature|firma aqui|your name here)\b|\((?i:add|insert|enter|put|fill|include|your|name|customer|optional|agregar|agregue|incluir|poner|ponga|anadir|añadir|nombre|fecha|note|nota|todo|company|business|date|time|price)\b[^)]*\)|\w\((?:a|s|o|as|os|es)\)|#{2,}|@@|\bName\b(?=[,!])|[*]{3,}",
)
_MACHINE: Final = re.compile(
    r"\b(?:an? (?:ai|a\.i\.|bot|chat ?bot|machine|robot|computer|program|language model|virtual (?:assistant|agent|receptionist)|automated|automatic|digital assistant)|(?:ai|language|chat)[ -]?(?:model|assistant|generated|system|powered)|as an? (?:ai|assistant|automated|model|language)|"
    r"chat ?gpt|gpt-?\d*|openai|anthropic|claude|gemini|(?<!se )(?<!le )(?<!nos )(?<!me )llama(?! la )|llms?|artificial intelligence|(?:system|hidden|initial|original|user|my|the|this|developer|previous|earlier) (?:system )?(?:prompts?|instructions?|message says|programming|directives?)|prompt(?:ed|s)?(?= (?:says?|tells?|does|to))|"
    r"(?:my|these|the|our|your|internal|those) (?:guidelines?|rules|instructions?|programming|constraints|polic(?:y|ies)|training data|directives|parameters|configuration|restrictions)|(?:i|we) (?:was|were|am|are|have been|been) (?:told|instructed|asked|programmed|designed|trained|configured|required|allowed|not allowed|"
    r"forbidden|prohibited|supposed|only able)(?: not)? to|(?:not|n't) (?:allowed|permitted|authori[sz]ed|supposed) to|must not (?:mention|talk|say|discuss|include)|according to (?:my|the) (?:guid\w+|rules|instr\w+|polic\w+|prompt)|auto[_ ]?send\w*|auto[- ]?(?:reply|generated)|"
    r"risk[_ ]level|confidence(?: (?:score|level|is|of|:|0|1))|blocked[_ ]topics?|suggested[_ ]reply|json|schema|(?:low|high|medium)[- ]risk|output(?: format|:)|tokens?(?= (?:limit|count|used))|step by step|chain of thought|let me think|thinking:|reasoning|(?:the|this|a) (?:user|lead|prospect) "
    r"(?:wants?|asks?|asked|is|has|said|looks|seems|requested|mentioned|wrote)|the customer (?:wants|asks|asked|is asking|seems|requested|mentioned|wrote|has asked)|(?:note|message|reply|text|e-?mail|response|answer) (?:that )?(?:you|we|they) (?:could|can|might|may) (?:send|use|copy|paste)|note to (?:the )?(?:owner|self|staff|team|reviewer|editor|manager|human)|(?:draft|suggested|sample|here is (?:a|the|my|your)(?: \w+){0,3}|here's (?:a|the|my|your)(?: \w+){0,3}) (?:reply|response|answer|email|"
    r"message|draft|version)|reply:|response:|answer:|approved:|subject:|assistant:|system:|user:|to:|draft:|re:|output:|final:|summary:|can(?:no|')?t comply|cannot comply|unable to comply|can'?t (?:do that|help with that request|reveal|share my)|i(?:'m| am) sorry, (?:but )?(?:i|as)|"
    r"helpful assistant|you are (?:a|an) (?:\w+ )?(?:assistant|agent|bot|expert|receptionist)|write (?:a|the) (?:short |brief |warm |friendly )*(?:reply|response|email|message)|ignore (?:the|all|any|previous|your)|knowledge (?:cut-?off|base)|training data|hallucinat\w*|"
    r"the (?:email|message|text|reply) (?:above|below) (?:is|was)|i (?:have )?(?:generated|drafted|composed|classified|analy[sz]ed)|(?:generated|written|drafted|composed) by|personalised reply|template|"
    r"leads?(?:'s)? (?:data|information|details|record|provided)|(?:data|information|context) (?:provided|given|supplied)|based on (?:the|this) (?:lead|data|information|input|context|provided|message)|(?:re)?generated|draft (?:v|\(|\d|reply|response|:|for)|version \d|\(v\d+\)|inteligencia artificial|asistente virtual|modelo de lenguaje|soy (?:un|una) (?:ia|bot|asistente|robot|programa|modelo|maquina)|(?:mis|las|sus) (?:instrucciones|reglas|directrices|politicas|normas)|me (?:indicaron|pidieron|programaron|dijeron)|instrucciones (?:dicen|internas)|(?:no (?:puedo|debo|se me permite)) (?:mencionar|revelar|"
    r"hablar de|decir precios)|nota (?:para|al) (?:el )?(?:dueno|equipo|propietario)|respuesta(?: sugerida|:)|borrador|paso a paso|el (?:cliente|usuario) (?:quiere|pide|pregunta|solicita)|segun (?:mis|las) |nivel de riesgo|confianza:|aqui (?:esta|tiene) (?:la|una|su) respuesta)(?!\w)",
)
# Nothing in it can hide.
_PLAIN: Final = re.compile(r"[\x20-\x7e\n\t\r]*")
_ALLOWED_SYMBOLS: Final = frozenset("“”‘’«»–—…°½¼¾×·€£¿¡ºª™®©′″ \u200d\ufe0f²³±÷•‑−")


def length(reading: Reading) -> Iterator[Finding]:
    """Shorter than a sentence or longer than anybody reads."""
    raw = reading.reply.raw
    shown = raw if _PLAIN.fullmatch(raw) else "".join(char for char in raw if not is_hidden(char))
    visible = " ".join(shown.split())
    if len(visible) < SHORTEST:
        yield Finding(f"It has {len(visible)} characters, and a reply has at least {SHORTEST}.")
    elif len(reading.reply.raw) > LONGEST:
        yield Finding(f"It has more than {LONGEST:,} characters, the most that a reply may have.")


def plain_text(reading: Reading) -> Iterator[Finding]:
    """Tags, code or tables, which a mail shows as they stand."""
    for match in _MARKUP.finditer(reading.reply.raw):
        yield Finding(f"“{match[0].strip()[:60]}” is code or formatting.", Span(*match.span()))


def hidden_text(reading: Reading) -> Iterator[Finding]:
    """Invisible or look-alike characters: a way to write something that a filter does not see."""
    known = set(reading.lead.message + reading.lead.name + reading.organization.name)
    if _PLAIN.fullmatch(reading.reply.raw):
        return
    for place, char in enumerate(reading.reply.raw):
        if char.isascii() or char in _ALLOWED_SYMBOLS or char in known or _is_latin(char) or _is_picture(char):
            if not (is_hidden(char) and char not in known):
                continue
        yield Finding("It holds characters that cannot be seen or that pose as others.", Span(place, place + 1))
        return


def _is_latin(char: str) -> bool:
    return char.isalpha() and (ord(char) < 0x250 or 0x1E00 <= ord(char) <= 0x1EFF)


def _is_picture(char: str) -> bool:
    return 0x1F300 <= ord(char) <= 0x1FAFF or 0x2600 <= ord(char) <= 0x27BF


def complete(reading: Reading) -> Iterator[Finding]:
    """Text that somebody meant to fill in."""
    for match in _PLACEHOLDER.finditer(reading.reply.raw):
        if match[0] in reading.lead.message:
            continue
        yield Finding(f"“{match[0][:60]}” was left to be filled in.", Span(*match.span()))


_LABEL: Final = re.compile(
    r"^(?!hola\b|buen|hi\b|hello\b|dear\b|estimad|querid)[^\n.!?¿]{1,40}:\s*(?:hi|hello|dear|hola|hey|good (?:morning|afternoon|evening)|buen[oa]s|thank|gracias)\b"
)


def machine_talk(reading: Reading) -> Iterator[Finding]:
    """Words about the model, its orders or its work."""
    label = _LABEL.match(reading.reply.folded)
    if label:
        yield reading.finding("{} is not part of a message.", *label.span())
    for match in _MACHINE.finditer(reading.reply.folded):
        words = set(re.findall(r"[a-z]+", match[0])) - {"the", "my", "your", "our", "a"}
        if words and words <= reading.lead.text.words:
            continue
        yield reading.finding("{} speaks of how the reply was made.", *match.span())


def language(reading: Reading) -> Iterator[Finding]:
    """A reply in another language than the customer's, or in one that nobody here reads."""
    reply = language_of(reading.reply.raw, reading.reply.folded)
    asked = _language_of_lead(reading)
    if OTHER in (reply, asked):
        yield Finding("It, or the message, is in a language that is not checked here.")
    elif reply == UNKNOWN:
        if asked != UNKNOWN or len(reading.reply.tokens) > 6:
            yield Finding("Its language could not be told.")
    elif reply not in reading.organization.languages and reading.organization.languages:
        yield Finding("It is in a language that is not among yours.")
    elif asked not in {UNKNOWN, reply}:
        yield Finding(f"The customer wrote {_NAMES[asked]}, and the reply is {_NAMES[reply]}.")
    else:
        yield from _foreign_sentences(reading, reply)


_NAMES: Final = {"en": "English", "es": "Spanish"}


def _language_of_lead(reading: Reading) -> str:
    lead = reading.lead
    message = language_of(
        lead.message, lead.text.folded.split("\n")[0] if "\n" not in lead.message else lead.text.folded
    )
    declared = lead.language[:2].lower()
    if message in {UNKNOWN, OTHER} and declared in {"en", "es"}:
        strongest = max(language_scores(lead.message, lead.text.words).values())
        return declared if message == UNKNOWN or strongest < 3 else OTHER
    if (
        message == OTHER
        and lead.text.folded.isascii()
        and max(language_scores(lead.message, lead.text.words).values()) < 2
    ):
        return UNKNOWN
    return message if not (declared in {"en", "es"} and _is_mixed(reading)) else declared


def _is_mixed(reading: Reading) -> bool:
    scores = language_scores(reading.lead.message, [t.text for t in reading.lead.text.tokens if t.text.isalpha()])
    return min(scores["en"], scores["es"]) * 3 > max(scores["en"], scores["es"])


def _foreign_sentences(reading: Reading, reply: str) -> Iterator[Finding]:
    other = "es" if reply == "en" else "en"
    for sentence in reading.reply.sentences:
        words = [
            token.text for token in sentence.tokens if token.text.isalpha() and token.text not in reading.known_words
        ]
        raw = reading.reply.quote(sentence.start, sentence.end)
        scores = language_scores(raw, words)
        if len(words) > 3 and scores[other] > scores[reply] + 1:
            yield reading.finding("{} is in another language than the rest.", sentence.start, sentence.end)
