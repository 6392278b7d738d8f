"""`python -m tests.simulation.run_mutations`: plant each bug, and count the seeds until it is found."""

import argparse
import sys
import time
from dataclasses import replace

from tests.simulation.driver import Result, Task, run_seed
from tests.simulation.mutations import MUTATIONS, Mutation

SOON = 20_000
"""Steps that a world is given at first: a bug may keep it from coming to rest, and waiting for that took most
of the time. A world that takes more without the bug, too, is run again with all that it may take."""


class FalseAlarmError(Exception):
    """A seed fails without the planted bug, too: what it found is a bug of ours, or of the simulation."""


def main() -> int:
    """Run, and return 1 if a bug was not found within its seeds, or a seed fails without it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="words of the bugs to plant; all without any")
    words = parser.parse_args().names
    missed = 0
    for name, mutation in MUTATIONS.items():
        if not words or any(word in name for word in words):
            began = time.monotonic()
            well, what = _sought(name, mutation)
            missed += not well
            print(f"{name}: {what} ({mutation.profile}, {time.monotonic() - began:.0f} s)")
            sys.stdout.flush()
    return 1 if missed else 0


def find(name: str, mutation: Mutation) -> Result | None:
    """Return the first failing run with a bug planted, None when its seeds do not find it.

    Raises:
        FalseAlarmError: the failure is not the planted bug's doing.
    """
    for seed in range(mutation.seeds):
        task = Task(seed=seed, profile=mutation.profile, mutation=name)
        found, without = _with_and_without(replace(task, steps_max=SOON))
        if without is not None and without.failed:
            found, without = _with_and_without(task)
        if without is not None and without.failed:
            raise FalseAlarmError(f"fails without the bug, too: {without.text}")
        if found.failed:
            return found
    return None


def _with_and_without(task: Task) -> tuple[Result, Result | None]:
    """Return what came of a task, and if it failed what comes of it without the bug."""
    found = run_seed(task)
    return found, run_seed(replace(task, mutation="")) if found.failed else None


def _sought(name: str, mutation: Mutation) -> tuple[bool, str]:
    """Return whether a bug is found as it should be, and what happened."""
    try:
        found = find(name, mutation)
    except FalseAlarmError as error:
        return False, str(error)
    if found is None:
        return False, f"NOT found within {mutation.seeds} seeds"
    return True, f"found by seed number {found.seed + 1} of at most {mutation.seeds}: {found.kind}"


if __name__ == "__main__":
    raise SystemExit(main())
