"""A new execution from one that did not succeed: what it has reached is kept, what failed is tried again."""

from collections.abc import Sequence

from shared.states.history import events as ev

_FAILURES = (ev.TaskFailed, ev.HeartbeatMissed, ev.TimerFired, ev.CancelRequested)
"""Facts that tell of a failure: without them their tasks are open, and the execution runs on."""
_FACTS = (*_FAILURES, ev.ExecutionStarted, ev.ExecutionResumed, ev.TaskStarted, ev.TaskSucceeded)


def resume_point(history: Sequence[ev.Fact | ev.Decision]) -> int:
    """The number of events that a new execution can take over.

    The failure that ended the execution is left out, so that its task is open again. A state that failed by
    itself is evaluated again, after all that was recorded before. ValueError: the execution did not fail.
    """
    last = history[-1] if history else None
    if not isinstance(last, ev.ExecutionFailed | ev.ExecutionTimedOut | ev.ExecutionAborted):
        raise ValueError("only an execution that failed, timed out or was aborted can be resumed")
    turn = max(index for index, event in enumerate(history) if isinstance(event, _FACTS))
    if isinstance(history[turn], _FAILURES) and not _goes_on(history[turn:]):
        return turn
    failed = (
        index
        for index, event in enumerate(history)
        if index > turn and isinstance(event, ev.ScopeFailed | ev.TasksAbandoned)
    )
    return next(failed, len(history) - 1)


def _goes_on(turn: Sequence[ev.Fact | ev.Decision]) -> bool:
    """Whether another state was entered or a try begun after the fact: then the fact is not the failure."""
    return any(isinstance(event, ev.StateEntered | ev.StateExited) for event in turn)


def resumed(
    history: Sequence[ev.Fact | ev.Decision], execution: str, name: str
) -> list[ev.Fact | ev.Decision]:
    """The history that a new execution begins with. The caller goes on with the fact ExecutionResumed.

    Ids of tasks are those of the old execution; they are unique within an execution alone.
    """
    first = history[0]
    if not isinstance(first, ev.ExecutionStarted):
        raise ValueError("a history begins with ExecutionStarted")
    begun = first.model_copy(update={"execution": execution, "name": name})
    return [begun, *history[1 : resume_point(history)]]
