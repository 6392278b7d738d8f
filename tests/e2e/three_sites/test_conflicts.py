"""Edits that crossed: both contents stay, and a site never conflicts with itself."""

import time
from pathlib import Path

from tests.e2e.harness import eventually, write


def conflicts_of(root: Path, name: str) -> list[Path]:
    """Return the conflict copies of a file in a directory."""
    return sorted(root.glob(f"{name}.conflict-*"))


def batches(rack) -> int:
    """Return how many batches were ever put on the bus."""
    figures = rack.server_figures("jsz?streams=true")
    streams = figures["account_details"][0]["stream_detail"]
    return next(int(stream["state"]["last_seq"]) for stream in streams if stream["name"] == "BATCHES")


def test_edits_at_two_sites_and_a_deletion_at_a_third_keep_both_contents(rack):
    """Two sites edit a file before they hear of each other, a third deletes it: all hold both contents."""
    write(rack["a"] / "crossed" / "kernel.bc", "the first")
    rack.synced()
    spoken = batches(rack)
    with rack.paused("orchestrator"):
        write(rack["a"] / "crossed" / "kernel.bc", "edited at a")
        write(rack["b"] / "crossed" / "kernel.bc", "edited at b")
        (rack["c"] / "crossed" / "kernel.bc").unlink()
        eventually(lambda: batches(rack) >= spoken + 3, what="a batch of each site")
    rack.synced()
    for site in "abc":
        copies = conflicts_of(rack[site] / "crossed", "kernel.bc")
        assert len(copies) == 1
        head = (rack[site] / "crossed" / "kernel.bc").read_text()
        assert {head, copies[0].read_text()} == {"edited at a", "edited at b"}
        assert not list((rack[site] / "crossed").glob("*.bc"))[1:], "a conflict copy must not match *.bc"
    assert {site["conflicts"] for site in rack.status()["sites"]} == {1}
    conflicts_of(rack["a"] / "crossed", "kernel.bc")[0].unlink()
    rack.synced()
    assert {site["conflicts"] for site in rack.status()["sites"]} == {0}


def test_a_file_that_two_sites_make_at_once_is_kept_twice(rack):
    """Different contents under one new name: one of them goes under a conflict name, at every site."""
    spoken = batches(rack)
    with rack.paused("orchestrator"):
        write(rack["a"] / "made" / "new.tm", "by a")
        write(rack["c"] / "made" / "new.tm", "by c")
        eventually(lambda: batches(rack) >= spoken + 2, what="a batch of each site")
    rack.synced()
    (copy,) = conflicts_of(rack["b"] / "made", "new.tm")
    assert {copy.read_text(), (rack["b"] / "made" / "new.tm").read_text()} == {"by a", "by c"}
    copy.unlink()
    rack.synced()


def test_the_same_edit_at_two_sites_is_no_conflict(rack):
    """Both made the same change: nothing is kept twice."""
    write(rack["a"] / "agreed", "old")
    rack.synced()
    spoken = batches(rack)
    with rack.paused("orchestrator"):
        write(rack["a"] / "agreed", "new")
        write(rack["b"] / "agreed", "new")
        eventually(lambda: batches(rack) >= spoken + 2, what="a batch of each site")
    rack.synced()
    assert (rack["c"] / "agreed").read_text() == "new"
    assert not conflicts_of(rack["c"], "agreed")


def test_a_directory_deleted_while_a_file_is_added_below_it_stays_with_that_file(rack):
    """What another site added survives; what was there before is gone."""
    write(rack["a"] / "cleared" / "old", "x")
    rack.synced()
    spoken = batches(rack)
    with rack.paused("orchestrator"):
        (rack["a"] / "cleared" / "old").unlink()
        (rack["a"] / "cleared").rmdir()
        write(rack["b"] / "cleared" / "new", "added at b")
        eventually(lambda: batches(rack) >= spoken + 2, what="a batch of each site")
    tree = rack.synced()
    assert "cleared/new" in tree
    assert "cleared/old" not in tree


def test_a_file_that_replaces_a_directory_another_site_adds_to_loses_nothing(rack):
    """A directory becomes a file at one site while another adds below it: both contents are everywhere."""
    write(rack["a"] / "contested" / "old", "x")
    rack.synced()
    spoken = batches(rack)
    with rack.paused("orchestrator"):
        (rack["a"] / "contested" / "old").unlink()
        (rack["a"] / "contested").rmdir()
        write(rack["a"] / "contested", "a file now")
        write(rack["b"] / "contested" / "new", "added at b")
        eventually(lambda: batches(rack) >= spoken + 2, what="a batch of each site")
    tree = rack.synced()
    held = [path for path in tree if path.startswith("contested") and tree[path][0] == "file"]
    assert {(rack["c"] / path).read_text() for path in held} == {"a file now", "added at b"}


def test_five_edits_in_a_second_are_no_conflict(rack):
    """A file that is saved again and again at one site ends with its last content, and nothing else."""
    path = rack["a"] / "busy" / "file"
    for number in range(5):
        write(path, f"edit {number}")
        time.sleep(0.2)  # the behaviour under test: a person who saves often
    tree = rack.synced()
    assert (rack["c"] / "busy" / "file").read_text() == "edit 4"
    assert [name for name in tree if name.startswith("busy/")] == ["busy/file"]


def test_an_edit_before_the_first_commit_is_back_is_no_conflict(rack):
    """What a site changes again while its batch is undecided follows in the next batch."""
    write(rack["b"] / "again" / "known", "zero")
    rack.synced()
    spoken = batches(rack)
    with rack.paused("orchestrator"):
        for name in ("known", "new"):
            write(rack["b"] / "again" / name, "one")
        eventually(lambda: batches(rack) > spoken, what="the first batch")
        for name in ("known", "new"):
            write(rack["b"] / "again" / name, "two")
        write(rack["b"] / "again" / "passing", "here")
    tree = rack.synced()
    for name in ("known", "new"):
        assert (rack["a"] / "again" / name).read_text() == "two"
    assert sorted(name for name in tree if name.startswith("again/")) == [
        "again/known",
        "again/new",
        "again/passing",
    ]


def test_a_file_deleted_before_the_first_commit_is_back_goes_everywhere(rack):
    """Made and deleted again while the batch is undecided: it is nowhere afterwards."""
    spoken = batches(rack)
    with rack.paused("orchestrator"):
        write(rack["a"] / "fleeting" / "file", "one")
        eventually(lambda: batches(rack) > spoken, what="the first batch")
        (rack["a"] / "fleeting" / "file").unlink()
    assert "fleeting/file" not in rack.synced()
