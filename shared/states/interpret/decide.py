"""Decisions: what follows from one piece of ready work."""

from collections.abc import Callable
from typing import Any, Final

from shared.states.definition.model import Choice, Fail, Map, Parallel, Pass, State, Succeed, Task, Wait
from shared.states.errors import RUNTIME, StateError
from shared.states.history import events as ev
from shared.states.interpret import fanout, mending, plain, tree
from shared.states.interpret.deciding import Deciding, Events
from shared.states.interpret.failure import Failure
from shared.states.interpret.tree import Entry, Scope, Work
from shared.states.values import Json


def decide(deciding: Deciding, scope: Scope, work: Work) -> Events:
    """Decide gives the events that follow from the work of a scope; it changes nothing."""
    if isinstance(work, tree.End):
        return _end(deciding, work)
    if isinstance(work, tree.Enter):
        number = deciding.execution.position
        return [ev.StateEntered(at=deciding.now, scope=scope.id, state=work.state, entry=number)]
    entry = scope.entry
    assert entry is not None, "work within a state belongs to a scope that is in one"
    if isinstance(work, tree.Mend):
        return mending.mend(deciding, entry, work.failure)
    try:
        return _within(deciding, entry, work)
    except StateError as error:
        failure = Failure(error.error, error.cause)
    except (ArithmeticError, RecursionError, ValueError) as error:
        # Values of any size come in, and no function says in advance which it can compute with.
        words = str(error).partition("\n")[0].encode(errors="replace").decode()
        failure = Failure(RUNTIME, f"State '{entry.state.name}' cannot be computed: {words}.")
    return mending.mend(deciding, entry, failure)


def _end(deciding: Deciding, work: tree.End) -> Events:
    abandoned = mending.abandon(deciding, tuple(deciding.execution.tasks))
    now = deciding.now
    ends: dict[str, ev.Ending] = {
        "succeeded": ev.ExecutionSucceeded(at=now, output=work.output),
        "failed": ev.ExecutionFailed(at=now, error=work.error, cause=work.cause),
        "timed-out": ev.ExecutionTimedOut(at=now),
        "aborted": ev.ExecutionAborted(at=now, cause=work.cause),
    }
    return [*abandoned, ends[work.how]]


def _within(deciding: Deciding, entry: Entry, work: Work) -> Events:
    state = entry.state
    if isinstance(work, tree.Begin):
        return _BEGIN[type(state)](deciding, entry, state)
    if isinstance(work, tree.Finish):
        return _finish(deciding, entry, state, work.result)
    assert isinstance(state, Parallel | Map), "only these spread, gather and read items"
    if isinstance(work, tree.Spread):
        return fanout.spread(deciding, entry, state)
    if isinstance(work, tree.Gather):
        return fanout.gather(deciding, entry, state)
    assert isinstance(work, tree.Items)
    assert isinstance(state, Map), "only a Map reads items"
    return fanout.start_map(deciding, entry, state, work.items)


def _finish(deciding: Deciding, entry: Entry, state: State, result: Json) -> Events:
    if isinstance(state, Task):
        return plain.end_task(deciding, entry, state, result)
    if isinstance(state, Wait):
        return plain.end_wait(deciding, entry, state)
    assert isinstance(state, Parallel | Map), "only these have a result that comes later"
    return fanout.end_fan_out(deciding, entry, state, result)


_BEGIN: Final[dict[type[State], Callable[[Deciding, Entry, Any], Events]]] = {
    Pass: plain.begin_pass,
    Task: plain.begin_task,
    Choice: plain.begin_choice,
    Wait: plain.begin_wait,
    Succeed: plain.begin_succeed,
    Fail: plain.begin_fail,
    Parallel: fanout.begin_parallel,
    Map: fanout.begin_map,
}
