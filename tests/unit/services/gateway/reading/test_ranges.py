"""The `Range` of a request."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.gateway.reading.ranges import RANGES_MAX, Span, UnsatisfiableError, spans_of


@pytest.mark.parametrize(
    "header", [None, "", "bytes", "lines=0-1", "bytes=", "bytes=-", "bytes=5-4", "bytes=a-b"]
)
def test_what_is_no_range_is_ignored(header: str | None) -> None:
    """All bytes are told then, as the RFC has it."""
    assert spans_of(header, 100) is None


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200,300-", "bytes=-0"])
def test_ranges_without_a_byte_are_refused(header: str) -> None:
    """None of them can be told."""
    with pytest.raises(UnsatisfiableError):
        spans_of(header, 100)


def test_too_many_ranges_are_refused() -> None:
    """An answer never has more heads than bytes to tell."""
    text = ",".join(f"{2 * number}-{2 * number}" for number in range(RANGES_MAX + 1))
    with pytest.raises(UnsatisfiableError):
        spans_of(f"bytes={text}", 10_000)


def test_ranges_that_touch_are_joined() -> None:
    """Nothing is told twice."""
    assert spans_of("bytes=50-59,0-9,10-19,15-30", 100) == (Span(0, 31), Span(50, 10))


def test_ranges_apart_keep_their_order() -> None:
    """A caller that wants the end first gets it first."""
    assert spans_of("bytes=-1,0-0", 100) == (Span(99, 1), Span(0, 1))


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=8), st.integers(1, 40)
)
def test_what_is_told_is_what_was_asked_for(asked: list[tuple[int, int]], size: int) -> None:
    """Each byte of the file that some range names is told once, and no other."""
    wanted = {at for first, last in asked for at in range(first, last + 1) if at < size}
    text = "bytes=" + ",".join(f"{first}-{last}" for first, last in asked)
    if any(last < first for first, last in asked):
        assert spans_of(text, size) is None
        return
    if not wanted:
        with pytest.raises(UnsatisfiableError):
            spans_of(text, size)
        return
    found = spans_of(text, size)
    assert found is not None
    told = [at for span in found for at in range(span.start, span.end)]
    assert sorted(told) == sorted(wanted)
