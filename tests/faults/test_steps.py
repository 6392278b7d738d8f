"""SIGKILL at each named step of the protocol, while people change files at three sites."""

import json
import os
import random
import time
from collections.abc import Iterable
from contextlib import nullcontext

import pytest

from shared.model.steps import Step
from testing.switches.install import KILL_AT
from tests.e2e.command_line.people import Ledger, People, Readers
from tests.e2e.harness import FULL_SCALE, Rack
from tests.faults.settling import assert_ledger, assert_well, kills, no_kills, recover

KILLS = int(os.environ.get("SPICERACK_TEST_KILLS", "500"))
"""Of the long run."""

EVERY = 3
"""Every so many times that a process comes to a step it ends there, in the long run. No orchestrator lives
long enough then to have one pack built and applied at three sites; it need not, until the kills pause."""

ROUND = 25
"""Changes between two times at which all must be well."""

ROUNDS_MAX = 400

STORM = 60.0
"""Seconds."""

RISKIEST = (
    Step.BATCH_PUBLISHED,
    Step.COMMIT_APPENDED,
    Step.PACK_PART,
    Step.APPLY_BEGUN,
    Step.APPLY_EXCHANGED,
    Step.APPLY_DURABLE,
)
"""For every change of the code: each start of a process takes seconds of a processor."""

SELDOM = {Step.SIGNATURE_PUBLISHED: 2, Step.PACK_RETIRED: 2}
"""Steps that are reached seldom."""

SETTINGS = {
    "SPICERACK_RESTART_SECONDS": "1",
    "SPICERACK_ACK_SECONDS": "3",
    # Nobody keeps what a file held before: deltas need signatures, which are made at another site.
    "SPICERACK_RECENT_BYTES": "0",
}


def plan(steps: Iterable[Step], *, every: int, times: int) -> dict[str, str]:
    """Return the settings that end each process at each of `steps` again and again."""
    text = ",".join(f"{step}:{min(every, SELDOM.get(step, every))}x{times}" for step in steps)
    return {**SETTINGS, KILL_AT: text}


def change(people: People, chance: random.Random, *, acts: int) -> None:
    """Change files for a while."""
    for _ in range(acts):
        people.act()
        time.sleep(chance.random() * 0.1)


def run(
    rack: Rack,
    *,
    steps: Iterable[Step] = Step,
    kills_min: int = 0,
    rounds: int,
    storm: float = 0.0,
    pauses: bool = True,
) -> None:
    """Change files round by round until each of `steps` has killed, and there were `kills_min` in all.

    After the changes of a round the kills go on for `storm` seconds; then they pause until all is well. Where
    they end by themselves they need not pause: a slow machine comes to most steps after the changes.
    """
    wanted = tuple(steps)
    ledger, chance = Ledger(), random.Random(1)
    people = People(rack.roots, ledger, seed=1, desk=rack.directory / "desk")
    readers = Readers(list(rack.roots.values()), people, ledger)
    longest = 0.0
    with rack.running():
        readers.start()
        try:
            for _ in range(rounds):
                change(people, chance, acts=ROUND)
                time.sleep(storm)
                with no_kills(rack) if pauses else nullcontext():
                    longest = max(longest, recover(rack))
                    assert_ledger(ledger, rack)
                people.turn += 1
                ended = kills(rack)
                if all(ended[step] for step in wanted) and sum(ended.values()) >= kills_min:
                    break
        finally:
            readers.stop()
            print(json.dumps({"kills": kills(rack), "sum": sum(kills(rack).values()), "longest": longest}))
        assert all(ended[step] for step in wanted), f"steps that were never reached: {ended}"
        assert sum(ended.values()) >= kills_min
        assert_well(rack)


def test_kill_at_the_riskiest_steps(tmp_path):
    """Between every two effects that must not come apart, a process ends once: nothing is lost or made up."""
    run(
        Rack(tmp_path, "a", "b", settings=plan(RISKIEST, every=2, times=1)),
        steps=RISKIEST,
        rounds=10,
        pauses=False,
    )


@pytest.mark.slow
def test_kill_at_every_step_once(tmp_path):
    """Each process ends at each step that it comes to: nothing is lost, torn or made up."""
    run(Rack(tmp_path, "a", "b", "c", settings=plan(Step, every=2, times=1)), rounds=20)


@pytest.mark.slow
@pytest.mark.skipif(not FULL_SCALE, reason="some 500 kills: make faults")
def test_hundreds_of_kills_at_every_step(tmp_path):
    """The same again and again, until there were hundreds of kills, wherever they happened."""
    settings = plan(Step, every=EVERY, times=KILLS)
    rack = Rack(tmp_path, "a", "b", "c", settings=settings)
    run(rack, steps=(), kills_min=KILLS, rounds=ROUNDS_MAX, storm=STORM)
