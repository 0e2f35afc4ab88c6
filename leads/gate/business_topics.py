"""What binds or exposes a business: outcomes, credentials, money terms, law, other people."""

from typing import Final

from leads.gate.topics import Topic, family

OUTCOME: Final = Topic(
    "outcome",
    "No guarantee, warranty or promised result",
    "{} reads like a guarantee.",
    family(
        r"guarant\w+|warrant(?:y|ies|ied)|warranted|promis(?:e|es|ed)|assur(?:e|es|ed|ance)|vow|swear|pledge\w*|rest easy|worry[- ]free|risk[- ]free",
        r"(?:will|'ll|going to|won't) (?:\w+ )?(?:never|always|forever|completely|permanently|totally|for good)",
        r"(?:never|always) (?:\w+ )?(?:fails?|fail|leaks?|comes? back|come back|breaks?|misses|miss|lose|loses|loses|disappoint\w*|happens?|works?|wins?|"
        r"returns?|see|have|worry|again)",
        r"(?:after|in|within|over) (?:an? (?:couple|few|handful)(?: of)?|one|two|three|four|five|\d+|your first) (?:sessions?|visits?|treatments?|washes|applications?|lessons|rounds|adjustments?)|(?:a couple|a few|two|three) (?:of )?(?:sessions?|visits?|treatments?|adjustments?|applications?) (?:\w+ )?(?:take|fix|solve|do|are|will)|forever|for life|lifetime|for good(?=[.,!;]|$)|once and for all|no (?:trace|doubt|questions asked|ifs|exceptions?|fail|chance|regrets?|surprises)|"
        r"without (?:a trace|fail|exception|a doubt)|zero (?:leaks?|risk|pain|damage|downtime|scars?|\w+s)|(?:not a|no) single|"
        r"100 ?%|hundred percent|one hundred percent|(?:100|hundred) per ?cent",
        r"(?:good|like|as good as|as|look|looks|looking|work|works|be|feel|feels) (?:as )?(?:brand )?new(?! (?:one|roof|car|unit|home|house|patient))|spotless|flawless\w*|"
        r"perfect results?|perfectly (?:clean|fine|safe|straight|smooth)|built to last|stand behind|stands behind|(?:we|i|company|fully|is|are) back(?:s|ed)? (?:our|all|every|it|up|by|the)|"
        r"(?:our|your) money back|satisf(?:action|ied)|happy with the result|you(?:'ll| will) (?:love|be (?:happy|amazed|thrilled|delighted))|"
        r"(?:make|makes|made) (?:it|things|that|this) right|make good on|(?:last|lasts|lasting) (?:\w+ )?(?:years?|decades?|\w+ years|a lifetime|longer)|"
        r"(?:will|'ll|going to|gonna|sure to|bound to|certain to|definitely|certainly|surely|absolutely) (?:\w+ )?(?:win|work|fix|solve|pass|get rid|disappear|"
        r"stop|go away|vanish|last|come out|fade|heal|cure|save|increase|improve|settle|sell|remove|succeed)|"
        r"(?:fix|solve|solves|fixes|cures?|eliminates?|eradicates?|gets? rid of|wipes? out|removes?) (?:it|this|that|the problem|them|all|any|every\w*|your \w+)(?! (?:yourself|before))|"
        r"most (?:trusted|experienced|reliable|affordable|respected|recommended|qualified|skilled|loved)|(?:best|finest|cheapest|fastest|safest|most \w+|number one|top[- ]rated|leading|unbeatable|unmatched|second to none) (?:\w+ )?(?:in|of|around|on|results?|"
        r"price|rates?|service|quality|work|team|company|business|crew)|no one (?:\w+ )?(?:beats|does|else)|success rate|track record|won every|never lost|"
        r"eighty|ninety percent|you can (?:count|rely|bank|depend|bet) on|bank on|you have (?:our|my) word|(?:our|my) (?:\w+ )?word|nothing (?:goes|will go|can go|could go) wrong|as the owner|hand on heart|mark my words|trust (?:us|me)|"
        r"no matter what|come what may|whatever happens|at our (?:own )?(?:expense|cost)|any damage|damage is|if (?:anything|something) (?:breaks|goes wrong|happens)",
        r"garant\w+|asegur(?:amos|arle|o que|ado que)|promet\w+|promesa|asegurad[oa]s? (?:desde|de|al|por)|(?:resultados?|exito) (?:\w+ )?asegurad[oa]s?|como si nada|queda(?:n|ra)? como|en (?:un par de|pocas|dos|tres|\w+) (?:visitas|sesiones|aplicaciones|citas)|para siempre|de por vida|nunca mas|jamas|sin falta|sin falla|sin duda|"
        r"como nuev[oa]s?|cien por ciento|100 por ciento|al cien|impecable|perfect[oa]s? (?:estado|resultado)|queda(?:ra|ran|n)? (?:\w+ )?(?:encantad\w+|"
        r"perfect\w+|como nuev\w+|satisfech\w+|content\w+|feli\w+)|ya vera|se lo juro|le juro|palabra de honor|(?:no|nunca) (?:vuelve|vuelven|volvera|regresa\w*)|"
        r"se (?:le )?(?:borran?|quitan?|eliminan?|van|iran|borrara\w*|quitara\w*|acaba\w*|desaparec\w+)|los mejores|la mejor|el mejor|mas barat\w+|"
        r"va a (?:ganar|quedar|funcionar|desaparecer|salir (?:bien|perfect\w+))|quedamos bien|no se (?:arrepentira|preocupe por nada)|responde(?:mos)? por (?:el|la|los|"
        r"cualquier|todo)|sin (?:dejar )?(?:rastro|huella|dano|danos|rasgunos|riesgos?)",
    ),
)  # fmt: skip
LICENCE: Final = Topic(
    "licence",
    "No claim about licence, insurance or qualification",
    "{} is a claim about licence, insurance or qualification.",
    family(
        r"licen[sc]ed?(?! plates?)|licensing|licen[sc]es|insured|insurances?(?! (?:card|company|plan|adjuster|claim|papers|renewal))|bonded|certif(?:ied|icate|icates|ication|ications|y)|accredit\w+|"
        r"board[- ]certified|qualified|credential\w*|registered|vetted|background[- ]check\w*|fingerprinted|drug[- ]tested|trained (?:and|by|in)|\w+[- ]trained|(?:factory|manufacturer|dealer)[- ](?:trained|authori[sz]ed)|"
        r"authori[sz]ed (?:dealer|installer|service|provider|by)|approved (?:by|installer|contractor|dealer|provider|applicator)|members? of the|bbb|better business|a\+ (?:rating|rated)|"
        r"award\w*|voted|years of experience|decades of experience|experienced|combined experience|master (?:plumbers?|electricians?|elite|technicians?)|osha|epa[- ]\w+|nate|gaf|ase|iicrc|"
        r"liability|workers?'? comp\w*|coverage|admitted (?:in|to)|bar (?:association|certified|member)|specialists? certified|certified specialists?|"
        r"state[- ](?:certified|licensed|approved)|up to code|code[- ]compliant|permits? (?:is|are|for you|in your|included)|pull(?:s|ed)? (?:the|all|a) permits?|fully (?:covered|protected)|"
        r"in business (?:since|for)|graduat\w+|(?:a|law|medical|college|university) degree|diploma|family[- ]owned|veteran[- ]owned|five[- ]star|5[- ]star|reviews|(?:top|highly|best|a\+)[ -]rated",
        r"licencia(?:d[oa]s? por|s)? (?:estatal\w*|vigente\w*|de contratista\w*|al corriente)|con licencias?|tenemos (?:licencia\w*|seguro\w*|permiso\w*|certific\w+)|estamos asegurad[oa]s|somos asegurad[oa]s|asegurad[oa]s? (?:y|con|contra)|"
        r"aseguranza|certificad[oa]s?|certificacion\w*|acreditad[oa]s?|titulad[oa]s?|capacitad[oa]s?|afianzad[oa]s?|fianza|anos de experiencia|experiencia|poliza|"
        r"seguro de responsabilidad|colegiad[oa]s?|avalad[oa]s?|registrad[oa]s? ante|autorizad[oa]s? por|miembros? de (?:la|el)|esta (?:todo )?cubiert[oa]s?|seguro (?:que )?cubre|"
        r"con seguro|tiene seguro|contamos con (?:seguro|licencia|permiso\w*|personal)|profesionales certificados",
    ),
    may_echo=True,
)  # fmt: skip
DISCOUNT: Final = Topic(
    "discount",
    "No discount or special offer",
    "{} reads like a discount or an offer.",
    family(
        r"discount\w*|coupons?|promo\w*|vouchers?|special (?:offer|price|deal|rate)s?|specials?|(?:an?|our|the|special|better|best|\w+-\w+|package|combo|sweet) deals?(?! with)|(?:great|good) deals? (?:on|for)|deals|(?:\d+|half|fifty|twenty|ten|percent|%|something|bit|little|money|dollars) off|off (?:your|the|any) (?:first|next|total|bill|price|"
        r"visit|labor|whole)|knock(?:s|ed)? (?:\w+ )?(?:off|something)|take (?:\w+ ){0,3}off (?:the|your|our)|waiv\w+|rebate\w*|cash ?back|price[- ]?match\w*|(?:match|beat) (?:any(?:one|body|thing)?|their|(?:that|the|his|her|your|every|whatever) (?:\w+ ){0,2}(?:price|quote|offer|estimate|bid|rate|number|deal|competit\w+)|beat (?:it|that|them)|"
        r"other|a lower)|beat (?:it|them|anyone|anybody)|lower(?:s|ed)? (?:than|the price|our)|for the price of|two for one|2 for 1|bogo|half[- ](?:price|off)|reduced|mark(?:ed)? down|sale price(?! (?:of|"
        r"is))|on sale|bundle\w*|save(?:s)? (?:you |up |money|some|a (?:bit|lot|few)|\d+|on|even|big|ten|twenty|half|another)|savings|gift (?:card|certificate|voucher)|gifts?(?! (?:from|for your))|"
        r"loyalty|members?(?:hip)? (?:save|get|price|pay|discount)|referral|refer (?:a|us|someone|your)|senior (?:rate|price|discount)|(?:veterans?|teachers?|students?|military|seniors?) (?:discount|rate|price|save|get)\w*|first[- ]time (?:customer|client|patient)s?|"
        r"pay less|less (?:for|than others|than (?:the )?competitors)|cheaper than|friends and family|code [a-z0-9]{4,}|use (?:the )?code|throw(?:s|ing|n)? in|bonus|extras?|thrown in|perks?|complimentary|"
        r"sweeten|cut you|(?:give|do|make|get|offer|work out) (?:you )?(?:a |an |some )?(?:\w+ )?(?:deal|break|better price|good price|special|bargain|discount|offer)|haggle|negotiable|flexible on|best (?:price|rate|deal)|"
        r"limited[- ]time|while (?:it|they|supplies) lasts?|offer ends|today only|act now|only (?:this|until)",
        r"descuent\w+|promocion\w*|ofertas?|rebaj\w+|cupon\w*|vale de|dos por uno|2x1|mitad de precio|precio especial|mas barat[oa]|regalamos|de regalo|un regalito|obsequi\w+|bonific\w+|"
        r"(?:le|les) (?:bajamos|ajustamos|mejoramos|igualamos|perdonamos|quitamos)|igualamos|mejoramos (?:el|cualquier)|cortesia|ahorr(?:a|e|o|os|ar|ara)|sin cobrar\w*|buen precio|mejor precio|"
        r"barat(?:o|a|ito|ita)|tercera edad|cliente nuevo|primera vez (?:paga|tiene|le)|codigo [A-Z0-9]+|liquidacion|a mitad|aproveche",
    ),
    may_defer=False,
    may_echo=True,
)  # fmt: skip
PAYMENT: Final = Topic(
    "payment",
    "No payment, financing, refund or insurance terms",
    "{} speaks of payment, refunds or who pays.",
    family(
        r"financ\w+|instal?ments?|monthly payments?|payment plans?|pay (?:over time|later|in|nothing|us|by|with|half|when|after|only|cash|the|for it|as you|now|online|up)|0 ?%|apr|no interest|interest[- ]free|credit (?:card|check|score|"
        r"your|you|it|the|towards?|on)|deposit(?:s|ed)?|retainer|(?<!asking )up ?front|down ?payment|(?:a )?(?:third|half|quarter) down|wire (?:us|it|the|transfer|money|funds)|bank (?:account|details|transfer)|account number|routing|iban|zelle|venmo|"
        r"paypal|cash ?app|apple pay|google pay|bitcoin|crypto|check payable|invoice you|money order|refund\w*|reimburs\w+|money back|(?:deposit|money|payment|fee|cash) (?:\w+ )?(?:is|are|will be|gets?|comes?|goes) (?:\w+ )?(?:returned|back|yours|transferred|sent|released)|return (?:your|the) (?:money|deposit|payment)|compensat\w+|reversed?|cancel(?:l?ation)? (?:is|any|at|for|without|fees?|free)|"
        r"cancel (?:any ?time|at|whenever|for)|store credit|write it off|cover(?:s|ed)? (?:by|the (?:cost|bill|repair|whole|full|damage|deductible|rest)|it|that|this|all|most|everything|up to|your|you)|"
        r"pay(?:s)? for (?:it|the|this|that|your|everything|itself|\w+ per)|insur(?:ance|er|ers) (?:will|pays?|covers?|always|usually|should|must|accept\w*|is billed|has to)|bill (?:your|the|them|it|you)|bills|"
        r"(?:accept|take) (?:(?:all|most|any|your|every|major|the) (?:\w+ )?(?:cards?|insurances?|plans?|payments?|checks?)|cash|cards?|visa|delta|\w+ insurance|insurance|medicaid|medicare|checks?)|direct(?:ly)? (?:to|with) (?:your|the) insur\w+|deductib\w+|tax (?:credit|deduct\w*|free|"
        r"break)|on your taxes|tax[- ]deductible|write[- ]?off|skip the tax|without (?:the )?(?:tax|receipt|invoice)|cash (?:only|customers|in hand|is|price)|under the table|off the books|contingency (?:fee|basis)|unless we win|"
        r"no win|owe (?:us|you|nothing|anything|them)|won'?t (?:have to )?(?:pay|owe)|no (?:fee|fees|money|payment|cost|deposit|credit)|nothing (?:out of pocket|down|upfront|to pay|due)|out of pocket|"
        r"(?:cash|cards?|visa|mastercard|amex|zelle)(?=,| or | and | works| is fine)(?! (?:and|or) (?:what|how))|your card(?! (?:ready|along|with you|at hand))|card on file|charged? (?:your|to|twice|the card)|(?:half|(?:a |one )?(?:third|quarter|part|portion|rest|remainder|balance)) (?:now|today|on the day|afterwards|later|(?<!asking )up ?front|before|when|at the end|in advance|once)|half now|balance|prepa(?:y|id)|escrow|lien|late fees?|escalat\w+ fee",
        r"financ\w+|mensualidad\w*|a plazos|abonos?|enganche|anticipos?|deposit\w+|transfer\w+|cuenta (?:bancaria|del banco|numero|de banco)|banco|sin intereses|meses sin|reembols\w+|devol(?:vemos|ucion|veremos|vera\w*|ver)|"
        r"devuelv\w+|se (?:le )?(?:devuelve|regresa|abona|cobra)|(?:su|el) dinero|tarjeta (?:de|para)|(?:su|la) tarjeta(?! del? seguro)|en efectivo|efectivo|factur\w+|(?:sin|evita\w*|ahorra\w*|deduc\w+|libre de|baja\w*) (?:\w+ )?impuestos?|deducible|el seguro (?:paga|cubre|le)|"
        r"(?:su|la) aseguradora|aceptamos|no (?:debe|paga|pagara|tiene que pagar)|pag(?:a|ara|ue|an) (?:solo|nada|despues|al|la|el|hasta|cuando|en|con)|cancel(?:ar|e) (?:cuando|sin|gratis)|compens\w+|indemniz\w+",
    ),
)  # fmt: skip
LEGAL: Final = Topic(
    "legal",
    "No legal advice and no admission of fault",
    "{} reads like legal advice or an admission.",
    family(
        r"(?:under|by|against) (?:\w+ ){0,2}laws?|(?:the|state|federal|lemon|city|local|county|labou?r|tenant|housing) laws?(?! (?:firm|office|school|group))|laws? (?:say|let|give|require|protect|allow|prohibit|don)\w*|legal(?:ly)?(?! (?:matter|question|team|advice|documents?|papers|name|help|assistant|staff))|illegal\w*|unlawful\w*|lawsuits?|sue|sues|suing|(?:in|to|go to) court(?! ?(?:house|yard))|(?<!doctor to )(?<!dentist to )(?<!vet to )(?<!person to )judge|jury|statute\w*|liab(?:le|ility)|"
        r"neglig\w+|at fault|our fault|their fault|(?:his|her|your|whose) fault|entitled|your rights?|a right to|have the right|rights|damages|settlement|settle for|strong case|good case|solid case|(?:have|got) a (?:\w+ )?(?:case|claim)|case is worth|"
        r"valid claim|win (?:this|your|the|that|in)|beat the|void|enforceable|unenforceable|binding|breach\w*|fraud\w*|crime|criminal|felony|misdemeanor|contest (?:the|a|it)|evict\w*|withhold|"
        r"break the lease|(?:don'?t|do not|never|no need to|should not|shouldn't|needn't) (?:\w+ )?(?:sign|pay rent|talk to (?:the|your|them|police)|accept (?:the|their|any|it)|admit|permit)|deadline (?:is|to)|years? to (?:file|sue|claim)|time to file|"
        r"(?:file|press) (?:a |an |the |charges|for)|permits? (?:is|are|isn'?t|aren'?t|not|required|needed)|need (?:a|any) permits?|without a permit|required by|responsible (?:for (?:the|this|your|it|that|any))|responsibility|"
        r"(?:landlord|seller|tenant|employer|insurer|neighbou?r|company|dealer|hoa|city|contractor|they|he|she) (?:\w+ )?(?:has to|have to|must(?! (?:have|be|feel|love|get|mean))|can'?t|cannot|is (?:required|obliged|responsible|liable|supposed)|owes?|violat\w+|"
        r"is (?:wrong|in breach))|(?:we|our \w+) (?:were|was|are) (?:wrong|at fault|careless|to blame|responsible)|(?:don'?t|no need to|needn'?t|not) (?:\w+ )?(?:report|declare|disclose) |nobody (?:checks|will know|finds out)|no case|throw (?:it|that|the letter) (?:out|away)|our (?:mistake|error|bad|doing)|(?:we|our \w+) (?:messed|screwed|broke|damaged|caused|should have)|"
        r"(?:we|i) admit|(?:we|our \w+) (?:are|is|was|were) to blame|deduct (?:it|the|from)|small claims|attorney[- ]client|as your (?:lawyers?|attorneys?|counsel|doctors?|dentists?)|(?:we|i) (?:strongly )?(?:advise|urge|counsel) (?:that )?you|advis(?:e|ing) you|refuse (?:the|to|it)|confidential\w*|privileged|guardianship|goes to (?:the (?:children|kids|spouse|wife|husband|state|oldest)|your (?:children|kids|spouse|wife|husband))|inherit(?!ed)\w*|inherited(?= (?:from|by|property|share|the))|is split|next of kin|probate is|"
        r"you don'?t need (?:a|an|any) (?:lawyer|attorney|will|permit|contract)|valid|liable|violation",
        r"(?:por|la|segun la|bajo la) ley|legalmente|demand(?:e|ar|a|arl\w+|elos|elo)|denunci\w+|delitos?|ilegal\w*|derecho a|sus derechos|tiene derecho|obliga\w*|negligen\w+|culpa\w*|responsab\w+|juez|juicio|tribunal|corte(?! de)|"
        r"(?:buen|gran|fuerte) caso|caso (?:es )?(?:fuerte|ganado|bueno|solido)|tiene (?:un |el )?caso|gana(?:ra|r|do)? (?:el|este|su|la)|no (?:firme|pague|acepte|deje|renuncie|necesita permiso|le pueden|lo pueden|la pueden|pueden)|"
        r"(?:el|su) (?:casero|dueno|vendedor|patron|arrendador|propietario|seguro|jefe) (?:\w+ )?(?:debe|tiene que|esta obligado|no puede|ya no puede)|plazo (?:es|para)|anos para|declararl?\w*|nadie (?:lo |la )?(?:revisa|checa|se entera)|nos equivocamos|fue (?:nuestro|un) error|"
        r"nuestro error|valid[oa]|nulo|invalid[oa]|contrato (?:lo|la|le) |fraude|herencia|heredan?|reparte|le corresponde",
    ),
    may_defer=True,
)  # fmt: skip
PEOPLE: Final = Topic(
    "people",
    "Nothing about other people or competitors",
    "{} speaks of somebody else.",
    family(
        r"(?:those|these|that|the other|your (?:last|old|former|previous|current)|other|most|all|some|big|cheap|the last|previous) (?:\w+ )?(?:guys?|compan(?:y|ies)|shops?|dealers?|roofers?|plumbers?|dentists?|lawyers?|contractors?|"
        r"installers?|movers?|places?|businesses|chains?|brands|competitors?|electricians?|mechanics?|groomers?|cleaners?|attorney|doctor) (?:\w+ )?(?:are|is|were|was|lie|lies|lied|cheat\w*|overcharge\w*|rip\w*|do(?:es)? (?:not|n'?t)|don'?t|never|always|cut|only|just|"
        r"have|has|did|botched|ruined|should|over-?\w+|charge\w*|use\w*|skip\w*|will|would)|competit(?:ors?|ion)|crooks?|ripping (?:\w+ )?off|rip (?:people|folks|customers) off|known for|cut(?:s|ting)? corners|waters? (?:\w+ )?down|every(?:one|body)(?: \w+)? knows|so be careful|stay away from (?:them|that|those|him|her)|avoid (?:them|him|her|those|that company)|scam\w*|rip[- ]?offs?|ripped|incompetent|amateurs?|frauds?|cheats?|liars?|lie about|hacks?|butcher\w*|shady|"
        r"thieves|thief|dishonest|drunk|lazy|sloppy|botch\w*|shoddy|clueless|unprofessional|negligent|notorious|(?:bad|terrible|awful|poor) (?:reputation|reviews|work|job)|overcharg\w+|over-?treats?|going out of business|bankrupt\w*|"
        r"worse than|better than (?:any|the|your|them|those|other|most)|(?:knows?|know) what they(?:'re| are) doing|should be in jail|complaints? against|"
        r"(?:another|other|last|one|previous|recent|our) (?:\w+ )?(?:customers?|clients?|patients?|tenants?|homeowners?|neighbou?rs?)(?:,| (?:with|who|had|has|was|on|in|down|at|like|told|said|from|paid|got|of ours|named|called|ignored|is|just))|"
        r"your (?:neighbou?rs?|brother|sister|boss|friend|wife|husband|ex|cousin|mother|father|coworker|roommate|son|daughter|landlord|uncle|aunt|colleague|parents|partner|tenant)(?:'s)? (?:\w+ )?(?:was|had|has|came|comes|left|paid|owes|told|said|bought|got|"
        r"used|is (?:a|our|one|also|on)|also|signed|ordered|booked|hired|called|filed|asked|already|did|saw|lives?|mentioned|complained)|medical record|diagnosed with|license plate (?:number )?(?:\w*\d)|lives (?:at|on|in|near|next|across|with)|home address|social media profile|looked you up|"
        r"saw (?:on|your)|your (?:profile|facebook|instagram|linkedin)",
        r"esa (?:compania|empresa|gente)|esos (?:tipos|senores)|estafa\w*|ratero\w*|ladrones|tranza\w*|mentiros\w+|incompeten\w+|charlatan\w*|la competencia|(?:otras?|otros|esas?) (?:companias?|empresas?|talleres|dentistas|abogados|plomeros) (?:\w+ )?(?:es|son|no|siempre|"
        r"cobran|hacen|roban|enganan|le)|mejores que|mal trabajo|(?:la senora|el senor|don|dona|su vecin[oa]|el vecino|la vecina|otr[oa] (?:cliente|paciente|vecin[oa])|una? clienta?|un paciente|su (?:hermano|hermana|jefe|cunad[oa]|prim[oa]|suegr[oa])) (?:\w+ )?(?:tambien|tiene|"
        r"tuvo|vino|nos|ya|esta|es|debe|pago|vive|del|de la|con|sufre|dijo|compro|dejo|se)",
    ),
    may_suppose=True,
)  # fmt: skip
TOPICS: Final = (OUTCOME, LICENCE, DISCOUNT, PAYMENT, LEGAL, PEOPLE)
