"""Settings of a simulated loop, and what it reports."""

from dataclasses import dataclass

from testing.simulation.trace import DEFAULT_KEPT


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopSettings:
    """Bounds and habits of a simulated loop. Times in virtual seconds."""

    steps_max: int = 1_000_000
    thread_delay_max: float = 0.02
    """A blocking call begins at most so long after it was asked for."""
    stall_mean_gap: int = 200
    """Once in about so many steps a timer overtakes what is ready, as on a busy host; 0 for never."""
    stall_max: float = 1.0
    collect_every: int = 50_000
    """Steps between garbage collections: at fixed steps, since finalizers schedule callbacks."""
    trace_kept: int = DEFAULT_KEPT
    trace_places: bool = True
    """Whether a step of a task is written with the place where the task stood, which costs as much as the
    step; a run is the same without, and its trace can be had by running it again."""


@dataclass(frozen=True, slots=True)
class Unhandled:
    """An error that nobody handled: a callback that raised, a task whose failure was never looked at."""

    owner: str
    message: str
    detail: str
