"""`python -m tests.simulation.run_mutations`: plant each bug, and count the seeds until it is found."""

import argparse
import sys
import time

from tests.simulation.driver import Result, Task, run_seed
from tests.simulation.mutations import MUTATIONS, Mutation


def main() -> int:
    """Run, and return 1 if a bug was not found within its seeds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="words of the bugs to plant; all without any")
    words = parser.parse_args().names
    missed = 0
    for name, mutation in MUTATIONS.items():
        if not words or any(word in name for word in words):
            began = time.monotonic()
            found = find(name, mutation)
            missed += found is None
            what = "NOT found" if found is None else f"found by seed {found.seed}: {found.kind}"
            print(f"{name}: {what} ({mutation.profile}, {time.monotonic() - began:.0f} s)")
            sys.stdout.flush()
    return 1 if missed else 0


def find(name: str, mutation: Mutation) -> Result | None:
    """Return the first failing run with a bug planted, None when its seeds do not find it."""
    tasks = (Task(seed=seed, profile=mutation.profile, mutation=name) for seed in range(mutation.seeds))
    return next((result for task in tasks if (result := run_seed(task)).failed), None)


if __name__ == "__main__":
    raise SystemExit(main())
