"""Leads by the million: written by PostgreSQL itself, as the web's role, behind all three walls.

Each has its contact and its enquiry, as a submission makes them. Left out is what no list and no search reads: the
timeline, the acknowledgement, jobs.
"""

from uuid import UUID

import psycopg

from leadwizard.bench.stage import Stage
from leadwizard.stage.database import Place

BATCH = 50_000
# The words to look for. Of 1,000,000 leads 40 have the rare one, and every fifth the common one.
RARE, COMMON, NOWHERE = "marimba", "bathroom", "quixotically"
EMAIL_PART = "vandenberg.4"
_RARE_EVERY = 25_000
LAST_FOUR = "4207"

_FIRST = (
    "Adaeze|Agnes|Anders|Beatriz|Bram|Bruno|Carla|Carmen|Chidi|Claire|Deniz|Dinh|Elias|Emeka|Fatima|Frida|Gloria"
    "|Goran|Hana|Hector|Idris|Ingrid|Jamal|Joanna|Jolene|Kamal|Kofi|Leilani|Lucia|Marek|Noor|Olu|Paz|Quentin|Renee"
    "|Sunil|Tamika|Ulises|Vera|Wanda|Ximena|Yusuf|Zoe"
)
_LAST = (
    "Abernathy|Archer|Baptiste|Bellamy|Cardenas|Castro|Dombrowski|Duval|Engel|Eriksen|Farah|Fitzgerald|Greco|Gutierrez"
    "|Haddad|Horvat|Ibarra|Ito|Jankowski|Jensen|Kaplan|Kovac|Lundgren|Mbeki|Nunez|Oyelaran|Papadakis|Quispe|Rasmussen"
    "|Sorensen|Takahashi|Underhill|Vandenberg|Varga|Whitaker|Yilmaz|Zielinski"
)
_THING = "tap|pipe|lamp|gutter|heater|fence|window|boiler|door|switch|drain|shower|radiator|fuse box|chimney"
_ROOM = f"{COMMON}|kitchen|cellar|garage|attic"
_TROUBLE = (
    "drips since Sunday|rattles at night|stopped working|leaks a little|is loose|makes a noise|does not close"
    "|gets worse every day"
)
_WISH = (
    "Which days suit you?|Could you tell me roughly what that costs?|There is no hurry, next month is fine."
    "|Please call before you come, the dog needs a minute.|I can send pictures if that helps."
    "|I am at home from four o'clock on.|The neighbours said that you did good work for them."
)
_SERVICE = "Emergency repair|Water heater|Drains and sewers|Inspection|Yearly service"

# `pick(list, number, salt)` without a function: the n-th of the list, n drawn from a hash.
_PICK = "({0})[1 + (hashint4extended(g, {1}) & 1048575) %% array_length({0}, 1)]"
_CODE = "translate(lpad(to_char(g, 'FM9999999'), 7, '0'), '01', 'XY')"

_WRITE = """
WITH number AS MATERIALIZED (
    SELECT g, uuidv7() AS lead, uuidv7() AS contact, {first} AS first, {last} AS last,
        'The ' || {thing} || ' in our ' || {room} || ' ' || {trouble} || '. '
            || CASE WHEN g %% {rare_every} = 7 THEN 'It sounds like a {rare}. ' ELSE '' END || {wish} AS message,
        {service} AS service,
        CASE WHEN (hashint4extended(g, 8) & 1023) < 600 THEN '+999' || lpad(((g::bigint * 7919) %% 10000000000)::text,
            10, '0') ELSE '' END AS phone,
        (ARRAY['new', 'new', 'new', 'new', 'contacted', 'contacted', 'booked', 'won', 'lost', 'archived'])[
            1 + (hashint4extended(g, 9) & 1048575) %% 10] AS status,
        CASE WHEN (hashint4extended(g, 10) & 1023) < 4 THEN 'suspect' ELSE '' END AS suspicion,
        now() - interval '2 days' - interval '178 days' * (g::float8 / %(total)s) AS at
    FROM generate_series(%(first)s::int, %(last)s::int) AS g
), contact AS (
    INSERT INTO messaging_contact (id, organization_id, name, email, phone, time_zone, locale, created_at)
    SELECT contact, %(organization)s, first || ' ' || last, lower(first || '.' || last || '.' || g) || '@example.com',
        phone, '', 'en', at FROM number
), lead AS (
    INSERT INTO leads_lead (id, organization_id, form_id, contact_id, reference, name, email, phone, service,
        preferred_time, message, locale, source, idempotency_key, status, communication, suspicion, suspicion_reason,
        created_at)
    SELECT lead, %(organization)s, %(form)s, contact, {code}, first || ' ' || last,
        lower(first || '.' || last || '.' || g) || '@example.com', phone, service, '', message, 'en', 'page',
        'bench ' || g, status, 'acknowledged', suspicion,
        CASE WHEN suspicion = '' THEN '' ELSE 'links' END, at FROM number
)
INSERT INTO messaging_message (id, organization_id, contact_id, direction, kind, channel, state, is_automatic,
    to_address, sender_name, reply_to, subject, body, provider, provider_id, error, about_id, purpose, step, created_at)
SELECT uuidv7(), %(organization)s, contact, 'in', 'enquiry', 'form', 'received', false, '', '', '', '', message, '',
    '', '', lead, '', 0, at FROM number
"""


def _one_of(words: str, salt: int) -> str:
    quoted = ", ".join("'" + word.replace("'", "''") + "'" for word in words.split("|"))
    return _PICK.format(f"ARRAY[{quoted}]", salt)


def _statement() -> str:
    return _WRITE.format(
        first=_one_of(_FIRST, 1),
        last=_one_of(_LAST, 2),
        thing=_one_of(_THING, 3),
        room=_one_of(_ROOM, 4),
        trouble=_one_of(_TROUBLE, 5),
        wish=_one_of(_WISH, 6),
        service=_one_of(_SERVICE, 7),
        rare=RARE,
        rare_every=_RARE_EVERY,
        code=_CODE,
    )


def found_organization(stage: Stage, leads: int) -> Place:
    """Add an organization that has so many leads; return it."""
    before = {place.organization for place in stage.database.places()}
    stage.seed(1, leads=1)
    [place] = [place for place in stage.database.places() if place.organization not in before]
    [form] = stage.database.read("SELECT id FROM leads_form WHERE organization_id = %(id)s", {"id": place.organization})
    _fill(stage.values["DATABASE_URL"], place.organization, form["id"], leads - 1)
    return place


def _fill(url: str, organization: UUID, form: UUID, total: int) -> None:
    statement = _statement()
    for first in range(1, total + 1, BATCH):
        with psycopg.connect(url, application_name="bench") as connection:
            connection.execute("SELECT set_config('app.organization', %(id)s, true)", {"id": str(organization)})
            last = min(first + BATCH - 1, total)
            values = {"organization": organization, "form": form, "first": first, "last": last, "total": total}
            connection.execute(statement, values)


def tidy(stage: Stage) -> None:
    """Let PostgreSQL do now what it would do in the middle of a measurement."""
    with stage.as_owner() as connection:
        for table in ("leads_lead", "messaging_contact", "messaging_message"):
            connection.execute(f"VACUUM (ANALYZE) {table}")
