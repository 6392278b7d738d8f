"""Bytes sent for real changes of real files, against rsync on the same files in the same run."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from benchmarks.bounds import Change
from benchmarks.rsync import Rsync
from benchmarks.samples import Pair, pairs
from shared.delta.compression import compress
from shared.delta.librsync import sign, sparse_block_length
from shared.roots.posix.files.directory import PosixFiles
from tests.e2e.harness import CONTROL, Rack, write


def run(directory: Path) -> bool:
    """Measure every pair, print a table, and tell whether all bounds are kept."""
    print(f"{'change':<34} {'nth':>3} {'sent':>9} {'rsync':>9} {'ratio':>6} {'whole':>9} {'bound':>9}")
    kept = True
    with Rack(directory, "a", "b").running() as rack:
        # A directory that holds nothing any more looks as if its disk were gone, and holds the site.
        write(rack["a"] / "README", "samples come and go\n")
        rack.synced()
        rsync = Rsync(directory)
        for pair in pairs(directory):
            for change in _changes(rack, rsync, pair):
                print(_row(change), flush=True)
                kept = kept and change.holds
    return kept


def _changes(rack: Rack, rsync: Rsync, pair: Pair) -> Iterator[Change]:
    """Write old, new, old, new to one path; yield what the three changes cost, and remove the path."""
    name = "".join(character if character.isalpha() else "-" for character in pair.name)
    ours, theirs = rack["a"] / name, rsync.source / name
    versions = (pair.old, pair.new, pair.old, pair.new)
    for number, version in enumerate(versions):
        before = _sent(rack)
        shutil.copyfile(version, ours)
        rack.sync()
        shutil.copyfile(version, theirs)
        cost = rsync.run()
        if number:
            yield Change(
                name=pair.name,
                number=number,
                sent=_sent(rack) - before,
                rsync=cost,
                whole=_whole(version),
                signature=_signature(versions[number - 1]),
            )
    ours.unlink()
    theirs.unlink()
    rack.synced()
    _forget(rack)


def _forget(rack: Rack) -> None:
    """Empty trash and stores, so that the next pair's first change finds nothing of this one."""
    for root in rack.roots.values():
        for kept in ("trash", "recent"):
            for path in (root / CONTROL / kept).rglob("*"):
                if path.is_file():
                    path.unlink()


def _sent(rack: Rack) -> int:
    return int(rack.status()["transfers"]["sent_bytes"])


def _whole(path: Path) -> int:
    with path.open("rb") as file:
        return sum(map(len, compress(iter(lambda: file.read(1 << 20), b""))))


def _signature(path: Path) -> int:
    size = path.stat().st_size
    files = PosixFiles(path.parent)
    with files.open(path.name) as file:
        length = sum(map(len, sign(file, size=size, block_length=sparse_block_length(size))))
    files.close()
    return length


def _row(change: Change) -> str:
    broken = "" if change.holds else "  BROKEN"
    return (
        f"{change.name:<34} {change.number:>3} {change.sent:>9} {change.rsync:>9} {change.ratio:>6.2f} "
        f"{change.whole:>9} {change.bound:>9}{broken}"
    )
