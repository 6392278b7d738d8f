"""Memory that is locked and not dumped, in a process of its own."""

import os
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = str(Path(__file__).parents[5])

SCRIPT = """
import ctypes, resource
from services.satellites.secrecy.memory import shield_memory
shielded = shield_memory()
locked = [line for line in open("/proc/self/status") if line.startswith("VmLck")][0].split()[1]
dumpable = ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)
core = resource.getrlimit(resource.RLIMIT_CORE)
print(shielded.locked, shielded.undumpable, int(locked) > 0, dumpable, core)
"""

MARK = "MARKEDSAT12345"

CRASH = f"""
import os, resource, sys
from services.satellites.secrecy import memory
limit = resource.getrlimit(resource.RLIMIT_CORE)[1]
resource.setrlimit(resource.RLIMIT_CORE, (limit, limit))
if sys.argv[1] == "lifted":
    resource.setrlimit = lambda *_: None
if sys.argv[1] != "open":
    memory.shield_memory()
marks = ["{MARK[:9]}" + "{MARK[9:]}"]
os.kill(os.getpid(), int(sys.argv[2]))
"""
"""A crash of a process that is shielded, shielded but for the limit of dumps, or not."""

NEIGHBOUR = """
import ctypes, encodings.ascii, os, re, signal
from services.satellites.secrecy.memory import shield_memory

def found(process, mark):
    try:
        with open(f"/proc/{process}/maps") as maps, open(f"/proc/{process}/mem", "rb", 0) as memory:
            for begin, end in re.findall(r"^([0-9a-f]+)-([0-9a-f]+) rw", maps.read(), re.M):
                memory.seek(int(begin, 16))
                if mark in memory.read(int(end, 16) - int(begin, 16)):
                    return "found"
    except PermissionError:
        return "refused"
    return "not found"

if os.geteuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
for shield in (lambda: ctypes.CDLL(None).prctl(4, 1, 0, 0, 0), shield_memory):
    mark = os.urandom(16)
    told, tell = os.pipe()
    process = os.fork()
    if process == 0:
        shield()
        os.write(tell, b".")
        signal.pause()
    os.close(tell)
    assert os.read(told, 1) == b"."
    print(found(process, mark))
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
"""
"""A process that is not root's reads the memory of its child, unshielded and shielded."""

DUMPS_HERE = Path("/proc/sys/kernel/core_pattern").read_text(encoding="utf-8").strip() == "core"
"""Whether a crash writes its dump into the directory of the process; elsewhere a collector gets it."""


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


@pytest.mark.parametrize("crash", [signal.SIGABRT, signal.SIGSEGV])
def test_a_crash_leaves_no_dump(tmp_path, crash):
    """A crash writes nothing, even with the limit of dumps lifted; unshielded it writes all its memory."""
    left = {}
    for kind in ("shielded", "lifted", "open"):
        directory = tmp_path / kind
        directory.mkdir()
        command = [sys.executable, "-c", CRASH, kind, str(int(crash))]
        done = subprocess.run(command, cwd=directory, env={**os.environ, "PYTHONPATH": ROOT}, check=False)
        assert done.returncode == -crash
        left[kind] = [MARK.encode() in one.read_bytes() for one in directory.iterdir()]
    assert left["shielded"] == left["lifted"] == []
    if DUMPS_HERE and resource.getrlimit(resource.RLIMIT_CORE)[1] == resource.RLIM_INFINITY:
        assert left["open"] == [True]


def test_no_process_of_the_same_user_reads_the_memory():
    """A neighbour finds a mark in the memory of a process; once shielded, the memory cannot be opened."""
    done = subprocess.run([sys.executable, "-c", NEIGHBOUR], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["found", "refused"]


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
