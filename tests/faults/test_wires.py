"""Sites that are cut off from each other, and one behind a slow line.

The server and site a are on this side, site b with an orchestrator of its own in a network namespace.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from shared.bus.server import die_with_parent
from shared.bus.server.config import find_binary
from testing.servers.listening import free_ports
from tests.e2e.harness import Rack, eventually, random_bytes, tree, write
from tests.faults.settling import assert_well, recover
from tests.faults.wires import Wire, wire

pytestmark = pytest.mark.slow

SETTINGS = {"SPICERACK_ACK_SECONDS": "5", "SPICERACK_RESTART_SECONDS": "2"}

CUTS = (5.0, 40.0)
"""Seconds: less than anything runs out in, and longer than leases, acknowledgements and presence."""

CONFIG = """\
listen: "{address}:{port}"
authorization {{
  user: "spicerack"
  password: "only-for-this-test"
}}
jetstream {{
  store_dir: "{store}"
  sync_interval: always
  max_file_store: 100GB
}}
"""


class Sides:
    """Site a here, site b there."""

    def __init__(self, line: Wire, here: Rack, there: Rack) -> None:
        self.line = line
        self.here = here
        self.there = there


@contextmanager
def server(directory: Path, address: str) -> Iterator[str]:
    """Run a server that both sides reach; yield its URL."""
    port = free_ports(1)
    config = directory / "server.conf"
    config.write_text(CONFIG.format(address=address, port=port, store=directory / "store"))
    wrapper = [sys.executable, "-S", "-E", die_with_parent.__file__, str(os.getpid())]
    command = [*wrapper, str(find_binary()), "-c", str(config)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            yield f"nats://spicerack:only-for-this-test@{address}:{port}"
        finally:
            process.send_signal(signal.SIGKILL)


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sides]:
    """Both sides, in sync."""
    base = tmp_path_factory.mktemp("sides")
    with wire() as line, server(base, line.address) as url:
        time.sleep(1)
        here = Rack(base / "here", "a", nats=url, settings=SETTINGS)
        there = Rack(base / "there", "b", nats=url, settings=SETTINGS, prefix=line.prefix)
        write(here["a"] / "first.bsp", random_bytes(1, 50_000))
        with here.running(), there.running():
            recover(here, there)
            yield Sides(line, here, there)


@pytest.mark.parametrize("seconds", CUTS)
def test_sites_that_were_cut_off_agree_again(sides, seconds):
    """Both sides work on alone; afterwards each has what the other did."""
    here, there = sides.here["a"], sides.there["b"]
    name = f"cut-{seconds:g}"
    write(here / name / "both.tm", "before")
    recover(sides.here, sides.there)
    with sides.line.cut():
        write(here / name / "from-a.bsp", random_bytes(2, 30_000))
        write(there / name / "from-b.bsp", random_bytes(3, 30_000))
        (there / name / "both.tm").unlink()
        time.sleep(seconds)
    print(f"\nwell after {recover(sides.here, sides.there):.1f} s")
    assert {f"{name}/from-a.bsp", f"{name}/from-b.bsp"} <= tree(here).keys()
    assert not (here / name / "both.tm").exists()
    assert_well(sides.here, sides.there)


def test_cut_in_the_middle_of_a_transfer(sides):
    """Half of a pack is on its way when the line is cut: nothing of it is seen, and it comes anew."""
    here, there = sides.here["a"], sides.there["b"]
    with sides.line.slow("8mbit"):
        write(here / "half-way/large.bsp", random_bytes(4, 6_000_000))
        time.sleep(4)
        with sides.line.cut():
            time.sleep(12)
            assert not (there / "half-way/large.bsp").exists()
    print(f"\nwell after {recover(sides.here, sides.there):.1f} s")
    assert (there / "half-way/large.bsp").exists()
    assert_well(sides.here, sides.there)


def test_slow_line_delays_and_breaks_nothing(sides):
    """At 1 Mbit/s a file of 2 MB takes its time; what is small and urgent still comes to be known."""
    here, there = sides.here["a"], sides.there["b"]
    with sides.line.slow("1mbit"):
        write(here / "slow/large.bsp", random_bytes(5, 2_000_000))
        time.sleep(2)
        write(there / "slow/small.tls", "small")
        began = time.monotonic()
        eventually((here / "slow/small.tls").exists, what="the small file at a", patience=120)
        print(f"\nsmall file after {time.monotonic() - began:.1f} s")
        print(f"well after {recover(sides.here, sides.there):.1f} s")
    assert (there / "slow/large.bsp").exists()
    assert_well(sides.here, sides.there)
