"""Clocks that jump an hour, both ways, under all services at once: libfaketime shifts what they read.

The server's clock does not jump, and neither do the times that the file system gives: as on a host whose
clock differs from that of its file server and of its hub.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.harness import Rack, eventually, random_bytes, tree, write
from tests.faults.settling import assert_well, recover

pytestmark = pytest.mark.slow

LIBRARIES = (
    os.environ.get("SPICERACK_TEST_FAKETIME", ""),
    "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
    "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
)

HOUR = 3600


class Clock:
    """The clock of all services."""

    def __init__(self, file: Path, library: str) -> None:
        self._file = file
        self._library = library
        self.jump(0)

    def jump(self, seconds: int) -> None:
        """Set it so many seconds off, from now on."""
        new = self._file.with_suffix(".new")
        new.write_text(f"{seconds:+d}\n")
        new.replace(self._file)

    def settings(self) -> dict[str, str]:
        """Return what a process is given to read this clock."""
        return {
            "LD_PRELOAD": self._library,
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        }


@pytest.fixture
def clock(tmp_path: Path) -> Clock:
    """A clock that can jump."""
    library = next((path for path in LIBRARIES if path and Path(path).exists()), None)
    if library is None:
        pytest.skip("NOT TESTED: clocks that jump need libfaketime: apt install libfaketime")
    return Clock(tmp_path / "clock", library)


@pytest.fixture
def rack(tmp_path: Path, clock: Clock) -> Iterator[Rack]:
    """Two sites whose services read that clock."""
    two = Rack(tmp_path, "a", "b", settings=clock.settings())
    for number in range(5):
        write(two["a"] / f"spk/{number}.bsp", random_bytes(number, 20_000))
    with two.running():
        recover(two)
        yield two


def edit(rack: Rack, name: str) -> None:
    """Change something of every kind at both sites."""
    write(rack["a"] / name / "new.bsp", f"{name} at a")
    write(rack["b"] / name / "new.tls", f"{name} at b")
    write(rack["a"] / "spk/0.bsp", name)
    write(rack["b"] / "spk/1.bsp", name)


def test_clock_that_jumps_both_ways(rack, clock):
    """An hour on, an hour back, two hours back: changes go on each time, and none is a conflict."""
    for step, seconds in enumerate((HOUR, 0, -HOUR, HOUR)):
        edit(rack, f"before-{step}")
        clock.jump(seconds)
        edit(rack, f"after-{step}")
        print(f"\nclock {seconds:+d} s: well after {recover(rack):.1f} s")
        assert {f"before-{step}/new.bsp", f"after-{step}/new.bsp"} <= tree(rack["b"]).keys()
        assert_well(rack)


def test_restart_under_another_clock(rack, clock):
    """Processes that start an hour earlier than they ended know what they knew."""
    clock.jump(HOUR)
    edit(rack, "ahead")
    recover(rack)
    clock.jump(-HOUR)
    lines = len(rack.lines)
    for name in ("manager-b", "orchestrator", "transfer-b"):
        rack.kill(name)
    for name in ("manager-b", "orchestrator", "transfer-b"):
        rack.until(f"{name}: ready", after=lines)
    edit(rack, "behind")
    write(rack["a"] / "from-the-future.bsp", "a file of tomorrow", times=(2 * 10**18, 2 * 10**18))
    print(f"\nwell after {recover(rack):.1f} s")
    eventually((rack["b"] / "from-the-future.bsp").exists, what="a file with a time in the future")
    assert_well(rack)
