"""The Spanish things that a first answer does; what none of them covers is a statement. See the English ones."""

import re
from typing import Final

from leads.gate.acts import Acts, act

_TALK: Final = (
    r"(?:le|les|lo|la|se|nos|te)?\s?(?:le|lo|la|les|los|las)?\s?(?:le[ei]|lea|respond|contest|escrib|llam|comunic|contact|avis|inform|explic|pregunt|habl|platic|revis|ve[ar]|vea|mir|consult|verific|compar|conoc|sab|sepa|pon|pase|pasa|pasar|dec|dig|dir|dic|"
    r"orient|anot|apunt|tom[aeo]|tendr|tien|gust|encant|agradec|agradez|quer|quier|quisier|necesit|pued|pod|pid|ped|esper|entend|entiend|comprend|lament|sent|sient|alegr|imagin|estar|est[ae]|qued|recib|ayud|acompan|atiend|atend|decid|define|prefer|prefier|seri|ser[ae]|puso|eleg|elij|lleg|va a|van a|debe|deber|tiene que|tendra que|hag|hace|har|sugier|valor|coment|marc|busc|dej|d[ae]r?|conf|cuent|gan|ignor|le da)\w*"
)
_ROLE: Final = (
    r"(?:alguien|la persona|un[oa] de (?:nuestr[oa]s|los|las) \w+|una? (?:persona|companer[oa]|colega|plomer[oa]|tecnic[oa]|electricista|mecanic[oa]|abogad[oa]|dentista|doctora?|veterinari[oa]|asesora?|techador|persona|especialista|estilista|jardiner[oa]|entrenadora?|terapeuta|optometrista|contadora?|representante|encargad[oa]|miembro|person\w*)|"
    r"(?:el|la|los|las|nuestr[oa]s?|un[oa] de nuestr[oa]s) (?:\w+ )?(?:equipo|oficina|recepcion|duen[oa]|gerente|plomer[oa]s?|tecnic[oa]s?|electricistas?|mecanic[oa]s?|abogad[oa]s?|dentistas?|doctora?e?s?|veterinari[oa]s?|asesora?|techador|especialistas?|estilistas?|jardiner[oa]s?|entrenadora?|terapeuta|companer[oa]s?|"
    r"encargad[oa]|clinica|estudio|taller|despacho|personal|optometrista|contadora?|recepcionista|cocina|pastelera?|fotograf[oa]|maestr[oa]|instructora?|coordinadora?|cuadrilla))"
)
_EVALUATION: Final = r"(?:bonit\w+|lind\w+|buen\w*|gran(?:de)?|util|utiles|important\w+|clar[oa]|molest\w+|incomod\w+|frustrante|pesad[oa]|normal que|entendible|comprensible|comun|frecuente|divertid\w+|emocionante|especial|suficiente|facil|dificil|larg[oa]|dat\w+|pregunta|idea|noticia|detalle|ayuda|lata|lastima|pena|ternura|emocion|historia|momento|plan|sueno|mudanza|fiesta|regalo|mucho|todo un)"

