"""What people asked Hollis & Daughters Plumbing in the last days, newest first."""

from typing import Final

from leads.demo.stories import Answer, Moved, Reply, Story, Trade
from leads.enums import LeadSource, LeadStatus

LATEST: Final = (
    Story(
        name="Rosa Delgado-Whitcombe",
        email="rosa.dw@example.com",
        phone="+19375550142",
        service="Emergency repair",
        preferred_time="Tonight, I am home after six",
        trade=Trade.PLUMBING,
        minutes_ago=11,
        message="Water is coming through the kitchen ceiling, I think from the bathroom above. The shut-off under the"
        " sink won't turn, I have tried with both hands. Buckets are holding for now. Can somebody come tonight?",
    ),
    Story(
        name="Luis Ortega",
        email="luis.ortega.dyt@example.com",
        service="Bathroom or kitchen",
        trade=Trade.PLUMBING,
        locale="es",
        minutes_ago=52,
        message="Buenas, la llave de la cocina gotea toda la noche. No es urgente, cuando puedan.",
    ),
    Story(
        name="Dale Kowalczyk",
        email="dkowalczyk@example.com",
        phone="+19375550118",
        service="Drains and sewers",
        trade=Trade.PLUMBING,
        minutes_ago=215,
        message="Sump pump runs all the time since the storm. It does push water out but it has not stopped since"
        " Sunday and now it makes a grinding noise. Basement is finished so I would rather not wait to find out.",
        events=(
            Reply(
                "ruth",
                34,
                "Hi Dale,\n\na pump that never rests usually has a stuck float or a check valve that lets the water"
                " run back. Both are quick to see. If the grinding gets louder, switch it off for ten minutes and on"
                " again.\n\nWould tomorrow before noon work for you?\n\nRuth",
            ),
            Moved("ruth", 35, LeadStatus.CONTACTED),
        ),
    ),
    Story(
        name="Terrence Okafor",
        email="terrence.okafor@example.com",
        phone="+19375550167",
        service="Water heater",
        preferred_time="Before 9 AM",
        trade=Trade.PLUMBING,
        days_ago=1,
        clock="08:17",
        message="No hot water since yesterday evening. It is a 50 gallon gas heater from 2009, pilot goes out a minute"
        " after I light it. I suppose it is at the end of its life. What would a new one cost, installed?",
        events=(
            Reply(
                "dana",
                46,
                "Good morning Terrence,\n\nit could be the thermocouple, which is a small part, but on a heater of"
                " that age I would not promise you another winter. Let me look before you spend money on a new one."
                " I have an opening on Thursday morning.\n\nDana",
            ),
            Moved("dana", 47, LeadStatus.CONTACTED),
            Answer(128, "Thursday morning works. Can you do it before nine, and is the old tank taken away?"),
        ),
    ),
    Story(
        name="María Fernanda Castellanos de la Cruz",
        email="mf.castellanos@example.com",
        phone="+19375550123",
        service="Bathroom or kitchen",
        preferred_time="Sábado",
        trade=Trade.PLUMBING,
        locale="es",
        days_ago=1,
        clock="10:41",
        message="Hola, el inodoro del segundo piso no deja de correr. Ya cambié la tapita de goma pero sigue igual."
        " ¿Atienden los sábados? Entre semana trabajo hasta las siete.",
        events=(
            Reply(
                "ruth",
                75,
                "Hola María Fernanda:\n\nsí, los sábados trabajamos de ocho a dos. Por lo que cuenta, lo más probable"
                " es la válvula de llenado. Mientras tanto puede cerrar la llave detrás del inodoro para no gastar"
                " agua.\n\n¿Le queda bien a las nueve?\n\nRuth Hollis",
            ),
            Moved("ruth", 76, LeadStatus.CONTACTED),
        ),
    ),
    Story(
        name="Jim Pruitt",
        email="jim.pruitt@example.com",
        service="Bathroom or kitchen",
        trade=Trade.PLUMBING,
        days_ago=1,
        clock="13:05",
        message="Garbage disposal hums but won't turn",
        events=(
            Reply(
                "dana",
                22,
                "Hi Jim,\n\nsomething small is stuck between the plates. Switch it off at the breaker, look for a hex"
                " socket in the middle underneath, and turn it both ways with an Allen key. Then press the red reset"
                " button. If that doesn't free it, write back and I'll come by.\n\nDana",
            ),
            Answer(61, "That did it. Bottle cap. I owe you a beer, thanks!!"),
            Moved("dana", 70, LeadStatus.ARCHIVED),
        ),
    ),
    Story(
        name="Priya Raghunathan",
        email="priya.raghunathan@example.com",
        phone="+19375550151",
        service="Bathroom or kitchen",
        preferred_time="Weekday mornings",
        trade=Trade.PLUMBING,
        days_ago=2,
        clock="06:52",
        message="We are remodeling the upstairs bathroom and our contractor asked us to find our own plumber for the"
        " rough-in. It is about 9 by 11 feet. We would like two sinks where there is one now, and a walk-in shower in"
        " place of the tub, which means that the drain moves by roughly four feet. The house is from 1954, the stack"
        " is cast iron and the supply lines were changed to copper at some point.\n\nTwo questions. Do you do this"
        " kind of work together with somebody else's contractor, and who pulls the permit? The drywall comes down in"
        " three weeks, so we are not in a panic, but we would like to have it settled.\n\nThank you,\nPriya",
        events=(
            Reply(
                "dana",
                190,
                "Good morning Priya,\n\nyes to both: we work alongside other contractors all the time, and the"
                " plumbing permit is ours to pull. With a cast iron stack I would like to see it before I name a"
                " price, because moving the drain four feet is easy or not depending on which way the joists run."
                "\n\nCould I come by for half an hour this week?\n\nDana",
            ),
            Moved("dana", 191, LeadStatus.CONTACTED),
            Answer(402, "Joists run toward the street, if that helps. Friday at 7:30 would be perfect."),
            Reply("dana", 455, "It does help. Friday at 7:30 it is. I'll bring the drawings of your street.\n\nDana"),
            Moved("dana", 456, LeadStatus.BOOKED),
        ),
    ),
    Story(
        name="Okonkwo & Featherstonehaugh LLP, office management",
        email="office@okonkwo-featherstonehaugh.example.com",
        phone="+19375550189",
        service="Drains and sewers",
        trade=Trade.PLUMBING,
        source=LeadSource.API,
        days_ago=2,
        clock="19:48",
        message="Quarterly inspection for three offices, who do we talk to about a contract?",
        events=(
            Reply(
                "dana",
                780,
                "Good morning,\n\nthat would be me. If you send the three addresses and tell me roughly how many"
                " restrooms and kitchens each has, you get a written offer by the end of the week.\n\nDana Hollis",
            ),
            Moved("dana", 781, LeadStatus.CONTACTED),
        ),
    ),
    Story(
        name="Greater Dayton Arts Center, facilities office",
        email="no-reply@example.com",
        phone="+19375550133",
        service="Drains and sewers",
        trade=Trade.PLUMBING,
        source=LeadSource.API,
        days_ago=3,
        clock="09:26",
        message="Backflow preventer test certificate due on the 1st of the month. Two devices, basement level. Please"
        " call the facilities office, this mailbox sends only.",
        events=(Moved("ruth", 124, LeadStatus.CONTACTED),),
    ),
    Story(
        name="Shauna McAllister",
        email="shauna.mcallister@example.com",
        phone="+19375550175",
        service="Emergency repair",
        trade=Trade.PLUMBING,
        days_ago=3,
        clock="21:33",
        message="Me again! The outside tap on the north wall has frozen, the one you replaced last week is fine. This"
        " is the other one. I have shut it off inside and left it open outside, is there anything else I should do"
        " tonight?",
        events=(
            Reply(
                "ruth",
                644,
                "Good morning Shauna,\n\nyou did exactly the right thing. Leave it like that. I put a frost-free one"
                " on the van and can swing by this afternoon between two and four.\n\nRuth",
            ),
            Moved("ruth", 645, LeadStatus.CONTACTED),
            Answer(690, "Two to four is great, the dog is loud but harmless."),
            Moved("ruth", 702, LeadStatus.BOOKED),
        ),
    ),
    Story(
        name="Wei-Ling Chen",
        email="weiling.chen@example.com",
        phone="+19375550146",
        service="Bathroom or kitchen",
        trade=Trade.PLUMBING,
        days_ago=4,
        clock="11:20",
        message="New gas line for a range. The kitchen has electric now, the meter is on the other side of the house,"
        " maybe 40 feet. Do I need a permit in Kettering?",
        events=(
            Reply(
                "dana",
                95,
                "Hello Wei-Ling,\n\nyes, Kettering wants a permit and a pressure test, and we take care of both. Forty"
                " feet is no problem. Which range is it? The BTU figure on its label tells me the pipe size.\n\nDana",
            ),
            Moved("dana", 96, LeadStatus.CONTACTED),
            Answer(244, "It says 65,000 BTU/hr on the plate. Delivery is on the 14th."),
            Reply(
                "dana",
                301,
                "Thank you, that is a ¾ inch line. I'll apply for the permit today and we come two days before your"
                " delivery.\n\nDana",
            ),
            Moved("dana", 302, LeadStatus.BOOKED),
        ),
    ),
    Story(
        name="Ngozi Adeyemi-Thornton",
        email="ngozi.at@example.com",
        phone="+19375550104",
        service="Water heater",
        trade=Trade.PLUMBING,
        days_ago=4,
        clock="15:58",
        message="Please call, easier to explain. Any time after 4.",
        events=(Moved("ruth", 41, LeadStatus.CONTACTED),),
    ),
    Story(
        name="bob",
        email="bobby.t.2288@example.com",
        service="",
        trade=Trade.PLUMBING,
        days_ago=5,
        clock="12:26",
        message="toilet clogged. how much",
        events=(
            Reply(
                "dana",
                17,
                "Hi Bob,\n\nthat depends on what's in the way: a plunger job is the visit alone, a blocked main is"
                " more. Is it one toilet, or do the tub and the sink drain slowly too?\n\nDana",
            ),
            Moved("dana", 18, LeadStatus.CONTACTED),
            Moved("dana", 2890, LeadStatus.LOST),
        ),
    ),
)
