"""Edits that crossed: both contents stay, and a site never conflicts with itself."""

import time
from pathlib import Path

from tests.e2e.harness import eventually, write


def conflicts_of(root: Path, name: str) -> list[Path]:
    """Return the conflict copies of a file in a directory."""
    return sorted(root.glob(f"{name}.conflict-*"))


def batches(apart) -> int:
    """Return how many batches were ever put on the bus."""
    figures = apart.server_figures("jsz?streams=true")
    streams = figures["account_details"][0]["stream_detail"]
    return next(int(stream["state"]["last_seq"]) for stream in streams if stream["name"] == "BATCHES")


def test_edits_at_two_sites_and_a_deletion_at_a_third_keep_both_contents(apart):
    """Two sites edit a file before they hear of each other, a third deletes it: all hold both contents."""
    write(apart["a"] / "crossed" / "kernel.bc", "the first")
    apart.synced()
    spoken = batches(apart)
    with apart.paused("orchestrator"):
        write(apart["a"] / "crossed" / "kernel.bc", "edited at a")
        write(apart["b"] / "crossed" / "kernel.bc", "edited at b")
        (apart["c"] / "crossed" / "kernel.bc").unlink()
        eventually(lambda: batches(apart) >= spoken + 3, what="a batch of each site")
    apart.synced()
    for site in "abc":
        copies = conflicts_of(apart[site] / "crossed", "kernel.bc")
        assert len(copies) == 1
        head = (apart[site] / "crossed" / "kernel.bc").read_text()
        assert {head, copies[0].read_text()} == {"edited at a", "edited at b"}
        assert not list((apart[site] / "crossed").glob("*.bc"))[1:], "a conflict copy must not match *.bc"
    assert {site["conflicts"] for site in apart.status()["sites"]} == {1}
    conflicts_of(apart["a"] / "crossed", "kernel.bc")[0].unlink()
    apart.synced()
    assert {site["conflicts"] for site in apart.status()["sites"]} == {0}


def test_a_file_that_two_sites_make_at_once_is_kept_twice(apart):
    """Different contents under one new name: one of them goes under a conflict name, at every site."""
    spoken = batches(apart)
    with apart.paused("orchestrator"):
        write(apart["a"] / "made" / "new.tm", "by a")
        write(apart["c"] / "made" / "new.tm", "by c")
        eventually(lambda: batches(apart) >= spoken + 2, what="a batch of each site")
    apart.synced()
    (copy,) = conflicts_of(apart["b"] / "made", "new.tm")
    assert {copy.read_text(), (apart["b"] / "made" / "new.tm").read_text()} == {"by a", "by c"}
    copy.unlink()
    apart.synced()


def test_the_same_edit_at_two_sites_is_no_conflict(apart):
    """Both made the same change: nothing is kept twice."""
    write(apart["a"] / "agreed", "old")
    apart.synced()
    spoken = batches(apart)
    with apart.paused("orchestrator"):
        write(apart["a"] / "agreed", "new")
        write(apart["b"] / "agreed", "new")
        eventually(lambda: batches(apart) >= spoken + 2, what="a batch of each site")
    apart.synced()
    assert (apart["c"] / "agreed").read_text() == "new"
    assert not conflicts_of(apart["c"], "agreed")


def test_a_directory_deleted_while_a_file_is_added_below_it_stays_with_that_file(apart):
    """What another site added survives; what was there before is gone."""
    write(apart["a"] / "cleared" / "old", "x")
    apart.synced()
    spoken = batches(apart)
    with apart.paused("orchestrator"):
        (apart["a"] / "cleared" / "old").unlink()
        (apart["a"] / "cleared").rmdir()
        write(apart["b"] / "cleared" / "new", "added at b")
        eventually(lambda: batches(apart) >= spoken + 2, what="a batch of each site")
    tree = apart.synced()
    assert "cleared/new" in tree
    assert "cleared/old" not in tree


def test_a_file_that_replaces_a_directory_another_site_adds_to_loses_nothing(apart):
    """A directory becomes a file at one site while another adds below it: both contents are everywhere."""
    write(apart["a"] / "contested" / "old", "x")
    apart.synced()
    spoken = batches(apart)
    with apart.paused("orchestrator"):
        (apart["a"] / "contested" / "old").unlink()
        (apart["a"] / "contested").rmdir()
        write(apart["a"] / "contested", "a file now")
        write(apart["b"] / "contested" / "new", "added at b")
        eventually(lambda: batches(apart) >= spoken + 2, what="a batch of each site")
    tree = apart.synced()
    held = [path for path in tree if path.startswith("contested") and tree[path][0] == "file"]
    assert {(apart["c"] / path).read_text() for path in held} == {"a file now", "added at b"}


def test_five_edits_in_a_second_are_no_conflict(apart):
    """A file that is saved again and again at one site ends with its last content, and nothing else."""
    path = apart["a"] / "busy" / "file"
    for number in range(5):
        write(path, f"edit {number}")
        time.sleep(0.2)  # the behaviour under test: a person who saves often
    tree = apart.synced()
    assert (apart["c"] / "busy" / "file").read_text() == "edit 4"
    assert [name for name in tree if name.startswith("busy/")] == ["busy/file"]


def test_an_edit_before_the_first_commit_is_back_is_no_conflict(apart):
    """What a site changes again while its batch is undecided follows in the next batch."""
    write(apart["b"] / "again" / "known", "zero")
    apart.synced()
    spoken = batches(apart)
    with apart.paused("orchestrator"):
        for name in ("known", "new"):
            write(apart["b"] / "again" / name, "one")
        eventually(lambda: batches(apart) > spoken, what="the first batch")
        for name in ("known", "new"):
            write(apart["b"] / "again" / name, "two")
        write(apart["b"] / "again" / "passing", "here")
    tree = apart.synced()
    for name in ("known", "new"):
        assert (apart["a"] / "again" / name).read_text() == "two"
    assert sorted(name for name in tree if name.startswith("again/")) == [
        "again/known",
        "again/new",
        "again/passing",
    ]


def test_a_file_deleted_before_the_first_commit_is_back_goes_everywhere(apart):
    """Made and deleted again while the batch is undecided: it is nowhere afterwards."""
    spoken = batches(apart)
    with apart.paused("orchestrator"):
        write(apart["a"] / "fleeting" / "file", "one")
        eventually(lambda: batches(apart) > spoken, what="the first batch")
        (apart["a"] / "fleeting" / "file").unlink()
    assert "fleeting/file" not in apart.synced()
