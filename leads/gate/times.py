"""Times: opening hours as entered, and the customer's own wish while it stays a wish. Nothing else."""

import re
from collections.abc import Iterator
from typing import Final

from leads.gate.hours import DAYS, agrees, names_days_and_hours, table_of
from leads.gate.numbers import NUMBER_WORDS, value_of
from leads.gate.reading import Claim, Reading
from leads.gate.text import Sentence
from leads.gate.verdicts import Finding

_WEEKDAY: Final = "|".join(day for day in DAYS if len(day) > 4)
_MONTH: Final = (
    "january|february|april|june|july|august|september|october|november|december|enero|febrero|marzo|abril|mayo|junio|"
    "julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre"
)
_UNIT: Final = r"minutes?|mins?|hours?|hrs?|days?|weeks?|months?|business days?|minutos?|minutitos?|horas?|horitas?|dias?|semanas?|mes(?:es)?"
_COUNT: Final = (
    r"\d+(?:\s?(?:-|to|or|o|a)\s?\d+)?|an?|one|two|three|four|five|six|seven|eight|ten|twelve|twenty|thirty|forty|sixty|"
    r"ninety|fifteen|twenty-four|forty-eight|half an|a couple of|a few|couple of|few|several|un|una|dos|tres|cuatro|cinco|"
    r"seis|diez|quince|veinte|treinta|media|unos|unas|un par de|pocos|pocas"
)
_WORD_HOUR: Final = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_WORD_HOUR_ES: Final = "una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce"
# Each kind by its own pattern, so that the words of the verdict stay short.
_MOMENTS: Final = re.compile(
    rf"\b\d{{1,2}}(?::\d\d)?\s?(?:a\.?m\b|p\.?m\b|o'clock)|\b\d{{1,2}}:\d\d\b|\b(?:at|by|around|about|until|till|before|after)"
    rf" (?:{_WORD_HOUR})(?:[- ](?:thirty|fifteen|ish))?\b(?! (?:of|point|time|or|spot|place|end|side|corner|stage|level|day|"
    rf"year|month|week|hand|room|door|window|more))|\b(?:half past|quarter (?:to|past))\b|\b(?:{_WORD_HOUR}) (?:o'clock|sharp|"
    rf"on the dot|ish|a\.?m\b|p\.?m\b)|\bat \d{{1,2}}\b(?! ?(?:/|%|percent|psi|mph|degrees|feet|ft|inch|amps?|volts?|miles|"
    rf"\w+ street|\w+ road))|\b(?:noon|midday|midnight|mediodia|medianoche)\b|\ba las? (?:\d{{1,2}}|{_WORD_HOUR_ES})\b|"
    rf"\b(?:tipo|como a|sobre|hacia|antes de|despues de) las? (?:\d{{1,2}}|{_WORD_HOUR_ES})\b|\b(?:{_WORD_HOUR_ES}|\d{{1,2}}) "
    rf"(?:en punto|de la (?:manana|tarde|noche))|\bday ?break|\bsun(?:rise|down|set|up)\b|\bdawn\b|\bdusk\b"
)
_DAYS_NAMED: Final = re.compile(
    rf"\b(?:{_WEEKDAY}|mon|tues?|weds?|thurs?|fri)\b|\b(?:{_MONTH})\b|\b(?:march|may) \d|\b(?:in|of|by|until|early|late|mid)"
    rf"[ -](?:march|may)\b|\b\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})?\b(?!\s?(?:\"|inch|in\b|pitch|ton))|\b\d{{4}}-\d\d-\d\d\b|"
    rf"\b(?:the|el|on|dia) (?:\d{{1,2}}(?:st|nd|rd|th)(?! (?:floor|story|level|street|avenue|ave|st|grade))|(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|"
    rf"eleventh|twelfth|fifteenth|twentieth) (?:of|at|in the (?:morning|afternoon)))\b|\bon the (?:second|third|fourth|fifth|"
    rf"sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fifteenth|twentieth|thirtieth)\b(?! (?:floor|story|level|"
    rf"try|page|tooth|day))|\bthe \d{{1,2}}(?:st|nd|rd|th)\b(?! (?:floor|story|level|street|avenue|ave|st|grade))"
)
_RELATIVE: Final = re.compile(
    r"\b(?:(?:before|after) (?:work|school)|today|tonight|tomorrow|tmrw|hoy|manana|pasado manana|anoche|overnight|same[- ]day|next[- ]day|mismo dia|"
    r"(?:this|next|coming|later this|early next|esta|este|proxim[oa]|el proximo) (?:very )?(?:morning|afternoon|evening|"
    r"week|weekend|month|noon|manana|tarde|noche|semana|mes|fin de semana|lunes)|(?:la|el) (?:semana|mes) (?:que viene|proxim[oa]|"
    r"entrante)|later today|first thing|a primera hora|(?:before|after|by|around|at) (?:lunch|breakfast|dinner|supper|"
    r"dark|nightfall|bedtime|lunchtime|noon|close of business)|lunchtime|end of (?:the |this )?(?:day|week|month)|eod|cob|"
    r"antes de (?:comer|cenar|la comida|mediodia|que anochezca)|al rato|ahorita|en un rato|tardecita|mananita|en seguida|"
    r"enseguida|de inmediato|inmediatamente|right away|straight away|immediately|instantly|(?<!shower )(?<!all )(?<!people )(?<!things )at once|in no time|any minute|"
    r"any moment|in a (?:moment|minute|jiffy|flash|bit|while|sec)|momentarily|pronto pago|24 ?/ ?7|around the clock|"
    r"las 24 horas|day (?:and|or) night|dia y noche|on (?:our|my|his|her|the|their|its) way|en camino|va para alla|"
    r"back to back|yet today|by then|weekdays?|weekends?|fin(?:es)? de semana|holidays?|before you know it|without delay|"
    r"sin demora|cuanto antes|as we speak|en este momento sal\w+|within (?:the|an?) \w+|pretty quick\w*|super fast)\b"
)
_DURATION: Final = re.compile(
    rf"\b(?:in|within|under|less than|about|around|only|just|maximum|takes?|take|lasts?|another|next|en|dentro de|menos de|"
    rf"unos|unas|tarda\w*|toma\w*|dura\w*|lleva\w*|for|than|a|los|las|every|after|tras|over)?\s?\b(?:{_COUNT})[ -](?:{_UNIT}|morning|afternoon|evening)\b"
    rf"(?! (?:old|ago|earlier|later than|anterior))"
)
_MONTH_NAMES: Final = frozenset(_MONTH.split("|"))
_OPEN: Final = re.compile(
    r"\b(?:open(?:s|ed|ing)?|hours|closed?|closes|attend|office hours|atendemos|atiende\w*|abrimos|abiert[oa]s?|abre|"
    r"horario|cerramos|cierra|cerrad[oa]s?|descansamos|days? off|available|answer(?:s|ed)? (?:the )?(?:phone|calls)|reach us|trabajamos|estamos|"
    r"office answers|(?:we|someone|estamos|somebody)(?:'re| are| is)? (?:here|in|around|aqui)|answers|answered|staffed|phone|telefono|call(?: us)?|llamar|llame|llamenos|marque|reach)\b"
)
_COMMITS: Final = re.compile(
    r"\b(?:see you|expect|booked|scheduled|confirmed|reserved|all set|ready|arriv\w+|come out|come by|coming|be there|"
    r"swing by|drop by|stop by|will be (?:there|at|done|ready|with you)|works? (?:well |fine |great |perfectly )?for us|no problem|perfect|"
    r"we (?:can|could) (?:do|make|come|fit|start|offer)|we have (?:a|an|room|time|space|openings?)|is (?:free|open|fine|good|"
    r"yours|available)|sounds good|count on|you(?:'re| are) (?:in|on|set|down)|nos vemos|lo esperamos|la esperamos|le esperamos|"
    r"vamos|iremos|llegamos|llegaremos|estaremos|queda(?:mos)? (?:para|agendad\w+|confirmad\w+|en)|agendad[oa]|confirmad[oa]|"
    r"reservad[oa]|apartad[oa]|list[oa]|de acuerdo|hecho|it is a (?:date|deal|plan)|deal|meet (?:you|there)|until then|"
    r"bring (?:the|your) \w+ (?:in|by|over)|drop (?:it|the \w+) off|walk in|come (?:in|on|over|to)|pass(?:e|en)? por|venga|"
    r"acuda|let's|will start|we start)\b"
)
_WISH: Final = re.compile(
    r"\b(?:you (?:said|say|wrote|mention\w*|ask\w*|can|could|need|want|would|prefer|wish|are|have|leave|move|told|hope)|your|"
    r"noted|note|understood|got it|good to know|suits? you|better for you|it is|so it|since|started|began|happened|was|were|"
    r"has been|been|did|went|tells?|says?|suggests?|nos dice|usted|su|sus|anot\w+|entend\w+|pidio|prefiere|desea|quiere|necesita|puede|desde|dijo|menciona|"
    r"thanks?|so that|thank you for|gracias por|works best|wish|deadline|what a|can be an? \w+ (?:day|week|month|time|season)|sounds|must|that|tom\w+ nota|nota de)\b"
)
_UNDECIDED: Final = re.compile(
    r"\b(?:(?:neither|none|nothing|no \w+) (?:of \w+ )?(?:is|are|has been|have been) (?:\w+ )?(?:confirmed|settled|booked|scheduled|fixed|set|final|decided)|not (?:yet |been |an? )?(?:confirmed|settled|booked|scheduled|fixed|final|certain|decided|appointment|agreed|promise)|"
    r"(?:nothing|no (?:day|time|date|slot|appointment|visit)) (?:\w+ ){0,3}(?:confirmed|settled|booked|scheduled|fixed|decided|set|"
    r"agreed|arranged|until)|isn'?t (?:\w+ )?(?:confirmed|settled|booked|an? \w+|fixed)|(?:can'?t|cannot|can not|not able to|"
    r"couldn'?t|unable to|won'?t) (?:\w+ ){0,2}?(?:promise|confirm|say|tell|book|guarantee|schedule|commit|name|set|hold|offer|give)|"
    r"whether |(?:will|'ll|to|has to|needs? to|must|would have to) (?:\w+ ){0,3}?"
    r"(?:check|look at|compare|see (?:if|whether|what)|let you know|tell you (?:if|whether|what|when)|find out|confirm (?:if|whether)|"
    r"review|answer|reply|write|get back|be in touch|contact|read|come back to you|follow up)|"
    r"(?:todavia|aun) no|sin confirmar|no (?:es|esta|queda|hay) (?:\w+ ){0,2}(?:cita|confirmad\w+|agendad\w+|fij\w+|segur\w+)|"
    r"no (?:le )?(?:pued\w+|podemos|podria\w*) (?:\w+ )?(?:prometer|confirmar|asegurar|decir|agendar|garantizar)\w*|revisar[a]\w*|revisa|"
    r"vera si|si se puede|le dira|le avisar\w+|consultar\w*|checar\w*|verificar\w*)\b"
)
_PROPOSES: Final = re.compile(
    r"\b(?:how about|what about|shall we|should we|could you (?:be|come)|can you (?:be|come|make)|will you be|are you (?:home|free|"
    r"available)|does (?!it\b|the\b|that\b)|would|is|que tal|le parece|le queda bien|le va bien|le viene bien|podria (?:estar|venir)|puede (?:estar|"
    r"venir)|le sirve|le acomoda|nos vemos)\b.*"
)
_FITS: Final = re.compile(
    r"\b(?:work|suit|fit|ok|okay|good|convenient|alright|fine|do|free|home|available|instead|bien|sirve|acomoda|queda|parece|tal)\b"
)
_PAST: Final = re.compile(
    r"\b(?:was|were|did|had|been|since|ago|last|started|began|happened|used to|came|went|yesterday|desde|hace|fue|era|empezo|"
    r"comenzo|ayer|pasad[oa]|anoche|twice|once|times|ever)\b"
)
_GENERAL: Final = re.compile(
    r"\b(?:every|each|cada|per|after|over|before|old|once an?|of|between|usually|often|normally|typically|generally) "
)


