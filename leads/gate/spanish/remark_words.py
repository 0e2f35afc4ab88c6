"""The Spanish words that a harmless remark is made of, and those that make a statement of it."""

import re
from typing import Final

SPANISH_ANCHORS: Final = re.compile(
    r"\b(?:\w+(?:mos|ara|aran|era|eran|ira|iran)|nuestr\w+|yo|mi|mis|siempre|nunca|nadie|todos?|todas?|solo|nada|ningun\w*|debe\w*|tiene que|hay que|puede\w*|"
    r"su \w+ (?:es|esta|tiene|son)|gratis|segur\w+|normal|correcto|verdad|cierto|bien|basta|suficiente|legal\w*|ley|derecho|incluye\w*|incluid\w+|cubre\w*|necesita\w*|significa|porque|viene de|se debe|"
    r"causa\w*|cuesta\w*|precio\w*|barat\w+|hoy|manana|pronto|ya|aqui|ahora|abiert\w+|cerrad\w+|list[oa]s?|no|si|claro|exacto|tambien|mejor|mismo|misma|eso es|es la|es el|son los|son las)\b"
)
SPANISH_SMALL: Final = frozenset(
    """
    el la los las un una unos unas de del al a en con sin por para que y e o u pero como donde cuando mientras desde hasta
    entre sobre tan muy mas menos tanto tanta es son esta estan era fue ser estar hay ha han lo le les se su sus este esta
    ese esa esos esas eso esto aquel aunque asi todavia aun otra otro cada algo poco
    """.split()
)
SPANISH_PLAIN: Final = frozenset(
    """
    bonito bonita lindo linda precioso preciosa hermoso hermosa gran grande pequeno pequena viejo vieja triste tristes
    pesado pesada molesto molesta incomodo duro dura dificil largo larga pena lastima lata rabia susto ilusion alegria
    emocion ternura gusto encanto historia historias recuerdo recuerdos sueno sorpresa aventura reto lio familia madre padre abuela
    abuelo hija hijo ninos nina nino persona gente vida mundo corazon paciencia animo caracter casa hogar dia dias noche verano
    invierno primavera fiesta boda merece merecen da dan suena parece hace hacen lleva siente duele gusta encanta suele
    especial curioso curiosa divertido divertida tranquilo tranquila cualquiera quien paciencia sonrisa carino amor suerte
    mucho mucha muchos muchas bastante demasiado quiza quizas
    """.split()
)
