"""What was lost, emptied or restored from an old copy is never taken for a person's deletion (I3)."""

import shutil
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.e2e.harness import CONTROL, Rack, Tree, assert_same, eventually, tree, write

FILES = 8


@pytest.fixture
def rack(tmp_path) -> Rack:
    """Two sites, not running yet. They share a process: what is lost here is lost while nothing runs."""
    return Rack(tmp_path, "a", "b", processes=False)


def first_life(rack: Rack, *, files: int = FILES) -> None:
    """Run once, with files from both sites."""
    for number in range(files):
        write(rack["a"] / f"spk/{number}.bsp", f"from a {number}")
    write(rack["b"] / "from-b.tls", "from b")
    with rack.running():
        rack.synced()


def second_life(rack: Rack) -> Tree:
    """Run again, with changes of every kind at both sites; return what all hold then."""
    with rack.running():
        change(rack)
        return rack.synced()


def change(rack: Rack) -> None:
    """Change something of every kind at both sites."""
    write(rack["a"] / "spk/0.bsp", "changed at a")
    write(rack["a"] / "spk/new.bsp", "new at a")
    (rack["a"] / "spk/1.bsp").unlink()
    write(rack["b"] / "spk/2.bsp", "changed at b")
    (rack["b"] / "spk/3.bsp").rename(rack["b"] / "spk/3-renamed.bsp")
    (rack["b"] / "from-b.tls").unlink()


def copy(source: Path, target: Path) -> None:
    """Copy a directory with times, as backups do."""
    shutil.copytree(source, target, symlinks=True)


def restore(backup: Path, target: Path) -> None:
    """Put a backup in a directory's place."""
    shutil.rmtree(target)
    copy(backup, target)


def lose_index(rack: Rack, site: str) -> None:
    """Remove the index of a site that does not run."""
    for path in (rack.state / f"manager-{site}").glob("site.db*"):
        path.unlink()


def held(rack: Rack, site: str) -> str:
    """Wait until a site is held, and return why."""
    eventually(lambda: rack.site(site)["state"] == "held", what=f"{site} is held", pause=0.5)
    return str(rack.site(site)["hold"])


def goes_on(rack: Rack, site: str) -> None:
    """Wait until a site is held no more, by itself."""
    eventually(lambda: rack.site(site)["state"] != "held", what=f"{site} goes on", pause=0.5)


def release(rack: Rack, *sites: str) -> str:
    """Release sites; return what was said."""
    said = ""
    for site in sites:
        done = rack.spicerack("site", "release", site, "--yes")
        assert done.returncode == 0, f"{done.stdout}{done.stderr}{rack.explain()}"
        said += done.stdout
    return said


def test_lost_index_deletes_nothing(rack):
    """What was missing when the index was lost comes back; an edit of that time is kept beside the head."""
    first_life(rack)
    before = tree(rack["a"])
    lose_index(rack, "b")
    (rack["b"] / "spk/1.bsp").unlink()
    write(rack["b"] / "spk/2.bsp", "edited without an index")
    with rack.running():
        after = rack.synced()
    assert before.items() <= after.items()
    (beside,) = after.keys() - before.keys()
    assert beside.startswith("spk/2.bsp.conflict-")
    assert (rack["a"] / beside).read_text() == "edited without an index"


@pytest.mark.slow
def test_old_copies_of_index_and_root_change_nothing(tmp_path):
    """At b the index is restored, at c the root under a new index, at d the root under its own index.

    The first two are echoes of the log. The last is held, says that the directory is older, and its
    release fetches what the others have.
    """
    rack = Rack(tmp_path, "a", "b", "c", "d", processes=False)
    first_life(rack)
    copy(rack.state / "manager-b", tmp_path / "index of b")
    for site in "cd":
        copy(rack[site], tmp_path / site.upper())
    before = second_life(rack)
    restore(tmp_path / "index of b", rack.state / "manager-b")
    for site in "cd":
        restore(tmp_path / site.upper(), rack[site])
    lose_index(rack, "c")
    old = tree(rack["d"])
    with rack.running():
        said = held(rack, "d")
        assert "the root directory is older" in said
        assert "marker" not in said.lower()
        assert "d is held" in rack.sync(code=1)
        assert assert_same(rack["a"], rack["b"], rack["c"]) == before
        assert tree(rack["d"]) == old
        assert "nothing is deleted at any site" in release(rack, "d")
        assert rack.synced() == before
        write(rack["b"] / "spk/2.bsp", "changed at b with an old index")
        (rack["c"] / "spk/4.bsp").unlink()
        assert before.keys() - rack.synced().keys() == {"spk/4.bsp"}


