"""Plans of crashes: at which step of which process."""

from collections.abc import Iterable
from typing import Protocol

from testing.simulation.scheduling.choices import Choices, RareEvent


class CrashPlan(Protocol):
    """Asked before every step (a callback, or an effect within a blocking call) of a process."""

    def crashes(self, process: str, step: int) -> bool:
        """Tell whether the process dies instead of doing its step number `step`, counted over its lives."""


class NoCrashes:
    """Nobody dies."""

    def crashes(self, process: str, step: int) -> bool:  # noqa: ARG002 - the port's parameters
        return False


class CrashAt:
    """Die at exactly these (process, step)."""

    def __init__(self, points: Iterable[tuple[str, int]]) -> None:
        """Name the points."""
        self._points = frozenset(points)

    def crashes(self, process: str, step: int) -> bool:
        return (process, step) in self._points


class RandomCrashes:
    """Die once in about `mean_gap` steps, until told to stop."""

    def __init__(self, choices: Choices, *, mean_gap: int) -> None:
        """Draw the gaps of each process from `choices`; 0 for never."""
        self._choices = choices
        self._mean_gap = mean_gap
        self._events: dict[str, RareEvent] = {}
        self._stopped = not mean_gap

    def stop(self) -> None:
        """Let everybody live from now on."""
        self._stopped = True

    def crashes(self, process: str, step: int) -> bool:  # noqa: ARG002 - the port's parameters
        if self._stopped:
            return False
        if process not in self._events:
            label = f"crash.{process}"
            self._events[process] = RareEvent(self._choices, label, mean_gap=self._mean_gap)
        return self._events[process].happens()
