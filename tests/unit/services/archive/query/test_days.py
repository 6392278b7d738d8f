"""Windows of time as words."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from services.archive.query.days import DIGITS, LAST, SHORTEST, day_of, day_words, rounded_down

DAYS = st.integers(0, LAST)


def _words(day: int) -> set[str]:
    """Return the words of a day, as the database writes them."""
    return {f"@{day:0{DIGITS}x}"[: 1 + digits] for digits in range(SHORTEST, DIGITS + 1)}


@given(DAYS, st.integers(0, 5000), DAYS)
def test_a_window_has_a_word_of_each_of_its_days_and_of_no_other(first: int, more: int, other: int) -> None:
    """Exactly one, and few in all."""
    last = min(first + more, LAST)
    found = day_words(first, last)
    assert len(found) <= 3 * 2 * 15 + 2
    for day in (first, last, (first + last) // 2):
        assert len(_words(day) & set(found)) == 1
    assert bool(_words(other) & set(found)) == (first <= other <= last)


def test_all_time_has_every_day() -> None:
    """Though no word is as short as that."""
    assert all(_words(day) & set(day_words(0, LAST)) for day in (0, 1, 738_000, LAST))


def test_a_day_is_counted_from_the_first_of_the_year_one() -> None:
    """In UTC, and the year 2871 is the last."""
    assert day_of(datetime(1, 1, 1, tzinfo=UTC)) == 0
    assert day_of(datetime.fromisoformat("2026-03-05T01:00:00+02:00")) == datetime(2026, 3, 4).toordinal() - 1
    assert day_of(datetime(9999, 1, 1, tzinfo=UTC)) == LAST


@given(DAYS, st.integers(1, 100_000))
def test_a_window_is_lengthened_by_a_quarter_at_most(first: int, days: int) -> None:
    """And never into what was before the first day."""
    assert 0 <= first - rounded_down(first, days) <= days / 4
