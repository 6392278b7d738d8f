"""Supervise: a process of its own around one command; it ends all that the command has begun.

It is run by its path with `python -I -S`, and imports nothing of ours. As a subreaper (prctl(2)) it is the
parent of whatever the command leaves behind, so that a daemon of two forks in a session of its own is found,
too. It says in one JSON line how the command ended, on the descriptor that its second argument names.
"""

import ctypes
import json
import os
import resource
import signal
import sys
import time
from typing import Any

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36

LOOK_EVERY = 0.1
"""Seconds between two looks at memory and number of processes."""


def main() -> None:
    """Run the command that the first argument says as JSON, and end all of it."""
    spec, answer = json.loads(sys.argv[1]), int(sys.argv[2])
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != spec["parent"]:
        return
    asked: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _: asked.append(number))
    child = os.fork()
    if child == 0:
        become(spec, answer, libc)
    for descriptor in (0, 1, 2):
        os.close(descriptor)
    outcome = watch(spec, child, asked)
    end_all(spec["grace"] if outcome["why"] in ("asked", "memory", "processes") else 0.0, outcome, child)
    os.write(answer, json.dumps(outcome).encode() + b"\n")


def become(spec: dict[str, Any], answer: int, libc: ctypes.CDLL) -> None:
    """Turn this process into the command; exit code 127 where that cannot be."""
    try:
        os.setsid()
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        for name, value in spec["limits"].items():
            kind = getattr(resource, name)
            hard = resource.getrlimit(kind)[1]
            least = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(kind, (least, least))
        os.close(answer)
        os.execve(spec["argv"][0], spec["argv"], dict(os.environ))
    except OSError as error:
        os.write(2, f"{spec['argv'][0]}: {error.strerror}\n".encode())
    os._exit(127)


def watch(spec: dict[str, Any], child: int, asked: list[int]) -> dict[str, Any]:
    """Wait until the command ends, or has to; return why, and its code."""
    while True:
        done, status = os.waitpid(-1, os.WNOHANG)
        if done == child:
            code = os.waitstatus_to_exitcode(status)
            return {"why": "exit", "code": code}
        if done > 0:
            continue
        if asked:
            return {"why": "asked", "code": None}
        found = descendants()
        if len(found) > spec["processes"]:
            return {"why": "processes", "code": None, "seen": len(found)}
        used = sum(resident(pid) for pid in found)
        if used > spec["memory"]:
            return {"why": "memory", "code": None, "seen": used}
        time.sleep(LOOK_EVERY)


def end_all(grace: float, outcome: dict[str, Any], child: int) -> None:
    """End all descendants: asked to first where they are given time, then without being asked."""
    until = time.monotonic() + grace
    number = signal.SIGTERM if grace > 0 else signal.SIGKILL
    while True:
        reap(outcome, child)
        found = descendants()
        if not found:
            return
        if time.monotonic() >= until:
            number = signal.SIGKILL
        for pid in found:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue
        time.sleep(0.02 if number == signal.SIGKILL else LOOK_EVERY)


def reap(outcome: dict[str, Any], child: int) -> None:
    """Take the ends of all processes that have ended."""
    while True:
        try:
            done, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if done == 0:
            return
        if done == child:
            outcome["code"] = os.waitstatus_to_exitcode(status)


def descendants() -> list[int]:
    """Return all processes below this one that have not ended."""
    parents: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):  # noqa: PTH208 - pathlib would take most of the time of a start
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", "rb") as file:  # noqa: PTH123 - as above
                    state, parent = file.read().rpartition(b")")[2].split()[:2]
            except (OSError, ValueError):
                continue
            if state != b"Z" or int(parent) != os.getpid():
                parents.setdefault(int(parent), []).append(int(name))
    found: list[int] = []
    below = [os.getpid()]
    while below:
        children = parents.get(below.pop(), [])
        found += children
        below += children
    return found


def resident(pid: int) -> int:
    """Return the resident bytes of a process; 0 where it has ended."""
    try:
        with open(f"/proc/{pid}/statm", "rb") as file:  # noqa: PTH123 - as above
            return int(file.read().split()[1]) * resource.getpagesize()
    except (OSError, ValueError, IndexError):
        return 0


if __name__ == "__main__":
    main()
