"""The console's overview of 50 sites by 100 collections in a browser: first paint, frames, memory."""

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.gateway.browser import CONSOLE, browser, missing
from tests.e2e.harness import Rack, write

SITES, COLLECTIONS = 50, 100
ROWS, EVERY_MS = 50, 1000
"""Replicas that change in an event, and how often one comes."""

FLOWS = 200
"""Ways between sites that a gateway tells of: `FLOWS_MAX` of services/gateway/overview/flows.py."""

PARTS = 12
"""Times that the heap is looked at."""

PAINT_MS_MAX = 1000
FRAME_MS_MAX = 1000 / 60 * 1.05
"""Of the median frame: a clock that ticks every 16.7 ms is read with some noise."""

GROWTH_MAX = 1.1
"""Of the heap's second half over its first: what grows with events grows on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a browser measured; milliseconds and bytes."""

    paint: float
    gaps: Sequence[float]
    heaps: Sequence[int]

    @property
    def frame(self) -> float:
        """The median time between two frames."""
        return self.gaps[len(self.gaps) // 2]

    @property
    def slow(self) -> float:
        """The time that 99 of 100 frames keep."""
        return self.gaps[len(self.gaps) * 99 // 100]

    @property
    def growth(self) -> float:
        """Heap of the second half over that of the first; the least of each, as garbage goes."""
        half = len(self.heaps) // 2
        return min(self.heaps[half:]) / min(self.heaps[:half])


def run(directory: Path) -> bool:
    """Measure, print the figures, and tell whether the bounds are kept; SPICERACK_BENCH_SECONDS long."""
    if (reason := missing()) is not None:
        print(f"NOTHING WAS MEASURED: {reason}")
        return True
    rack = Rack(directory, "a", processes=False, gateways=True)
    write(rack["a"] / "a.tls", b"x")
    with rack.running():
        rack.synced()
        figures = _measured(rack.gateway_of("a"))
    return _told(figures)


def _measured(base: str) -> Figures:
    seconds = int(os.environ.get("SPICERACK_BENCH_SECONDS", "60"))
    asked = {"base": base, "browser": browser(), "sites": SITES, "collections": COLLECTIONS, "rows": ROWS}
    asked |= {"flows": FLOWS, "everyMs": EVERY_MS, "seconds": seconds, "parts": PARTS}
    done = subprocess.run(
        ["node", "tests/browser/measure.mjs", json.dumps(asked)],
        cwd=CONSOLE,
        capture_output=True,
        text=True,
        timeout=seconds * 2 + 300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Figures(**json.loads(done.stdout))


def _told(found: Figures) -> bool:
    mib = [round(heap / 2**20, 1) for heap in found.heaps]
    print(f"first paint: {found.paint:.0f} ms (bound {PAINT_MS_MAX})")
    frames = f"median {found.frame:.1f} ms (bound {FRAME_MS_MAX:.1f}), 99 of 100 within {found.slow:.0f} ms"
    print(f"frames: {frames}")
    print(f"heap, MiB: {mib}; second half over first {found.growth:.2f} (bound {GROWTH_MAX})")
    return found.paint <= PAINT_MS_MAX and found.frame <= FRAME_MS_MAX and found.growth <= GROWTH_MAX
