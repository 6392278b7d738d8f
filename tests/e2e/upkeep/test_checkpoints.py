"""A new site begins at a checkpoint, and has all of the history that came before it."""

import shutil

from tests.e2e.harness import Rack, eventually, write

EVERY = {"SPICERACK_CHECKPOINT_COMMITS": "3"}
BEGAN = "begins at the checkpoint"


def test_a_new_site_and_a_new_orchestrator_begin_at_a_checkpoint(tmp_path):
    """Both end with the same tree, and the new site shows how the tree stood before it was there."""
    with Rack(tmp_path, "a", "b", settings=EVERY, processes=False).running() as rack:
        for number in range(5):
            write(rack["a"] / "orbit.bsp", f"version {number}\n" * 100)
            write(rack["a"] / f"day-{number}.tls", f"{number}\n")
            rack.synced()
        (rack["b"] / "day-0.tls").unlink()
        rack.synced()
        eventually(lambda: "made a checkpoint" in rack.log("orchestrator"), what="a checkpoint")
        revision = rack.status()["revision"]
        before = [rack.get(f"/api/v1/collections/spice/files?at={at}").json() for at in range(revision + 1)]
        log = rack.get("/api/v1/collections/spice/log").json()["commits"]
    for database in (tmp_path / "state").rglob("spice.db*"):
        database.unlink()
    shutil.rmtree(tmp_path / "state" / "logs")
    with Rack(tmp_path, "a", "b", "c", settings=EVERY, processes=False).running() as rack:
        rack.synced()
        assert BEGAN in rack.log("manager-c")
        assert BEGAN in rack.log("orchestrator")
        assert BEGAN not in rack.log("manager-a")
        after = [
            rack.get(f"/api/v1/collections/spice/files?at={at}", site="c").json()
            for at in range(revision + 1)
        ]
        assert after == before
        assert rack.get("/api/v1/collections/spice/log", site="c").json()["commits"][-len(log) :] == log
        assert rack.tracebacks() == []
