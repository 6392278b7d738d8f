"""What changes at once is one revision, however many files it is."""

import json
from pathlib import Path

import pytest

from shared.model.steps import Step
from testing.switches.install import KILL_AT
from tests.e2e.harness import FULL_SCALE, Rack, eventually
from tests.faults.settling import kills

FILES = 10_000 if FULL_SCALE else 2000
"""Enough for a batch and a commit that are both in chunks."""

PATIENCE = 300.0
"""Seconds: ten thousand files are hashed, sent and made durable meanwhile, and processes start again."""

AROUND_THE_COMMIT = (Step.BATCH_KEPT, Step.BATCH_PUBLISHED, Step.COMMIT_DECIDED, Step.COMMIT_APPENDED)


def deliver(desk: Path, root: Path) -> None:
    """Let a directory of many small files appear at once."""
    desk.mkdir()
    for number in range(FILES):
        (desk / f"mro_spk_psp_rec_{number:05d}.bc").write_bytes(b"kernel %d" % number)
    desk.rename(root / "delivery")


def names(root: Path, directory: str) -> int:
    """Return how many files a directory holds."""
    return sum(1 for _ in (root / directory).iterdir()) if (root / directory).is_dir() else 0


def arrive(root: Path, directory: str) -> None:
    """Wait until a directory of all files is there."""
    what = f"{FILES} files in {directory}"
    eventually(lambda: names(root, directory) == FILES, what=what, patience=PATIENCE, pause=1.0)


def commits(rack: Rack) -> list[tuple[int, int]]:
    """Return what the commits of the log put and deleted, newest first."""
    said = json.loads(rack.spicerack("log", "--json").stdout)
    return [(one["put"], one["deleted"]) for one in said["commits"]]


@pytest.mark.slow
def test_deliveries_and_renames_of_many_files_are_one_revision_each(tmp_path):
    """Nobody ever sees half of one in the log, though manager and orchestrator die around its commit."""
    settings = {
        "SPICERACK_RESTART_SECONDS": "1",
        "SPICERACK_ACK_SECONDS": "3",
        KILL_AT: ",".join(f"{step}:1x1" for step in AROUND_THE_COMMIT),
    }
    rack = Rack(tmp_path, "a", "b", settings=settings)
    with rack.running():
        deliver(tmp_path / "desk", rack["a"])
        arrive(rack["b"], "delivery")
        rack.sync(timeout=PATIENCE)
        assert commits(rack) == [(FILES + 1, 0)]
        (rack["b"] / "delivery").rename(rack["b"] / "archive")
        arrive(rack["a"], "archive")
        rack.sync(timeout=PATIENCE)
        assert commits(rack) == [(FILES + 1, FILES + 1), (FILES + 1, 0)]
        killed = kills(rack)
        assert all(killed[step] for step in AROUND_THE_COMMIT)
