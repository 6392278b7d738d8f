"""Decisions about states that failed: try again, catch, or fail the scope."""

from datetime import timedelta

from shared.states.definition.model import Recovering, Retrier
from shared.states.errors import StateError
from shared.states.history import events as ev
from shared.states.interpret import data, tree
from shared.states.interpret.deciding import Deciding, Events, attempt
from shared.states.interpret.failure import Failure
from shared.states.interpret.tree import Entry


def mend(deciding: Deciding, entry: Entry, failure: Failure) -> Events:
    """The first matching rule of Retry that has tries left, else the first of Catch, else the scope fails.

    A matching rule of Retry that is used up ends the search among the retriers.
    """
    abandoned = abandon(deciding, _open_tasks(entry))
    state = entry.state
    if isinstance(state, Recovering):
        for index, retrier in enumerate(state.retry):
            if failure.matches(retrier.errors):
                if entry.retries.get(index, 0) < retrier.max_attempts:
                    return [*abandoned, _retry(deciding, entry, index, retrier, failure)]
                break
        for index, catcher in enumerate(state.catch):
            if failure.matches(catcher.errors):
                return [*abandoned, _catch(deciding, entry, index, failure)]
    return [*abandoned, _give_up(deciding, entry, failure)]


def abandon(deciding: Deciding, tasks: tuple[str, ...]) -> Events:
    """Open tasks are given up."""
    return [ev.TasksAbandoned(at=deciding.now, tasks=tasks)] if tasks else []


def _open_tasks(entry: Entry) -> tuple[str, ...]:
    inside = [scope.entry for scope in tree.below(entry) if scope.entry is not None]
    return tuple(stay.task.task for stay in (entry, *inside) if stay.task is not None)


def delay(retrier: Retrier, retries: int, uniform: float) -> float:
    """Seconds until the next try: the interval grows with each retry up to its cap; jitter draws below it.

    `retries` counts the earlier retries by this rule, `uniform` is a number of [0, 1).
    """
    longest = retrier.max_delay or ev.LONGEST_DELAY_SECONDS
    # Powers overflow long before the cap matters; the exponent that reaches the cap is small.
    full = float(retrier.interval)
    for _ in range(retries):
        full = min(full * retrier.backoff, longest)
        if full >= longest or retrier.backoff == 1.0:
            break
    full = min(full, longest)
    return full * uniform if retrier.full_jitter else full


def _retry(
    deciding: Deciding, entry: Entry, index: int, retrier: Retrier, failure: Failure
) -> ev.RetryScheduled:
    view = deciding.view(entry, "mend")
    uniform = view.draws.uniform() if retrier.full_jitter else 0.0
    seconds = round(delay(retrier, entry.retries.get(index, 0), uniform), 3)
    return ev.RetryScheduled(
        at=deciding.now,
        entry=entry.number,
        retrier=index,
        error=failure.error,
        cause=failure.cause,
        timer=f"{attempt(entry)}/retry",
        delay_seconds=seconds,
        due=deciding.now + timedelta(seconds=seconds),
    )


def _catch(deciding: Deciding, entry: Entry, index: int, failure: Failure) -> ev.Decision:
    state = entry.state
    assert isinstance(state, Recovering)
    catcher = state.catch[index]
    try:
        found = data.caught(catcher, deciding.view(entry, "mend"), failure, jsonata=state.data.jsonata)
    except StateError as error:
        # A rule that fails itself cannot be caught by its own state.
        return _give_up(deciding, entry, Failure(error.error, error.cause))
    return ev.StateExited(
        at=deciding.now,
        entry=entry.number,
        output=found.output,
        size=found.size,
        next=catcher.next,
        assigned=found.assigned,
        caught=index,
        error=failure.error,
        cause=failure.cause,
    )


def _give_up(deciding: Deciding, entry: Entry, failure: Failure) -> ev.ScopeFailed:
    return ev.ScopeFailed(at=deciding.now, scope=entry.scope.id, error=failure.error, cause=failure.cause)
