"""What server processes take while they are measured: CPU time, and memory at its highest."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.figures import cpu_seconds

LOOK_SECONDS = 0.25
"""Between two looks at the memory: each costs a large process a millisecond."""


def family(pid: int) -> list[int]:
    """Return a process and all that descend from it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in family(int(child)))]


def cpu_of(pid: int) -> float:
    """Return the CPU seconds of a process and its children so far."""
    return sum(cpu_seconds(one) for one in family(pid))


def pss(pid: int) -> int:
    """Return the proportional set size of one process, in bytes: shared pages count by their share."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return 1024 * int(next(line.split()[1] for line in text.splitlines() if line.startswith("Pss:")))


class Watched:
    """The highest memory that was seen of any of some processes."""

    def __init__(self, pids: Callable[[], Sequence[int]]) -> None:
        self._pids = pids
        self._ended = threading.Event()
        self.highest = 0

    def look(self) -> None:
        """Look until told to end."""
        while not self._ended.wait(LOOK_SECONDS):
            self.highest = max(self.highest, *map(pss, self._pids()))

    def end(self) -> None:
        """Have the looking end."""
        self._ended.set()


@contextmanager
def watching(pids: Callable[[], Sequence[int]]) -> Iterator[Watched]:
    """Watch the memory of processes during the block."""
    watched = Watched(pids)
    thread = threading.Thread(target=watched.look)
    thread.start()
    try:
        yield watched
    finally:
        watched.end()
        thread.join()
