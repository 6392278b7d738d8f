"""Three nats-servers that are one JetStream cluster on the loopback interface. No test module."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from shared.bus.server import die_with_parent
from shared.bus.server.config import find_binary
from shared.contracts.topology import Stream
from testing.servers.listening import free_ports
from tests.e2e.harness import PATIENCE, eventually

NODES = ("n1", "n2", "n3")

USER, PASSWORD = "spicerack", "only-for-this-test"

REPLICAS: Mapping[str, str] = {"SPICERACK_NATS_REPLICAS": "3"}
"""What services are told of the cluster."""

CONFIG = """\
server_name: "{name}"
listen: "127.0.0.1:{client}"
http: "127.0.0.1:{monitoring}"
log_file: "{directory}/server.log"
authorization {{
  user: "{user}"
  password: "{password}"
}}
jetstream {{
  store_dir: "{directory}/store"
  sync_interval: always
  max_file_store: 100GB
}}
cluster {{
  name: "rack"
  listen: "127.0.0.1:{route}"
  routes: [{routes}]
}}
"""


class Cluster:
    """The servers, by name."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._ports = free_ports(3 * len(NODES))
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def urls(self) -> str:
        """What `up --nats` is told."""
        hosts = [f"127.0.0.1:{self._port(name, 0)}" for name in NODES]
        return ",".join([f"nats://{USER}:{PASSWORD}@{hosts[0]}", *(f"nats://{host}" for host in hosts[1:])])

    @contextmanager
    def running(self) -> Iterator["Cluster"]:
        """Run all servers for a block."""
        try:
            for name in NODES:
                self.start(name)
            eventually(lambda: bool(self.meta_leader()), what="a leader of the cluster", pause=0.2)
            yield self
        finally:
            for process in self._processes.values():
                process.kill()
                process.wait()

    def start(self, name: str) -> None:
        """Start a server, on the store that it had."""
        directory = self._directory / name
        directory.mkdir(parents=True, exist_ok=True)
        config = directory / "server.conf"
        config.write_text(self._config(name, directory))
        wrapper = [sys.executable, "-S", "-E", die_with_parent.__file__, str(os.getpid())]
        self._processes[name] = subprocess.Popen(
            [*wrapper, str(find_binary()), "-c", str(config)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def kill(self, name: str) -> None:
        """SIGKILL to a server."""
        self._processes[name].kill()
        self._processes[name].wait(PATIENCE)

    def lose_store(self, name: str) -> None:
        """Empty the disk of a server that does not run."""
        shutil.rmtree(self._directory / name / "store")

    def send(self, name: str, number: signal.Signals) -> None:
        """Send a signal to a server."""
        self._processes[name].send_signal(number)

    def caught_up(self, name: str) -> None:
        """Wait until a server that was started knows all that the others do."""
        url = f"http://127.0.0.1:{self._port(name, 1)}/healthz"

        def healthy() -> bool:
            try:
                return httpx.get(url, timeout=2, trust_env=False, verify=False).status_code == httpx.codes.OK
            except httpx.HTTPError:
                return False

        eventually(healthy, what=f"{name} to catch up", pause=0.2)

    def meta_leader(self) -> str:
        """Return who leads the cluster; nothing while nobody does."""
        for name in NODES:
            found = self._jetstream(name).get("meta_cluster", {}).get("leader", "")
            if found:
                return str(found)
        return ""

    def leader(self, stream: Stream) -> str:
        """Return which server leads a stream; nothing while nobody does."""
        for name in NODES:
            for account in self._jetstream(name).get("account_details", []):
                for detail in account.get("stream_detail", []):
                    if detail["name"] == stream and (leader := detail.get("cluster", {}).get("leader")):
                        return str(leader)
        return ""

    def led(self, stream: Stream) -> str:
        """Wait for a leader of a stream and return it."""
        eventually(lambda: bool(self.leader(stream)), what=f"a leader of {stream}", pause=0.2)
        return self.leader(stream)

    def _jetstream(self, name: str) -> dict[str, Any]:
        url = f"http://127.0.0.1:{self._port(name, 1)}/jsz"
        try:
            answer = httpx.get(url, params={"streams": "true"}, timeout=2, trust_env=False, verify=False)
        except httpx.HTTPError:
            return {}
        found: dict[str, Any] = answer.json()
        return found

    def _config(self, name: str, directory: Path) -> str:
        routes = ", ".join(f'"nats://127.0.0.1:{self._port(other, 2)}"' for other in NODES if other != name)
        return CONFIG.format(
            name=name,
            directory=directory,
            client=self._port(name, 0),
            monitoring=self._port(name, 1),
            route=self._port(name, 2),
            routes=routes,
            user=USER,
            password=PASSWORD,
        )

    def _port(self, name: str, kind: int) -> int:
        return self._ports + kind * len(NODES) + NODES.index(name)
