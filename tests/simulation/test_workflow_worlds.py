"""Workflows end once, as their definition says, whoever is killed at whatever step."""

import pytest

from services.workflow.executions.summary import SUCCEEDED
from tests.simulation.workflow_world import FILES, RUNNING_MAX, World

SEEDS = range(1)
NIGHT = range(1, 1000)


def output(path: str) -> dict[str, object]:
    """Return what the definition makes of a file."""
    first = {"file": path, "items": [1, 2, 3]}
    return {**first, "both": [first, first], "each": [1, 2, 3]}


def check(world: World) -> None:
    """Run a world, and hold it to all that it promises."""
    found = world.run()
    assert {one.status for one in found.values()} == {SUCCEEDED}, found
    assert len(found) == FILES
    # Exactly one execution a file, in the order of the log.
    begun = [record.events[0].input["file"]["path"] for _, record in world.kept if record.first == 0]
    assert begun == [f"ck/{number}.bc" for number in range(FILES)]
    assert world.most_at_once() <= RUNNING_MAX
    # A recorded result is the last word on its step: nobody began it again.
    assert world.recorded_twice() == []
    assert not world.not_as_recorded()
    paths = [f"ck/{number}.bc" for number in range(FILES)]
    assert world.outputs() == {path: output(path) for path in paths}
    # A slot whose execution has not ended, or never began, is one that leaked.
    assert world.slots
    assert set(world.slots) <= set(found)
    assert world.deaths > 0


@pytest.mark.parametrize("seed", SEEDS)
def test_every_execution_ends_once_as_its_definition_says(seed, tmp_path):
    """Kills, lost and late messages change when things happen, never what comes of them."""
    check(World(seed, tmp_path))


@pytest.mark.slow
@pytest.mark.parametrize("seed", NIGHT)
def test_no_world_of_a_night_ends_otherwise(seed, tmp_path):
    """The same, with processes killed more often."""
    check(World(seed, tmp_path, crash_gap=200))