def _moments(sentence: Sentence) -> list[re.Match[str]]:
    found: list[re.Match[str]] = []
    for pattern in (_MOMENTS, _DAYS_NAMED, _RELATIVE, _DURATION):
        found.extend(pattern.finditer(sentence.text))
    return found


def times(reading: Reading) -> Iterator[Finding]:
    """A day, hour, date or duration that is neither an opening hour nor the customer's own wish."""
    table = table_of(reading.organization.hours)
    for sentence in reading.reply.sentences:
        moments = [
            match
            for match in _moments(sentence)
            if not reading.is_covered(sentence.start + match.start(), sentence.start + match.end())
        ]
        if not moments or _is_about_hours(sentence, table):
            continue
        for match in moments:
            if not _is_wish(reading, sentence, match) and not _has_other_sense(sentence, match):
                start = sentence.start + match.start()
                yield reading.finding("{} reads like a promised time.", start, sentence.start + match.end())


def opening_hours(reading: Reading) -> Iterator[Finding]:
    """A statement about being open that the entered hours do not bear out."""
    table = table_of(reading.organization.hours)
    for sentence in reading.reply.sentences:
        if _is_about_hours(sentence, table):
            reading.covered.append(Claim(sentence.start, sentence.end))
            continue
        match = re.search(r"\b(?:we(?:'re| are)|(?:office|shop|practice|studio|store|clinic|yard|desk|firm|doors|lines?) (?:is|are)|estamos|abrimos|atendemos) (?:always |siempre )?(?:also )?"
                          r"(?:open|closed|available|abiertos|disponibles)\b|\b(?:abrimos|atendemos)\b", sentence.text)  # fmt: skip
        if match and not sentence.is_question:
            start = sentence.start + match.start()
            yield reading.finding("{} does not agree with your hours.", start, sentence.start + match.end())


