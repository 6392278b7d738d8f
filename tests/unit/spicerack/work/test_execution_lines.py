"""The picture of an execution: what a person sees of a run."""

import json

import pytest

from shared.contracts.http.workflows import ExecutionRow
from spicerack.commands.work.execution_lines import execution_lines, stays_of
from testing.states.world import START, World

TASK = {"Type": "Task", "Resource": "urn:a"}
RETRY = [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 1}]
DEFINITION = {
    "StartAt": "First",
    "States": {
        "First": {**TASK, "Retry": RETRY, "Next": "Each"},
        "Each": {
            "Type": "Map",
            "ItemProcessor": {"StartAt": "One", "States": {"One": {**TASK, "End": True}}},
            "Next": "Last",
        },
        "Last": {**TASK, "End": True},
    },
}


def row(status: str) -> ExecutionRow:
    """Return the row of an execution."""
    return ExecutionRow(
        execution="e1",
        workflow="w",
        digest="d" * 64,
        name="by hand",
        status=status,
        started_at=START,
        updated_at=START,
    )


def test_stays_are_drawn_in_their_order_with_tries_and_depth():
    """A retry is counted, iterations are drawn below their Map, the failed state has its error."""
    answers = [
        {"error": "E", "seconds": 2},
        {"echo": True},
        {"echo": True},
        {"echo": True},
        {"error": "Last"},
    ]
    history = World(DEFINITION, {"urn:a": answers}).run([1, 2]).history
    assert [(stay.state, stay.depth, stay.tries, stay.mark) for stay in stays_of(history)] == [
        ("First", 0, 2, "✓"),
        ("Each", 0, 1, "✓"),
        ("One", 1, 1, "✓"),
        ("One", 1, 1, "✓"),
        ("Last", 0, 1, "✗"),
    ]
    lines = list(execution_lines(row("failed"), history))
    assert len(lines) == 6
    assert "2 tries" in lines[1]
    assert lines[5].endswith("Last")
    assert len({line.index("█") < 60 for line in lines[1:]}) == 1


@pytest.mark.parametrize("cut", [1, 2, 3, 5])
def test_an_execution_that_runs_is_drawn_as_far_as_it_is(cut):
    """Any beginning of a history has a picture."""
    history = World(DEFINITION, {"urn:a": [{"echo": True}]}).run(json.loads("[1]")).history
    assert list(execution_lines(row("running"), history[:cut]))
