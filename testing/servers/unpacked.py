"""Servers that `scripts/server-binaries` has unpacked, or that the system has."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

UNPACKED = Path(__file__).resolve().parents[2] / ".venv" / "servers" / "root"
LIBRARIES = ("lib", "usr/lib")


@dataclass(frozen=True, slots=True)
class Binary:
    """A program, and the environment that it finds its libraries by."""

    path: str
    environment: dict[str, str]


def server_binary(name: str) -> Binary:
    """Return a server's program; the test is skipped, loudly, where there is none."""
    unpacked = [UNPACKED / place / name for place in ("usr/sbin", "usr/bin", "sbin", "bin")]
    found = next((str(path) for path in unpacked if path.is_file()), None)
    system = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    path = found or system
    if path is None:
        pytest.skip(f"{name} IS NOT TESTED WITH: it is not there; `make test-servers` unpacks it")
    return Binary(path, unpacked_environment() if found else dict(os.environ))


def unpacked_environment() -> dict[str, str]:
    """Return the environment in which unpacked programs find their libraries."""
    machine = f"{os.uname().machine}-linux-gnu"
    places = [str(UNPACKED / library / machine) for library in LIBRARIES]
    return {**os.environ, "LD_LIBRARY_PATH": ":".join(places)}
