"""The same seed is the same run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).with_name("simulated_program.py")
ROOT = Path(__file__).parents[4]


def _run(seed: int, *, hash_seed: int, junk: int) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": str(hash_seed), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-X", "dev", "-W", "error", str(PROGRAM), str(seed), str(junk)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=True)
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_seed_gives_the_same_trace_whatever_the_hash_seed_and_the_addresses(seed):
    """Interpreters with other hash seeds and other memory layouts write the same trace to the byte."""
    runs = {_run(seed, hash_seed=10 * number, junk=1237 * number) for number in range(4)}
    assert len(runs) == 1
    text = runs.pop()
    assert "crashed" in text
    assert "cancelled" in text
    assert text.endswith("[]\n")


def test_another_seed_gives_another_run():
    """The seed matters."""
    assert _run(1, hash_seed=1, junk=0) != _run(2, hash_seed=1, junk=0)
