"""Planted bugs of workflows: each is found by a world."""

from unittest.mock import patch

import pytest

from services.runner.work.results import Results
from services.workflow.rules.cap import Cap
from services.workflow.rules.slots import Slots
from shared.bus.codec import encode
from tests.simulation.test_workflow_worlds import check
from tests.simulation.workflow_world import World

SEEDS = range(3)
"""Within which each is found; a world takes a second or two."""


async def record_without_comparing(self, ending):
    """Record whatever stands there."""
    await self._context.bus.publish(self._subject, encode(ending))
    return True


async def hold_for_ever(self, number):
    """Take no slot from an execution that has ended."""
    return number not in self.slots.holders


take = Cap.take


async def take_one_more(self, execution):
    """Let one run more than may."""
    self.most += 1
    try:
        return await take(self, execution)
    finally:
        self.most -= 1


async def put_without_key(self, number, execution):
    """Think of a slot as taken, and tell nobody."""
    self.holders[number] = execution
    return True


BUGS = {
    "an output is recorded twice": (Results, "record", record_without_comparing),
    "a slot is never free again": (Cap, "_is_free", hold_for_ever),
    "one more than the cap": (Cap, "take", take_one_more),
    "a slot that no other process sees": (Slots, "put", put_without_key),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", BUGS)
def test_a_planted_bug_is_found(name, tmp_path):
    """One of a few worlds ends in a failed check."""
    owner, method, bug = BUGS[name]
    with patch.object(owner, method, bug):
        for seed in SEEDS:
            try:
                check(World(seed, tmp_path / str(seed)))
            except AssertionError:
                return
    raise AssertionError(f"{name}: not found")
