"""A worker process, seen from its service: how it is started, and how it ended."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import shared
from shared.bus.server import die_with_parent

KEPT = ("PATH", "LANG", "LC_ALL", "TZ", "HOME")
"""Of the environment: a worker reads what anybody may have written, and gets no secret to lose."""


async def start_child(module: str, *arguments: str, line_max: int) -> asyncio.subprocess.Process:
    """Start `python -m module`, with pipes for all that it reads and writes. It dies with this process.

    Args:
        module: that is run.
        arguments: of the module.
        line_max: bytes of a line of its answers; what is read by count is not bounded by it.
    """
    return await asyncio.create_subprocess_exec(
        *_words(module, arguments),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=_environment(),
        limit=line_max,
    )


def start_child_at_once(module: str, *arguments: str) -> subprocess.Popen[bytes]:
    """Start the same for a caller that waits in place for answers. Its standard error goes nowhere."""
    return subprocess.Popen(
        _words(module, arguments),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
    )


async def end_child(process: asyncio.subprocess.Process) -> None:
    """End a process, and wait until it has ended."""
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    await process.wait()


async def last_words(process: asyncio.subprocess.Process) -> str:
    """Return the last line that a process wrote before it fell silent; later ones go nowhere."""
    written = await process.stderr.read() if process.stderr is not None else b""
    lines = written.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else ""


def ended(code: int) -> str:
    """Return how a process ended, in words."""
    if code >= 0:
        return f"it exited with code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = str(-code)
    return f"it was ended by {name}"


def _words(module: str, arguments: Sequence[str]) -> list[str]:
    tied = [sys.executable, "-I", "-S", str(die_with_parent.__file__), str(os.getpid())]
    return [*tied, sys.executable, "-P", "-m", module, *arguments]


def _environment() -> dict[str, str]:
    source = Path(shared.__path__[0]).parent
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    paths = [str(source), *filter(None, [os.environ.get("PYTHONPATH", "")])]
    # One thread for a library's sums: each would take address space, and the service has processes enough.
    return {
        **kept,
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTHONDONTWRITEBYTECODE": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
