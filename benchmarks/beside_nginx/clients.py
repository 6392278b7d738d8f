"""The clients of both servers: wrk for many requests, curl for a large file. Both are Debian's."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

SECONDS = 3
"""Of one run of wrk."""

SMALL = """
local next = 0
function request()
    next = next % {count} + 1
    return wrk.format("GET", string.format("{prefix}/small/%04d.dat", next))
end
"""

RANGES = """
math.randomseed(7)
function request()
    local first = math.random(0, {last})
    local range = string.format("bytes=%d-%d", first, first + {length} - 1)
    return wrk.format("GET", "{prefix}/large.dat", {["Range"] = range})
end
"""

_REQUESTS = re.compile(r"(\d+) requests in ([\d.]+)(s|m)")


@dataclass(frozen=True, slots=True)
class Load:
    """What wrk asks for."""

    script: str
    """Lua, with `{prefix}` where the address of the collection stands."""
    connections: int
    unit: float = 1.0
    """What one answer counts for: 1, or its bytes."""


def asked(load: Load, url: str, prefix: str, at: Path) -> tuple[float, float]:
    """Ask for some seconds; return what was told in all, and how much of it a second.

    Raises:
        AssertionError: an answer was no 2xx, or a connection failed.
    """
    at.write_text(load.script.replace("{prefix}", prefix))
    command = ["wrk", "-t1", f"-c{load.connections}", f"-d{SECONDS}s", "--timeout", "30s", "-s", str(at), url]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "Non-2xx" not in said and "Socket errors" not in said, said
    found = _REQUESTS.search(said)
    assert found is not None, said
    seconds = float(found[2]) * (60 if found[3] == "m" else 1)
    return int(found[1]) * load.unit, int(found[1]) * load.unit / seconds


def fetched(url: str, *more: str) -> float:
    """Fetch with curl; return the seconds that it took."""
    command = ["curl", "-sS", "--fail", "-o", "/dev/null", "-w", "%{time_total}", *more, url]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def fetched_once(url: str, count: int, at: Path) -> float:
    """Fetch every small file once, with one curl over one connection; return the requests a second."""
    at.write_text(
        "".join(f'url = "{url}/small/{n:04d}.dat"\noutput = /dev/null\n' for n in range(1, count + 1))
    )
    command = ["curl", "-sS", "--fail", "-K", str(at), "-w", "%{time_total}\n"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return count / sum(map(float, said.split()))
