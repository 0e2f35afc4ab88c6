"""The Spanish words that the reading of promises stands on, as stems without accents."""

from typing import Final


def stems(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# Telling, reading, knowing, feeling. A form counts when it begins with one of these.
TALK: Final = stems("""
agradec agradez lament sent sient entend entiend comprend anot revis leer leem lee leyo respond respuest contest escrib
escrit llam comunic contact avis inform explic pregunt habl convers platic pens piens quer quis quier gust esper
necesit pod pued sab sepa vemos ver vea viend mir consult verific compar conoc conoz alegr aprec ayud
encant cuent cont oir escuch busc pid ped dec dig dic dir orient acompan imagin record recuerd cre estudi analiz
considera apunt regist dese alegra preocup duele duel molest interes parec convien convendr import sirv servir
prefer prefier valor disculp perdon felicit salud propon sugier suger recomend invit ayuda sol
marc reun lamenta evalu comenta coment
""")
# Stems of the list that commit in the wrong mood, checked as whole words first.
COMMITTING: Final = frozenset(
    """
    hacemos haremos tomamos pasamos pasaremos atendemos hago dejamos recogemos pidamos tratamos servimos llamare
    prometo
    """.split()
)
SAFE_PHRASES: Final = (
    r"se (?:hace|da|imagina) (?:una |mejor )*idea|hace (?:una )?mejor idea|que (?:la|lo|le) (?:atienda|reciba|lea|vea)|"
    r"tom\w+ (?:en )?(?:nota|serio)|recib(?:imos|io|ido|iran|ira|iremos) (?:su|sus|el|la)|atend(?:emos|eremos) (?:su (?:mensaje|solicitud|duda)|de |en )|tom\w+ en cuenta|hac\w+ (?:unas?|algunas?|un par de|la|una) preguntas?|pas\w+ (?:su|sus|el|la|este|esta|"
    r"todo|los)? ?(?:mensaje|datos|solicitud|respuestas?|nota|esto|comentario)|hac\w+ saber|pon\w+ en contacto|"
    r"ponemos en contacto|pondr\w+ en contacto|pong\w+ en contacto|(?<=para eso )estamos|estamos (?:para|aqui|a sus|a la)|quedamos (?:a la|atentos|"
    r"pendientes|en espera|a sus)|seguimos en contacto|estaremos en contacto|mantendremos en contacto|vamos a (?:leer|revisar|ver|"
    r"responder|contestar|escribir|preguntar|comentar|consultar)|somos (?:todo oidos)|esperamos (?:su|sus|que|poder|noticias)|"
    r"tenemos (?:su|sus|anotad\w+|una pregunta|algunas preguntas|unas preguntas|dos preguntas|registrad\w+|presente|claro|en cuenta)|"
    r"hemos (?:recibido|leido|anotado|tomado nota|visto|marcado|registrado|apuntado)|tendr\w+ (?:presente|en cuenta)|tenemos (?:presente|en cuenta)|confirmar\w* si|confirmaremos si|pon\w* en contacto|pondr\w* en contacto|comunicar\w* con|tien\w+ (?:una|mejor|mas)? ?(?:mejor )?(?:idea|claro|una idea)|damos las gracias"
)
# First person, one voice: a person who does not exist speaks.
FIRST_PERSON: Final = frozenset(
    """
    prometo garantizo aseguro confirmo mando voy ire llego soy reservo agendo ofrezco doy hago tengo estare
    mandare enviare llevare cobro rebajo comprometo apruebo autorizo
    """.split()
)
ROLES: Final = frozenset(
    """
    alguien persona companero companera companeros colega tecnico tecnica tecnicos plomero plomeros electricista
    electricistas mecanico mecanica mecanicos doctor doctora dentista abogado abogada abogados licenciado
    licenciada equipo dueno duena muchacho muchachos muchacha muchachas chico chicos asesor asesora recepcion
    recepcionista oficina encargado encargada especialista especialistas instalador instaladores techador
    techadores jardinero jardineros cuadrilla personal gerente inspector estilista peluquero peluquera groomer
    exterminador fumigador camion camioneta brigada ayudante ayudantes trabajador trabajadores limpiadora
    limpiadoras senora senorita patron jefe jefa maestro ingeniero higienista enfermera representante coordinadora
    coordinador empleado empleados cerrajero conductor chofer clinica taller empresa
    """.split()
)
MODALS: Final = frozenset(
    """
    va van puede pueden podra podran podria podrian quiere querra quisiera necesita necesitara tiene debe deberia
    suele
    """.split()
)
CLITICS: Final = frozenset("""le les se te nos lo""".split())
SKIPPED: Final = frozenset(
    """
    ya tambien no siempre solo aun todavia pronto luego despues entonces con gusto mucho nos le les se lo la te
    que personalmente primero antes muy
    """.split()
)
YOU_MAY: Final = stems("""
decir dec contar escrib envi mand respond contest compart describ mencion explic ser estar trat deber deb venir dej
guard evit tomar sacar anot adjunt agreg preguntar ver revis indicar haber hab ayud quedar ten medir ped habl llamar
marcar tarda depend esper record notar
""")
ORDERS_SAFE: Final = stems("""
dig diga cuent cuente mand mande envi envie guard guarde deje mantenga evite escrib escriba respond responda contest
conteste compart comparta describ describa mencion mencione expliqu avise tome tenga procure anote agregue adjunte indiqu
indique observe fijese recuerde piense espere permit permita disculp dispense perdon no traiga haga_ apunte platiqu
platique coment ayud sepa pregunt cierre ponga mida revise ponganos
""")
ORDERS: Final = frozenset(
    """
    abra aplique arranque acuda agregue acepte apague aplique baje corte cobre cancele cambie compre confie
    conecte cuente corra cave demande denuncie deposite desconecte desmonte destape desarme diluya descuide
    desatornille disfrute duerma eche encienda enchufe entre escale espere firme fumigue golpee haga instale
    inyecte jale junte lije limpie llame llene mezcle mueva moje meta moldee niegue olvidese pague pase pegue
    perfore pida pinte ponga prenda preparese presente pruebe puentee pulverice quite queme quede quedese raspe
    reclame reinicie reserve rocie saque selle siga suba subase suelde sumerja suspenda sustituya tape tire tome
    transfiera trepe use unte vacie vaya venda venga vierta visite clave aproveche apriete afloje lleve levante
    siente sientese escanee entreguele apuntese anime animese agende
    """.split()
)
BE_STATES: Final = (
    r"estamos (?:para|aqui|a sus|a la|contentos|contentas|felices|encantad\w+|seguros de que|pendientes|atentos|revisando|leyendo|"
    r"conscientes|agradecid\w+|abiert\w+|cerrad\w+|en )"
)
