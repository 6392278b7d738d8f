"""Paths select what the States Language says."""

import pytest

from shared.states.errors import StateError
from shared.states.expressions.draws import Draws
from shared.states.expressions.engine import InProcess
from shared.states.expressions.faults import ExpressionError
from shared.states.expressions.paths import MISSING, parse_path
from shared.states.expressions.reference import parse_reference, put
from shared.states.expressions.view import View
from testing.states.world import LIMITS, START

DOCUMENT = {
    "a": {"b": [10, 20, 30]},
    "a-b": 1,
    "é": 2,
    "1st": 3,
    "with space": {"x'y": 4},
    "books": [{"t": "one", "p": 1}, {"t": "two", "p": 2}, {"t": "three", "p": 3}],
    "limit": 2,
    "nothing": None,
}


def view(value=DOCUMENT, **variables) -> View:
    """A view of the document."""
    return View(
        value,
        {"Execution": {"Id": "run-1"}},
        variables,
        {},
        Draws("seed", "test"),
        START,
        LIMITS,
        InProcess(),
    )


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("$", DOCUMENT),
        ("$.a.b", [10, 20, 30]),
        ("$.a.b[0]", 10),
        ("$.a.b[-1]", 30),
        ("$['a']['b'][1]", 20),
        ('$["a"].b[1]', 20),
        ("$.a-b", 1),
        ("$.é", 2),
        ("$.1st", 3),
        ("$['with space']['x\\'y']", 4),
        ("$.nothing", None),
        ("$.books[*].t", ["one", "two", "three"]),
        ("$.books[0,2].p", [1, 3]),
        ("$.books[1:].p", [2, 3]),
        ("$.books[:1].p", [1]),
        ("$..p", [1, 2, 3]),
        ("$.books[?(@.p > 1)].t", ["two", "three"]),
        ("$.books[?(@.p == $.limit)].t", ["two"]),
        ("$.books[?(@.p > 9)].t", []),
        ("$.missing[*]", MISSING),
        ("$.books[(@.length-1)].t", "three"),
        ("$.books.length()", 3),
        ("$.missing", MISSING),
        ("$.a.b[3]", MISSING),
        ("$.a.b.c", MISSING),
        ("$.a.0", MISSING),
        ("$$.Execution.Id", "run-1"),
        ("$$.Task.Token", MISSING),
        ("$var.x[0]", 7),
        ("$other", MISSING),
    ],
)
def test_a_path_selects(path: str, expected: object) -> None:
    """A definite path gives the value itself, one that may select many a list, and nothing is told apart."""
    assert parse_path(path).find(view(var={"x": [7]})) == expected


def test_a_path_that_selects_nothing_is_an_error() -> None:
    """Reading a path that selects nothing fails with the error that the field has."""
    with pytest.raises(StateError, match=r"\$\.missing") as failure:
        parse_path("$.missing").read(view())
    assert failure.value.error == "States.Runtime"


@pytest.mark.parametrize(
    "path",
    [
        "",
        "a",
        ".a",
        "()",
        "$...",
        "$..",
        "$$23",
        "$.a[",
        "$a b",
        "$states.input",
        "$.a[?(@.b =~ /x/)]",
        "$.a[?match(@.b,'x')]",
        "$.a[(1)]",
    ],
)
def test_a_path_that_is_none_is_refused(path: str) -> None:
    """Text that is no path, and regular expressions in filters, are refused when the definition is read."""
    with pytest.raises(ExpressionError):
        parse_path(path)


@pytest.mark.parametrize(
    "path", ["$.a[*]", "$.a..b", "$.a[-1]", "$.a[0:1]", "$var", "a", "$$.x", "$.a[?(@.b)]"]
)
def test_a_reference_names_one_place(path: str) -> None:
    """A reference path has neither wildcards nor variables, and counts from the front."""
    with pytest.raises(ExpressionError):
        parse_reference(path)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("$", 9),
        ("$.a", {"a": 9, "k": [1, 2]}),
        ("$.new.deep", {"a": {"b": 1}, "k": [1, 2], "new": {"deep": 9}}),
        ("$.a.c", {"a": {"b": 1, "c": 9}, "k": [1, 2]}),
        ("$.k[1]", {"a": {"b": 1}, "k": [1, 9]}),
    ],
)
def test_a_value_is_put_at_its_place(path: str, expected: object) -> None:
    """Putting makes what is missing on the way, and leaves the document itself as it was."""
    document = {"a": {"b": 1}, "k": [1, 2]}
    assert put(document, parse_reference(path), 9) == expected
    assert document == {"a": {"b": 1}, "k": [1, 2]}


@pytest.mark.parametrize("path", ["$.k[2]", "$.k.x", "$.a.b.c", "$[0]"])
def test_a_place_that_leads_nowhere_is_an_error(path: str) -> None:
    """Putting cannot lengthen an array, nor set a member of a scalar or an array."""
    with pytest.raises(LookupError):
        put({"a": {"b": 1}, "k": [1, 2]}, parse_reference(path), 9)
