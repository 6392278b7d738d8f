"""Memory that reaches no disk: locked pages and no core dumps. Calls are those of Linux' man pages."""

import ctypes
import os
import resource
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

MCL_CURRENT, MCL_FUTURE, MCL_ONFAULT = 1, 2, 4
"""mlockall(2). Pages are locked when they are first used: stacks and arenas are reserved far beyond that."""

PR_GET_DUMPABLE, PR_SET_DUMPABLE = 3, 4
"""prctl(2)."""

M_ARENA_MAX, ARENAS = -8, 2
"""mallopt(3). Each thread that reads a part of a catalogue would else keep an arena of its own, with what it
freed: with 60 000 records a process took 226 MB after seven loads instead of 158."""

M_MMAP_THRESHOLD, OWN_PAGES_BYTES = -3, 128 * 1024
"""mallopt(3). A column of a catalogue has pages of its own, and freed it is gone from memory. By itself glibc
raises the bound to what was freed last, and columns then lie between what stays: 126 MiB after six loads of
60 000 records instead of 103."""

CAP_IPC_LOCK = 14
"""capabilities(7): lock more than RLIMIT_MEMLOCK says."""


@dataclass(frozen=True, slots=True)
class Shielded:
    """What the system granted."""

    locked: bool
    """No page of this process reaches a swap device."""
    undumpable: bool
    """No core dump, and no other process of this user reads the memory."""


def shield_memory() -> Shielded:
    """Lock all memory where that is allowed, and forbid dumps."""
    return Shielded(locked=_lock_all(), undumpable=_forbid_dumps())


def bound_allocator() -> None:
    """Let threads share the allocator's arenas, and give back what is freed of a catalogue.

    Called before threads start. Without glibc it does nothing.
    """
    set_option = _libc("mallopt")
    set_option(M_ARENA_MAX, ARENAS)
    set_option(M_MMAP_THRESHOLD, OWN_PAGES_BYTES)


def _lock_all() -> bool:
    """Lock present and future pages; tell whether it was done.

    With a finite limit it is not tried: an allocation beyond it would fail later, in the middle of a visit.
    """
    if not (_limit_is_lifted() or _may_exceed_limit()):
        return False
    return _libc("mlockall")(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0


def _limit_is_lifted() -> bool:
    _, hard = resource.getrlimit(resource.RLIMIT_MEMLOCK)
    if hard == resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_MEMLOCK, (hard, hard))
    return hard == resource.RLIM_INFINITY


def _may_exceed_limit() -> bool:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    effective = next((line for line in status.splitlines() if line.startswith("CapEff:")), "CapEff: 0")
    return bool(int(effective.split()[1], 16) >> CAP_IPC_LOCK & 1)


def _forbid_dumps() -> bool:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    prctl = _libc("prctl")
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 and prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0


def _libc(name: str) -> Callable[..., int]:
    if os.uname().sysname != "Linux":
        return lambda *_: -1
    function: Callable[..., int] = getattr(ctypes.CDLL(None, use_errno=True), name, lambda *_: -1)
    return function
