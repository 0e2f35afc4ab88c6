"""What can hurt somebody: medical words, dangerous work, secrets asked for, people judged by group, rough words."""

from typing import Final

from leads.gate.topics import Topic, family

MEDICAL: Final = Topic(
    "medical",
    "No medical advice",
    "{} reads like medical advice.",
    family(
        r"diagnos(?:e|is|ed)|symptoms?|infect\w+|abscess\w*|inflam\w+|tumou?r|cyst|cancer\w*|lipoma|granuloma|eczema|rosacea|dermatitis|psoriasis|fung(?:us|al)|yeast|ringworm|mange|concussion|whiplash|fracture\w*|sprain\w*|nerve(?! is racking)|"
        r"cavit(?:y|ies)|decay|gingivitis|gum disease|root canal|enamel|keloids?|allerg(?:y|ies|ic|en)|anaphyla\w+|side effects?|dos(?:e|es|age)|milligrams?|mg|tablets?|pills?|ibuprofen|tylenol|advil|aspirin|acetaminophen|paracetamol|"
        r"naproxen|antibiotics?|amoxicillin|penicillin|antihistamines?|benadryl|cortisone|hydrocortisone|steroids?|lidocaine|an(?:a)?esthe\w+|blood thinners?|medications?|medicines?|prescrib\w+|painkillers?|vitamins?|supplements?|ointment|"
        r"pregnan\w+|breast ?feed\w*|diabet\w+|blood pressure|heart (?:condition|problem)|fever|swelling|bleeding|bruis\w+|pain(?:ful|less)?|hurts?|ache\w*|heal(?:s|ed|ing)?|cure[sd]?|contagious|toxic|poison\w*|immune|"
        r"(?:completely|perfectly|totally|quite|absolutely|entirely|very|is|are|it's|be|while) safe(?:ly)?|safely|harmless|benign|normal(?:ly)? (?:after|for|and|to (?:bleed|swell|hurt|peel))|is normal|are normal|nothing (?:serious|to worry|dangerous|bad)|"
        r"(?:does not|doesn\'?t|won\'?t|do not|don\'?t) (?:affect|harm|interfere|interact)|no (?:risk|danger|harm|need to see|side|problem with|downtime|reason to worry)|do(?:es)?n'?t need (?:a|to see|an? \w+)(?: check-?up| doctor| exam)?|skip the (?:hospital|doctor|dentist|er|check\w*|exam)|"
        r"(?:go|goes|went|going) away|without (?:seeing )?(?:a|the|any) (?:doctor|dentist|vet)|swimmer'?s \w+|clear up|good candidate|cleared|go ahead|there(?: i|')s no (?:problem|issue|reason)|no (?:problem|issue)s? (?:with|while|if)|no contraindication\w*|suitable for (?:pregnan\w+|diabet\w+|anyone|all)|treats? (?:it|acne|that|the|them|scars|\w+ and)|numb(?:s|ed)?|"
        r"stop (?:taking|using|your (?:\w+ )?(?:medicat\w+|meds|blood|pills))|warm compress|cold compress|ice (?:it|the|on|will)|salt ?water|rinse with|gargle|clove|hydrogen peroxide|rest in",
        r"diagnostic(?:o|a|ar)|sintomas?|infecc\w+|infectad\w+|inflam\w+|absceso|tumor|quiste|lipoma|cancer|hongos?|caries|alergi\w+|dosis|miligramos|pastillas?|tabletas?|ibuprofeno|paracetamol|aspirina|antibiotico\w*|amoxicilina|penicilina|"
        r"antihistaminico\w*|pomada|anestesia|medicamentos?|medicinas?|recet\w+|embaraz\w+|diabet\w+|presion alta|fiebre|hinchaz\w+|sangr\w+|dolor(?:es)?|cura(?:r|n|ra)?|sana(?:r|ra)?|contagios\w+|toxic\w+|riesgos?|"
        r"es (?:normal|seguro|inofensiv[oa]|benign[oa])|no (?:le )?(?:hace (?:nada|dano)|pasa nada|duele|causa)|no hay (?:ningun )?problema|no es (?:nada|grave|peligroso)|no (?:le )?(?:afecta|perjudica|dana|interfiere)|sin (?:ningun )?cuidado especial|ya se puede|nada grave|no (?:hay|tiene) (?:ningun )?(?:riesgo|problema|peligro)|tranquil[ao]|sin (?:riesgo|problema|peligro)|"
        r"deje de tomar|compresas?|enjuagues?|puede (?:hacerselo|ponerselo|tomar)",
    ),
    may_echo=True,
)  # fmt: skip
DANGER: Final = Topic(
    "danger",
    "No instructions that can hurt",
    "{} could hurt somebody who follows it.",
    family(
        r"climb\w*|(?:use|get|take|grab|set up|with|lean|from|up) (?:a |your |the |an? \w+ )ladder|(?:go|get|walk|step|up) (?:up )?on(?:to)? the roof|(?:take|pull|pop|lift|unscrew|remove|open) (?:\w+ )?(?:off )?(?:the |that |your )?(?:panel|outlet|cover|switch|plate|casing|breaker|cap|housing|access|drain cover|guard|fuse)\w*|"
        r"screwdriver|pliers|wrench|hammer|drill|solder|weld\w*|blow ?torch|torch|lighter|match(?:es)? (?:to|near)|flame|gasoline|petrol|kerosene|bleach|ammonia|acid|muriatic|drain cleaner|lye|chemical\w*|pesticide|insecticide|"
        r"poison|bait|spray|fog|mix(?:es|ing)? (?:\w+ )?(?:with|and)|capacitor|wires?(?= (?:together|and|to the))|bare wires?|jumper|jump (?:the|it)|bypass\w*|short (?:the|out|circuit)|hot[- ]?wire|live (?:wire|circuit)|energi[sz]ed|tighten|loosen|unwind|"
        r"(?:with|use|using) (?:a |your |the )?(?:bare hands?|knife|razor|blade|scissors|needle|tweezers|pliers|crowbar|broom|stick|coat hanger|hanger|paper ?clip|tape|foil|penny|super ?glue|glue|file)|super ?glue|reset (?:it|the breaker|the \w+) (?:until|again and|over|several|a few|as many)|"
        r"(?:keep|continue|go on|fine to|ok to|okay to|safe to|can|just) (?:driv\w+|us(?:e|ing) (?:it|the (?:outlet|heater|furnace|stove|gas))|runn?ing|riding|reset\w+|pump\w*)|drive (?:it|on|slowly|home|to|there)|fine for (?:\d+|another|a few|the (?:night|trip|drive|day))|(?:is|are|it's|that's) (?:perfectly |totally |absolutely |probably )?(?:ok|okay|fine|safe|harmless) "
        r"(?:to|if you|as long|until|while|with)|no danger|not dangerous|ignore (?:it|the|that)|pump the pedal|hold (?:it|the \w+) (?:up|open|in place)|lift (?:it|the door)|prop (?:it|the)|cut (?:the|it|through|that)|saw (?:it|off|through)|burn (?:it|the)|smoke (?:it|them) out|"
        r"seal (?:it|the|off)|light (?:it|the|a)|relight|pilot|gas (?:valve|line)|stick (?:your|a)|reach (?:in|into|behind)|poke|dig|disconnect|disable|unhook|tape over|plug (?:it|the hole)|stand on|crawl|push (?:it|the) (?:back|in)|"
        r"pull (?:the|it|on) |boil\w*|hot water (?:on|over|into)|pour|flush it with|yourself(?= with)|do it yourself|diy",
        r"sub(?:a|ase|irse|ir) (?:al?|por)|escalera|al techo|destornillador|pinzas|martillo|taladro|soplete|encendedor|cerillos?|fosforo|gasolina|cloro|amoniaco|acido|sosa|quimicos?|veneno|insecticida|rocie|fumigue|mezcl\w+|puente\w*|cables? (?:pelados?|juntos)|"
        r"junte los|apriete|afloje|abra (?:la caja|el tablero|el panel|la tapa)|quite (?:la tapa|el|la)|destape|con (?:un|una|las|sus) (?:cuchillo|navaja|alambre|manos|gancho|pinza\w*|aguja|palo)|siga (?:usando|manejando|prendiendo)|puede (?:seguir|manejar)|"
        r"no (?:es|hay) (?:peligro\w*|ningun peligro)|corte (?:el|la|los)|queme|prenda|levante|desconecte|tape (?:el|la)|vierta|eche",
    ),
    may_defer=False,
    may_be_left_open=False,
    may_negate=True,
)  # fmt: skip
SECRETS: Final = Topic(
    "secrets",
    "No request for secret data",
    "{} asks for data that nobody should send in a message.",
    family(
        r"passwords?|pass ?codes?|pass ?words?|pin(?: number| code)?(?! (?:hole|point))|gate code|alarm code|door code|access codes?|security codes?|lock ?box code|garage code|code to (?:your|the) (?:gate|alarm|door|house|garage|lockbox)|"
        r"(?<!have the )(?<!has the )(?<!know the )(?<!have your )log-?ins?|user ?names?|credentials|one[- ]time code|verification code|social security|ssn|last four|tax id|itin|driver'?s? licen[sc]e|passport|id card|national id|green card|immigration status|birth certificate|"
        r"(?:credit |debit |bank )?card (?:number|details|info\w*)|cvv|cvc|expir(?:y|ation) date|account numbers?|(?:your bank account|bank account (?:number|details|info\w*)|bank (?:details|login|statement))|routing number|mother'?s maiden|maiden name|member (?:id|number)s?|policy number|"
        r"medical (?:history|records?)|health history|criminal record|on probation|date of birth|birth ?date|dob|salary|income|net worth|how much (?:money )?(?:do you (?:earn|make|have)|you (?:earn|make|have in))|sexual|religion|nude|naked|selfie with|"
        r"photo of your (?:id|card|licen[sc]e|passport|check)|spare key|hide (?:a|the) key|where (?:do you|you) (?:keep|hide) (?:the|your|a)|when (?:is|will) (?:the house|nobody|no one|your home)|home alone",
        r"contrasenas?|claves?(?! (?:es|para)\b)|pin|nip|codigo (?:de (?:la|su|acceso|seguridad|alarma|verificacion))|usuario y|numero de (?:seguro|tarjeta|cuenta|pasaporte|licencia|poliza)|seguro social|pasaporte|licencia de (?:manejar|conducir)|acta de|"
        r"tarjeta de (?:credito|debito)|su tarjeta|datos (?:bancarios|de (?:su )?(?:tarjeta|cuenta|banco))|cvv|apellido de (?:soltera|su madre)|fecha de nacimiento|historial (?:medico|clinico)|estatus migratorio|situacion migratoria|papeles migratorios|"
        r"ingresos|cuanto gana|copia de (?:la|su) (?:llave|identificacion)|identificacion|curp|rfc",
    ),
    may_ask=False,
    may_defer=False,
    may_be_left_open=False,
    may_negate=True,
)  # fmt: skip
GROUPS: Final = Topic(
    "groups",
    "Nobody judged by a group",
    "{} judges people by a group.",
    family(
        r"(?:for|as|being|like) (?:a |an )?(?:woman|women|lady|ladies|girls?|man|men|guys your|old (?:man|woman|people|lady)|elderly|foreigners?|immigrants?|mexicans?|latin\w*|hispanics?|asians?|blacks?|whites?|indians?|arabs?|jew\w*|muslims?|christians?|"
        r"gays?|lesbians?|transgender|disabled|handicapped|your (?:age|kind|type|sort|people|race|religion|gender))|(?:people|families|folks|customers|clients|homes|men|women) like (?:you|yours|that|them|these) (?:\w+ )?(?:are|is|tend|usually|always|never|often|have|need|don'?t|can'?t|cannot|make|cause|get|want)|people (?:like (?:him|her|that|them)|from (?:your|that|those|there)|your age|of your|who (?:don'?t speak|speak)|with (?:your|that|an? accent))|"
        r"your (?:kind|people|accent|race|religion|nationality|faith|culture|ethnic\w*|skin colou?r|skin tone is)|(?:speak|speaking|learn) (?:better |proper |good |some )english|(?:must|should|need to|have to|only) speak english|no (?:foreigners|kids|families|women|men|section)|(?:women|men|girls|boys|wives|husbands) (?:don'?t|can'?t|usually|always|never|tend|are|rarely|"
        r"should|like|often)|(?:ask|talk to|speak (?:to|with)|get|have|bring) (?:your|the) (?:husband|man|wife|son|father|dad|boyfriend)|(?:people|folks|families|ladies|women|men|customers|clients) (?:from|of|like|with|in) (?:\w+ ){1,3}(?:are|is|tend|often|usually|always|never|have|don'?t|can'?t)|(?:gente|personas|familias|mujeres|hombres) (?:de|del|como|con) (?:\w+ ){1,3}(?:son|suelen|siempre|nunca|tienen)|(?:do not|don'?t|only|normally|rarely|never|won'?t) (?:\w+ )?(?:treat|serve|take|accept|see|work with|do) (?:\w+ )?(?:men|women|boys|girls|families|foreigners|immigrants)|(?:lady|ladies|man|men|women|woman|girl|girls|guy)'?s? (?:thing|job|work|stuff|business)|head ?scar\w+|scar(?:f|ves)|veils?|hijab|turban|over there|illegals?|legal status|citizens? only|born here|real americans?|section 8|welfare|food stamps|too (?:old|young) (?:for|to)|at your age|"
        r"young lady|sweet ?heart|honey|sweetie|hun|babe|gypsy|retarded|crazy people|mental(?:ly)? (?:ill|patients?)|handicapped|good neighbou?rhoods?|bad (?:part|neighbou?rhoods?|area)|that part of town|those neighbou?rhoods?|"
        r"prefer (?:english|american|christian|female|male|younger|older|white|families)|only (?:serve|work with|take|accept|rent to|treat) (?:\w+ )?(?:christians?|families|women|men|americans?|citizens?|locals|people who|english|adults|young\w*)",
        r"(?:para|como|siendo) (?:una |un )?(?:mujer(?:es)?|hombre|viejit[oa]s?|ancian[oa]s?|extranjer[oa]s?|inmigrantes?)|(?:los|las|la gente|personas) de (?:su|ese|esa|tu|aquel) (?:pais|raza|origen|tierra|tipo)|papeles (?:antes|en regla|legales|migra\w+)|(?:de|from) (?:your|su|that) (?:country|pais)|gente (?:como usted|de (?:su|ese|esa)|asi|mayor)|(?:las|los) (?:mujeres|hombres|viejitos|mexicanos|hispanos|latinos|gringos|negros|chinos|arabes|judios|indocumentados) |"
        r"su (?:raza|religion|acento|nacionalidad|edad no)|a su edad|sin papeles|indocumentad[oa]s?|(?:preguntele|pidale|digale|hable con) (?:a )?su (?:esposo|marido|hijo)|solo (?:atendemos|aceptamos) a",
    ),
    may_ask=False,
    may_defer=False,
    may_be_left_open=False,
    may_echo=True,
)  # fmt: skip
ROUGH: Final = Topic(
    "rough",
    "A polite tone",
    "{} is rude.",
    family(
        r"f+u+c+k+\w*|sh[i1]t\w*|bullsh\w+|crap\w*|damn\w*|hell(?! of a (?:day|week))|ass(?:hole)?|arse\w*|bastards?|bitch\w*|piss\w*|wtf|omfg|lmfao|stfu|dick\w*|cock|whore|slut|screw (?:you|it|that|them|up)|sucks?|freaking|friggin\w*|effing|bloody|jerk|"
        r"idiot\w*|stupid\w*|dumb\w*|moron\w*|imbecile|fool(?:s|ish)?|clown|loser|pathetic|disgusting|gross|filthy|ridiculous\w*|lazy|ugly|fat|cheap ?skate|shame on|ashamed|shameful|your (?:own )?fault|what (?:did you|do you) expect|what were you thinking|"
        r"(?:are|were) you (?:blind|deaf|kidding|serious|drunk|crazy|nuts)|common sense|shut up|get (?:a life|over it|lost)|calm down|stop (?:whining|complaining|wasting)|wast(?:e|ing) (?:of )?(?:our|my) time|don'?t be (?:a |such |so |silly|stupid|ridiculous|lazy)|"
        r"should have (?:known|called|thought|done|cleaned)|neglect\w*|serves you|duh|obviously you|even a child|any idiot|no wonder|big baby|nonsense|silly (?:question|of you)|how could you|you people|hurry up|not our problem|tough luck|deal with it|bother(?:ing)? us",
        r"mierda|pendej\w+|cabron\w*|chinga\w*|chingad\w+|joder|puta\w*|puto\w*|culer\w+|carajo|idiota\w*|estupid\w+|imbecil\w*|tont[oa]s?|mens[oa]s?|bobo\w*|inutil\w*|cochin[oa]s?|asqueros\w+|puerc[oa]s?|maldit\w+|verguenza|descuidad[oa]s?|floj[oa]s?|no (?:manche|mame)\w*|no sea (?:tont|mens|floj|dramatic|penos|asi|payas)\w*|"
        r"callese|ridicul\w+|que esperaba|ni que fuera|hasta un nino|no nos moleste|no es nuestro problema|su culpa|guey|wey|buey",
    ),
    may_ask=False,
    may_defer=False,
    may_be_left_open=False,
    may_echo=True,
)  # fmt: skip
TOPICS: Final = (MEDICAL, DANGER, SECRETS, GROUPS, ROUGH)
