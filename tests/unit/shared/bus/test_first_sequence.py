"""Numbers of a stream made later are higher than those of one made before."""

from hypothesis import given
from hypothesis import strategies as st

from shared.bus.first_sequence import NANOSECONDS, NUMBERS_A_SECOND, first_sequence

EVER = 4_102_444_800 * NANOSECONDS
"""The year 2100."""


@given(st.integers(0, EVER), st.integers(0, 10**18))
def test_stream_made_later_goes_on_above_what_one_made_earlier_gave_out(made: int, lasted: int) -> None:
    """As long as the first stored no more in its life than the bound says."""
    given_out = lasted * (NUMBERS_A_SECOND - 1) // NANOSECONDS
    again = first_sequence(now_ns=made + lasted + 1)
    assert again >= first_sequence(now_ns=made) + given_out


def test_numbers_are_exact_for_every_json_reader() -> None:
    """Up to 2100 they are below 2**53; and a host without a clock counts from 1."""
    assert first_sequence(now_ns=EVER) < 2**53
    assert first_sequence(now_ns=0) == 1
