"""The simulation finds a planted bug, and shows it with few choices."""

import asyncio

import pytest

from testing.simulation.failure import attempt, shortened
from testing.simulation.machine.host import Host
from testing.simulation.scheduling.choices import Choices
from testing.simulation.scheduling.loop import SimulatedLoop

FILES = 8


class Saving:
    """Files are stored and acknowledged while the power fails. Nothing acknowledged may be lost."""

    def __init__(self, choices: Choices, directory, *, durable: bool) -> None:
        self.loop = SimulatedLoop(choices)
        self.trace = self.loop.trace
        self.host = Host(self.loop, "h", directory)
        self.durable = durable
        self.acknowledged: set[str] = set()

    def store(self, files, name: str) -> None:
        """Write a file, durably unless the bug is planted."""
        if any(entry.name == name for entry in files.list("")):
            files.remove(name)
        with files.create(name) as file:
            file.write(b"content")
            file.sync()
        if self.durable:
            files.sync_directory("")

    async def main(self) -> None:
        """Store all files."""
        files = self.host.mount("p")
        for number in range(FILES):
            if (name := f"f{number}") not in self.acknowledged:
                await asyncio.to_thread(self.store, files, name)
                self.acknowledged.add(name)
            await asyncio.sleep(1)
        await asyncio.sleep(1000)

    async def world(self) -> None:
        """Cut the power now and then, and look in the end."""
        self.host.run("p", self.main)
        for _ in range(5):
            await asyncio.sleep(self.loop.choices.between("power", 1, 10))
            if self.loop.choices.chance("power-cut", 0.3):
                self.host.power_cut()
        await asyncio.sleep(200)
        there = {entry.name for entry in self.host.mount("look").list("")}
        lost = self.acknowledged - there
        assert not lost, f"acknowledged and lost: {sorted(lost)}"

    def execute(self) -> None:
        """Run to the end."""
        try:
            self.loop.run_until_complete(self.world())
            assert self.loop.unhandled == []
        finally:
            self.loop.close()


@pytest.fixture
def directories(tmp_path):
    """Return a maker of fresh directories: every run has its own."""
    made = []

    def make():
        made.append(tmp_path / str(len(made)))
        return made[-1]

    return make


def test_acknowledging_before_durable_is_found_and_made_short(directories):
    """The bug shows within a few seeds, the correct code never, and a short run is left that fails alike."""
    seeds = range(30)
    assert [s for s in seeds if attempt(lambda c: Saving(c, directories(), durable=True), Choices(s))] == []

    def buggy(choices):
        return Saving(choices, directories(), durable=False)

    failure = next(found for seed in seeds if (found := attempt(buggy, Choices(seed))))
    short = shortened(buggy, failure, attempts=150)
    assert short.kind == failure.kind == "AssertionError: acknowledged and lost"
    assert short.recording.weight <= 3 < failure.recording.weight
    again = attempt(buggy, Choices.replaying(short.recording))
    assert again is not None
    assert again.trace.digest() == short.trace.digest()
    text = str(short)
    assert f"seed {failure.recording.seed} fails: AssertionError: acknowledged and lost" in text
    assert "power-cut: " in text
    assert "h/p.1 crashed" in text
