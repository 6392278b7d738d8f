"""A switch that ends the own process with SIGKILL at a named step of the protocol.

`RACK_TEST_KILL_AT=apply.staged` ends it when it comes there first, `apply.staged:3` at the third time,
`apply.staged:3x10` at every third time, ten times in all. Several are separated by commas. How often a step
was reached is kept in a file of the process' state directory, since it has to be known after the restart.
"""

import os
import re
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from shared.model.steps import NO_STEPS, Step, Steps

FORM = re.compile(r"(?P<step>[a-z.]+)(:(?P<every>[1-9]\d{0,5})(x(?P<times>[1-9]\d{0,5}))?)?")

COUNTS = "kill-at"
"""The directory of counts, below the state directory."""


PAUSED = "paused"
"""A file of this name beside the counts keeps the process alive, and nothing is counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KillPlan:
    """When a process ends at one step."""

    step: Step
    every: int = 1
    times: int = 1


@dataclass(frozen=True, slots=True)
class Count:
    """How often a step was reached, and how often the process ended there."""

    reached: int = 0
    kills: int = 0


def parse_kill_at(text: str) -> tuple[KillPlan, ...]:
    """Return what the setting asks for; nothing for an empty one.

    Raises:
        ValueError: it is out of form, or names no step.
    """
    return tuple(_parse_one(one.strip()) for one in text.split(",") if one.strip())


def steps_of(text: str, state: Path) -> Steps:
    """Return the steps of a process whose setting is `text`, and whose state directory is `state`."""
    plans = parse_kill_at(text)
    return Steps(KillAt(plans, state / COUNTS).reached) if plans else NO_STEPS


def read_count(path: Path) -> Count:
    """Return what a file of counts says; nothing was reached where there is none."""
    try:
        reached, kills = path.read_text().split()
    except FileNotFoundError:
        return Count()
    return Count(reached=int(reached), kills=int(kills))


def kill_own_process() -> None:
    """End this process as a crash would."""
    os.kill(os.getpid(), signal.SIGKILL)


class KillAt:
    """Listens to steps."""

    def __init__(
        self, plans: tuple[KillPlan, ...], counts: Path, *, kill: Callable[[], None] = kill_own_process
    ) -> None:
        self._plans = {plan.step: plan for plan in plans}
        self._counts = counts
        self._kill = kill
        self._lock = threading.Lock()
        counts.mkdir(parents=True, exist_ok=True)

    def reached(self, step: Step) -> None:
        """Count a step; end the process if it is time."""
        plan = self._plans.get(step)
        if plan is None or (self._counts / PAUSED).exists():
            return
        with self._lock:
            path = self._counts / step
            count = read_count(path)
            count = Count(count.reached + 1, count.kills)
            due = count.reached % plan.every == 0 and count.kills < plan.times
            _write(path, Count(count.reached, count.kills + due))
            if due:
                self._kill()


def _write(path: Path, count: Count) -> None:
    """Replace the file: the next process reads it after this one has ended in the middle of anything."""
    new = path.with_name(f"{path.name}.new")
    new.write_text(f"{count.reached} {count.kills}")
    new.replace(path)


def _parse_one(text: str) -> KillPlan:
    found = FORM.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is out of form: say STEP, STEP:NTH or STEP:EVERYxTIMES")
    if found["step"] not in set(Step):
        raise ValueError(f"there is no step {found['step']!r}: the steps are {', '.join(Step)}")
    return KillPlan(step=Step(found["step"]), every=int(found["every"] or 1), times=int(found["times"] or 1))
