"""Frames come while archive, describer, database and broker are killed: each is there once."""

import io
import json
import os
import random
import signal
import subprocess
from hashlib import md5
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from astropy.io import fits

from testing.postgres.servers import postgres_missing
from tests.e2e.harness import FULL_SCALE, PATIENCE, Rack, eventually
from tests.integration.archive.ocs.test_ocs_ingester import HEADERS

FRAMES = 10_000 if FULL_SCALE else 300
PORTION = FRAMES // (50 if FULL_SCALE else 12)
"""Frames between two kills; each 20th of them is replaced two portions later."""

DATABASE = "postgres"
KILLED = ("archive-a", "describer-a", "nats-server", "manager-a", "orchestrator", DATABASE)

pytestmark = pytest.mark.skipif(bool(postgres_missing()), reason=postgres_missing())


@pytest.mark.slow
def test_no_kill_of_a_whole_rack_loses_a_frame_or_tells_one_twice(tmp_path: Path) -> None:
    """The newest bytes of each are its newest version, and each version was said once."""
    chance = random.Random(1)
    rack = Rack(tmp_path, "a", extras=("describer", "archive"))
    expected: dict[str, str] = {}
    with rack.running():
        for first in range(0, FRAMES, PORTION):
            expected |= {name: _write(rack["a"], name, 0) for name in _names(first)}
            again = _names(first - 2 * PORTION)[::20]
            expected |= {name: _write(rack["a"], name, 1) for name in again}
            _kill(rack, chance.choice(KILLED))
        address = rack.spicerack("url", "archive").stdout.strip()
        eventually(lambda: _newest(address) == expected, what="all frames", patience=10 * PATIENCE, pause=5.0)
        versions = {version for row in _frames(address) for version in _versions(row)}
        assert sorted(_events(address, len(versions))) == sorted(versions)


def _names(first: int) -> list[str]:
    return [f"f{number:05}" for number in range(max(0, first), max(0, first + PORTION))]


def _write(root: Path, name: str, value: int) -> str:
    """Have a frame at its path, at once; return its MD5."""
    out = io.BytesIO()
    header = fits.Header({**HEADERS, "OBJECT": name, "SEQ": value})
    fits.PrimaryHDU(np.full((8, 8), value, "i2"), header=header).writeto(out)
    path = root / f"night{int(name[1:]) % 9}" / f"{name}.fits"
    path.parent.mkdir(exist_ok=True)
    (root.parent / "part").write_bytes(out.getvalue())
    (root.parent / "part").rename(path)
    return md5(out.getvalue()).hexdigest()


def _kill(rack: Rack, who: str) -> None:
    """Kill a process, and wait until it, or whose it was, is there again."""
    before, service = len(rack.lines), "archive-a" if who == DATABASE else who
    if who == DATABASE:
        asked = ["pgrep", "-P", str(rack.pid(service)), DATABASE]
        for one in subprocess.run(asked, capture_output=True, text=True, check=False).stdout.split():
            os.kill(int(one), signal.SIGKILL)
    else:
        rack.kill(who)
    rack.until(f"{service}: ready", after=before)


def _frames(address: str) -> list[dict[str, Any]]:
    """Return all frames; none while the archive does not answer."""
    rows: list[dict[str, Any]] = []
    following: str | None = f"{address}/frames/?pagination_style=cursor&limit=1000"
    try:
        while following:
            page = httpx.get(following, timeout=PATIENCE, trust_env=False).raise_for_status().json()
            rows += page["results"]
            following = page["next"]
    except httpx.HTTPError:
        return []
    return rows


def _newest(address: str) -> dict[str, str]:
    return {row["basename"]: row["version_set"][0]["md5"] for row in _frames(address)}


def _versions(row: dict[str, Any]) -> list[tuple[str, str]]:
    return [(row["basename"], one["md5"]) for one in row["version_set"]]


def _events(address: str, count: int) -> list[tuple[str, str]]:
    """Return what the first so many events are about."""
    found = []
    with httpx.stream("GET", f"{address}/api/v1/archive/events", timeout=PATIENCE, trust_env=False) as told:
        for line in told.iter_lines():
            if line.startswith("data: "):
                event = json.loads(line.removeprefix("data: "))
                found.append((event["basename"], event["md5"]))
            if len(found) == count:
                break
    return found
