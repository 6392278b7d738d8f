"""A lost server, restored from a backup: who matches goes on, who is ahead is held, nothing is lost (I3)."""

import asyncio
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from testing.bus.nats_server import running_server
from tests.e2e.harness import REPOSITORY, Rack, eventually, tree, write


def run(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    """Run a command."""
    return subprocess.run(
        [sys.executable, "-m", "spicerack", *map(str, arguments)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )


def spicerack(*arguments: str | Path) -> str:
    """Run a command that has to succeed, and return what it says."""
    ran = run(*arguments)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


async def restored(state: Path, backup: Path) -> str:
    """Restore a backup into a new server that nothing else uses."""
    async with running_server(state / "nats"):
        return await asyncio.to_thread(spicerack, "restore-backup", backup, "--state", state)


@pytest.mark.slow
def test_a_lost_server_is_restored_and_only_who_is_ahead_is_held(tmp_path: Path) -> None:
    """Who has followed the log further is held, the other goes on; a release brings both together."""
    backups = tmp_path / "backups"
    rack = Rack(tmp_path, "a", "b", processes=False)
    with rack.running():
        write(rack["a"] / "first.tls", "1")
        rack.synced()
        said = spicerack("backup", backups, "--state", rack.state)
    (backup,) = backups.iterdir()
    assert str(backup) in said
    assert "spice up to revision 1" in said
    assert "whole" in spicerack("restore-backup", backup, "--check")

    alone = Rack(tmp_path, "a", processes=False)
    with alone.running():
        write(alone["a"] / "second.tls", "2")
        eventually(lambda: alone.site("a")["revision"] == 2, what="a second revision")
    shutil.rmtree(rack.state / "nats")

    said = asyncio.run(restored(rack.state, backup))
    assert "the log is there up to revision 1" in said

    before = tree(rack["a"])
    with rack.running():
        eventually(lambda: rack.site("a")["state"] == "held", what="the site that is ahead is held")
        assert "the log ends at revision 1, and this site has followed it to 2" in rack.site("a")["hold"]
        assert rack.site("b")["state"] != "held"
        write(rack["b"] / "third.tls", "3")
        eventually(lambda: rack.site("b")["revision"] == 2, what="the other site goes on")
        assert tree(rack["a"]) == before
        assert rack.spicerack("site", "release", "a", "--yes").returncode == 0
        rack.sync()
        eventually(lambda: set(rack.synced()) == {"first.tls", "second.tls", "third.tls"}, what="all of it")


@pytest.mark.slow
def test_managers_and_workers_that_run_meanwhile_go_on(tmp_path: Path) -> None:
    """Orchestrators alone have to stop: who keeps running finds the restored log and its queues by itself."""
    rack = Rack(tmp_path, "a", "b")
    with rack.running():
        write(rack["a"] / "first.tls", "1")
        rack.synced()
        spicerack("backup", tmp_path / "backups", "--state", rack.state)
        (backup,) = (tmp_path / "backups").iterdir()
        with rack.paused("orchestrator"):
            rack.kill("nats-server")
            shutil.rmtree(rack.state / "nats" / "store")

            def is_restored() -> bool:
                # Not while the server starts, nor while the orchestrator's lease has not ended.
                return run("restore-backup", backup, "--state", rack.state).returncode == 0

            eventually(is_restored, what="the backup is restored", pause=1)
        write(rack["b"] / "second.tls", "2")
        eventually(lambda: tree(rack["a"]) == tree(rack["b"]), what="both sites go on")
        assert set(tree(rack["a"])) == {"first.tls", "second.tls"}
        assert [rack.site(site)["state"] == "held" for site in "ab"] == [False, False]
