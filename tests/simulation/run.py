"""`python -m tests.simulation.run --seeds N`: run worlds of the real services, and show what fails."""

import argparse
import collections
import os
import sys
import time

from tests.simulation.driver import SHRINK_SECONDS, Result, Task, run_seeds, total
from tests.simulation.mutations import MUTATIONS
from tests.simulation.scenario import PROFILES


def main() -> int:
    """Run, and return 1 if a seed failed."""
    options = _options()
    shrink = 0.0 if options.brief else options.shrink_seconds
    seeds = range(options.first, options.first + options.seeds)
    tasks = [
        Task(seed=seed, profile=options.profile, shrink_seconds=shrink, mutation=options.mutation)
        for seed in seeds
    ]
    began = time.monotonic()
    results = []
    for result in run_seeds(tasks, processes=options.processes):
        results.append(result)
        if result.failed:
            print(result.text)
            sys.stdout.flush()
    _summary(results, options, seconds=time.monotonic() - began)
    return 1 if any(result.failed for result in results) else 0


def _summary(results: list[Result], options: argparse.Namespace, *, seconds: float) -> None:
    for happening, count in total(results).items():
        print(f"{count:>9}  {happening}")
    steps = sum(result.steps for result in results)
    hours = sum(result.virtual_seconds for result in results) / 3600
    print(
        f"{options.seeds} seeds from {options.first} ({options.profile}): {steps} steps, "
        f"{hours:.1f} simulated hours, in {seconds:.0f} s by {options.processes} processes"
    )
    failed = collections.Counter(result.kind for result in results if result.failed)
    for kind, count in failed.most_common():
        print(f"  {count} x {kind}")
    print("all promises were kept" if not failed else f"{failed.total()} seeds failed")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=100, help="how many")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--profile", choices=list(PROFILES), default="mixed")
    parser.add_argument("--mutation", choices=list(MUTATIONS), default="", help="plant this bug")
    parser.add_argument("--processes", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--shrink-seconds", type=float, default=SHRINK_SECONDS, help="for each failure")
    parser.add_argument("--brief", action="store_true", help="failures are not shortened")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
