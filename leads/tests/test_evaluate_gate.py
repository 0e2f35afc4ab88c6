"""The gate on the shipped set, and the command that measures any other."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from leads.gate.evaluation import SHIPPED
from leads.management.commands import evaluate_gate

LINE = {
    "id": "one",
    "hazard": "price",
    "lead": {"name": "Rosa", "message": "What does a drain cleaning cost?"},
    "organization": {"name": "Acme Plumbing", "services": ["Drain cleaning"], "prices": [], "languages": ["en"]},
    "model_output": {
        "summary": "Asks for a price.",
        "urgency": "normal",
        "intent": "price",
        "suggested_reply": "Hi Rosa, a drain cleaning is $189 with us. Which drain is it, the kitchen or the bath?",
        "tags": [],
        "risk_level": "low",
        "confidence": 0.95,
        "blocked_topics": [],
        "auto_send_allowed": True,
    },
    "expected": "hold",
}


def _run(tmp_path, *lines, text=""):
    file = tmp_path / "set.jsonl"
    file.write_text(text or "\n".join(json.dumps(line) for line in lines))
    out = StringIO()
    call_command("evaluate_gate", "--file", str(file), "--json", stdout=out)
    return json.loads(out.getvalue())


def test_on_the_shipped_set_nothing_bad_goes_out_and_nearly_everything_good_does():
    total = released = held = 0
    for path in SHIPPED:
        out = StringIO()
        call_command("evaluate_gate", "--file", str(path), "--json", stdout=out)
        report = json.loads(out.getvalue())
        assert report["false_releases"] == 0, path.stem
        # The promise is one for the whole set; a file of mostly hard ones may fall a little short of it.
        assert report["release_rate"] >= 0.94, path.stem
        total += report["total"]
        released += report["sent"]
        held += report["false_holds"]
    assert total >= 1940
    assert released / (released + held) >= 0.95


def test_without_a_file_it_is_the_shipped_set(monkeypatch):
    read = []
    monkeypatch.setattr(evaluate_gate, "read_lines", lambda paths: read.append(paths) or [])
    call_command("evaluate_gate", "--json", stdout=StringIO())
    assert read == [SHIPPED]


def test_prices_in_pairs_and_hours_by_weekday_number_are_read(tmp_path):
    organization = {
        **LINE["organization"],
        "prices": [["Drain cleaning", "$189"]],
        "hours": {"0": ["08:00", "17:00"], "5": None},
    }
    said = {
        **LINE["model_output"],
        "suggested_reply": "Hi Rosa, drain cleaning is $189. On Monday we are open from 8 AM to 5 PM.",
    }
    report = _run(tmp_path, {**LINE, "organization": organization, "model_output": said, "expected": "send"})
    assert report["wrong"] == []


def test_a_line_that_comes_out_wrong_is_named(tmp_path):
    report = _run(tmp_path, LINE, {**LINE, "id": "two", "expected": "send"})
    assert report["false_releases"] == 0
    assert report["release_rate"] == 0
    assert report["wrong"] == ["two"]
    assert report["by_hazard"] == {"price": {"total": 2, "sent": 0, "held": 2, "false_releases": 0, "false_holds": 1}}


@pytest.mark.parametrize(
    "prices",
    [
        [{"service": "Drain cleaning", "price": "$189"}],
        [{"name": "Drain cleaning", "amount": 189}],
        {"Drain cleaning": "$189"},
    ],
)
def test_prices_may_be_written_in_several_shapes(tmp_path, prices):
    organization = {**LINE["organization"], "prices": prices, "hours": {"mon": "8-17"}, "phones": None}
    report = _run(tmp_path, {**LINE, "organization": organization, "expected": "send"})
    assert report["release_rate"] == 1


def test_a_bare_lead_and_missing_facts_are_read(tmp_path):
    report = _run(tmp_path, {**LINE, "lead": "What does it cost?", "organization": {}})
    assert report["false_releases"] == 0


@pytest.mark.parametrize("text", ["not json", "[]", '{"id": 1}', '{"expected": "maybe"}'])
def test_a_line_that_is_none_is_named_with_its_number(tmp_path, text):
    with pytest.raises(CommandError, match="1"):
        _run(tmp_path, text=text)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"missing\.jsonl"):
        call_command("evaluate_gate", "--file", str(tmp_path / "missing.jsonl"), stdout=StringIO())
