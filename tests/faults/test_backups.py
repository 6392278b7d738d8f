"""A whole site, an index, a root and the server's store, each restored from a backup an hour of work old."""

import random
import shutil
from pathlib import Path

import pytest

from tests.e2e.command_line.people import Ledger, People
from tests.e2e.harness import Rack, Tree, assert_same, eventually, tree
from tests.faults.settling import assert_ledger, assert_well, recover

pytestmark = pytest.mark.slow

HOUR = 60
"""Changes of an hour of work, one a minute."""

SITES = ("a", "b", "c", "d")


def work(rack: Rack, people: People, *, changes: int) -> None:
    """Change files at all sites, with a few commits on the way."""
    for number in range(changes):
        people.act()
        if number % 20 == 19:
            recover(rack)
    recover(rack)


def copy(source: Path, target: Path) -> None:
    """Copy a directory with times, as backups do."""
    shutil.copytree(source, target, symlinks=True)


def restore(backup: Path, target: Path) -> None:
    """Put a backup in a directory's place."""
    shutil.rmtree(target)
    copy(backup, target)


def held(rack: Rack, site: str) -> str:
    """Wait until a site is held; return why."""
    eventually(lambda: rack.site(site)["state"] == "held", what=f"{site} is held", pause=0.5)
    return str(rack.site(site)["hold"])


def release(rack: Rack, site: str) -> None:
    """Release a site, as a person does who has read why it is held."""
    done = rack.spicerack("site", "release", site, "--yes")
    assert done.returncode == 0, done.stderr


def contents(found: Tree) -> set[tuple[str, ...]]:
    """Return the contents of a tree."""
    return {state for state in found.values() if state[0] == "file"}


def test_site_index_and_root_from_a_backup(tmp_path):
    """At b the whole site, at c the index, at d the root: nothing that others did since is undone or lost."""
    rack, ledger = Rack(tmp_path, *SITES), Ledger()
    people = People(rack.roots, ledger, seed=7, desk=tmp_path / "desk")
    with rack.running():
        work(rack, people, changes=30)
    saved = {
        rack["b"]: tmp_path / "backup-b",
        rack.state / "manager-b": tmp_path / "backup-manager-b",
        rack.state / "transfer-b": tmp_path / "backup-transfer-b",
        rack.state / "manager-c": tmp_path / "backup-manager-c",
        rack["d"]: tmp_path / "backup-d",
    }
    for source, backup in saved.items():
        copy(source, backup)
    with rack.running():
        work(rack, people, changes=HOUR)
    for target, backup in saved.items():
        restore(backup, target)
    with rack.running():
        said = held(rack, "d")
        assert "the root directory is older" in said
        release(rack, "d")
        print(f"\nd: {said}\nwell after {recover(rack):.1f} s")
        assert_ledger(ledger, rack)
        work(rack, people, changes=20)
        assert_ledger(ledger, rack)
        assert_well(rack)


@pytest.mark.parametrize("seed", [1, 2])
def test_store_of_the_server_from_a_backup(tmp_path, seed):
    """The log lacks an hour: every site is held until a person looks, and then no content is lost."""
    rack, ledger = Rack(tmp_path, "a", "b"), Ledger()
    people = People(rack.roots, ledger, seed=seed, desk=tmp_path / "desk")
    with rack.running():
        work(rack, people, changes=30)
    copy(rack.state / "nats", tmp_path / "backup")
    with rack.running():
        work(rack, people, changes=HOUR)
        before = tree(rack["a"])
    restore(tmp_path / "backup", rack.state / "nats")
    with rack.running():
        for site in "ab":
            assert "the log ends at revision" in held(rack, site)
        assert assert_same(*rack.roots.values()) == before
        for site in random.Random(seed).sample("ab", 2):
            release(rack, site)
        print(f"\nwell after {recover(rack):.1f} s")
        after = assert_same(*rack.roots.values())
        assert contents(before) <= contents(after)
        assert rack.tracebacks() == []