_LIST: Final = (
    act("thanks", "Thanks, greetings, sympathy and joy state nothing but a feeling.",
        r"(?:(?:muchas|mil|muchisimas|le|les|se|lo|la) )*(?:gracias|agradec\w+|hola|buen[oa]s? (?:dias?|tardes|noches|pregunta|idea|ojo)|felicid\w+|felicit\w+|enhorabuena|bienvenid\w+|lament\w+|sentimos|siento|sent\w+|disculp\w+|perdon\w*|una disculpa|que \w+|nos (?:alegra|da|encanta|gusta\w*|duele|apena)|me (?:alegra|da|encanta)|es un (?:gusto|placer)|con (?:mucho )?gusto|saludos|estimad\w+|querid\w+|ojala|esperamos que|con carino|animo|salud)"),
    act("left open", "Whoever says that something cannot be said promises nothing.",
        r"(?:.{0,60}?)\bno (?:(?:le|les|lo|la|se|nos|me|te) )*(?:puedo|podemos|podria\b|podriamos|sabemos|se\b|damos|doy|quiero|quisier\w+|queremos|es posible (?:decir|saber|prometer|dar)|tengo|tenemos|(?:esta|hay|queda) (?:\w+ )?(?:confirmad\w+|agendad\w+|fij\w+|nada|cita|segur\w+ de)|es (?:algo|consejo|una promesa|posible|facil)|confirm\w+|prometemos|prometo|somos|soy|me toca|nos toca)\b"),
    act("left open", "What depends is not said.",
        r".{0,100}\b(?:depend\w+|varia\w*|sin confirmar|por confirmar|nadie|falta confirmar|todavia no|aun no)\b"),
    act("left to a person", "Somebody has to look, answer or decide.",
        rf"(?:entonces |despues |luego |ya |con eso |asi |pero |y |ahi )*{_ROLE}\b.{{0,50}}?\b(?:{_TALK})"),
    act("left to a person", "Somebody has to look, answer or decide.",
        rf"(?:.{{0,70}}?)\b(?:tendra que|tiene que|debe|le toca|prefiero que|es mejor que|mejor que|conviene que|es (?:algo|una pregunta|un tema|cosa|decision|asunto)|lo (?:tiene|decide|define|ve|revisa|contesta|lleva|explica)|la (?:lleva|contesta))\b.{{0,60}}?\b{_ROLE}"),
    act("noted", "Saying that something was read is what happened.", r"(?:su|el|este|la) (?:mensaje|solicitud|nota|respuesta|pregunta)\w* (?:\w+ )?(?:esta|queda|quedo|fue|ya|llega|lo|la)\b"),
    act("left to a person", "Somebody reads and answers.",
        r"(?:y )?(?:(?:le|lo|la|se) ?)*(?:leera|contestara|respondera|escribira|llamara|comunicara|revisara|avisara)n?\b"),
    act("left to a person", "We read, ask and answer.",
        r"(?:y |pero |ya |con (?:eso|gusto|calma) |aqui |nos |le |les |lo |la |se |asi |por eso |tambien )*(?:\w+(?:mos)|puedo|entiendo|quisiera|tom[oe]|paso|anoto|dejo|he|hemos)\b"),
    act("evaluation", "A kind word about what the customer told.",
        rf"(?:.{{0,50}}?)\b(?:es|son|suena\w*|parece\w*|debe (?:ser|de ser)|fue|esta|seria|resulta|ha dado|han dado|ha sido|hacen?|da|dan)(?: (?:muy|tan|bien|bastante|un|una|el|la|algo|lo|mas|de))* {_EVALUATION}"),
    act("helps to know", "Why something is asked.",
        r"para eso estamos|(?:.{0,90}?)\b(?:(?:nos|le|les|me) (?:\w+ )?(?:ayuda\w*|sirve\w*|serviria\w*|da|dan|dice\w*|orienta\w*|interesa)|(?:ayuda|sirve|basta)\w*|es (?:util|suficiente))\b"),
    act("common", "It tells that others ask or feel like that.",
        r"(?:(?:a )?much[oa]s?(?: \w+)? (?:personas|gente|familias|clientes|nos|les|le|se)?.{0,30}\b(?:preguntan?|pasa|sienten?|dicen?|empiezan?|prefieren?|dan?|quieren?)|.{0,80}?\b(?:mucha gente|muchas personas|a muchos|muchas familias)\b|.{0,60}?\bse entiende\b|.{0,60}?\bno es (?:un|una) \w+ cualquiera|eso pasa|suele pasar|no es (?:el|la) (?:unic|primer)[oa])"),
    act("restates", "What the customer said, said back.",
        r"(?:entonces |asi que |y |pero |que |usted |ya |veo que |entiendo que |vemos que )*(?:(?:nos |me )?(?:cuenta|dice|menciona|comenta|pregunta|escribe|pide)|quiere|necesita|prefiere|busca|tiene|vive|le (?:gustaria|preocupa|interesa|duele|urge)|se trata|son|sale|hace)\b"),
    act("asked of", "It asks the customer for an answer, a picture or patience.",
        r"(?:[\w ]{0,40}?\bpueden? (?:ponerse|quedarse|dejarse|guardarse|venir con|traer)\b)|(?:por favor |y |o |pero |si (?:puede|gusta|quiere|prefiere|tiene|sabe|encuentra)[\w ,]*? |tambien |ademas |solo |nada mas |mientras tanto |por lo pronto |por ahora |es mejor |mejor |conviene |puede |le pedimos )*"
         r"(?:no (?:(?:la|lo|las|los|se|le|nos) )?(?!pague|firme|acepte|diga|hable|vaya|deje de|conteste|declare|reporte|salga)\w+[ea]\b|no (?:se suba|suba|toque|abra|use|mueva|encienda|prenda|firme|tire|envie|mande|comparta|hace falta|es necesario|dude|se preocupe|tenga pena|intente)|cuent[ea]\w*|dig[ae]\w*|mand[ea]\w*|envi[ea]\w*|escrib\w+|describ\w+|mencion\w+|comparta\w*|responda\w*|conteste\w*|avise\w*|anote\w*|apunte\w*|mida\w*|tome\w*|guarde\w*|deje\w*|mantenga\w*|tenga\w*|evite\w*|espere\w*|llam\w+|marque\w*|"
         r"reserv\w+|agend\w+|elija\w*|escoja\w*|visite\w*|explique\w*|indique\w*|platique\w*|fijese|revise\w*|pregunt\w+|permit\w+|traiga\w*|adjunte\w*|cierre\w*|apague\w*|no usar|comuni\w+|haga\w* saber|hablar|siga)\b"),
)  # fmt: skip
_HEDGES: Final = re.compile(
    r"\b(?:a veces|quiza\w*|tal vez|puede (?:ser|deberse|venir|tener)|pueden (?:ser|tener|venir)|suele\w*|podria\w*|a menudo|algun[oa]s|seguramente|posiblemente|normalmente|parece)\b"
)
_NEVER_HEDGED: Final = re.compile(
    r"\b(?:nuestr\w+|clientes?|pacientes?|alumnos?|todos?|todas?|siempre|nunca|nadie|ley|derecho|usted puede|\w+mos)\b"
)
_INTERJECTION: Final = re.compile(
    r"(?:(?:hola|buen[oa]s? (?:dias?|tardes|noches)|estimad[oa]|querid[oa]|ah|ay|uy|oh|bueno|bien|pues|claro(?: que si)?|si(?=,)|no(?=,)|por supuesto|desde luego|y|e|pero|asi que|entonces|porque|ya que|pues|aunque|tambien|ademas|mientras tanto|"
    r"por ahora|por lo pronto|despues|luego|con eso|asi|en cuanto a [\w ]+|sobre [\w ]+|para empezar|perfecto|excelente|de acuerdo|entendido|anotado)\b[ ,!.]*)+"
)
_AFFIRMATION: Final = re.compile(
    r"(?:^\s*|[,.!;:¡-]\s*|\b(?:hola|pues|ah) )(?:si(?=[,.!]|$)|claro(?: que si)?|por supuesto|desde luego|correcto|exacto|exactamente|asi es|es (?:cierto|correcto|verdad|asi)|cierto|efectivamente|en efecto|sin (?:duda|problema|falta)|con (?:mucho )?gusto|de acuerdo|seguro|trato hecho|hecho|le dijeron bien|tiene (?:usted )?razon|"
    r"eso sigue(?: igual| en pie)?|ahi (?:estaremos|lo vemos)|no hay (?:ningun )?problema)(?=[\s,.!;:-]|$)"
)
_PREFIX: Final = re.compile(
    r"(?:con|para|antes de|despues de|hasta|desde|en|por|sin|si|cuando) [^,;]{2,70}?[ ,]+(?=(?:nos|le|nuestr\w+|por favor|una? (?:persona|companer[oa]|colega)|alguien|el equipo|la oficina|no|mand\w+|diga\w+)\b)"
)

SPANISH: Final = Acts(
    acts=_LIST,
    opinions=re.compile(
        r"(?:yo )?(?:creo|creemos|pienso|pensamos|diria|dirian|apuesto|supongo|sospech\w+|seguro) que\b|(?:eso|esto|ese \w+) (?:suena|parece)\w* (?:a|ser|como|que)\b"
    ),
    hedges=_HEDGES,
    unhedged=_NEVER_HEDGED,
    interjections=_INTERJECTION,
    prefixes=_PREFIX,
    banter=re.compile(
        r"(?!(?:su|sus|ese|esa|eso|esto|este|esta|el|la|los|las|nuestr\w+|usted|le|les)\b)(?:\w+ ){1,10}\w+$"
    ),
    affirmations=_AFFIRMATION,
)
