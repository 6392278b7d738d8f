"""Processes of a cluster of tests: none outlives who started it, and SIGTERM is heard once."""

import os
import selectors
import signal
import subprocess
import sys

import pytest

from testing.kubernetes.interrupts import ended_by_sigterm

STARTER = """
import pathlib, sys, time
from testing.kubernetes.processes import Processes
place = pathlib.Path(sys.argv[1])
started = Processes(place).start("sleeps", ["sh", "-c", "echo it runs; exec sleep 600"])
while not (place / "logs" / "sleeps.log").stat().st_size:
    time.sleep(0.01)
print(started, flush=True)
time.sleep(600)
"""


def test_what_was_started_ends_with_its_starter(tmp_path):
    """The starter is killed, so that nothing of it can clean up."""
    with subprocess.Popen([sys.executable, "-c", STARTER, str(tmp_path)], stdout=subprocess.PIPE) as starter:
        started = os.pidfd_open(int(starter.stdout.readline()))
        starter.kill()

    with os.fdopen(started, "rb"):
        assert ended(started)


def ended(process):
    """Wait until a process that is no child of this one is gone: its descriptor can be read then."""
    with selectors.DefaultSelector() as waiting:
        waiting.register(process, selectors.EVENT_READ)
        return bool(waiting.select(timeout=30))


def test_sigterm_interrupts_once():
    """Whoever cleans up is not interrupted again by an impatient second one."""
    before = signal.getsignal(signal.SIGTERM)
    cleaned = False
    with pytest.raises(KeyboardInterrupt), ended_by_sigterm():
        try:
            os.kill(os.getpid(), signal.SIGTERM)
        finally:
            os.kill(os.getpid(), signal.SIGTERM)
            cleaned = True

    assert cleaned
    assert signal.getsignal(signal.SIGTERM) is before
