"""Conditions of a request."""

from datetime import UTC, datetime

import pytest

from services.gateway.reading.conditions import (
    ConditionError,
    Validators,
    Verdict,
    range_counts,
    read_conditions,
    verdict,
)

MODIFIED = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
STANDS = Validators(etag='"a"', modified=MODIFIED)
NOTHING = Validators(etag=None)
SAME, BEFORE, AFTER = (f"Wed, 04 Mar 2026 05:06:0{second} GMT" for second in (7, 6, 8))


@pytest.mark.parametrize(
    ("headers", "reads", "expected"),
    [
        ({}, True, Verdict.PROCEED),
        ({"if-match": '"b", "a"'}, False, Verdict.PROCEED),
        ({"if-match": 'W/"a"'}, False, Verdict.FAILED),
        ({"if-match": "*"}, False, Verdict.PROCEED),
        ({"if-none-match": "*"}, False, Verdict.FAILED),
        ({"if-none-match": "*"}, True, Verdict.NOT_MODIFIED),
        ({"if-none-match": 'W/"a"'}, True, Verdict.NOT_MODIFIED),
        ({"if-none-match": '"b"', "if-modified-since": SAME}, True, Verdict.PROCEED),
        ({"if-modified-since": SAME}, True, Verdict.NOT_MODIFIED),
        ({"if-modified-since": BEFORE}, True, Verdict.PROCEED),
        ({"if-modified-since": "yesterday"}, True, Verdict.PROCEED),
        ({"if-modified-since": SAME}, False, Verdict.PROCEED),
        ({"if-unmodified-since": BEFORE}, False, Verdict.FAILED),
        ({"if-unmodified-since": SAME}, False, Verdict.PROCEED),
        ({"if-match": '"a"', "if-unmodified-since": BEFORE}, False, Verdict.PROCEED),
    ],
)
def test_conditions_are_held_in_the_order_of_the_rfc(
    headers: dict[str, str], reads: bool, expected: Verdict
) -> None:
    """A tag rules over a time, and what is no date is not there."""
    assert verdict(headers, STANDS, reads=reads) is expected


def test_where_nothing_stands_no_tag_matches() -> None:
    """`If-Match: *` asks for something, `If-None-Match: *` for nothing."""
    assert verdict({"if-match": "*"}, NOTHING, reads=False) is Verdict.FAILED
    assert verdict({"if-none-match": "*"}, NOTHING, reads=False) is Verdict.PROCEED


@pytest.mark.parametrize(
    ("given", "strong", "counts"),
    [
        ('"a"', True, True),
        ('W/"a"', True, False),
        ('"b"', True, False),
        (SAME, True, True),
        (SAME, False, False),
        (AFTER, True, False),
        ("?", True, False),
    ],
)
def test_a_range_counts_for_the_same_bytes_alone(given: str, strong: bool, counts: bool) -> None:
    """A weak tag, or a time that may stand for two contents, joins nothing."""
    assert range_counts({"if-range": given}, STANDS, date_is_strong=strong) is counts


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, {}),
        ({"if-match": ['"a"', '"b"']}, {"if-match": '"a", "b"'}),
        ({"if-none-match": [' * ']}, {"if-none-match": " * "}),
        ({"if-none-match": ['W/"a" , "b",']}, {"if-none-match": 'W/"a" , "b",'}),
        ({"if-unmodified-since": [SAME]}, {"if-unmodified-since": SAME}),
    ],
)  # fmt: skip
def test_conditions_of_one_name_are_one_list(fields: dict[str, list[str]], said: dict[str, str]) -> None:
    """As RFC 9110 has it (section 5.3)."""
    assert read_conditions(fields) == said


UNREADABLE = ("a", "", ",", "*, *", '*, "a"', '"a" "b"', '"a', "W/a", "," * 2000 + "x")


@pytest.mark.parametrize(
    "fields",
    [
        *({"if-none-match": [one]} for one in UNREADABLE),
        {"if-match": ["*", '"a"']},
        *({"if-unmodified-since": one} for one in (["yesterday"], [""], [SAME, AFTER])),
    ],
)  # fmt: skip
def test_a_condition_that_nobody_can_read_is_refused(fields: dict[str, list[str]]) -> None:
    """Taken for none, it would have the write replace what it was to keep."""
    with pytest.raises(ConditionError, match="say"):
        read_conditions(fields)
