"""`python -m tests.simulation.run --seeds N`: run worlds of the real services, and show what fails."""

import argparse
import collections
import logging
import sys
import time

from shared.testing.simulation.choices import Choices
from shared.testing.simulation.failure import Failure, Scenario, attempt, shortened
from tests.simulation.scenario import PROFILES, scenario

SHRINK_ATTEMPTS = 60


def main() -> int:
    """Run, and return 1 if a seed failed."""
    options = _options()
    if not options.log:
        logging.disable(logging.CRITICAL)
    make = scenario(PROFILES[options.profile], traced=options.trace)
    began, steps, failed = time.monotonic(), 0, collections.Counter[str]()
    for seed in range(options.first, options.first + options.seeds):
        failure, count = run(make, seed)
        steps += count
        if failure is not None:
            failed[failure.kind] += 1
            _show(make, failure, options)
    seconds = time.monotonic() - began
    print(f"{options.seeds} seeds from {options.first} ({options.profile}): {steps} steps in {seconds:.0f} s")
    for kind, count in failed.most_common():
        print(f"  {count} x {kind}")
    print("all promises were kept" if not failed else f"{failed.total()} seeds failed")
    return 1 if failed else 0


def run(make: Scenario, seed: int) -> tuple[Failure | None, int]:
    """Run one seed; return how it failed, and how many steps it took."""
    steps = [0]

    def counted(choices: Choices):  # type: ignore[no-untyped-def]
        world = make(choices)
        steps[0] = 0
        worlds.append(world)
        return world

    worlds: list[object] = []
    failure = attempt(counted, Choices(seed))
    return failure, worlds[0].loop.steps  # type: ignore[attr-defined]


def _show(make: Scenario, failure: Failure, options: argparse.Namespace) -> None:
    if options.brief:
        print(f"seed {failure.recording.seed}: {failure.error}"[:600])
    else:
        print(shortened(make, failure, attempts=options.shrink) if options.shrink else failure)
    sys.stdout.flush()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=100, help="how many")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--profile", choices=list(PROFILES), default="all")
    parser.add_argument("--shrink", type=int, default=SHRINK_ATTEMPTS, help="runs spent on shortening")
    parser.add_argument("--brief", action="store_true", help="one line for a failure, not shortened")
    parser.add_argument("--trace", action="store_true", help="write where each task stood")
    parser.add_argument("--log", action="store_true", help="let the services log")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
