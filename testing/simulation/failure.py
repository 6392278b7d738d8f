"""Running scenarios under seeds, and telling of a failure so that a person can work on it."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from testing.simulation.scheduling.choices import Choices, Recording, describe
from testing.simulation.shrink import shrink
from testing.simulation.trace import Trace

TRACE_SHOWN = 60
"""Lines of the trace that a failure prints: a screen."""

SHRINK_ATTEMPTS = 200
"""Runs spent on making a failure short."""


class Run(Protocol):
    """One run, begun or over."""

    @property
    def trace(self) -> Trace:
        """What ran when."""

    def execute(self) -> None:
        """Run to the end, look at everything, and clean up. Raises whatever shows the failure."""


Scenario = Callable[[Choices], Run]
"""Makes a run that has not begun; the same choices make the same run."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A run that failed."""

    recording: Recording
    error: Exception
    trace: Trace

    @property
    def kind(self) -> str:
        """What makes two failures the same while one is made short: the error and its first words."""
        first_line = str(self.error).partition("\n")[0]
        return f"{type(self.error).__name__}: {first_line.partition(':')[0]}"

    def __str__(self) -> str:
        return "\n".join(
            (
                f"seed {self.recording.seed} fails: {type(self.error).__name__}: {self.error}",
                f"choices that are not plain: {self.recording.weight}",
                describe(self.recording),
                f"the last {TRACE_SHOWN} steps of {self.trace.count}:",
                self.trace.text(TRACE_SHOWN),
            )
        )


def attempt(scenario: Scenario, choices: Choices) -> Failure | None:
    """Run a scenario once; return how it failed."""
    run = scenario(choices)
    try:
        run.execute()
    except Exception as error:  # noqa: BLE001 - any error of a run is what we are looking for
        return Failure(choices.recording(), error, run.trace)
    return None


def shortened(
    scenario: Scenario,
    failure: Failure,
    *,
    attempts: int = SHRINK_ATTEMPTS,
    seconds: float = math.inf,
) -> Failure:
    """Return the same kind of failure with as few choices as `attempts` runs, or `seconds`, can find."""
    found = [failure]
    deadline = time.monotonic() + seconds

    def still_fails(recording: Recording) -> bool:
        if time.monotonic() > deadline:
            return False
        again = attempt(scenario, Choices.replaying(recording))
        if again is None or again.kind != failure.kind:
            return False
        found.append(again)
        return True

    shrink(failure.recording, still_fails, attempts=attempts)
    return found[-1]