@pytest.mark.slow
def test_whole_site_from_an_old_copy_undoes_nothing(rack, tmp_path):
    """Index and root of b are as old as each other: what others changed and deleted since stays so."""
    first_life(rack)
    saved = {rack["b"]: tmp_path / "root", rack.state / "manager-b": tmp_path / "index"}
    for place, backup in saved.items():
        copy(place, backup)
    with rack.running():
        rack.synced()
        write(rack["a"] / "spk/0.bsp", "changed at a")
        write(rack["a"] / "spk/new.bsp", "new at a")
        (rack["a"] / "spk/1.bsp").unlink()
        (rack["a"] / "spk/3.bsp").rename(rack["a"] / "spk/3-renamed.bsp")
        before = rack.synced()
    for place, backup in saved.items():
        restore(backup, place)
    with rack.running():
        assert rack.synced() == before
        write(rack["b"] / "spk/0.bsp", "changed at b after all")
        after = rack.synced()
    assert {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)} == {
        "spk/0.bsp"
    }


@pytest.mark.slow
def test_empty_log_is_held_until_released(rack):
    """A server whose store was lost makes no site delete; after their release the sites agree again."""
    first_life(rack)
    before = second_life(rack)
    shutil.rmtree(rack.state / "nats")
    with rack.running():
        assert "the log is empty" in held(rack, "a")
        assert "the log is empty" in held(rack, "b")
        assert assert_same(*rack.roots.values()) == before
        assert "nothing is deleted at any site" in release(rack, "a")
        release(rack, "b")
        assert rack.synced() == before
        write(rack["a"] / "spk/0.bsp", "changed in the new log")
        (rack["b"] / "spk/2.bsp").unlink()
        after = rack.synced()
    assert before.keys() - after.keys() == {"spk/2.bsp"}


@pytest.mark.slow
def test_log_from_an_old_copy_is_held_until_released(rack, tmp_path):
    """A server that was restored from a backup lacks commits; nothing that they brought is lost."""
    first_life(rack)
    copy(rack.state / "nats", tmp_path / "backup")
    before = second_life(rack)
    restore(tmp_path / "backup", rack.state / "nats")
    with rack.running():
        assert "the log ends at revision" in held(rack, "a")
        assert "the log ends at revision" in held(rack, "b")
        assert assert_same(*rack.roots.values()) == before
        release(rack, "a", "b")
        after = rack.synced()
    contents = {state for state in after.values() if state[0] == "file"}
    assert {state for state in before.values() if state[0] == "file"} <= contents


@pytest.fixture(scope="module")
def running(tmp_path_factory) -> Iterator[Rack]:
    """Two sites that run all along; each test adds to what they hold."""
    rack = Rack(tmp_path_factory.mktemp("running"), "a", "b", processes=False)
    with rack.running():
        yield rack


@pytest.mark.slow
def test_root_that_vanishes_is_held_and_goes_on_when_it_is_back(running, tmp_path):
    """An unmounted root is no deletion, and what others change meanwhile arrives afterwards."""
    write(running["a"] / "vanish/1.bsp", "one")
    write(running["a"] / "vanish/2.bsp", "two")
    before = running.synced()
    running["b"].rename(tmp_path / "away")
    assert "does not carry the mark of this site" in held(running, "b")
    write(running["a"] / "vanish/3.bsp", "three")
    running.sync(code=1)
    assert before.items() <= tree(running["a"]).items()
    assert not running["b"].exists()
    (tmp_path / "away").rename(running["b"])
    goes_on(running, "b")
    assert running.synced().keys() - before.keys() == {"vanish/3.bsp"}


@pytest.mark.slow
def test_empty_mount_point_is_held_and_left_alone(running, tmp_path):
    """A directory without the mark in the root's place gets neither a mark nor a file."""
    write(running["a"] / "mount/1.bsp", "one")
    before = running.synced()
    running["b"].rename(tmp_path / "away")
    running["b"].mkdir()
    write(running["a"] / "mount/2.bsp", "two")
    assert "does not carry the mark of this site" in held(running, "b")
    running.sync(code=1)
    assert list(running["b"].iterdir()) == []
    assert before.items() <= tree(running["a"]).items()
    running["b"].rmdir()
    (tmp_path / "away").rename(running["b"])
    goes_on(running, "b")
    running.synced()


