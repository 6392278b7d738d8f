"""SpiceRack beside rsync, Syncthing and Mutagen: wall and CPU time, memory and bytes of the same work.

QUICK=1 takes smaller cases; CASE=NAME one of them, PEER=NAME one tool, TARGETS=1,5 how many sites follow,
REPEAT=5 how often each is done, in alternation. Figures go to standard output as a Markdown table and, with
RESULTS=FILE, to a file as JSON. A tool that is not here is skipped, and said to be. A run in which a target
never became what the source is ends with a failure.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.beside_peers.cases import CASES, QUICK, Case
from benchmarks.beside_peers.mutagen import Mutagen
from benchmarks.beside_peers.observer import PeakMemory, same
from benchmarks.beside_peers.port import MissingError, Peer
from benchmarks.beside_peers.rsync import Rsync
from benchmarks.beside_peers.spicerack import SpiceRack
from benchmarks.beside_peers.syncthing import Syncthing

PEERS: dict[str, Peer] = {peer.name: peer for peer in (SpiceRack(), Rsync(), Syncthing(), Mutagen())}
PATIENCE = 1800.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One run. Seconds and bytes."""

    case: str
    peer: str
    targets: int
    wall: float
    cpu: float
    cpu_of: dict[str, float]
    peak_pss: int
    moved: int | None


def run(directory: Path) -> bool:
    """Measure what is asked for, print a table, and tell that every target was the same in the end."""
    measured: list[Measured] = []
    missing: set[str] = set()
    for case, targets, peer in _asked():
        if peer.name in missing:
            continue
        try:
            with TemporaryDirectory(dir=directory) as place:
                measured.append(_measure(case, peer, targets, Path(place)))
            print(_line([measured[-1]]), _dearest(measured[-1]), flush=True)
        except MissingError as error:
            missing.add(peer.name)
            print(f"SKIPPED: {error}", file=sys.stderr, flush=True)
    _tell(measured)
    return True


def _asked() -> Iterator[tuple[Case, int, Peer]]:
    cases = [CASES[name] for name in _named("CASE", CASES)]
    targets = [int(number) for number in os.environ.get("TARGETS", "1,5").split(",")]
    for case in cases:
        for number in targets:
            for _ in range(int(os.environ.get("REPEAT", "1" if QUICK else "5"))):
                for name in _named("PEER", PEERS):
                    yield case, number, PEERS[name]


def _named(variable: str, every: Sequence[str] | dict[str, Case] | dict[str, Peer]) -> list[str]:
    return os.environ[variable].split(",") if os.environ.get(variable) else list(every)


def _measure(case: Case, peer: Peer, targets: int, directory: Path) -> Measured:
    source = directory / "source"
    case.prepare(source)
    roots = [directory / f"target-{number}" for number in range(targets)]
    for root in roots:
        root.mkdir()
    with peer.running(directory / "tool", source, roots) as tool, PeakMemory(tool.roots) as memory:
        same(source, roots, patience=PATIENCE, failed=tool.failed)
        before, moved = tool.cpu(), tool.bytes_moved()
        began = time.monotonic()
        case.work(source)
        tool.synchronise()
        same(source, roots, patience=PATIENCE, failed=tool.failed)
        wall = time.monotonic() - began
        after, moved_after = tool.cpu(), tool.bytes_moved()
    cpu_of = {name: round(seconds - before.get(name, 0.0), 2) for name, seconds in after.items()}
    return Measured(
        case=case.name,
        peer=peer.name,
        targets=targets,
        wall=round(wall, 2),
        cpu=round(sum(cpu_of.values()), 2),
        cpu_of=cpu_of,
        peak_pss=memory.peak,
        moved=moved_after - moved if moved is not None and moved_after is not None else None,
    )


def _tell(measured: Sequence[Measured]) -> None:
    print("\n| case | sites | tool | runs | wall, s | CPU, s | peak PSS, MiB | moved, MB |")
    print("|---|---:|---|---:|---:|---:|---:|---:|")
    groups: dict[tuple[str, int, str], list[Measured]] = {}
    for one in measured:
        groups.setdefault((one.case, one.targets, one.peer), []).append(one)
    print("\n".join(map(_line, groups.values())))
    if os.environ.get("RESULTS"):
        Path(os.environ["RESULTS"]).write_text(json.dumps([asdict(one) for one in measured], indent=1))


def _line(runs: Sequence[Measured]) -> str:
    first = runs[0]
    wall = statistics.median(one.wall for one in runs)
    cpu = statistics.median(one.cpu for one in runs)
    memory = statistics.median(one.peak_pss for one in runs) / (1 << 20)
    moved = [one.moved for one in runs if one.moved is not None]
    told = f"{statistics.median(moved) / 1e6:.1f}" if moved else ""
    return (
        f"| {first.case} | {first.targets} | {first.peer} | {len(runs)} | {wall:.2f} | {cpu:.2f} "
        f"| {memory:.0f} | {told} |"
    )


def _dearest(one: Measured) -> str:
    dear = sorted(one.cpu_of.items(), key=lambda item: -item[1])[:8]
    return " ".join(f"{name} {seconds}" for name, seconds in dear if seconds)
