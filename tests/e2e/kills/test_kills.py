"""SIGKILL at any moment, to any process: nothing is lost, nothing is torn, no conflict is made up."""

import os
import random
import time
from dataclasses import dataclass

import httpx
import pytest

from tests.e2e.command_line.people import Ledger, People, Readers
from tests.e2e.harness import FULL_SCALE, PATIENCE, Rack, tree

KILLS = (50,) if FULL_SCALE else (6, pytest.param(12, marks=pytest.mark.slow))
"""By day one round: each process that starts again takes a second of a processor."""

KILLS_A_ROUND = 6 if not FULL_SCALE else 10
"""Kills before all is synced, and the shelves change hands."""

SEEDS = [int(seed) for seed in os.environ.get("SPICERACK_TEST_SEEDS", "1").split(",")]

RECOVERY = 1.2 * PATIENCE
"""Seconds that convergence may take: restarts back off, leases and acknowledgements run out first."""


@dataclass
class Story:
    """One run: who does what, and what was seen."""

    rack: Rack
    people: People
    ledger: Ledger
    chance: random.Random

    def rush(self, kills: int) -> None:
        """Change files, and kill one process after another meanwhile."""
        for _ in range(kills):
            for _ in range(self.chance.randrange(1, 8)):
                self.people.act()
                self.pause(0.15)
            self.rack.kill(self.chance.choice(self.rack.children()))
            self.pause(0.8)

    def pause(self, seconds: float) -> None:
        """Let some time pass, as the seed says."""
        time.sleep(self.chance.random() * seconds)


def unready(rack: Rack) -> list[str]:
    """Return what the services answer that are not ready."""
    ports = range(rack.port, rack.port + 2 * len(rack.names) + 1)
    return [answer for port in ports if (answer := readiness(port))]


def readiness(port: int) -> str:
    """Return what a service answers; nothing when it is ready."""
    try:
        answer = httpx.get(f"http://127.0.0.1:{port}/readyz", trust_env=False, verify=False, timeout=5)
    except httpx.HTTPError as error:
        return f"{port}: {error}"
    return "" if answer.status_code == httpx.codes.OK else f"{port}: {answer.text}"


def recover(rack: Rack) -> None:
    """Wait until every service is ready again."""
    deadline = time.monotonic() + RECOVERY
    while answers := unready(rack):
        assert time.monotonic() < deadline, f"not ready: {answers}\n{rack.explain()}"
        time.sleep(0.2)


@pytest.mark.parametrize("kills", KILLS)
@pytest.mark.parametrize("seed", SEEDS)
def test_kills_lose_nothing_and_tear_nothing(tmp_path, seed, kills):
    """Seeded SIGKILLs over all processes and the server while files change: all sites hold the ledger."""
    rack, ledger = Rack(tmp_path, "a", "b", "c"), Ledger()
    people = People(rack.roots, ledger, seed=seed, desk=tmp_path / "desk")
    readers = Readers(list(rack.roots.values()), people, ledger)
    story = Story(rack, people, ledger, random.Random(seed))
    with rack.running():
        readers.start()
        try:
            for start in range(0, kills, KILLS_A_ROUND):
                story.rush(min(KILLS_A_ROUND, kills - start))
                recover(rack)
                rack.sync(timeout=RECOVERY)
                assert_ledger(rack, ledger)
                people.turn += 1
        finally:
            readers.stop()
        assert all(site["conflicts"] == 0 for site in rack.status()["sites"])


def assert_ledger(rack: Rack, ledger: Ledger) -> None:
    """Make sure that every site holds the ledger's files, and no other."""
    expected = ledger.tree()
    for name, root in rack.roots.items():
        files = {path: state for path, state in tree(root).items() if state[0] == "file"}
        wrong = {path for path in files.keys() | expected.keys() if files.get(path) != expected.get(path)}
        shown = [f"{path}: {files.get(path)} for {expected.get(path)}" for path in sorted(wrong)[:20]]
        assert not wrong, f"{name} differs from the ledger in {len(wrong)} paths: {shown}\n{rack.explain()}"
