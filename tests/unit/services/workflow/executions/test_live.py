"""A live execution takes facts that came together in one record, as large as a message may be."""

import json
from collections import deque
from datetime import UTC, datetime

import pytest

from services.workflow.executions.live import EVENTS_TOGETHER, OUTPUT_BYTES_TOGETHER, LiveExecution
from shared.states.definition.parse import parse_definition
from shared.states.history import events as ev
from shared.states.interpret.interpreter import Interpreter
from shared.states.limits import Limits

NOW = datetime(2026, 1, 1, tzinfo=UTC)
EACH = {"StartAt": "Do", "States": {"Do": {"Type": "Task", "Resource": "spicerack:pass", "End": True}}}
MAP = {"StartAt": "Each", "States": {"Each": {"Type": "Map", "ItemProcessor": EACH, "End": True}}}


@pytest.fixture
def begin():
    """Return what begins a Map over so many items, none of whose tasks has ended."""

    def begun(items):
        limits = Limits(inline_concurrency=1000)
        definition = parse_definition(json.dumps(MAP), limits)
        interpreter = Interpreter(definition, limits)
        interpreter.receive(
            ev.ExecutionStarted(
                at=NOW,
                execution="e",
                name="",
                workflow="w",
                definition=definition.digest,
                input=list(range(items)),
                seed="5eed",
            )
        )
        return LiveExecution("spice", "w", "e", interpreter, 1, journal=None)

    return begun


def done(live, output=None):
    """Return the facts that all open tasks have ended."""
    return deque(
        ev.TaskSucceeded(at=NOW, task=task, output=output) for task in live.interpreter.execution.tasks
    )


def test_facts_that_came_together_are_one_turn(begin):
    """The turn has what one after another would have had, in its order, and the execution ends with it."""
    live, apart = begin(5), begin(5)
    first = live.interpreter.execution.position
    facts = done(live)
    one_by_one = [event for fact in done(apart) for event in apart.interpreter.receive(fact).events]
    turn = live.receive(facts)
    assert not facts
    assert (turn.first, list(turn.events)) == (first, one_by_one)
    assert live.interpreter.is_over


def test_many_facts_are_several_turns(begin):
    """A record has a bound, and what is left over is the next one's."""
    live = begin(EVENTS_TOGETHER)
    facts = done(live)
    turn = live.receive(facts)
    assert EVENTS_TOGETHER <= len(turn.events) < 2 * EVENTS_TOGETHER
    assert facts


def test_large_outputs_are_several_turns(begin):
    """A record stays one message, as far as its facts are small enough."""
    live = begin(8)
    facts = done(live, "x" * (OUTPUT_BYTES_TOGETHER // 2))
    live.receive(facts)
    assert len(facts) == 8 - 2


def test_late_facts_are_a_turn_without_events(begin):
    """A task that has ended ends no second time."""
    live = begin(2)
    late = ev.TaskSucceeded(at=NOW, task=next(iter(live.interpreter.execution.tasks)), output=1)
    live.receive(deque([late]))
    turn = live.receive(deque([late, late]))
    assert turn.events == ()
