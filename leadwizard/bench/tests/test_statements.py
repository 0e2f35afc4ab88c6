"""What the server's log says becomes statements again, and a script that writes the same with new keys."""

import re

import pytest

from leadwizard.bench import statements
from leadwizard.bench.statements import Statement

ORGANIZATION = "01a1fce2-2ae5-73e5-8a91-f24b04a3eba0"
LEAD = "01a1fce2-3055-71ea-9eac-82c06148f220"
LOG = """\
2026-11-21 06:54:04.371 UTC [41] LOG:  statement: BEGIN
2026-11-21 06:54:04.372 UTC [42] LOG:  statement: SELECT 1
2026-11-21 06:54:04.373 UTC [41] LOG:  statement: INSERT INTO a
\tVALUES ('it''s; :34')
2026-11-21 06:54:04.374 UTC [41] LOG:  execute <unnamed>: UPDATE a SET b = $1 WHERE c = $2 AND d = $10
2026-11-21 06:54:04.374 UTC [41] DETAIL:  Parameters: $1 = 'x ''y''', $2 = NULL, $10 = '7'
2026-11-21 06:54:04.375 UTC [7] LOG:  checkpoint starting: time
2026-11-21 06:54:04.376 UTC [41] LOG:  statement: COMMIT
"""


def test_statements_are_read_with_their_process_and_their_parameters():
    assert [(each.process, each.text) for each in statements.read(LOG)] == [
        (41, "BEGIN"),
        (42, "SELECT 1"),
        (41, "INSERT INTO a\nVALUES ('it''s; :34')"),
        (41, "UPDATE a SET b = 'x ''y''' WHERE c = NULL AND d = '7'"),
        (41, "COMMIT"),
    ]


def test_a_transaction_is_found_among_what_others_say():
    said = [
        Statement(1, "SELECT registry"),
        Statement(2, "SELECT set_config('app.organization', 'x', true)"),
        Statement(1, "SELECT set_config('app.organization', 'y', true)"),
        Statement(2, "INSERT INTO event VALUES (7)"),
        Statement(1, "SAVEPOINT s"),
        Statement(1, "INSERT INTO lead VALUES ('b123')"),
        Statement(1, "ROLLBACK TO SAVEPOINT s"),
        Statement(2, "COMMIT"),
        Statement(1, "INSERT INTO job VALUES (8)"),
        Statement(1, "COMMIT"),
        Statement(1, "INSERT INTO event VALUES (9)"),
        Statement(1, "COMMIT"),
    ]
    found = statements.transaction_with("b123", said)
    assert found == [said[number] for number in (0, 2, 4, 5, 6, 8, 9)]
    assert statements.transaction_with("nothing", said) == []
    assert statements.transaction_with("b123", said[:9]) == []


@pytest.mark.parametrize("text", ["BEGIN", "commit", 'SAVEPOINT "s1"', "RELEASE SAVEPOINT s", "ROLLBACK TO s"])
def test_transactions_are_no_queries(text):
    assert Statement(1, text).is_boundary
    assert not Statement(1, text).is_write


@pytest.mark.parametrize(
    ("text", "is_write"),
    [
        ("INSERT INTO a VALUES (1)", True),
        ("UPDATE a SET b = 1", True),
        ("WITH x AS (INSERT INTO a VALUES (1) RETURNING b) SELECT * FROM x", True),
        ("SELECT set_config('app.organization', 'x', true)", True),
        ("SELECT * FROM a", False),
    ],
)
def test_writes_are_told_from_reads(text, is_write):
    assert Statement(1, text).is_write is is_write
    assert not Statement(1, text).is_boundary


def test_a_script_has_new_keys_wherever_they_stand_and_keeps_what_was_there():
    digest = "ab" * 32
    writes = [
        Statement(1, f"SELECT set_config('app.organization', '{ORGANIZATION}', true)"),
        Statement(
            1,
            f"INSERT INTO lead VALUES ('{LEAD.replace('-', '')}'::uuid, '{ORGANIZATION.replace('-', '')}'::uuid,"
            f" 'QK3F9Z', 'b123456789012@probe.example', 'Bench 123456789012', '{digest}', '06:54:04')",
        ),
        Statement(1, f"""INSERT INTO job VALUES ('{{"lead": "{LEAD}"}}'::jsonb, '{LEAD}')"""),
    ]
    text = statements.script(writes, marker="123456789012", reference="QK3F9Z", known=[ORGANIZATION])
    first, *_ = text.splitlines()
    assert first == "\\set n random(100000000000, 999999999999)"
    assert text.count(ORGANIZATION) + text.count(ORGANIZATION.replace("-", "")) == 2
    for gone in (LEAD, LEAD.replace("-", ""), "QK3F9Z", "123456789012", digest):
        assert gone not in text
    filled = text.replace(":n", "555555555555")
    wanted = LEAD[:-12] + "555555555555"
    assert filled.count(wanted) == 2
    assert filled.count(wanted.replace("-", "")) == 1
    assert re.search(r"'(ab){26}555555555555'", filled)
    assert "'555555555555', 'b555555555555@probe.example'" in filled
    assert "06:54:04" in filled
    assert filled.splitlines()[1] == "BEGIN;"
    assert filled.endswith("COMMIT;\n")


def test_what_begins_a_transaction_along_the_way_is_read_without_it():
    log = "2026-11-21 10:00:00.000 UTC [7] LOG:  statement: BEGIN; SELECT set_config('app.organization', 'x', true)\n"
    assert statements.read(log) == [Statement(7, "SELECT set_config('app.organization', 'x', true)")]
