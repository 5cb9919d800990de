"""What is told of a count: all of it to the maker, and to the others nothing that points at a person."""

import datetime
from collections import defaultdict
from itertools import accumulate, pairwise, product

from hypothesis import given
from hypothesis import strategies as st

from guides.rules import team_figures
from guides.rules.team_figures import WEEK, Figures, Week

MADE = datetime.date(2025, 11, 5)
MONDAY = datetime.date(2025, 11, 3)
WEEKLY = st.lists(st.integers(0, 30), min_size=1, max_size=40)
DAYS = st.dates(datetime.date(2020, 1, 1), datetime.date(2100, 1, 1))


def exact(weekly):
    """What the maker sees of a team with these numbers, week by week since it was made."""
    counted = {MONDAY + number * WEEK: new for number, new in enumerate(weekly) if new}
    return team_figures.for_maker(counted, MADE, MONDAY + (len(weekly) - 1) * WEEK + datetime.timedelta(days=6))


def public(weekly):
    return team_figures.for_everybody(exact(weekly))


def told(weekly):
    return tuple(week.total for week in public(weekly).weeks)


@given(DAYS)
def test_a_week_begins_on_its_monday(day):
    monday = team_figures.monday(day)
    assert monday.weekday() == 0
    assert monday <= day < monday + WEEK


@given(WEEKLY)
def test_the_maker_sees_every_total_of_the_latest_weeks_from_five_on(weekly):
    totals = list(accumulate(weekly))[-team_figures.WEEKS_SHOWN :]
    assert [week.total for week in exact(weekly).weeks] == [total if total >= 5 else 0 for total in totals]


@given(st.lists(st.integers(0, 4), min_size=1, max_size=12).filter(lambda weekly: sum(weekly) < team_figures.STEP))
def test_below_five_the_maker_sees_no_more_than_everybody(weekly):
    assert exact(weekly).weeks == public(weekly).weeks


def test_weeks_in_which_nobody_came_are_there_too():
    assert exact([2, 0, 4]) == Figures(
        (Week(MONDAY, 0), Week(MONDAY + WEEK, 0), Week(MONDAY + 2 * WEEK, 6)), is_exact=True
    )


def test_a_team_that_was_made_today_has_one_week():
    assert team_figures.for_maker({}, MADE, MADE).weeks == (Week(MONDAY, 0),)


@given(WEEKLY)
def test_everybody_sees_multiples_of_five_that_never_go_down(weekly):
    shown = public(weekly)
    assert not shown.is_exact
    assert all(week.total % team_figures.STEP == 0 for week in shown.weeks)
    assert list(told(weekly)) == sorted(told(weekly))
    assert 0 <= sum(weekly) - shown.total < team_figures.STEP


@given(st.lists(st.integers(0, 4), min_size=1, max_size=12).filter(lambda weekly: sum(weekly) < team_figures.STEP))
def test_below_five_everybody_sees_the_same(weekly):
    assert told(weekly) == (0,) * len(weekly)


def test_nobody_can_work_out_a_week_or_the_total():
    """Every history of four weeks with up to nine a week: what is shown always leaves five numbers or more for each."""
    fitting = defaultdict(list)
    for weekly in product(range(10), repeat=4):
        fitting[told(weekly)].append(weekly)
    complete = {shown: all_of for shown, all_of in fitting.items() if shown[-1] <= 5}
    assert len(complete) > 3
    for all_of in complete.values():
        assert len({sum(weekly) for weekly in all_of}) == team_figures.STEP
        for number in range(4):
            assert len({weekly[number] for weekly in all_of}) >= team_figures.STEP


@given(WEEKLY, st.data())
def test_where_the_figure_stands_still_the_week_may_have_had_any_number_below_five(weekly, data):
    """Another history that looks the same to everybody, and has whatever number we like in that week."""
    totals = [0, *map(team_figures.rounded, accumulate(weekly))]
    still = [number for number in range(len(weekly)) if totals[number] == totals[number + 1]]
    if not still:
        return
    number, wanted = data.draw(st.sampled_from(still)), data.draw(st.integers(0, 4))
    before, after = totals[1 : number + 1], [total + wanted for total in totals[number + 1 :]]
    running = [0, *before, *after]
    other = [later - earlier for earlier, later in pairwise(running)]
    assert other[number] == wanted
    assert min(other) >= 0
    assert told(other) == told(weekly)
