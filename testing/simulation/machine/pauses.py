"""Processes that stand still and go on: SIGSTOP, a laptop that slept, a virtual machine that was moved."""

from typing import Protocol

from testing.simulation.scheduling.choices import Choices, RareEvent

SHORT = (0.1, 5.0)
LONG = (5.0, 90.0)
"""Virtual seconds. Long ones outlast what others wait for somebody: leases, and the times for an ack."""


class PausePlan(Protocol):
    """Asked before every step of a process, as plans of crashes are."""

    def pauses(self, process: str) -> float:
        """Return for how many virtual seconds the process stands still now; 0 for not at all."""


class NoPauses:
    """Nobody stands still."""

    def pauses(self, process: str) -> float:  # noqa: ARG002 - the port's parameters
        return 0.0


class RandomPauses:
    """Stand still once in about `mean_gap` steps, until told to stop."""

    def __init__(self, choices: Choices, *, mean_gap: int) -> None:
        """Draw the gaps of each process, and all lengths, from `choices`; 0 for never."""
        self._choices = choices
        self._mean_gap = mean_gap
        self._events: dict[str, RareEvent] = {}
        self._stopped = not mean_gap

    def stop(self) -> None:
        """Let everybody run from now on."""
        self._stopped = True

    def pauses(self, process: str) -> float:
        if self._stopped:
            return 0.0
        if process not in self._events:
            self._events[process] = RareEvent(self._choices, f"pause.{process}", mean_gap=self._mean_gap)
        return length_of_pause(self._choices) if self._events[process].happens() else 0.0


def length_of_pause(choices: Choices) -> float:
    """Draw for how many virtual seconds a process stands still."""
    return choices.between("pause.length", *choices.pick("pause.kind", (SHORT, LONG)))
