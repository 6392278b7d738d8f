"""Sites that held different files hold the same, and keep doing so through every kind of change."""

import os
import shutil

import pytest

from tests.e2e.harness import random_bytes, write
from tests.e2e.kernels.kernels import append_day, write_spk


def test_every_site_gets_what_any_site_held(rack):
    """All kernels at one site, other files at two others: after a sync all three hold all of them."""
    tree = rack.synced()
    tops = {path.split("/")[0] for path in tree}
    tops_at_first = {"kernels", "reports", "raw", "shared"}
    assert tops_at_first <= tops
    assert {"shared/only-b", "shared/only-c", "shared/same", "raw/000.dat"} <= tree.keys()
    status = rack.status()
    assert status["files"] == len([1 for state in tree.values() if state[0] == "file"])
    problems = [line for site in status["sites"] for line in site["problems"]]
    # The one file that stood at two sites before they met has a time of its own at each, and that is told.
    assert [line for line in problems if "stay as they are" not in line] == []
    assert not [path for path in tree if ".conflict-" in path and path.split("/")[0] in tops_at_first]


def test_no_file_travels_twice_to_a_site(rack):
    """However often sites ask anew while packs are applied, every file is sent at most once to each site."""
    rack.synced()
    status = rack.status()
    assert status["transfers"]["full_bytes"] <= 2 * status["bytes"]


def test_changes_and_deletions_arrive(rack):
    """Edited, appended, shortened, emptied and deleted files are the same everywhere afterwards."""
    top = rack["a"] / "edits"
    for name in ("edited", "appended", "shortened", "emptied", "deleted", "touched"):
        write(top / name, random_bytes(len(name), 50_000))
    write(top / "deep" / "er" / "file", "x")
    rack.synced()
    here = rack["b"] / "edits"
    write(here / "edited", b"other")
    with (here / "appended").open("ab") as file:
        file.write(b"more")
    os.truncate(here / "shortened", 777)
    os.truncate(here / "emptied", 0)
    (here / "deleted").unlink()
    shutil.rmtree(here / "deep")
    tree = rack.synced()
    assert "edits/deleted" not in tree
    assert not any(path.startswith("edits/deep") for path in tree)
    assert (rack["c"] / "edits" / "appended").read_bytes().endswith(b"more")
    assert (rack["c"] / "edits" / "emptied").read_bytes() == b""


def test_times_and_modes_travel(rack):
    """Modification time and permissions arrive with a file, and when only they change."""
    path = rack["a"] / "metadata" / "file"
    write(path, "x", times=(1, 1_000_000_123_456_789_000))
    path.chmod(0o640)
    rack.synced()
    assert (rack["c"] / "metadata" / "file").stat().st_mtime_ns == 1_000_000_123_456_789_000
    assert (rack["c"] / "metadata" / "file").stat().st_mode & 0o777 == 0o640
    (rack["b"] / "metadata" / "file").chmod(0o600)
    os.utime(rack["b"] / "metadata" / "file", ns=(1, 1_100_000_000_000_000_000))
    rack.synced()
    assert (rack["a"] / "metadata" / "file").stat().st_mtime_ns == 1_100_000_000_000_000_000
    assert path.stat().st_mode & 0o777 == 0o600


def test_renames_move_no_bytes_of_files(rack):
    """A renamed directory of incompressible files is the same everywhere, and its bytes do not travel."""
    for number in range(5):
        write(rack["a"] / "before" / f"{number}", random_bytes(100 + number, 200_000))
    rack.synced()
    sent = rack.sent_bytes()
    (rack["a"] / "before").rename(rack["a"] / "after")
    tree = rack.synced()
    assert "before" not in tree
    assert len([path for path in tree if path.startswith("after/")]) == 5
    assert rack.sent_bytes() - sent < 100_000


def test_directory_becomes_a_file_and_back(rack):
    """A directory with files turned into a file, then into a directory again, is so everywhere."""
    path = rack["a"] / "morphing"
    write(path / "one" / "file", "below")
    write(path / "two", "beside")
    rack.synced()
    shutil.rmtree(path)
    write(path, "now a file")
    assert rack.synced()["morphing"][0] == "file"
    other = rack["b"] / "morphing"
    other.unlink()
    write(other / "three" / "file", "a directory again")
    tree = rack.synced()
    assert {"morphing/three", "morphing/three/file"} <= tree.keys()
    assert "morphing/two" not in tree


def test_empty_files_and_directories_arrive_and_leave(rack):
    """Files and directories with nothing in them are kept the same, too."""
    (rack["b"] / "empty" / "very" / "deep").mkdir(parents=True)
    for number in range(20):
        write(rack["b"] / "empty" / f"file-{number}", "")
    tree = rack.synced()
    assert tree["empty/very/deep"] == ("directory",)
    shutil.rmtree(rack["c"] / "empty" / "very")
    (rack["c"] / "empty" / "file-3").unlink()
    tree = rack.synced()
    assert "empty/very" not in tree
    assert "empty/file-3" not in tree


def test_appended_kernel_travels_as_a_difference(rack):
    """A segment appended to an SPK costs a small part of the file, and the kernel is the same everywhere."""
    path = rack["a"] / "daily" / "orbit.bsp"
    write_spk(path, days=60)
    rack.synced()
    # The first change of a file makes its signature; sites that change a file daily have it already.
    append_day(path, day=60)
    rack.synced()
    before = rack.sent_bytes()
    append_day(path, day=61)
    rack.synced()
    sent = rack.sent_bytes() - before
    size = path.stat().st_size
    print(f"sent {sent} bytes for a segment appended to {size} bytes")
    assert sent < size / 4


@pytest.mark.parametrize("site", ["b", "c"])
def test_any_site_may_change_what_another_made(rack, site):
    """A file goes from hand to hand: each site changes it in turn, and no change is a conflict."""
    name = f"handed-{site}"
    write(rack["a"] / name, "made at a\n")
    rack.synced()
    for author in (site, "a", site):
        with (rack[author] / name).open("a") as file:
            file.write(f"changed at {author}\n")
        rack.synced()
    assert (rack["a"] / name).read_text().count("changed at") == 3
    assert not [path for path in rack.synced() if name in path and path != name]