def _is_about_hours(sentence: Sentence, table: dict[int, set[tuple[int, int]]]) -> bool:
    """Tell whether the sentence states hours, and exactly those that were entered."""
    stripped = re.sub(
        r"\b(?:\(?\d{3}\)?[ .-]?)?\d{3}[ .-]\d{4}\b|[$]\s?[\d.,]+|\d+ \w+ (?:street|court|lane|road|avenue)\b|\d+th floor",
        " ",
        sentence.text,
    )
    clauses = re.split(r"[;?]|, (?:and|but|so) (?!from|on|sat)", stripped)
    stating = [clause for clause in clauses if _OPEN.search(clause) or names_days_and_hours(clause)]
    is_more = re.search(r"\b(?:will|'ll|come|be there|see you|also|too|holidays?|festivos|always|siempre|tambien|slots?|crew|technician|"
                        r"someone|book\w*|appointments?|cita|alli|alla|ahi|there|opening(?! hours)|earliest|next|coming|you(?:'re| are))\b", sentence.text)  # fmt: skip
    return bool(stating) and not is_more and all(agrees(clause, table) for clause in stating)


def _is_wish(reading: Reading, sentence: Sentence, match: re.Match[str]) -> bool:
    """Tell whether the time is the customer's own, and the sentence leaves it undecided."""
    text = sentence.text
    if _is_address(reading, text, match) or _is_age(reading, text, match):
        return True
    is_undecided = _UNDECIDED.search(text) is not None
    is_named = _is_named(reading, match[0])
    if re.search(r"\b(?:thanks?|thank you|gracias) (?:\w+ )?(?:for|por)\b[^.,;]*$", text[: match.start()]):
        return True
    if re.search(r"\b(?:know|tell us|let us know|describe|diganos|saber)\b", text[: match.start()]):
        return not _COMMITS.search(text)
    if is_named and re.fullmatch(r"\d+/\d+", match[0]):
        return not _COMMITS.search(text)
    if sentence.is_question:
        return _may_be_asked(text, match, is_named=is_named, is_undecided=is_undecided)
    if (
        is_named
        and _is_duration(match)
        and not re.match(r"(?:in|within|under|takes?|only|just|en|tarda\w*|toma|dentro de)\b", match[0])
    ):
        return not _COMMITS.search(text)
    if is_named:
        return is_undecided or (not _COMMITS.search(_without_wish(text)) and _WISH.search(text) is not None)
    is_vague = match[0] in _GENERAL_TIMES or match[0].strip() in {"soon", "a bit", "in a while"}
    if _is_duration(match) or is_vague:
        return is_undecided or (_PAST.search(text) is not None and not _COMMITS.search(text))
    if match[0] == "by then":
        return is_undecided
    return is_undecided and match[0] in {"today", "tonight", "hoy", "this week", "right away"} and " no" in f" {text}"


