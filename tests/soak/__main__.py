"""A soak: steady mixed changes at three sites, with random kills, and all figures over time.

    python -m tests.soak --minutes 60 --out soak

Exits with 0 when, at the end, all sites hold what people wrote and no figure has grown.
"""

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from tests.e2e.command_line.people import Ledger, People
from tests.e2e.harness import Rack
from tests.faults.settling import assert_ledger, assert_well, recover
from tests.soak.drawing import draw
from tests.soak.judging import Judgement, judge
from tests.soak.sampling import Sample, sample, write_csv

SETTINGS = {
    "SPICERACK_RESTART_SECONDS": "5",
    # A few dozen files are all rewritten within minutes, which is what the brake is there to ask about.
    "SPICERACK_BRAKE_FILES": "1000000",
}

TURN_SECONDS = 120.0
"""After which all must be well, and people change places."""


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(
        description="Steady work with random kills, and what it takes over time."
    )
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--changes", type=float, default=1.0, help="changes of files a second")
    parser.add_argument("--kill-every", type=float, default=60.0, help="seconds between two kills")
    parser.add_argument("--sample-every", type=float, default=5.0, help="seconds between two samples")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("soak"))
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="soak-") as directory:
        soak = Soak(Path(directory), options)
        try:
            soak.run()
        finally:
            soak.write()
    return soak.report()


class Soak:
    """One run."""

    def __init__(self, directory: Path, options: argparse.Namespace) -> None:
        self._options = options
        self._rack = Rack(directory, "a", "b", "c", settings=SETTINGS)
        self._ledger = Ledger()
        self._people = People(self._rack.roots, self._ledger, seed=options.seed, desk=directory / "desk")
        self._chance = random.Random(options.seed)
        self._samples: list[Sample] = []
        self._recoveries: list[float] = []
        self._changes = 0
        self._kills = 0

    def run(self) -> None:
        """Work for as long as was asked for; in the end all must be well."""
        with self._rack.running():
            recover(self._rack)
            self._began = time.monotonic()
            while self._passed() < self._options.minutes * 60:
                self._turn()
            assert_well(self._rack)

    def write(self) -> None:
        """Write samples and charts, also of a run that failed."""
        with (self._options.out / "samples.csv").open("w", newline="") as file:
            write_csv(self._samples, file)
        (self._options.out / "soak.svg").write_text(draw(self._samples))

    def report(self) -> int:
        """Say what was measured; return the exit code."""
        judged = judge(self._samples)
        grown = [one for one in judged if not one.flat]
        print(
            f"{self._passed() / 60:.1f} minutes, {self._changes} changes, {self._kills} kills, "
            f"{len(self._recoveries)} times all was well, after at most {max(self._recoveries):.1f} s; "
            f"{len(judged)} figures judged, {len(grown)} grew"
        )
        for one in judged:
            print(line_of(one))
        return 1 if grown else 0

    def _turn(self) -> None:
        options, end = self._options, time.monotonic() + TURN_SECONDS
        next_kill = time.monotonic() + options.kill_every * self._chance.uniform(0.5, 1.5)
        next_sample = time.monotonic()
        while time.monotonic() < end:
            self._people.act()
            self._changes += 1
            if time.monotonic() >= next_kill:
                self._rack.kill(self._chance.choice(self._rack.children()))
                self._kills += 1
                next_kill += options.kill_every
            if time.monotonic() >= next_sample:
                self._samples += sample(self._rack, seconds=self._passed())
                next_sample = time.monotonic() + options.sample_every
            time.sleep(self._chance.random() * 2 / options.changes)
        self._recoveries.append(recover(self._rack))
        assert_ledger(self._ledger, self._rack)
        self._people.turn += 1

    def _passed(self) -> float:
        return time.monotonic() - self._began


def line_of(one: Judgement) -> str:
    """Return a judgement for people."""
    verdict = "flat" if one.flat else "GREW"
    return (
        f"{verdict}  {one.subject:<34} {one.measure:<12} "
        f"middle {one.middle:8.1f}  last {one.last:8.1f}  highest {one.highest:8.1f}"
    )


if __name__ == "__main__":
    sys.exit(main())
