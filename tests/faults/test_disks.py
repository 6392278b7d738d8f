"""Disks that are full, read-only or gone: at the source, the target, the services' and the server's store.

One rack: its sites' roots, the services' state and the server's store are small disks, each of which fails
in turn. Each time everything comes to be well once the disk is, and a person is told meanwhile.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.e2e.harness import Rack, eventually, random_bytes, tree, write
from tests.faults.mounts import MIB, away, full, read_only, small_disk
from tests.faults.settling import assert_well, recover

pytestmark = pytest.mark.slow

SETTINGS = {
    "SPICERACK_RESERVE_BYTES": str(MIB),
    "SPICERACK_RESTART_SECONDS": "2",
    "SPICERACK_ACK_SECONDS": "5",
}


class Disks:
    """Where everything lies."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self.source = base / "source"
        self.target = base / "target"
        self.state = base / "state"
        self.store = base / "state" / "nats"


@pytest.fixture(scope="module")
def disks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Disks]:
    """Four small disks."""
    found = Disks(tmp_path_factory.mktemp("disks"))
    with ExitStack() as mounted:
        for path, mib in ((found.source, 48), (found.target, 24), (found.state, 32), (found.store, 64)):
            mounted.enter_context(small_disk(path, mib))
        yield found


@pytest.fixture(scope="module")
def rack(disks: Disks) -> Iterator[Rack]:
    """Sites a and b, each below the top of a disk of its own."""
    roots = {"a": disks.source / "root", "b": disks.target / "root"}
    two = Rack(disks.base, "a", "b", roots=roots, settings=SETTINGS)
    for number in range(6):
        write(two["a"] / f"spk/{number}.bsp", random_bytes(number, 200_000))
    with two.running():
        recover(two)
        yield two


def problem(rack: Rack, site: str, *words: str) -> str:
    """Wait until a site has a problem with all these words; return it."""
    found: list[str] = []

    def told() -> bool:
        found[:] = [one for one in rack.problems(site) if all(word in one for word in words)]
        return bool(found)

    eventually(told, what=f"a problem of {site} with {words}", pause=0.5)
    return found[0]


def test_full_target_says_so_and_goes_on_with_room(rack, disks):
    """What does not fit is a problem that says what to do; what fits arrives; with room, all does."""
    with full(disks.target):
        write(rack["a"] / "full-target/large.bsp", random_bytes(50, 3 * MIB))
        print("\n" + problem(rack, "b", "make room"))
        assert not (rack["b"] / "full-target/large.bsp").exists()
    print(f"well after {recover(rack):.1f} s")
    assert (rack["b"] / "full-target/large.bsp").exists()
    assert_well(rack)


def test_full_source_still_gives_what_it_holds(rack, disks):
    """A source needs no room to send: a change of a file in place reaches the other site."""
    with full(disks.source):
        changed = rack["a"] / "spk/0.bsp"
        with changed.open("r+b") as file:
            file.write(b"changed on a full disk")
        copy = rack["b"] / "spk/0.bsp"
        eventually(lambda: copy.read_bytes().startswith(b"changed on a full"), what="the change at b")
        write(rack["b"] / "full-source/new.bsp", random_bytes(51, 300_000))
        print("\n" + problem(rack, "a", "make room"))
    print(f"well after {recover(rack):.1f} s")
    assert (rack["a"] / "full-source/new.bsp").exists()
    assert_well(rack)


def test_full_disk_of_the_services_state_is_survived(rack, disks):
    """Neither index nor log can be written: nothing is lost by it, and with room all goes on."""
    with full(disks.state):
        write(rack["a"] / "full-state/from-a.bsp", random_bytes(52, 100_000))
        write(rack["b"] / "full-state/from-b.bsp", random_bytes(53, 100_000))
        time.sleep(5)  # nothing can be awaited: whoever would tell has no room for it
    print(f"\nwell after {recover(rack):.1f} s")
    assert {"full-state/from-a.bsp", "full-state/from-b.bsp"} <= tree(rack["a"]).keys()
    assert_well(rack)


def test_full_store_of_the_server_is_survived(rack, disks):
    """The server can store nothing: what people do meanwhile waits, and goes on by itself with room."""
    with full(disks.store):
        write(rack["a"] / "full-store/from-a.bsp", random_bytes(54, 2 * MIB))
        write(rack["b"] / "full-store/from-b.bsp", random_bytes(55, 100_000))
        eventually(
            lambda: "no space left" in rack.log_of_server(), what="a server without space", patience=30
        )
    print(f"\nwell after {recover(rack):.1f} s")
    assert {"full-store/from-a.bsp", "full-store/from-b.bsp"} <= tree(rack["b"]).keys()
    assert_well(rack)


def test_read_only_target_says_so_and_goes_on(rack, disks):
    """A device that takes no writes any more loses nothing: what should be placed waits for it."""
    with read_only(disks.target):
        write(rack["a"] / "read-only/new.bsp", "new")
        (rack["a"] / "spk/1.bsp").unlink()
        eventually(lambda: bool(rack.problems("b")), what="a problem of b", pause=0.5)
        print("\n" + str(rack.problems("b")))
    print(f"well after {recover(rack):.1f} s")
    assert not (rack["b"] / "spk/1.bsp").exists()
    assert_well(rack)


def test_root_whose_disk_vanishes_is_held_and_goes_on(rack, disks):
    """A lost mount is no deletion: the site is held, says why, and goes on when the disk is back."""
    before = tree(rack["b"])
    with away(disks.target):
        eventually(lambda: rack.site("b")["state"] == "held", what="b is held", pause=0.5)
        print("\n" + str(rack.site("b")["hold"]))
        write(rack["a"] / "vanished/new.bsp", "new")
        assert not rack["b"].exists()
    print(f"well after {recover(rack):.1f} s")
    assert before.items() <= tree(rack["b"]).items()
    assert_well(rack)
