"""What dentists and landscapers asked Northlight Growth, newest first."""

from typing import Final

from leads.demo.stories import Answer, Moved, Reply, Story, Trade
from leads.enums import LeadSource, LeadStatus

PATIENTS: Final = "Dental: more new patients"
DENTAL_SITE: Final = "Dental: new website"
ESTIMATES: Final = "Landscaping: more estimates"
GARDEN_SITE: Final = "Landscaping: new website"

STORIES: Final = (
    Story(
        name="Dr. Evelyn Szymanski-Park",
        email="evelyn@szymanskipark-dental.example.com",
        phone="+16125550112",
        service=PATIENTS,
        trade=Trade.DENTAL,
        minutes_ago=26,
        message="We are a two-chair practice in Edina, I bought it from a retiring colleague in spring. About a"
        " third of his patients left with him. We need roughly fifteen new ones a month to stand on our feet. I have"
        " never paid for advertising and would like to understand what is honest and what is not before I do.",
    ),
    Story(
        name="Beau Thibodeaux",
        email="beau@thibodeaux-lawn.example.com",
        phone="+16125550147",
        service=ESTIMATES,
        trade=Trade.LANDSCAPING,
        minutes_ago=395,
        message="3 crews, all booked til august then nothing. Want estimates for fall cleanups and snow contracts"
        " now not in october when everybody wants em",
        events=(
            Reply(
                "imani",
                52,
                "Hi Beau,\n\nsnow contracts are decided earlier than most people think, so this is the right moment."
                " Which zip codes do your crews reach without losing an hour in the truck? That is where I'd start."
                "\n\nImani",
            ),
            Moved("imani", 53, LeadStatus.CONTACTED),
        ),
    ),
    Story(
        name="Dr. Rajiv Menon",
        email="rmenon@example.com",
        phone="+16125550163",
        service=PATIENTS,
        preferred_time="Lunch, 12 to 1",
        trade=Trade.DENTAL,
        days_ago=1,
        clock="09:25",
        message="Our reviews average 4.9 but there are only 31 of them. The chain across the street has 800. Can"
        " that be fixed without pestering people?",
        events=(
            Reply(
                "imani",
                40,
                "Good morning Dr. Menon,\n\nit can. Most happy patients would write one if the link reached them on the"
                " same afternoon. Which practice software do you use? Some of them can send it by themselves.\n\nImani",
            ),
            Moved("imani", 41, LeadStatus.CONTACTED),
            Answer(172, "Open Dental, hosted. My office manager says it can send texts but nobody ever set it up."),
        ),
    ),
    Story(
        name="Esperanza Villalobos",
        email="esperanza@jardines-villalobos.example.com",
        phone="+16125550128",
        service=GARDEN_SITE,
        trade=Trade.LANDSCAPING,
        locale="es",
        days_ago=2,
        clock="12:10",
        message="Tenemos once años haciendo patios y muros de piedra y toda la gente nos llega por recomendación. Mi"
        " hijo dice que sin página no existimos. ¿Pueden hacer una en inglés y en español con nuestras fotos?",
        events=(
            Reply(
                "imani",
                33,
                "Hola Esperanza:\n\nsí, en los dos idiomas y con sus propias fotos, que siempre funcionan mejor que las"
                " compradas. ¿Tiene unas diez de los muros terminados, aunque sean del teléfono?\n\nImani",
            ),
            Moved("imani", 34, LeadStatus.CONTACTED),
        ),
    ),
    Story(
        name="Hannah Goldfarb-Ruiz",
        email="hannah@lakesidesmiles.example.com",
        phone="+16125550139",
        service=DENTAL_SITE,
        trade=Trade.DENTAL,
        days_ago=3,
        clock="15:45",
        message="I manage the office at Lakeside Smiles. Online booking on our site has been broken since the last"
        " update and the person who built it doesn't answer any more. We would rather have a new one than another"
        " patch.",
        events=(
            Reply(
                "imani",
                57,
                "Hi Hannah,\n\nthat is a common story, and the first thing is to make sure that the domain is in your"
                " own name. Could you check who the bill for it goes to? Then we talk about the new site. I have"
                " tomorrow at ten.\n\nImani",
            ),
            Moved("imani", 58, LeadStatus.CONTACTED),
            Answer(90, "It goes to us, I just looked. Ten is good, Dr. Lund joins for the first half hour."),
            Moved("imani", 95, LeadStatus.BOOKED),
        ),
    ),
    Story(
        name="Duane Petersen",
        email="duane.petersen@example.com",
        service=ESTIMATES,
        trade=Trade.LANDSCAPING,
        days_ago=4,
        clock="08:30",
        message="what do you charge",
        events=(
            Reply(
                "imani",
                75,
                "Good morning Duane,\n\nfor a landscaper we begin with a fixed month of work on your map listing and"
                " your estimate form, and you decide after that. How many estimates do you give in a normal"
                " week?\n\nImani",
            ),
            Moved("imani", 76, LeadStatus.CONTACTED),
            Answer(410, "6 or 7, would like 12. send me the paper"),
            Reply("imani", 448, "Twelve is a fair goal. The paper is on its way, two pages, no small print.\n\nImani"),
            Moved("imani", 3300, LeadStatus.WON),
        ),
    ),
    Story(
        name="Bác sĩ Nguyễn Thị Mai Hương",
        email="maihuong@northsidedentalcare.example.com",
        phone="+16125550154",
        service=PATIENTS,
        preferred_time="After 5 PM",
        trade=Trade.DENTAL,
        days_ago=5,
        clock="18:55",
        message="Half of our patients speak Vietnamese or Hmong at home and they find us through family. We want to"
        " reach the ones who have no family here yet. The last agency translated the ads by machine and it was"
        " embarrassing.",
        events=(
            Reply(
                "imani",
                830,
                "Good morning Dr. Nguyễn,\n\nwe would not translate anything ourselves: the words should come from"
                " somebody in your practice, and we pay for that time. Would you have half an hour this week, after"
                " five?\n\nImani",
            ),
            Moved("imani", 831, LeadStatus.CONTACTED),
            Answer(1395, "Thank you for saying that. Thursday 5:30, and my sister will be there, she writes well."),
            Moved("imani", 1420, LeadStatus.BOOKED),
        ),
    ),
    Story(
        name="Dr. Andrés Iñárritu Salgado",
        email="dr.inarritu@example.com",
        phone="+16125550116",
        service=DENTAL_SITE,
        trade=Trade.DENTAL,
        locale="es",
        days_ago=6,
        clock="11:40",
        message="Abro mi consultorio en Lake Street en ocho semanas y todavía no tengo página ni logotipo. Necesito"
        " algo sencillo: horarios, seguros que acepto, y que se pueda pedir cita.",
        events=(
            Reply(
                "imani",
                48,
                "Buenos días, Dr. Iñárritu:\n\nen ocho semanas se puede sin prisas. Primero la página con horarios y"
                " seguros, después las citas. ¿Ya tiene el nombre registrado?\n\nImani",
            ),
            Moved("imani", 49, LeadStatus.CONTACTED),
            Answer(121, "Sí: Sonrisa Lake Street. El contador lo registró la semana pasada."),
            Moved("imani", 140, LeadStatus.BOOKED),
            Moved("imani", 4400, LeadStatus.WON),
        ),
    ),
    Story(
        name="Olivia Kjærgaard",
        email="olivia@kjaergaardgardens.example.com",
        service=GARDEN_SITE,
        trade=Trade.LANDSCAPING,
        days_ago=7,
        clock="10:05",
        message="I design small city gardens, mostly alone, sometimes with a mason. My site is a portfolio from 2016"
        " and looks it. I'd like something quiet and beautiful. Budget is small, I say that right away.",
        events=(
            Reply(
                "imani",
                66,
                "Hello Olivia,\n\nthank you for being frank. For one person with good pictures I would honestly"
                " begin with a template and a good photographer, and I can name two. Shall I?\n\nImani",
            ),
            Moved("imani", 67, LeadStatus.CONTACTED),
            Answer(130, "That is very decent of you. Yes please, the names."),
            Reply("imani", 152, "Freja Holm for gardens, Tom Abara for people. Give them my regards.\n\nImani"),
            Moved("imani", 153, LeadStatus.LOST),
        ),
    ),
    Story(
        name="Smile Center",
        email="info@smilecenter.example.com",
        service=PATIENTS,
        trade=Trade.DENTAL,
        source=LeadSource.API,
        days_ago=8,
        clock="14:20",
        message="test test please ignore",
        events=(Moved("imani", 38, LeadStatus.ARCHIVED),),
    ),
    Story(
        name="Tyrone Whitfield Jr.",
        email="tyrone@whitfieldoutdoor.example.com",
        phone="+16125550185",
        service=ESTIMATES,
        trade=Trade.LANDSCAPING,
        days_ago=9,
        clock="16:35",
        message="My father ran this for thirty years on yard signs and a good name. I took over in March. We do"
        " retaining walls and drainage, average job is around nine thousand, so I don't need many calls, I need the"
        " right ones. Who writes the ads, you or a machine?",
        events=(
            Reply(
                "imani",
                29,
                "Hi Tyrone,\n\nI do, and you read every one before it runs. For jobs of that size I would say in the ad"
                " what you don't do; it keeps the small ones away. Can I call you tomorrow at eight?\n\nImani",
            ),
            Moved("imani", 30, LeadStatus.CONTACTED),
            Answer(44, "Eight is fine, I'm on site by nine."),
            Reply("imani", 51, "Talk to you at eight.\n\nImani"),
            Moved("imani", 52, LeadStatus.BOOKED),
            Moved("imani", 4310, LeadStatus.WON),
        ),
    ),
    Story(
        name="Dr. Siobhán Ní Bhriain",
        email="siobhan.nibhriain@example.com",
        phone="+16125550120",
        service=PATIENTS,
        trade=Trade.DENTAL,
        days_ago=10,
        clock="09:50",
        message="Orthodontist, St. Paul. Looking at three agencies. Please send your contract terms, minimum period"
        " and who owns the ad account when we part ways.",
        events=(
            Reply(
                "imani",
                112,
                "Good morning Dr. Ní Bhriain,\n\nmonth to month after the first three, and the account is yours from"
                " the first day: we are guests in it. The terms are attached to our site, one page.\n\nImani",
            ),
            Moved("imani", 113, LeadStatus.CONTACTED),
            Answer(5200, "Clear answers, thank you. We chose one that also does the hygienist hiring."),
            Moved("imani", 5260, LeadStatus.LOST),
        ),
    ),
    Story(
        name="Lucía Ferreira-Holmqvist",
        email="lucia@ferreiradental.example.com",
        phone="+16125550131",
        service=DENTAL_SITE,
        trade=Trade.DENTAL,
        locale="es",
        days_ago=11,
        clock="13:15",
        message="Hola, llevo la administración de la clínica de mi esposo. La página carga lentísimo en el celular y"
        " la gente llama para preguntar el horario. ¿Hacen revisiones sin compromiso?",
        events=(
            Reply(
                "imani",
                85,
                "Hola Lucía:\n\nsí. Ya la miré: las fotos de la portada pesan veinte veces más de lo necesario, y"
                " eso se arregla en una tarde. El horario debería ir arriba de todo. ¿Hablamos el jueves?\n\nImani",
            ),
            Moved("imani", 86, LeadStatus.CONTACTED),
            Answer(160, "El jueves a las once, por favor."),
            Moved("imani", 165, LeadStatus.BOOKED),
            Moved("imani", 8700, LeadStatus.WON),
        ),
    ),
    Story(
        name="Kenji Morimoto",
        email="kenji@morimoto-niwa.example.com",
        phone="+16125550108",
        service=ESTIMATES,
        trade=Trade.LANDSCAPING,
        days_ago=13,
        clock="10:30",
        message="Japanese gardens, stone and water. Clients find us in magazines, then they cannot find our"
        " telephone number. I think this is a small problem for you.",
        events=(
            Reply(
                "imani",
                24,
                "Good morning Mr. Morimoto,\n\nit is, and it costs you the most patient people. Your map listing has"
                " an old number; I can show you how to claim it, it takes a quarter of an hour.\n\nImani",
            ),
            Moved("imani", 25, LeadStatus.CONTACTED),
            Answer(205, "Please do it for us and send an invoice. I prefer to move stones."),
            Moved("imani", 230, LeadStatus.BOOKED),
            Moved("imani", 2900, LeadStatus.WON),
        ),
    ),
)
