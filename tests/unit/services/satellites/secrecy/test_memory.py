"""Memory that is locked and not dumped, in a process of its own."""

import os
import resource
import shutil
import subprocess
import sys

import pytest

SCRIPT = """
import ctypes, resource
from services.satellites.secrecy.memory import shield_memory
shielded = shield_memory()
locked = [line for line in open("/proc/self/status") if line.startswith("VmLck")][0].split()[1]
dumpable = ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)
core = resource.getrlimit(resource.RLIMIT_CORE)
print(shielded.locked, shielded.undumpable, int(locked) > 0, dumpable, core)
"""


def run(*before, memlock=None):
    """Return what the script prints under this limit, started by way of another command."""

    def prepare():
        if memlock is not None:
            resource.setrlimit(resource.RLIMIT_MEMLOCK, (memlock, memlock))

    command = [*before, sys.executable, "-c", SCRIPT]
    done = subprocess.run(command, preexec_fn=prepare, capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_dumps_are_forbidden():
    """The process leaves no core, and nobody of its user reads its memory."""
    _, undumpable, _, dumpable, soft, hard = run()

    assert (undumpable, dumpable) == ("True", "0")
    assert (soft, hard) == ("(0,", "0)")


def test_locking_is_told_as_the_system_says():
    """What is said of locked memory is what the system shows."""
    said, _, locked, *_ = run()

    assert said == locked


def test_a_finite_limit_is_not_filled():
    """Where only so much may be locked, nothing is: an allocation in the middle of a visit would fail."""
    root = os.geteuid() == 0
    if root and shutil.which("setpriv") is None:
        pytest.skip("root may lock all, and there is no setpriv to take that away")
    before = ("setpriv", "--bounding-set=-ipc_lock", "--inh-caps=-ipc_lock") if root else ()
    said, _, locked, *_ = run(*before, memlock=64 * 1024)

    assert (said, locked) == ("False", "False")
