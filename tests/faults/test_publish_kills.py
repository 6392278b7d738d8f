"""SIGKILL between any two calls to the file system while a group of files is published, on a real directory.

Each kill is a process of its own that is forked, so hundreds take seconds.
"""

import os
import random
import signal
from pathlib import Path

import pytest

from shared.model.entry import DELETED
from shared.roots.posix.control import make_control
from shared.roots.posix.files.directory import PosixFiles
from shared.roots.posix.publish.publish import Published, Publisher
from testing.disk.root import ABSENT, Root, Wanted, clock, digest, held
from tests.e2e.harness import FULL_SCALE

KILLS = 250 if FULL_SCALE else 12

CALLS_MAX = 130
"""A group makes about so many calls: later ones kill nobody."""

CALLS = frozenset(
    (
        *("status", "list", "open", "create", "make_directory", "move", "exchange", "replace", "remove"),
        *("remove_directory", "set_metadata", "sync_file", "sync_directory"),
    )
)

Contents = dict[str, bytes | None]
"""What stands at each path; None where nothing does."""


class KilledFiles(PosixFiles):
    """A root whose process ends before the nth call."""

    def __init__(self, root: Path, *, exchange: bool, nth: int) -> None:
        self.left = 1 << 30  # opening it is none of the calls
        super().__init__(root, exchange=exchange)
        self.left = nth

    def __getattribute__(self, name: str) -> object:
        if name in CALLS:
            self.left -= 1
            if self.left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return super().__getattribute__(name)


def read(root: Path, paths: Contents) -> Contents:
    """Return what stands at these paths."""
    return {path: (root / path).read_bytes() if (root / path).is_file() else None for path in paths}


def next_contents(chance: random.Random, old: Contents) -> Contents:
    """Return what the next group wants: files that are new, changed, deleted, and some as they are."""
    new: Contents = {}
    for path, content in old.items():
        kinds = [content, chance.randbytes(chance.randrange(1, 5000))] + [None] * (content is not None)
        new[path] = chance.choice(kinds)
    return new


def wanted(old: Contents, new: Contents) -> list[Wanted]:
    """Return the group that makes `new` of `old`."""
    group: list[Wanted] = []
    for path, content in new.items():
        before = old[path]
        if content != before:
            prior = held(before) if before is not None else ABSENT
            group.append((path, content if content is not None else DELETED, prior))
    return group


def publish(files: PosixFiles, group: list[Wanted], pack: str) -> bool:
    """Publish a group; tell whether all of it was."""
    publisher = Publisher(files, now=clock())
    with publisher.begin(pack) as staging:
        outcomes = publisher.publish(staging, [Root.stage(staging, *one) for one in group])
    return all(isinstance(outcome, Published) for outcome in outcomes)


def killed(root: Path, group: list[Wanted], pack: str, *, exchange: bool, nth: int) -> bool:
    """Publish in a process of its own that ends at its nth call; tell whether it came so far."""
    process = os.fork()
    if process == 0:
        status = 1
        try:
            status = 0 if publish(KilledFiles(root, exchange=exchange, nth=nth), group, pack) else 2
        finally:
            os._exit(status)
    _, status = os.waitpid(process, 0)
    if os.WIFSIGNALED(status):
        return True
    assert os.waitstatus_to_exitcode(status) == 0
    return False


def assert_nothing_lost(files: PosixFiles, root: Path, old: Contents, new: Contents) -> Contents:
    """Every path holds its complete earlier or later content; what came out is in the trash."""
    found = read(root, old)
    trash = Publisher(files, now=clock()).trash
    for path, content in found.items():
        assert content in (old[path], new[path]), f"{path} is torn"
        before = old[path]
        if before is not None and content != before:
            assert trash.find(digest(before)) is not None, f"what stood at {path} is lost"
    return found


@pytest.mark.parametrize("exchange", [True, False], ids=["exchange", "no-exchange"])
def test_kill_between_any_two_calls(tmp_path, exchange):
    """Before and after the next start all is complete, nothing is lost, and the group can be done anew."""
    chance, kills, attempts = random.Random(1), 0, 0
    files = PosixFiles(tmp_path, exchange=exchange)
    make_control(files)
    old: Contents = {f"{folder}{n}.bsp": None for folder in ("", "spk/", "spk/deep/") for n in range(3)}
    while kills < KILLS:
        attempts += 1
        new, pack = next_contents(chance, old), f"{attempts:032x}"
        nth = chance.randrange(1, CALLS_MAX)
        kills += killed(tmp_path, wanted(old, new), pack, exchange=exchange, nth=nth)
        seen = read(tmp_path, old)
        assert all(seen[path] in (old[path], new[path]) for path in old), "something torn is visible"
        recovered = Publisher(files, now=clock()).recover()
        assert recovered.busy == ()
        found = assert_nothing_lost(files, tmp_path, old, new)
        assert list((tmp_path / ".spicerack/staging").iterdir()) == []
        assert list((tmp_path / ".spicerack/journal").iterdir()) == []
        assert publish(files, wanted(found, new), f"{attempts + (1 << 64):032x}")
        assert read(tmp_path, old) == new
        old = new
    print(f"\n{kills} kills in {attempts} publishes")
    files.close()
