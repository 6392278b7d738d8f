"""Two hosts on one machine: a network namespace, and a wire to it, to cut or make slow. No test module."""

import os
import random
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.faults.mounts import need_root, run


class Wire:
    """A network namespace and the pair of devices that leads to it."""

    def __init__(self) -> None:
        number = random.Random().randrange(1, 250)
        self.namespace = f"rack{os.getpid()}"
        self.device, self._far = f"rk{os.getpid()}a", f"rk{os.getpid()}b"
        self.address, self._far_address = f"10.213.{number}.1", f"10.213.{number}.2"

    @property
    def prefix(self) -> tuple[str, ...]:
        """What a command begins with that runs at the far end."""
        return ("ip", "netns", "exec", self.namespace)

    @contextmanager
    def cut(self) -> Iterator[None]:
        """Let nothing through for a block: packets vanish, and no connection is told."""
        run("ip", "link", "set", self.device, "down")
        try:
            yield
        finally:
            run("ip", "link", "set", self.device, "up")

    @contextmanager
    def slow(self, rate: str) -> Iterator[None]:
        """Let bytes through to the far end at `rate`, as tc(8) has it, and late, for a block."""
        device = ("dev", self.device)
        run("tc", "qdisc", "add", *device, "root", "tbf", "rate", rate, "burst", "32kbit", "latency", "2s")
        try:
            yield
        finally:
            run("tc", "qdisc", "del", *device, "root")

    def lay(self) -> None:
        """Make namespace and devices."""
        run("ip", "netns", "add", self.namespace)
        run(
            "ip",
            "link",
            "add",
            self.device,
            "type",
            "veth",
            "peer",
            "name",
            self._far,
            "netns",
            self.namespace,
        )
        run("ip", "address", "add", f"{self.address}/24", "dev", self.device)
        run("ip", "link", "set", self.device, "up")
        for command in (
            ("ip", "address", "add", f"{self._far_address}/24", "dev", self._far),
            ("ip", "link", "set", self._far, "up"),
            ("ip", "link", "set", "lo", "up"),
        ):
            run(*self.prefix, *command)

    def remove(self) -> None:
        """Remove all of it: the devices go with their namespace."""
        subprocess.run(["ip", "netns", "delete", self.namespace], check=False, capture_output=True)
        subprocess.run(["ip", "link", "delete", self.device], check=False, capture_output=True)


@contextmanager
def wire() -> Iterator[Wire]:
    """Have a wire for a block."""
    need_root("a network namespace")
    one = Wire()
    try:
        try:
            one.lay()
        except AssertionError as error:
            pytest.skip(f"NOT TESTED: this host makes no network namespaces: {error}")
        yield one
    finally:
        one.remove()
