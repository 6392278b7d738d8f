"""States over HTTP beside a bare loop of spkezr: 1 000 times, 100 000 of a span, 100 000 listed; CPU time."""

import asyncio
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import spiceypy
from pydantic_core import to_json

from tests.kernels.made import DAY, LSK, made
from tests.unit.services.spice.geometry.api.doors import Door, door_of

FEW = 1_000
MANY = 100_000
LAST = 2 * DAY - 1.0

URL = "/api/v1/spice/geometry"
JSON = {"Content-Type": "application/json"}

ROUNDS = 3
"""The best of them counts: others share the machine."""

FEW_LEAST = 0.5
"""Of the rate of the bare loop, for a request of 1 000 listed times."""

MANY_LEAST = 3.0
"""Of the rate of the bare loop, for a request of 100 000 times, of a span or listed."""

Encode = Callable[[Any], bytes]
"""How a client writes its request."""

STATES: dict[str, Any] = {"calculation": "states", "target": "-999", "observer": "399", "frame": "J2000"}


def run(directory: Path) -> bool:
    """Measure, print the figures, and tell whether the bounds are kept."""
    return asyncio.run(_run(directory))


async def _run(directory: Path) -> bool:
    random = np.random.default_rng(1).uniform(0.0, LAST, MANY)
    span = {"start": 0.0, "stop": LAST, "count": MANY}
    async with door_of(directory) as door:
        door.laid.lay("a.tls", LSK.encode())
        door.laid.lay("a.bsp", made("craft_v1.bsp"))
        few = await _rate(door, directory, "listed, in no order", {"at": random[:FEW].tolist()}, random[:FEW])
        many = await _rate(door, directory, "of a span", span, np.linspace(0.0, LAST, MANY))
        times = {"at": random.tolist()}
        listed = await _rate(door, directory, "listed, in no order", times, random, encode=to_json)
        await _rate(door, directory, "listed, by a client with Python's json", times, random)
    return few >= FEW_LEAST and min(many, listed) >= MANY_LEAST


def _python_json(body: Any) -> bytes:  # noqa: ANN401  # as JSON has it
    return json.dumps(body, separators=(",", ":")).encode()


async def _rate(
    door: Door,
    directory: Path,
    name: str,
    times: dict[str, Any],
    epochs: np.ndarray,
    *,
    encode: Encode = _python_json,
) -> float:
    """Return how many times the rate of the bare loop the rate of a request is."""
    bare, taken = _bare(directory, epochs), await _asked(door, times, encode) / len(epochs)
    figures = f"{taken * 1e6:.1f} us each, {bare / taken:.2f} times the rate of spkezr ({bare * 1e6:.1f} us)"
    print(f"{len(epochs)} times {name}: {figures}")
    return bare / taken


def _bare(directory: Path, epochs: np.ndarray) -> float:
    """Return the CPU seconds of one state in a loop of spkezr."""
    path = directory / "bare.bsp"
    path.write_bytes(made("craft_v1.bsp"))
    spiceypy.kclear()
    spiceypy.furnsh(str(path))
    some = epochs.tolist()
    begun = time.process_time()
    for et in some:
        spiceypy.spkezr("-999", et, "J2000", "NONE", "399")
    taken = time.process_time() - begun
    spiceypy.kclear()
    return taken / len(some)


async def _asked(door: Door, times: dict[str, Any], encode: Encode) -> float:
    """Return the CPU seconds, of service, client and CSPICE, of a request to a process that is warm."""
    taken = []
    for _ in range(ROUNDS + 1):
        before = _cpu(door)
        body = encode({"question": {**STATES, "times": {**times, "text": "NONE"}}})
        answer = await door.client.post(URL, content=body, headers=JSON, params={"form": "arrow"})
        taken.append(_cpu(door) - before)
        assert answer.status_code == 200, answer.text
    return min(taken[1:])


def _cpu(door: Door) -> float:
    """Return the CPU seconds of this process and of those that hold kernels.

    The clock of another process is the complement of its number, and 2 (clock_getcpuclockid(3), Linux).
    """
    pids = [held.process.pid for held in door.geometry.pool._held]
    return time.process_time() + sum(time.clock_gettime((~pid << 3) | 2) for pid in pids if pid is not None)
