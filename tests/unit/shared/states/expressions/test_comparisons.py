"""Comparisons agree with plain definitions of them."""

import re

from hypothesis import given
from hypothesis import strategies as st

from shared.states.expressions.comparisons import COMPARISONS, TYPE_TESTS, matches

PATTERNS = st.text(alphabet="ab*\\", max_size=8)
TEXTS = st.text(alphabet="ab*\\", max_size=10)
VALUES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.just([1])


def expression(pattern: str) -> str:
    """The pattern as regular expression, piece by piece."""
    pieces = re.findall(r"\\.|.|\\", pattern, re.DOTALL)
    return "".join(".*" if piece == "*" else re.escape(piece[-1]) for piece in pieces)


@given(TEXTS, PATTERNS)
def test_a_pattern_matches_as_a_regular_expression_does(text: str, pattern: str) -> None:
    """A star stands for any characters, a backslash takes its meaning away."""
    assert matches(text, pattern) is bool(re.fullmatch(expression(pattern), text, re.DOTALL))


def test_a_pattern_of_many_stars_takes_no_long() -> None:
    """A pattern on which backtracking would never end is decided."""
    assert not matches("a" * 10_000, "*a" * 1_000 + "b")


@given(VALUES, VALUES)
def test_values_of_other_types_compare_false(one: object, other: object) -> None:
    """Nothing is compared over types, and no comparison fails."""
    for name, compare in COMPARISONS.items():
        if compare(one, other):
            assert isinstance(one, bool) == isinstance(other, bool)
            assert isinstance(one, str) == isinstance(other, str)
            assert name != "BooleanEquals" or isinstance(one, bool)


@given(VALUES)
def test_a_value_has_one_type(value: object) -> None:
    """A value passes at most one test of its type, but that timestamps are texts."""
    passed = {name for name, test in TYPE_TESTS.items() if test(value)}
    assert len(passed - {"IsTimestamp"}) <= 1
    assert "IsTimestamp" not in passed or "IsString" in passed
