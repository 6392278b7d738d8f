"""Running many seeds: the one way in, for the command and for the tests."""

import collections
import logging
import multiprocessing
import os
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass

from testing.simulation.census import Happening
from testing.simulation.failure import Failure, attempt, shortened
from testing.simulation.scheduling.choices import Choices
from tests.simulation.mutations import planted
from tests.simulation.scenario import PROFILES, STEPS_MAX, scenario
from tests.simulation.world import World

SHRINK_SECONDS = 60.0
"""Spent on making one failure short."""

TOGETHER = 8
"""Seeds handed to a worker process at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One seed to be run."""

    seed: int
    profile: str
    shrink_seconds: float = 0.0
    """Seconds that a failure may be shortened for; 0 for not at all."""
    mutation: str = ""
    """A planted bug; empty for none."""
    steps_max: int = STEPS_MAX
    """Steps after which a run counts as one that never comes to rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one seed came to."""

    seed: int
    kind: str
    """What makes two failures the same; empty where every promise was kept."""
    text: str
    """The failure for people: shortened, with the choices and the last steps."""
    steps: int
    virtual_seconds: float
    digest: str
    """Of the whole trace."""
    census: collections.Counter[Happening]

    @property
    def failed(self) -> bool:
        """Whether a promise was broken."""
        return bool(self.kind)


def run_seed(task: Task) -> Result:
    """Run one seed, without a line of what its services log."""
    disabled = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with planted(task.mutation) if task.mutation else nullcontext():
            return _run(task)
    finally:
        logging.disable(disabled)


def run_seeds(tasks: Iterable[Task], *, processes: int | None = None) -> Iterator[Result]:
    """Run seeds in worker processes, one for each core unless told otherwise; yield results in order."""
    processes = processes or len(os.sched_getaffinity(0))
    if processes == 1:
        yield from map(run_seed, tasks)
        return
    # Spawned: nothing of the caller's threads and event loops comes along.
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        yield from pool.imap(run_seed, tasks, chunksize=TOGETHER)


def total(results: Iterable[Result]) -> collections.Counter[Happening]:
    """Return how often what happened in all of them."""
    found = collections.Counter(dict.fromkeys(Happening, 0))
    for result in results:
        found.update(result.census)
    return found


def _run(task: Task) -> Result:
    worlds: list[World] = []
    make = scenario(PROFILES[task.profile], steps_max=task.steps_max)

    def kept(choices: Choices) -> World:
        worlds.append(make(choices))
        return worlds[-1]

    failure = attempt(kept, Choices(task.seed))
    world = worlds[0]
    return Result(
        seed=task.seed,
        kind=failure.kind if failure is not None else "",
        text=_text(task, failure) if failure is not None else "",
        steps=world.loop.steps,
        virtual_seconds=world.loop.time(),
        digest=world.trace.digest(),
        census=world.loop.census,
    )


def _text(task: Task, failure: Failure) -> str:
    if not task.shrink_seconds:
        return f"seed {task.seed} ({task.profile}): {failure.error}"
    make = scenario(PROFILES[task.profile], steps_max=task.steps_max)
    short = shortened(make, failure, seconds=task.shrink_seconds)
    # Once more with the place where each task stood, which costs as much as the run.
    make = scenario(PROFILES[task.profile], traced=True, steps_max=task.steps_max)
    placed = attempt(make, Choices.replaying(short.recording))
    short = placed or short
    return f"profile {task.profile}, {short}"
