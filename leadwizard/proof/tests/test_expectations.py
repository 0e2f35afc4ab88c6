"""The table of ends belongs to the source as it is."""

import itertools

import pytest

from leadwizard.proof.expectations import PLACES, TABLE, Repeat, Where, crash_points


def test_every_crash_point_of_the_source_has_its_place_and_the_other_way_round():
    assert set(crash_points()) == set(PLACES)


def test_every_place_and_every_kind_of_repeat_has_its_end():
    assert set(TABLE) == set(itertools.product(Where, Repeat))


def test_nothing_is_ever_expected_twice():
    assert {expected.accepted for expected in TABLE.values()} <= {0, 1}
    assert all(expected.asked for expected in TABLE.values() if expected.accepted == 0)


def test_names_are_found_wherever_they_are_called(tmp_path):
    app = tmp_path / "app"
    (app / "inner").mkdir(parents=True)
    (app / "__init__.py").touch()
    (app / "one.py").write_text("from x import crash_point\ncrash_point('b')\n")
    (app / "inner" / "two.py").write_text("import x\ndef f():\n    x.crash_point('a')\n")
    assert crash_points(tmp_path) == ["a", "b"]


def test_a_name_that_is_made_up_at_run_time_is_refused(tmp_path):
    app = tmp_path / "app"
    app.mkdir()
    (app / "__init__.py").touch()
    (app / "one.py").write_text("crash_point(name)\n")
    with pytest.raises(TypeError, match=r"one\.py:1"):
        crash_points(tmp_path)
