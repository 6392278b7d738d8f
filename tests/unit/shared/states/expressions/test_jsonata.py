"""JSONata expressions are evaluated within bounds, and give JSON values or an error."""

import dataclasses

import pytest

from shared.states.errors import StateError
from shared.states.expressions.draws import Draws
from shared.states.expressions.engine import InProcess
from shared.states.expressions.faults import ExpressionError
from shared.states.expressions.jsonata import Jsonata
from shared.states.expressions.view import View
from shared.states.limits import Limits
from testing.states.world import LIMITS, START

QUICK = LIMITS.model_copy(update={"jsonata_milliseconds": 50})
PATIENT = LIMITS.model_copy(update={"jsonata_milliseconds": 60_000})


def view(draw: str = "test", limits: Limits = PATIENT) -> View:
    """A view of an input and a variable."""
    states = {"input": {"a": [1, 2, 3], "text": '{"x":1}', "none": None}, "result": 5}
    context = {"Execution": {"Id": "run-1", "Input": {}}, "State": {"Name": "S"}}
    return View(
        states["input"], context, {"v": {"w": 2}}, states, Draws("seed", draw), START, limits, InProcess()
    )


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("$sum($states.input.a)", 6),
        ("$states.result + $v.w", 7),
        ("$states.context.Execution.Id & '/' & $states.context.State.Name", "run-1/S"),
        ("$states.input.none", None),
        ("$keys($states)", ["input", "result", "context"]),
        ("$lookup($states, 'result')", 5),
        ("$states.*", None),
        ("$states.input.{'t': text}", {"t": '{"x":1}'}),
        ("$keys($states.input)", ["a", "text", "none"]),
        ("($s := $states.input; $s.a[0])", 1),
        ("$states.input.`a`[1]", 2),
        ("$lookup($states.context, 'State').Name", "S"),
        ("$keys($states.context.Execution)", ["Id", "Input"]),
        ("4/2", 2),
        ("0.5", 0.5),
        ("{'a': $states.input.missing}", {}),
        ("$partition([1,2,3], 2)", [[1, 2], [3]]),
        ("$range(1, 7, 3)", [1, 4, 7]),
        ("$hash('abc', 'SHA-256')", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ("$parse($states.input.text).x", 1),
        ("$now()", "2026-11-29T10:00:00.000Z"),
        ("$millis()", 1795946400000),
        ("$random(7) = $random(7)", True),
    ],
)
def test_an_expression_gives(expression: str, expected: object) -> None:
    """Expressions see the state, its context and the variables; the language's own functions are there."""
    found = Jsonata("{% " + expression + " %}").read(view())
    assert expected is None or found == expected
    assert type(found) is type(expected) or expected is None


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("$states.input.missing", "gives nothing"),
        ("$missing", "gives nothing"),
        ("function($x){$x}", "gives a function"),
        ("1/0", "JSON cannot say"),
        ("{'a': -1/0}", "JSON cannot say"),
        ("1 + 'a'", "T2002"),
        ("$eval('1')", r"\$eval is not part"),
        ("$uuid(1)", "failed"),
        ("$hash('a', 'CRC')", "CRC"),
        ("$partition([1], 0)", "positive"),
        ("$parse('{')", "not JSON"),
        ("($f := function($x){$f($x + 1)}; $f(1))", "D1012"),
        ("($f := function($x){1 + $f($x + 1)}; $f(1))", "D1011"),
        ("[1..10000000]", "D2015"),
    ],
)
def test_an_expression_that_fails_is_an_error(expression: str, words: str) -> None:
    """What gives no JSON value, fails, or exceeds a bound is a States.QueryEvaluationError."""
    limits = QUICK if words == "D1012" else PATIENT
    with pytest.raises(StateError, match=words) as failure:
        Jsonata("{% " + expression + " %}").read(view(limits=limits))
    assert failure.value.error == "States.QueryEvaluationError"


@pytest.mark.parametrize(
    "text", ["{%1%}", "{% 1 %", "1 %}", "{% 1 + * 2 %}", "{% $sum(1 %}", "{% %}", "{% 420. %}"]
)
def test_an_expression_that_is_none_is_refused(text: str) -> None:
    """Broken delimiters and broken syntax are refused when the definition is read."""
    with pytest.raises(ExpressionError):
        Jsonata(text)


def test_random_values_can_be_drawn_again() -> None:
    """Random numbers and UUIDs follow from the seed and the decision."""
    expression = Jsonata("{% [$random(), $uuid()] %}")
    assert expression.read(view("a")) == expression.read(view("a"))
    assert expression.read(view("a")) != expression.read(view("b"))


@pytest.mark.parametrize(
    ("given", "expression", "expected"),
    [
        (12345678901234567890, "$string($v)", "12345678901234567000"),
        (2**64, "$v", float(2**64)),
        ({"wide": 2**80, "small": 1}, "$v.small", 1),
    ],
)
def test_whole_numbers_beyond_64_bits_are_doubles(given, expression, expected):
    """So all numbers of JSONata are; what is too large for one fails its state alone."""
    seen = view()
    wide = dataclasses.replace(seen, variables={"v": given})
    assert Jsonata(f"{{% {expression} %}}").read(wide) == expected
    with pytest.raises(StateError):
        Jsonata("{% $v %}").read(dataclasses.replace(seen, variables={"v": 10**400}))
