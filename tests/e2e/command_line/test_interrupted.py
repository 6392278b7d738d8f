"""Workers that die, and an `up` that is stopped or killed, in the middle of a large transfer."""

import hashlib
import signal
import threading
from pathlib import Path

import pytest

from tests.e2e.command_line.people import stamp_of
from tests.e2e.harness import CONTROL, FULL_SCALE, Rack, eventually, random_bytes, write

LARGE = (256 if FULL_SCALE else 48) << 20
FRACTIONS = (0.1, 0.9, 1.5) if FULL_SCALE else (0.9,)
"""How much is staged when the worker is killed. Each kill costs the time after which its job comes again."""

PATH = "spk/large.bsp"


class Watch(threading.Thread):
    """Looks at one path in a loop, and notes every content that it ever has: a new stamp is hashed once."""

    def __init__(self, path: Path, *allowed: bytes) -> None:
        super().__init__(daemon=True)
        self.path = path
        self.allowed = {hashlib.blake2b(content).hexdigest() for content in allowed}
        self.seen: set[str] = set()
        self.absent = 0
        self._stamp: tuple[int, ...] = ()
        self._end = threading.Event()
        self._ended_well = False

    def run(self) -> None:
        """Look until `stop`."""
        while not self._end.is_set():
            try:
                with self.path.open("rb") as file:
                    if (stamp := stamp_of(file)) != self._stamp:
                        self.seen.add(hashlib.file_digest(file, "blake2b").hexdigest())
                        self._stamp = stamp
            except FileNotFoundError:
                self.absent += 1
            self._end.wait(0.02)
        self._ended_well = True

    def stop(self) -> None:
        """Make sure that it looked until now, and saw nothing else."""
        self._end.set()
        self.join()
        assert self._ended_well, "the watch ended early"
        assert self.seen <= self.allowed, "a torn content was seen"
        assert self.absent == 0, "the path was absent for a while"


@pytest.fixture
def contents() -> tuple[bytes, bytes]:
    """The old and the new content of the large file; they have nothing in common."""
    return random_bytes(1, LARGE), random_bytes(2, LARGE)


def staged(root: Path) -> list[Path]:
    """Return what lies in the staging area of a root, and its journals."""
    control = root / CONTROL
    return [path for name in ("staging", "journal") for path in (control / name).rglob("*")]


def staged_bytes(root: Path) -> int:
    """Return the bytes that lie in the staging area of a root."""
    total = 0
    for path in staged(root):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except FileNotFoundError:
            continue
    return total


def in_the_middle(root: Path, fraction: float) -> None:
    """Wait until an apply has staged this fraction of a large file."""
    eventually(lambda: staged_bytes(root) > fraction * LARGE, what="a transfer under way", pause=0.005)


def test_killed_apply_leaves_old_or_new_and_a_clean_staging_area(tmp_path, contents):
    """SIGKILL to the worker at several points of one large apply: the path is complete at every instant."""
    old, new = contents
    rack = Rack(tmp_path, "a", "b")
    write(rack["a"] / PATH, old)
    with rack.running():
        rack.synced()
        watch = Watch(rack["b"] / PATH, old, new)
        watch.start()
        write(rack["a"] / PATH, new)
        for fraction in FRACTIONS:
            in_the_middle(rack["b"], fraction)
            lines = len(rack.lines)
            rack.kill("transfer-b")
            rack.until("transfer-b: ready", after=lines)
        rack.synced()
        watch.stop()
        assert (rack["b"] / PATH).read_bytes() == new
        assert staged(rack["b"]) == []


@pytest.mark.slow
def test_up_that_ends_in_a_transfer_goes_on_later(tmp_path):
    """Stopped, it exits with 0; killed, it leaves no orphan. The path is complete at every instant."""
    versions = [random_bytes(seed, LARGE) for seed in range(3)]
    rack = Rack(tmp_path, "a", "b")
    write(rack["a"] / PATH, versions[0])
    with rack.running():
        rack.synced()
        watch = Watch(rack["b"] / PATH, *versions)
        watch.start()
        write(rack["a"] / PATH, versions[1])
        in_the_middle(rack["b"], 0.3)
        rack.stop(signal.SIGINT)
        rack.start()
        rack.synced()
        write(rack["a"] / PATH, versions[2])
        in_the_middle(rack["b"], 0.3)
        rack.kill_all()
        rack.start()
        rack.synced()
        watch.stop()
        assert staged(rack["b"]) == []
