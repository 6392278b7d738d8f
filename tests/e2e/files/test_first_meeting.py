"""Sites that hold the same already, a site that only receives, and an `up` elsewhere that joins them."""

import os
from collections.abc import Iterator

import pytest

from tests.e2e.harness import Rack, assert_same, eventually, random_bytes, tree, write
from tests.e2e.kernels.kernels import lay_kernels

SITES = ("a", "b", "mirror")


@pytest.fixture(scope="module")
def meeting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rack]:
    """Two sites and one that only receives, which hold the same files when they first meet."""
    rack = Rack(tmp_path_factory.mktemp("meeting"), *SITES, receive_only=["mirror"], processes=False)
    for site in SITES:
        lay_kernels(rack[site] / "kernels")
        write(rack[site] / "noise", random_bytes(9, 3_000_000))
        (rack[site] / "empty").mkdir()
        # Copies that were made by hand differ in their times and modes, and that is no reason to send bytes.
        for number, path in enumerate(sorted(rack[site].rglob("*.t*"))):
            os.utime(path, ns=(1, 1_600_000_000_000_000_000 + number * (1 + SITES.index(site))))
        (rack[site] / "noise").chmod(0o600 + 0o40 * SITES.index(site))
    with rack.running():
        yield rack
    assert rack.tracebacks() == []


@pytest.fixture(scope="module")
def joined(meeting: Rack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rack]:
    """A second `up` with a state directory of its own, on the first one's server."""
    meeting.sync()
    rack = Rack(tmp_path_factory.mktemp("joined"), "far", nats=meeting.nats_address(), processes=False)
    write(rack["far"] / "from-far", "far")
    lay_kernels(rack["far"] / "kernels")
    write(rack["far"] / "noise", "another noise")
    with rack.running():
        yield rack


def test_no_bytes_of_files_move_between_sites_that_hold_the_same(meeting):
    """The first sync of equal sites sends nothing for packs and signatures."""
    found = meeting.synced()
    assert any(path.startswith("kernels/") for path in found)
    transfers = meeting.status()["transfers"]
    assert transfers["sent_bytes"] == 0
    assert meeting.sent_bytes() == 0
    assert transfers["full_bytes"] == 0
    assert transfers["control_bytes"] > 0
    assert {site["conflicts"] for site in meeting.status()["sites"]} == {0}


def test_receive_only_site_gets_what_others_change(meeting):
    """It follows the others like any site."""
    write(meeting["a"] / "news", "for all")
    meeting.synced()
    (meeting["b"] / "news").unlink()
    assert "news" not in meeting.synced()


def test_receive_only_site_never_publishes_and_says_so(meeting):
    """A file made there and one edited there reach nobody; the status names both as a problem."""
    meeting.synced()
    revision = meeting.status()["revision"]
    write(meeting["mirror"] / "own", "made at the mirror")
    write(meeting["mirror"] / "noise", "edited at the mirror")

    def named(line: str) -> bool:
        return "only receives" in line and "'own'" in line and "'noise'" in line

    eventually(lambda: any(map(named, meeting.problems("mirror"))), what="a problem that names both")
    assert meeting.status()["revision"] == revision
    assert not (meeting["a"] / "own").exists()
    assert (meeting["b"] / "noise").read_bytes() == random_bytes(9, 3_000_000)
    # Undone by the person who reads the problem; then nothing is left of it.
    (meeting["mirror"] / "own").unlink()
    (meeting["mirror"] / "noise").unlink()
    meeting.synced()
    # Files that stood here before the sites met have times of their own, and that stays told.
    assert [line for line in meeting.problems("mirror") if "stay as they are" not in line] == []
    assert meeting.status()["revision"] == revision


def test_file_deleted_at_a_receive_only_site_comes_back(meeting):
    """The deletion reaches nobody, and the file is placed there again."""
    meeting.synced()
    revision = meeting.status()["revision"]
    (meeting["mirror"] / "noise").unlink()
    found = meeting.synced()
    assert "noise" in found
    assert meeting.status()["revision"] == revision


def test_two_ups_on_one_server_converge(meeting, joined):
    """Sites of two `up`s with two state directories, each with its orchestrator, hold the same."""
    joined.sync()
    found = assert_same(*meeting.roots.values(), joined["far"])
    assert "from-far" in found
    copies = [path for path in found if path.startswith("noise.conflict-")]
    assert len(copies) == 1
    assert {(meeting["a"] / "noise").stat().st_size, (meeting["a"] / copies[0]).stat().st_size} == {
        3_000_000,
        len("another noise"),
    }


def test_either_up_may_go_and_the_other_works_on(meeting, joined):
    """A change made while the second `up` is away reaches it when it comes back; it is told as offline."""
    joined.sync()
    joined.stop()
    write(meeting["a"] / "meanwhile", "made while far was away")
    said = meeting.sync(code=3)
    assert "far" in said
    assert tree(meeting["a"]) == tree(meeting["b"])
    joined.start()
    meeting.sync()
    assert_same(*meeting.roots.values(), joined["far"])


def test_a_change_at_the_far_side_arrives(meeting, joined):
    """Whichever orchestrator decides it: a change at a site of the second `up` is placed at the first's."""
    write(joined["far"] / "later", "from far")
    joined.sync()
    assert (meeting["a"] / "later").read_text() == "from far"
    assert_same(*meeting.roots.values(), joined["far"])
