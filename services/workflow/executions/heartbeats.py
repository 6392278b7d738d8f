"""Heartbeats: signs of life of tasks whose definition wants them."""

from datetime import datetime, timedelta

from services.workflow.executions.timers import Due, Timers
from shared.observability.clock import Clock


class Heartbeats:
    """Remembers when each task was heard of last. The process that takes over waits anew."""

    def __init__(self, clock: Clock, timers: Timers) -> None:
        self._clock = clock
        self._timers = timers
        self._heard: dict[tuple[str, str], tuple[timedelta, datetime]] = {}

    def begin(self, execution: str, task: str, seconds: int | None) -> None:
        """Expect signs of life of a task from now on, if its definition wants any."""
        if seconds is not None:
            self._note(execution, task, timedelta(seconds=seconds))

    def hear(self, execution: str, task: str) -> None:
        """Note a sign of life."""
        found = self._heard.get((execution, task))
        if found is not None:
            self._heard[execution, task] = (found[0], self._clock.now())

    def is_missed(self, execution: str, task: str) -> bool:
        """Tell whether a task has been silent for too long; it is not expected any more then."""
        found = self._heard.get((execution, task))
        if found is None:
            return False
        due = found[1] + found[0]
        if due > self._clock.now():
            self._timers.add(due, Due(execution, "beat", task))
            return False
        del self._heard[execution, task]
        return True

    def end(self, execution: str) -> None:
        """Expect nothing of an execution any more."""
        for key in [key for key in self._heard if key[0] == execution]:
            del self._heard[key]

    def _note(self, execution: str, task: str, period: timedelta) -> None:
        now = self._clock.now()
        self._heard[execution, task] = (period, now)
        self._timers.add(now + period, Due(execution, "beat", task))