def test_emptied_root_is_held_and_filled_again_by_a_release(running):
    """All files gone at once are no deletion unless a person says so in the way that the release tells."""
    write(running["a"] / "emptied/1.bsp", "one")
    write(running["a"] / "emptied.tf", "two")
    before = running.synced()
    for path in running["b"].iterdir():
        if path.is_file():
            path.unlink()
        elif path.name != CONTROL:
            shutil.rmtree(path)
    assert "holds no file any more" in held(running, "b")
    running.sync(code=1)
    assert tree(running["a"]) == before
    assert "nothing is deleted at any site" in release(running, "b")
    assert running.synced() == before


@pytest.mark.slow
def test_root_exchanged_for_an_old_copy_under_running_services_is_held(running, tmp_path):
    """Nothing goes to the directory that was taken away; after a release the new one is watched."""
    write(running["a"] / "exchanged/1.bsp", "one")
    running.synced()
    copy(running["b"], tmp_path / "backup")
    write(running["a"] / "exchanged/1.bsp", "changed")
    write(running["b"] / "exchanged/2.bsp", "two")
    before = running.synced()
    running["b"].rename(tmp_path / "away")
    (tmp_path / "backup").rename(running["b"])
    assert "the root directory is older" in held(running, "b")
    running.sync(code=1)
    assert tree(running["a"]) == tree(tmp_path / "away") == before
    release(running, "b")
    assert running.synced() == before
    write(running["b"] / "exchanged/3.bsp", "three")
    eventually((running["a"] / "exchanged/3.bsp").exists, what="a file of the new root at a")
    assert tree(tmp_path / "away") == before


def test_mass_deletion_is_held_through_a_restart_and_done_by_a_release(running, tmp_path):
    """60 of 100 files gone at one site, half of them earlier: nobody follows until a person has looked."""
    for number in range(100):
        part = "later" if 30 <= number < 60 else "mass"
        write(running["a"] / part / f"{number:03}.bsp", f"file {number}")
    before = running.synced()
    for number in range(30):
        (running["b"] / f"mass/{number:03}.bsp").unlink()
    running.synced()
    # At once: what goes file by file may be seen in two looks, of which the brake lets the first pass.
    (running["b"] / "later").rename(tmp_path / "away")
    assert "files were deleted or replaced at once (30 of them shortly before)" in held(running, "b")
    running.kill_all()
    running.start()
    running.sync(code=1)
    assert "files were deleted or replaced at once" in held(running, "b")
    assert len(before) - len(tree(running["a"])) == 30
    assert "30 files are deleted, 0 emptied or cut and 0 rewritten with other bytes at every site" in release(
        running, "b"
    )
    assert len(before) - len(running.synced()) == 61, "60 files and the directory of 30 of them"


@pytest.mark.slow
def test_mass_deletion_that_is_undone_ends_its_hold(running, tmp_path):
    """A person who puts the files back needs no release."""
    for number in range(80):
        write(running["a"] / f"undone/{number:03}.bsp", f"file {number}")
    before = running.synced()
    (running["b"] / "undone").rename(tmp_path / "away")
    assert "files were deleted or replaced at once" in held(running, "b")
    (tmp_path / "away").rename(running["b"] / "undone")
    goes_on(running, "b")
    assert running.synced() == before


def has_outbox(rack: Rack, site: str) -> bool:
    """Tell whether a site has made a batch that is not decided."""
    with closing(sqlite3.connect(rack.state / f"manager-{site}" / "site.db")) as database:
        found = database.execute("SELECT value FROM facts WHERE name = 'outbox'").fetchone()
    return bool(found and found[0])


@pytest.mark.slow
def test_lost_key_is_held_and_replaced_by_a_release(rack):
    """A site that signs with another key is not believed until a person has looked; then all is sent anew."""
    first_life(rack)
    with rack.running():
        rack.kill("nats-server", signal.SIGSTOP)
        write(rack["b"] / "spk/waits.bsp", "signed with the old key, never sent")
        eventually(lambda: has_outbox(rack, "b"), what="a batch that waits")
        rack.kill_all()
        (rack.state / "manager-b" / "site.key").unlink()
        rack.start()
        assert "key" in held(rack, "b")
        write(rack["b"] / "spk/new.bsp", "signed with the new key")
        rack.sync(code=1)
        assert not {"spk/new.bsp", "spk/waits.bsp"} & tree(rack["a"]).keys()
        release(rack, "b")
        assert {"spk/new.bsp", "spk/waits.bsp"} <= rack.synced().keys()
