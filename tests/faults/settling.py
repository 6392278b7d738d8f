"""What tests of faults share: waiting for all to be well again, and what is true then. No test module."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from shared.model.steps import Step
from spicerack.client.client import ManagerClient
from spicerack.commands.sites.sync import synchronise
from spicerack.commands.times import Time
from spicerack.errors import CommandError, ExitCode
from testing.switches.kill_at import COUNTS, PAUSED, read_count
from tests.e2e.command_line.people import Ledger
from tests.e2e.harness import FULL_SCALE, Rack, assert_same, tree

RECOVERY = 600.0 if FULL_SCALE else 180.0
"""Seconds within which all must be well after a fault: leases and restarts run out first."""


def recover(*racks: Rack, patience: float = RECOVERY) -> float:
    """Wait until all sites hold the same, as `spicerack sync` judges; return how many seconds it took.

    Meanwhile managers may be away: whoever asked is answered by nobody, and asks again.
    """
    began = time.monotonic()
    deadline = began + patience
    said = "nothing was said"
    while time.monotonic() < deadline:
        try:
            with ManagerClient(racks[0].url) as client:
                at_most = max(1.0, min(30.0, deadline - time.monotonic()))
                clock = Time(now=time.monotonic, sleep=time.sleep)
                verdict = synchronise(client, timeout=at_most, time=clock, show=lambda _: None)
        except (CommandError, httpx.HTTPError) as error:
            said = str(error)
            time.sleep(0.5)
            continue
        if verdict.exit_code is ExitCode.DONE:
            return time.monotonic() - began
        said = verdict.text
        time.sleep(0.5)
    raise AssertionError(f"not well after {patience:g} s: {said}\n" + "\n".join(r.explain() for r in racks))


def assert_well(*racks: Rack) -> None:
    """Make sure that nothing is held, nobody lost anything, and no conflict was made up."""
    for site in racks[0].status()["sites"]:
        assert site["hold"] in (None, ""), site
        assert site["conflicts"] == 0, site
    assert_same(*(root for rack in racks for root in rack.roots.values()))
    assert dead_letters(racks[0]) == [], "dead letters that nobody caused"
    for rack in racks:
        assert not (failures := rack.tracebacks()), "\n".join(failures)[:6000]


def assert_ledger(ledger: Ledger, *racks: Rack) -> None:
    """Make sure that every site holds the ledger's files, and no other."""
    expected = ledger.tree()
    for name, root in ((name, root) for rack in racks for name, root in rack.roots.items()):
        files = {path: state for path, state in tree(root).items() if state[0] == "file"}
        wrong = {path for path in files.keys() | expected.keys() if files.get(path) != expected.get(path)}
        shown = [f"{path}: {files.get(path)} for {expected.get(path)}" for path in sorted(wrong)[:20]]
        assert not wrong, (
            f"{name} differs from the ledger in {len(wrong)} paths: {shown}\n{racks[0].explain()}"
        )


def dead_letters(rack: Rack) -> list[str]:
    """Return what `spicerack dead list` says, a line a letter."""
    said = rack.spicerack("dead", "list")
    assert said.returncode == 0, said.stderr
    return [line for line in said.stdout.splitlines() if line != "no dead letters"]


def kills(rack: Rack) -> dict[Step, int]:
    """Return how often processes have ended themselves at each step."""
    return {step: sum(read_count(path).kills for path in _counts(rack.state, step)) for step in Step}


@contextmanager
def no_kills(rack: Rack) -> Iterator[None]:
    """Let no process end itself for a block, so that all can come to rest."""
    directories = [rack.state / name / COUNTS for name in rack.children() if name != "nats-server"]
    for directory in directories:
        directory.mkdir(parents=True, exist_ok=True)
        (directory / PAUSED).touch()
    try:
        yield
    finally:
        for directory in directories:
            (directory / PAUSED).unlink()


def _counts(state: Path, step: Step) -> list[Path]:
    return sorted(state.glob(f"*/{COUNTS}/{step}"))
