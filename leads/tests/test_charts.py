"""Numbers become places, and the places keep the numbers' proportions."""

from datetime import date, timedelta

from leads.charts import BASE, GAP, PLOT_TOP, SMALLEST, Day, stacked

FIRST = date(2026, 11, 4)


def _days(*counts):
    return [Day(FIRST + timedelta(days=place), *parts) for place, parts in enumerate(counts)]


def test_the_highest_column_fills_the_picture_and_the_parts_stand_on_each_other():
    chart = stacked(_days((7, 4, 0), (4, 2, 3)))

    high, today = chart.columns
    assert [part.series for part in today.parts] == ["c1", "c2", "c3"]
    assert high.parts[-1].y == PLOT_TOP + GAP
    for column in chart.columns:
        below = BASE
        for part in column.parts:
            assert part.y + part.height == below
            below = part.y - GAP


def test_equal_counts_are_equally_high_and_twice_as_many_twice_as_high():
    one, two, four = stacked(_days((1, 0, 0), (0, 2, 0), (4, 0, 0))).columns

    heights = [column.parts[0].height + GAP for column in (one, two, four)]
    assert heights == [30, 60, 119]


def test_a_part_too_small_to_see_is_drawn_all_the_same():
    chart = stacked(_days((1, 0, 0), (4000, 0, 1)))

    assert chart.columns[0].parts[0].height == SMALLEST
    assert chart.columns[1].parts[-1].height == SMALLEST


def test_columns_stand_in_the_middle_of_their_slots_and_only_the_last_one_is_today():
    chart = stacked(_days(*[(1, 0, 0)] * 14))

    assert (chart.columns[0].centre, chart.columns[13].centre) == ("3.57%", "96.43%")
    assert chart.columns[0].parts[0].x == "1.52%"
    assert [column.is_today for column in chart.columns] == [False] * 13 + [True]


def test_days_without_leads_have_no_parts_and_no_busiest():
    chart = stacked(_days((0, 0, 0), (0, 0, 0)))

    assert (chart.total, chart.busiest) == (0, None)
    assert all(column.parts == () for column in chart.columns)


def test_the_total_and_the_busiest_day_are_told():
    chart = stacked(_days((1, 0, 0), (2, 1, 1), (0, 0, 2)))

    assert chart.total == 7
    assert chart.busiest == Day(FIRST + timedelta(days=1), 2, 1, 1)
