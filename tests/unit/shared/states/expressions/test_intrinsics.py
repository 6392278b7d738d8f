"""Intrinsic functions compute what the States Language says."""

import pytest

from shared.states.errors import StateError
from shared.states.expressions.draws import Draws
from shared.states.expressions.engine import InProcess
from shared.states.expressions.faults import ExpressionError
from shared.states.expressions.intrinsics.parse import parse_call
from shared.states.expressions.view import View
from testing.states.world import LIMITS, START

INPUT = {
    "name": "Ana",
    "n": 4,
    "items": [1, 2, 3, 4, 5],
    "o": {"a": 1},
    "p": {"a": 2, "b": 3},
    "t": '{"x": [1]}',
}


def view(draw: str = "test") -> View:
    """A view of the input."""
    return View(
        INPUT, {"Execution": {"Id": "run-1"}}, {"v": 7}, {}, Draws("seed", draw), START, LIMITS, InProcess()
    )


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("States.Format('Hi {}, {} of {}', $.name, 1, null)", "Hi Ana, 1 of null"),
        ("States.Format('{}', true)", "true"),
        (r"States.Format('a \{\} {} it\'s \\', 'x')", "a {} x it's \\"),
        ("States.Format('no place')", "no place"),
        (r"States.Array('Foo', 2020, $.o, null)", ["Foo", 2020, {"a": 1}, None]),
        ("States.Array()", []),
        ("States.Array($v, $$.Execution.Id)", [7, "run-1"]),
        ("States.ArrayPartition($.items, 2)", [[1, 2], [3, 4], [5]]),
        ("States.ArrayPartition($.items, 1.5)", [[1, 2], [3, 4], [5]]),
        ("States.ArrayContains($.items, 5)", True),
        ("States.ArrayContains($.items, '5')", False),
        ("States.ArrayContains(States.Array(1), true)", False),
        ("States.ArrayRange(1, 9, 2)", [1, 3, 5, 7, 9]),
        ("States.ArrayRange(3, 1, -1)", [3, 2, 1]),
        ("States.ArrayRange(1, 0, 1)", []),
        ("States.ArrayGetItem($.items, 4)", 5),
        ("States.ArrayGetItem($.items[?(@ > 3)], 0)", 4),
        ("States.ArrayLength($.items)", 5),
        ("States.ArrayUnique(States.Array(1, 1.0, true, 'a', 'a'))", [1, True, "a"]),
        ("States.Base64Encode('é')", "w6k="),
        ("States.Base64Decode('w6k=')", "é"),
        ("States.Hash('abc', 'SHA-1')", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        ("States.Hash('abc', 'MD5')", "900150983cd24fb0d6963f7d28e17f72"),
        ("States.JsonMerge($.o, $.p, false)", {"a": 2, "b": 3}),
        ("States.JsonToString($.o)", '{"a":1}'),
        ("States.StringToJson($.t)", {"x": [1]}),
        ("States.MathAdd(1, -3)", -2),
        ("States.MathAdd(1.5, 1)", 3),
        ("States.StringSplit('1,2;3,', ',;')", ["1", "2", "3"]),
        ("States.StringSplit('abc', '')", ["abc"]),
        ("States.MathAdd(States.ArrayLength($.items),States.ArrayGetItem($.items, 0))", 6),
        ("States.Format('{}', States.JsonToString($['o']))", '{"a":1}'),
    ],
)
def test_a_call_gives(call: str, expected: object) -> None:
    """Each function gives what the specification says of it."""
    found = parse_call(call).read(view())
    assert found == expected
    assert (
        [type(item) for item in found] == [type(item) for item in expected]
        if isinstance(found, list)
        else True
    )


@pytest.mark.parametrize(
    "call",
    [
        "States.Xyz($.a)",
        " States.Array(1)",
        "States.Array(1) ",
        "States.Array(1",
        "States.Array(1 2)",
        "States.Array(,)",
        "States.Array",
        "States.MathAdd(1,'-1')",
        "States.MathAdd(1)",
        "States.UUID(1)",
        "States.Hash('a')",
        "States.Array('a)",
        'States.Array("a")',
        "States.Array(word)",
        "States.Array(1.)",
        "States.Array(01)",
        "States.Array(" * 11 + ")" * 11,
    ],
)
def test_a_call_that_is_none_is_refused(call: str) -> None:
    """What is no call, has a wrong count or a literal of a wrong type is refused when it is read."""
    with pytest.raises(ExpressionError):
        parse_call(call)


@pytest.mark.parametrize(
    "call",
    [
        "States.ArrayPartition($.items, 0)",
        "States.ArrayRange(1, 2000, 1)",
        "States.ArrayRange(1, 2, 0)",
        "States.ArrayGetItem($.items, 5)",
        "States.ArrayGetItem($.items, -1)",
        "States.ArrayLength($.name)",
        "States.Base64Decode('*')",
        "States.Hash('abc', 'CRC')",
        "States.JsonMerge($.o, $.p, true)",
        "States.StringToJson('{')",
        "States.StringToJson('NaN')",
        "States.Format('{} {}', 1)",
        "States.Format('{}', $.items)",
        "States.MathRandom(5, 5)",
        "States.Array($.missing)",
    ],
)
def test_a_call_that_cannot_be_computed_is_an_error(call: str) -> None:
    """A function that fails is a States.IntrinsicFailure that names the call."""
    with pytest.raises(StateError) as failure:
        parse_call(call).read(view())
    assert failure.value.error == "States.IntrinsicFailure"


def test_random_numbers_can_be_drawn_again() -> None:
    """The same seed and decision give the same numbers, another decision others, within the bounds."""
    calls = [parse_call("States.MathRandom(1, 1000)"), parse_call("States.UUID()")]
    once, again, other = ([call.read(view(draw)) for call in calls] for draw in ("a", "a", "b"))
    assert once == again
    assert once != other
    assert 1 <= once[0] < 1000
    assert once[1][14] == "4"
    seeded = parse_call("States.MathRandom(1, 1000, 5)")
    assert seeded.read(view("a")) == seeded.read(view("b"))
