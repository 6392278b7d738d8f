"""What is measured of a case: time to complete, and the backlog while it goes on."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx

from spicerack.errors import CommandError
from tests.e2e.harness import Rack
from tests.soak.sampling import Sample

LOOK_SECONDS = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One case of the run."""

    case: str
    files: int
    bytes: int
    seconds: float
    """From the first change until all sites hold all of it."""
    after: float
    """Of these, after the last change, or the fault."""
    backlog: int
    """Files behind at all sites together, at most."""
    note: str = ""


@dataclass(slots=True)
class Backlog:
    """Looks at how far sites are behind, in a thread of its own."""

    racks: list[Rack]
    case: str
    began: float
    samples: list[Sample] = field(default_factory=list)
    highest: int = 0
    _end: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Look until the end."""
        while not self._end.wait(LOOK_SECONDS):
            try:
                behind = sum(site["behind"] for rack in self.racks for site in rack.status()["sites"])
            except (httpx.HTTPError, CommandError):
                continue
            self.highest = max(self.highest, behind)
            passed = time.monotonic() - self.began
            sample = Sample(seconds=passed, subject=self.case, measure="behind", value=float(behind))
            self.samples.append(sample)

    def stop(self) -> None:
        """Look no more."""
        self._end.set()


@contextmanager
def watched(case: str, racks: list[Rack], began: float) -> Iterator[Backlog]:
    """Watch the backlog for the block."""
    backlog = Backlog(racks, case, began)
    thread = threading.Thread(target=backlog.run, daemon=True)
    thread.start()
    try:
        yield backlog
    finally:
        backlog.stop()
        thread.join()
