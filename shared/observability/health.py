"""The health of a process: alive or not, ready or not, each with its reasons.

Alive means that its event loop and its workers still beat. It never depends on the bus: restarting a
process does not bring a server back. Ready means that every named condition holds.
"""

import asyncio
from collections.abc import Callable, Iterable
from typing import Literal

from shared.model.base import FrozenModel

LOOP = "loop"
"""The beat of the event loop itself."""

NOT_DRAINING = "not draining"
"""The condition that ends when a process has been told to stop."""

STALE_AFTER = 15.0
"""Seconds without a beat after which a process counts as stuck: three of Kubernetes' usual probes miss."""

BEAT_EVERY = 1.0
"""Seconds between two beats of the loop; far below STALE_AFTER, so that one slow step is no alarm."""


class Liveness(FrozenModel):
    """Body of `/healthz`."""

    status: Literal["alive", "stuck"]
    stuck: tuple[str, ...] = ()
    """What has not beaten for too long, each with its age in seconds."""


class Condition(FrozenModel):
    """One thing that a ready process needs."""

    name: str
    holds: bool
    reason: str = ""
    """Why it does not hold, and where it can be said, who must act."""


class Readiness(FrozenModel):
    """Body of `/readyz`."""

    status: Literal["ready", "not ready"]
    conditions: tuple[Condition, ...]


class Health:
    """What the parts of one process say of themselves. Not thread-safe: speak from the event loop."""

    def __init__(
        self,
        *,
        conditions: Iterable[str] = (),
        monotonic: Callable[[], float],
        stale_after: float = STALE_AFTER,
    ) -> None:
        """Start alive and not ready.

        Args:
            conditions: names of what must hold, e.g. `connected` and `bound`; NOT_DRAINING is added.
            monotonic: a clock in seconds that never goes back, such as `loop.time`.
            stale_after: seconds without a beat after which the process is stuck.
        """
        self._monotonic = monotonic
        self._stale_after = stale_after
        self._beats = {LOOP: monotonic()}
        self._conditions = {name: Condition(name=name, holds=False, reason="not yet") for name in conditions}
        self._conditions[NOT_DRAINING] = Condition(name=NOT_DRAINING, holds=True)

    def beat(self, worker: str = LOOP) -> None:
        """Say that a worker still moves. Its first beat makes it one that must go on beating."""
        self._beats[worker] = self._monotonic()

    def retire(self, worker: str) -> None:
        """Say that a worker has ended as it should, and will not beat again."""
        self._beats.pop(worker, None)

    def fulfil(self, condition: str) -> None:
        """Say that a condition holds. Raises KeyError for one that was not named at the start."""
        self._set(Condition(name=condition, holds=True))

    def fail(self, condition: str, reason: str) -> None:
        """Say that a condition does not hold, and why. Raises KeyError for one that was not named."""
        self._set(Condition(name=condition, holds=False, reason=reason))

    def drain(self) -> None:
        """Be not ready for the rest of this process: it finishes what is in flight and ends."""
        self.fail(NOT_DRAINING, "the process is stopping")

    def liveness(self) -> Liveness:
        """Return whether everything that should beat does."""
        now = self._monotonic()
        ages = {worker: now - last for worker, last in self._beats.items()}
        stuck = tuple(f"{worker}: {age:.0f} s" for worker, age in ages.items() if age > self._stale_after)
        return Liveness(status="stuck" if stuck else "alive", stuck=stuck)

    def readiness(self) -> Readiness:
        """Return every condition, and whether all of them hold."""
        conditions = tuple(self._conditions.values())
        ready = all(condition.holds for condition in conditions)
        return Readiness(status="ready" if ready else "not ready", conditions=conditions)

    def _set(self, condition: Condition) -> None:
        if condition.name not in self._conditions:
            raise KeyError(f"no such condition of readiness: {condition.name!r}")
        self._conditions[condition.name] = condition


async def beat_forever(health: Health, *, every: float = BEAT_EVERY) -> None:
    """Beat for the event loop until cancelled. Run it as a task of the process' task group."""
    while True:
        health.beat()
        await asyncio.sleep(every)
