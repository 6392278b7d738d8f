"""A validation run: how long sites take to hold what came, how far they fall behind, and how they recover.

    python -m tests.validation --scale 0.01 --seed 1 --out validation

Data come from the seed. Exits with 0 when all sites held the same after each case. `--scale 1` is files up to
10 GB and 50 collections at once: a host needs 40 GB of disk and 16 processors for it, and an hour.
"""

import argparse
import csv
import sys
import tempfile
from pathlib import Path

from tests.soak.drawing import draw
from tests.validation.cases import Run
from tests.validation.measuring import Measured

TITLES = {"behind": "files behind, at all sites together"}
HEADER = ("case", "files", "MB", "complete, s", "after the last change or fault, s", "behind at most", "note")


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(description="Volume, rate and recovery of real racks on this host.")
    parser.add_argument("--scale", type=float, default=0.01, help="of sizes and collections; 1 is all of it")
    parser.add_argument("--seconds", type=float, default=5.0, help="of each rate of changes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("validation"))
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    print(line_of(HEADER), flush=True)
    print(line_of(["---"] * len(HEADER)), flush=True)
    with tempfile.TemporaryDirectory(prefix="validation-") as directory:
        run = Run(
            directory=Path(directory),
            scale=options.scale,
            seconds=options.seconds,
            seed=options.seed,
            say=lambda one: print(line_of(row_of(one)), flush=True),
        )
        try:
            run.all()
        finally:
            write(run, options.out)
    return 0


def write(run: Run, out: Path) -> None:
    """Write what was measured, also of a run that failed."""
    with (out / "validation.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(map(row_of, run.measured))
    (out / "validation.svg").write_text(draw(run.samples, titles=TITLES))


def row_of(one: Measured) -> list[str]:
    """Return a case as text."""
    megabytes = f"{one.bytes / 1e6:.3g}"
    return [
        one.case,
        str(one.files),
        megabytes,
        f"{one.seconds:.1f}",
        f"{one.after:.1f}",
        str(one.backlog),
        one.note,
    ]


def line_of(cells: "list[str] | tuple[str, ...]") -> str:
    """Return a row of a table."""
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main())
