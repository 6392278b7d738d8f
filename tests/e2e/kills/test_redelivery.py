"""Every batch handled thrice, late and in another order: the outcome is that of handling it once (I5)."""

import random
import time
from pathlib import Path

import pytest

from testing.switches.install import REDELIVER
from tests.e2e.command_line.people import Ledger, People
from tests.e2e.harness import FULL_SCALE, Rack, eventually, tree, write
from tests.e2e.kills.test_kills import assert_ledger

ROUNDS = 6 if FULL_SCALE else 2
ACTS = 12


@pytest.mark.slow
def test_redelivered_batches_change_nothing(tmp_path):
    """Deletes, returns of deleted names and edits that follow each other at one path are the hard cases."""
    rack = Rack(tmp_path, "a", "b", "c", settings={REDELIVER: "yes"})
    ledger = Ledger()
    people = People(rack.roots, ledger, seed=7, desk=tmp_path / "desk")
    pace = random.Random(7)
    with rack.running():
        environment = Path(f"/proc/{rack.pid('orchestrator')}/environ").read_bytes()
        assert f"{REDELIVER}=yes".encode() in environment.split(b"\0")
        for _ in range(ROUNDS):
            for _ in range(ACTS):
                people.act()
                time.sleep(pace.random() * 0.3)
            rack.sync()
            assert_ledger(rack, ledger)
            people.turn += 1
        comes_and_goes(rack)
        before, revision = rack.synced(), rack.status()["revision"]
        # Echoes wait until there is nothing else to do: now they come.
        time.sleep(10)
        assert rack.synced() == before
        assert rack.status()["revision"] == revision
        assert all(site["conflicts"] == 0 for site in rack.status()["sites"])


def comes_and_goes(rack: Rack) -> None:
    """Let one path have the same contents again and again, and be absent in between."""
    path = "comes-and-goes.tls"
    for turn in range(2):
        for site in rack.names:
            write(rack[site] / path, f"content {turn % 2}")
            rack.sync()
            (rack[site] / path).unlink()
            rack.sync()
    assert all(path not in tree(root) for root in rack.roots.values())
    write(rack["a"] / path, "content 1")
    eventually(lambda: path in tree(rack["c"]), what="the last content at c")