_DOES: Final = re.compile(
    r"\b(?:will|'ll|come|call|answer|reply|write|send|start|fix|help|do|get|deal|handle|look|book|order|be)\b"
)


def _has_other_sense(sentence: Sentence, match: re.Match[str]) -> bool:
    """Tell whether "two at once" means together, and "a day worth remembering" no span of time."""
    if match[0] == "at once":
        return not _DOES.search(sentence.text[: match.start()])
    return match[0].strip() in {"a day", "a week", "a month"} and bool(
        re.match(r" (?:worth|to remember|like|for the)\b", sentence.text[match.end() :])
    )


_GENERAL_TIMES: Final = frozenset({"weekend", "weekends", "weekday", "weekdays", "holiday", "holidays", "overnight"})


def _is_address(reading: Reading, text: str, match: re.Match[str]) -> bool:
    """Tell whether the customer, whose name is June or Friday, is spoken to."""
    is_set_off = re.match(r"\s*(?:[,!.:]|$)", text[match.end() :]) and re.search(
        r"(?:^|[,!.]|\b(?:hi|hello|dear|hola|thanks|sorry|you|congratulations|morning|afternoon|evening))\s*$",
        text[: match.start()],
    )
    return match[0] in reading.lead.name_text.words and bool(is_set_off)


