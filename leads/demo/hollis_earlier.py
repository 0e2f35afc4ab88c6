"""What people asked Hollis & Daughters Plumbing before that, newest first."""

from typing import Final

from leads.demo.stories import Answer, Moved, Outcome, Reply, Story, Trade
from leads.enums import LeadSource, LeadStatus

EARLIER: Final = (
    Story(
        name="Xóchitl Hernández Barragán",
        email="xochitl.hb@example.com",
        phone="+19375550129",
        service="Water heater",
        trade=Trade.PLUMBING,
        locale="es",
        days_ago=5,
        clock="17:40",
        message="El calentador está tirando agua por abajo, poquita pero constante. Rento la casa y el dueño me dijo"
        " que yo busque al plomero y él paga. ¿Me pueden mandar un presupuesto por escrito?",
        events=(
            Reply(
                "ruth",
                58,
                "Hola Xóchitl:\n\nclaro que sí. Si el agua sale del tanque mismo, hay que cambiarlo; si sale de la"
                " válvula de alivio, es una reparación chica. Mándeme una foto de la etiqueta y de donde gotea y con"
                " eso le preparo el presupuesto a nombre del dueño.\n\nRuth",
            ),
            Moved("ruth", 59, LeadStatus.CONTACTED),
            Answer(143, "Gotea de la válvula de arriba, la del tubito que baja por un lado. Ya le avisé al dueño."),
            Reply("ruth", 171, "Entonces es buena noticia. Pasamos mañana a las diez.\n\nRuth"),
            Moved("ruth", 172, LeadStatus.BOOKED),
        ),
    ),
    Story(
        name="Harold T. Vandermeer",
        email="harold.vandermeer@example.com",
        phone="+19375550160",
        service="Drains and sewers",
        trade=Trade.PLUMBING,
        days_ago=6,
        clock="09:02",
        outcome=Outcome.BOUNCED,
        message="Basement floor drain is backing up when the washer empties. I am 81 and do not use this e-mail much,"
        " my granddaughter set it up. The telephone is better.",
        events=(
            Moved("ruth", 65, LeadStatus.CONTACTED),
            Moved("ruth", 1530, LeadStatus.WON),
        ),
    ),
    Story(
        name="Aaliyah Brooks-Nakamura",
        email="aaliyah.bn@example.com",
        phone="+19375550111",
        service="Emergency repair",
        preferred_time="NOW please",
        trade=Trade.PLUMBING,
        days_ago=6,
        clock="22:14",
        message="PIPE BURST in the laundry room, main is off, water everywhere. 2 kids in the house. please call me",
        events=(
            Reply(
                "dana",
                9,
                "Aaliyah, I have just tried your number and I am on my way, about twenty minutes. Keep the main off"
                " and switch off the breaker for the laundry if you can reach it with dry feet.\n\nDana",
            ),
            Moved("dana", 10, LeadStatus.CONTACTED),
            Moved("dana", 720, LeadStatus.WON),
        ),
    ),
    Story(
        name="Sean O’Sullivan",
        email="s.osullivan@example.com",
        phone="+19375550138",
        service="Bathroom or kitchen",
        trade=Trade.PLUMBING,
        days_ago=7,
        clock="14:31",
        outcome=Outcome.FAILED,
        message="Shower goes cold whenever somebody flushes downstairs. Is that the valve? House is 1998, all"
        " original.",
        events=(
            Reply(
                "dana",
                95,
                "Hi Sean,\n\nsorry that you hear from us only now. Yes, a valve of that age has no pressure balance"
                " left. It can be replaced from the front without touching the tile. Would Tuesday suit you?\n\nDana",
            ),
            Moved("dana", 96, LeadStatus.CONTACTED),
            Answer(160, "Tuesday after 3 is good."),
            Moved("dana", 175, LeadStatus.BOOKED),
        ),
    ),
    Story(
        name="José Ángel Ruiz",
        email="ja.ruiz.taqueria@example.com",
        phone="+19375550152",
        service="Drains and sewers",
        preferred_time="Lunes, el restaurante está cerrado",
        trade=Trade.PLUMBING,
        locale="es",
        days_ago=7,
        clock="18:20",
        message="Tengo una taquería en Troy Street. La trampa de grasa se está llenando cada dos semanas y antes"
        " aguantaba dos meses. Necesito que la revisen antes de la inspección del condado.",
        events=(
            Reply(
                "ruth",
                31,
                "Buenas tardes, José Ángel:\n\ncuando se llena tan rápido casi siempre es el deflector o alguien que"
                " conectó otro fregadero. El lunes a las siete de la mañana podemos estar ahí.\n\nRuth",
            ),
            Moved("ruth", 32, LeadStatus.CONTACTED),
            Answer(66, "A las siete está perfecto. Les invito el desayuno."),
            Moved("ruth", 70, LeadStatus.BOOKED),
            Moved("dana", 5400, LeadStatus.WON),
        ),
    ),
    Story(
        name="Kathleen “Kitty” Brzezinski",
        email="kitty.brzezinski@example.com",
        phone="+19375550194",
        service="Bathroom or kitchen",
        preferred_time="Not on Wednesdays, I play bridge",
        trade=Trade.PLUMBING,
        days_ago=8,
        clock="07:35",
        message="Dear Mr. Hollis,\n\nyour father put in our bathroom in 1991 and it has given us no trouble in all"
        " these years, which I wanted to say first. My husband has had his hip done and he cannot step over the edge"
        " of the tub any longer. Our daughter thinks that we should have a low shower with a seat and bars that hold a"
        " grown man. We have a little money put aside for it.\n\nCould somebody come and tell us what is possible in"
        " that small room? There is no hurry, he comes home at the end of the month. Coffee will be on.\n\nWith kind"
        " regards,\nMrs. Kathleen Brzezinski",
        events=(
            Reply(
                "dana",
                88,
                "Dear Mrs. Brzezinski,\n\nit's Dana, the eldest of the daughters. I remember that bathroom: I carried"
                " the tiles up. A low shower with a seat fits well, and we set the bars into blocking so that they"
                " hold. May I come on Thursday at ten and measure?\n\nWarm regards to your husband,\nDana",
            ),
            Moved("dana", 90, LeadStatus.CONTACTED),
            Answer(310, "Thursday at ten will be lovely, dear. I told him it was you and he laughed."),
            Moved("dana", 330, LeadStatus.BOOKED),
            Moved("dana", 6100, LeadStatus.WON),
        ),
    ),
    Story(
        name="Marcus Lindqvist",
        email="marcus@lindqvist-rentals.example.com",
        phone="+19375550170",
        service="Water heater",
        trade=Trade.PLUMBING,
        source=LeadSource.API,
        days_ago=8,
        clock="16:10",
        message="14 unit building on Wayne Ave. I want to swap the individual heaters for two central ones when they"
        " come due, 9 are past 12 years. Looking for somebody to plan it with me, not just sell me tanks.",
        events=(
            Reply(
                "dana",
                1010,
                "Good morning Marcus,\n\nwe did the same on Xenia Avenue two years ago and I'd be glad to show you the"
                " figures. The sizing depends on how many of the units have laundry. Do you have a plan of the risers?"
                "\n\nDana Hollis",
            ),
            Moved("dana", 1012, LeadStatus.CONTACTED),
            Answer(1204, "All 14 have hookups, 10 use them. Plans are on paper, I can bring them to your office."),
            Reply(
                "dana", 1260, "Bring them on Monday, any time before four. I'll have the Xenia numbers ready.\n\nDana"
            ),
            Moved("dana", 1261, LeadStatus.BOOKED),
            Moved("dana", 7300, LeadStatus.WON),
        ),
    ),
    Story(
        name="“Number One on Maps” team",
        email="growth@numberone-maps.example.com",
        service="",
        trade=Trade.PLUMBING,
        days_ago=9,
        clock="10:15",
        message="Hi owner, we looked at your site and found 14 problems that cost you customers every day. Reply YES"
        " for a free report worth $499.",
        events=(Moved("ruth", 63, LeadStatus.ARCHIVED),),
    ),
    Story(
        name="Guadalupe Peña-Montoya",
        email="lupita.pm@example.com",
        phone="+19375550115",
        service="Emergency repair",
        trade=Trade.PLUMBING,
        locale="es",
        days_ago=9,
        clock="13:47",
        message="Se cayó un arete por el lavabo y es de mi mamá. ¿Pueden venir hoy? Ya cerré el agua y nadie lo usa.",
        events=(
            Reply(
                "ruth",
                26,
                "Hola Guadalupe:\n\nqué bueno que cerró el agua. Lo más seguro es que esté en la curva debajo del"
                " lavabo. Ponga una cubeta, desenrosque las dos tuercas a mano y mire ahí. Si no se anima, paso a las"
                " cinco.\n\nRuth",
            ),
            Moved("ruth", 27, LeadStatus.CONTACTED),
            Answer(58, "¡Ahí estaba! Mi vecino me ayudó. Mil gracias, de verdad."),
            Moved("ruth", 75, LeadStatus.LOST),
        ),
    ),
    Story(
        name="Dmitri Vasiliev",
        email="d.vasiliev@example.com",
        phone="+19375550181",
        service="Drains and sewers",
        preferred_time="Evenings",
        trade=Trade.PLUMBING,
        days_ago=10,
        clock="20:05",
        message="Sewer smell in half bath, comes and goes, worse when it is windy. I poured water in all the drains"
        " already. Two companies said new wax ring, it was changed twice. Please somebody who looks further.",
        events=(
            Reply(
                "dana",
                742,
                "Good morning Dmitri,\n\nwind points to the vent and not to the wax ring. We can smoke-test the whole"
                " system in about an hour; it shows where the gas gets in. Would an evening next week suit"
                " you?\n\nDana",
            ),
            Moved("dana", 743, LeadStatus.CONTACTED),
            Answer(1150, "Yes. Finally someone says test. Any evening."),
            Moved("dana", 1170, LeadStatus.BOOKED),
            Moved("dana", 5900, LeadStatus.WON),
        ),
    ),
    Story(
        name="Anne-Sophie Lefèvre",
        email="as.lefevre@example.com",
        service="Bathroom or kitchen",
        trade=Trade.PLUMBING,
        days_ago=11,
        clock="11:11",
        message="Hello, I have bought a farmhouse sink (fireclay, 33 inches, about 120 lbs) and the cabinet has to"
        " be cut for it. Do you do the cabinet as well or only the pipes? I have two other quotes.",
        events=(
            Reply(
                "dana",
                134,
                "Hello Anne-Sophie,\n\nwe set the sink and the pipes, and we have a carpenter we trust for the cut. I"
                " would have to see the cabinet: 120 pounds need a frame of their own.\n\nDana",
            ),
            Moved("dana", 135, LeadStatus.CONTACTED),
            Answer(2950, "Thank you for the offer. We went with a company that does both, nothing personal."),
            Moved("dana", 3010, LeadStatus.LOST),
        ),
    ),
    Story(
        name="Theodore Washington III",
        email="theo.washington@example.com",
        phone="+19375550109",
        service="Water heater",
        trade=Trade.PLUMBING,
        days_ago=12,
        clock="08:50",
        message="Annual flush for a tankless unit, 199k BTU, isolation valves are in. Also an expansion tank that I"
        " think has lost its air. Flexible on dates.",
        events=(
            Reply(
                "ruth",
                37,
                "Good morning Theodore,\n\nisolation valves make it a one-hour job. We check the expansion tank on the"
                " same visit. Is the day after tomorrow at nine all right?\n\nRuth",
            ),
            Moved("ruth", 38, LeadStatus.CONTACTED),
            Answer(52, "Nine is fine. Gate code is on file from last year."),
            Moved("ruth", 55, LeadStatus.BOOKED),
            Moved("ruth", 3060, LeadStatus.WON),
        ),
    ),
    Story(
        name="Shauna McAllister",
        email="shauna.mcallister@example.com",
        phone="+19375550175",
        service="Emergency repair",
        trade=Trade.PLUMBING,
        days_ago=13,
        clock="17:02",
        message="Outside tap by the garage split along the side. Must have frozen, it was replaced last winter as well."
        " Water to it is off.",
        events=(
            Reply(
                "ruth",
                44,
                "Hi Shauna,\n\ntwo winters in a row means that it cannot drain: the new one was probably set without a"
                " slope. We put in a frost-free tap with the right pitch. Tomorrow at eleven?\n\nRuth",
            ),
            Moved("ruth", 45, LeadStatus.CONTACTED),
            Answer(80, "Yes please."),
            Moved("ruth", 82, LeadStatus.BOOKED),
            Moved("dana", 1400, LeadStatus.WON),
        ),
    ),
)
