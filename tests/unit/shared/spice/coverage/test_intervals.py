"""Unions of intervals have in common what both have."""

from shared.spice.coverage.intervals import common


def test_what_unions_have_in_common_keeps_the_gaps_of_both() -> None:
    """They touch in an instant."""
    one, other = ((0.0, 2.0), (3.0, 9.0)), ((1.0, 4.0), (5.0, 6.0), (9.0, 12.0))

    assert common(one, other) == ((1.0, 2.0), (3.0, 4.0), (5.0, 6.0), (9.0, 9.0)) == common(other, one)
    assert common(one, ()) == common((), one) == ()