def _is_age(reading: Reading, text: str, match: re.Match[str]) -> bool:
    """Tell whether "at eleven he ..." speaks of an age that the customer named."""
    ages = {float(one) for one in re.findall(r"\b(\d{1,3}) ?(?:years?|yrs?|y/?o|anos)\b", reading.lead.text.folded)}
    said = [
        value_of([word]) if word in NUMBER_WORDS else float(word)
        for word in re.findall(r"[a-z]+|\d+", match[0])
        if word in NUMBER_WORDS or word.isdigit()
    ]
    return bool(said) and set(said) <= ages and re.match(r" (?:he|she|they|it|your)\b", text[match.end() :]) is not None


def _without_wish(text: str) -> str:
    """Leave out what the customer is said to want: "you need it ready by Friday" promises nothing."""
    return re.sub(
        r"\b(?:you|usted) (?:\w+ )?(?:need|want|would like|hope|asked|prefer|wish|said|are|can|could|mention\w*|wrote|quiere|necesita|puede|"
        r"prefiere|pidio)\b.*|\bso it (?:started|began)\b.*|\bit is (?:getting|leaking|dripping)\b",
        "", text,
    )  # fmt: skip


def _may_be_asked(text: str, match: re.Match[str], *, is_named: bool, is_undecided: bool) -> bool:
    if _PAST.search(text) or is_undecided:
        return True
    if _is_duration(match):
        return not _COMMITS.search(text)
    if re.search(r"\b(?:or|o)\b", text) and not re.search(r"\b(?:we|our|us|nos)\b", text):
        return True
    is_proposal = _PROPOSES.search(text) and _FITS.search(text)
    is_visit = re.search(r"\b(?:we|someone|technician|crew|nos|come|visit|see you|appointment|slot)\b", text)
    return not (is_proposal and not is_named) and not is_visit


def _is_duration(match: re.Match[str]) -> bool:
    return match.re is _DURATION


_SHORT: Final = {"mon": "monday", "tue": "tuesday", "tues": "tuesday", "wed": "wednesday", "weds": "wednesday",
    "thu": "thursday", "thur": "thursday", "thurs": "thursday", "fri": "friday", "sat": "saturday", "sun": "sunday",
    "tmrw": "tomorrow", "jan": "january", "feb": "february", "apr": "april", "aug": "august", "sept": "september", "sep": "september", "oct": "october",
    "nov": "november", "dec": "december"}  # fmt: skip


def _is_named(reading: Reading, text: str) -> bool:
    """Tell whether the customer named this time: every word and figure of it is in the lead."""
    lead = reading.lead.text
    words = re.findall(r"[^\W\d_]+|\d+", text)
    known = {_SHORT.get(word, word) for word in lead.words | reading.lead.name_text.words}
    known |= set(re.findall(r"[^\W\d_]+|\d+", lead.folded)) | {word.rstrip("s") for word in known}
    known |= {word[:-1] for word in known if word.endswith("s")}
    small = {"the", "a", "at", "on", "in", "by", "an", "el", "la", "las", "los", "de", "st", "nd", "rd", "th", "this", "about", "around",
             "after", "before", "for", "until", "en", "dia", "clock", "o", "am", "pm", "m", "p", "to", "next", "hours", "of", "than"}  # fmt: skip
    return all(
        word in small
        or _SHORT.get(word, word) in known
        or _SHORT.get(word, word).rstrip("s") in known
        or (word.isdigit() and float(word) in reading.lead_numbers)
        or (word in NUMBER_WORDS and value_of([word]) in reading.lead_numbers)
        for word in words
    )
