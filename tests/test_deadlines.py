"""When an answer is due: a month is no 30 days, and ends where the calendar has no such day on its last one."""

import datetime

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import example, given
from hypothesis import strategies as st

from guides.rules import deadlines
from guides.rules.deadlines import Period, after_months, answer_due, dates, extended_to
from tests.support.deadlines import PERIODS, table

DAY = st.dates(deadlines.FIRST, deadlines.LAST)
PERIOD = st.builds(Period, months=st.integers(0, 13), days=st.integers(0, 400), extension=st.integers(0, 6))
EUROPE = Period(months=1, extension=2)


def day(text):
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("sent", "due"),
    [
        ("2026-11-30", "2026-12-30"),
        ("2026-01-31", "2026-02-28"),
        ("2028-01-31", "2028-02-29"),
        ("2100-01-31", "2100-02-28"),  # no leap year
        ("2026-02-28", "2026-03-28"),  # the same number, not the last day
        ("2026-03-31", "2026-04-30"),
        ("2026-12-31", "2027-01-31"),
        ("2026-12-01", "2027-01-01"),
    ],
)
def test_a_month_ends_on_the_day_with_the_same_number_or_on_the_last(sent, due):
    assert answer_due(day(sent), EUROPE) == day(due)


@given(DAY, st.integers(0, 40))
@example(datetime.date(2028, 2, 29), 12)
def test_months_are_counted_as_others_count_them(sent, months):
    found = after_months(sent, months)
    assert found == sent + relativedelta(months=months)
    assert found.day == sent.day or (found.day < sent.day and (found + deadlines.ONE_DAY).day == 1)


@given(DAY, DAY, st.integers(0, 40))
def test_what_is_sent_later_is_never_due_earlier(one, other, months):
    earlier, later = sorted([one, other])
    assert after_months(earlier, months) <= after_months(later, months)


@given(DAY)
def test_a_month_has_28_to_31_days_and_no_more(sent):
    assert 28 <= (after_months(sent, 1) - sent).days <= 31


@given(DAY, st.integers(1, 400))
def test_days_are_days_of_the_calendar(sent, number):
    assert (answer_due(sent, Period(days=number)) - sent).days == number


def test_an_extension_is_counted_from_the_day_it_was_sent():
    assert extended_to(day("2026-01-31"), EUROPE) == day("2026-04-30")
    assert extended_to(day("2025-11-30"), EUROPE) == day("2026-02-28")


@given(DAY, PERIOD)
def test_the_dates_are_in_order_and_each_is_there_once(sent, period):
    found = dates(sent, period)
    days, moments = [each.on for each in found], [each.moment for each in found]
    assert days == sorted(days)
    assert len(set(moments)) == len(moments)
    assert found[0] == ("sent", sent)
    assert {"sent", "reminder", "complaint"} <= set(moments)


def test_where_the_reminder_is_a_complaint_too_the_authority_waits_until_it_must_be_acknowledged():
    british = dict(dates(day("2026-11-30"), Period(months=1, extension=2, patience=30)))
    assert (british["reminder"], british["complaint"]) == (day("2026-12-31"), day("2027-01-31"))
    assert dict(dates(day("2026-11-30"), EUROPE))["complaint"] == day("2027-01-15")


@given(DAY, PERIOD)
def test_a_reminder_waits_for_the_answer_and_a_complaint_for_the_reminder(sent, period):
    found = dict(dates(sent, period))
    assert found["reminder"] > found.get("due", after_months(sent, 1))
    assert (found["complaint"] - found["reminder"]).days == period.patience + 1


@given(DAY)
def test_where_the_law_knows_no_date_nothing_is_called_due(sent):
    found = dict(dates(sent, Period(extension=2)))
    assert found.keys() == {"sent", "reminder", "complaint"}
    assert answer_due(sent, Period()) is extended_to(sent, Period(extension=2)) is None


@given(DAY, PERIOD)
def test_it_can_be_put_off_only_where_an_extension_is_known_and_then_to_a_later_day(sent, period):
    extended = extended_to(sent, period)
    assert (extended is not None) == (period.has_date and period.extension > 0)
    assert extended is None or extended > answer_due(sent, period)


def test_the_table_for_the_page_has_every_kind_of_period():
    kinds = {(bool(each.months), bool(each.days), bool(each.extension)) for each in PERIODS}
    assert len(kinds) >= 5
    assert {moment for row in table() for moment, _on in row["dates"]} == set(deadlines.MOMENTS)
