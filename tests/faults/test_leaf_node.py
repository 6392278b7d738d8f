"""Whole sites behind a leaf node, each a user of its own, while the hub is killed and comes back."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.bus.server import die_with_parent
from shared.bus.server.config import find_binary
from spicerack.commands.deployment.access import grant_access, parse_access
from testing.servers.listening import free_ports
from tests.e2e.harness import eventually, random_bytes, write

pytestmark = pytest.mark.slow

PATIENCE = 180.0

SEED, PASSWORD = "SPICERACK_NATS_SEED", "SPICERACK_NATS_PASSWORD"

CONFIG = """\
listen: "127.0.0.1:{port}"
server_name: "{name}"
jetstream {{
  store_dir: "{directory}/{name}-store"
  domain: "{name}"
  max_file_store: 300GB
}}
leafnodes {{
  {leaf}
}}
include "access/{users}"
"""


class Edge:
    """A hub with site a, a leaf node with sites b and c, and the services of all of them."""

    def __init__(self, directory: Path, *, nkeys: bool) -> None:
        self.directory = directory
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        request = parse_access(
            directory=directory / "access",
            collection="spice",
            sites="abc",
            prefix="rack",
            behind="bc",
            nkeys=nkeys,
        )
        grant_access(request, new_password=lambda: "only-for-this-test", say=lambda _: None)
        self._hub = free_ports(3)
        self._leaf, listen = self._hub + 1, self._hub + 2
        who = self._settings("leaf")
        user = f"leaf:{who[PASSWORD]}@" if PASSWORD in who else ""
        nkey = f", nkey: {who[SEED]}" if SEED in who else ""
        remote = f'{{ url: "nats-leaf://{user}127.0.0.1:{listen}"{nkey} }}'
        self._configure("hub", self._hub, f'listen: "127.0.0.1:{listen}"', "users.conf")
        self._configure("edge", self._leaf, f'reconnect: "1s", remotes: [{remote}]', "leaf-users.conf")

    def __getitem__(self, site: str) -> Path:
        """Return the directory of a site."""
        return self.directory / site

    def begin(self) -> None:
        """Start everything."""
        self.start_server("hub")
        self.start_server("edge")
        self._serve("orchestrator", "orchestrator", {})
        for site in "abc":
            self[site].mkdir()
            settings = {"SPICERACK_SITE": site, "SPICERACK_ROOT": str(self[site])}
            for kind in ("manager", "transfer"):
                self._serve(kind, f"site-{site}", settings)

    def start_server(self, name: str) -> None:
        """Start a server, or start it again."""
        self._run(name, [str(find_binary()), "-c", str(self.directory / f"{name}.conf")], {})

    def kill(self, name: str) -> None:
        """Kill a server."""
        self._running[name].kill()
        self._running[name].wait()

    def end(self) -> None:
        """End everything."""
        for process in self._running.values():
            process.kill()
        for process in self._running.values():
            process.wait()

    def refusals(self) -> list[str]:
        """Return what services were refused by the servers."""
        logs = (path.read_text() for path in self.directory.glob("*.log"))
        return [line for log in logs for line in log.splitlines() if "ermissions violation" in line]

    def _configure(self, name: str, port: int, leaf: str, users: str) -> None:
        text = CONFIG.format(port=port, name=name, directory=self.directory, leaf=leaf, users=users)
        (self.directory / f"{name}.conf").write_text(text)

    def _settings(self, user: str) -> dict[str, str]:
        lines = (self.directory / "access" / f"{user}.env").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines)

    def _serve(self, kind: str, user: str, more: dict[str, str]) -> None:
        said = self._settings(user)
        port = self._leaf if "SPICERACK_NATS_DOMAIN" in said else self._hub
        name = f"{kind}-{user}"
        settings = {
            **said,
            **more,
            "SPICERACK_NATS_URL": f"nats://127.0.0.1:{port}",
            "SPICERACK_STATE": str(self.directory / "state" / name),
        }
        self._run(name, [sys.executable, "-m", "spicerack", "serve", kind], settings)

    def _run(self, name: str, command: list[str], settings: dict[str, str]) -> None:
        wrapper = [sys.executable, "-S", "-E", die_with_parent.__file__, str(os.getpid())]
        with (self.directory / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(
                [*wrapper, *command], env={**os.environ, **settings}, stderr=log, stdout=log
            )


@pytest.fixture(params=["passwords", "nkeys"])
def rack(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Edge]:
    """Run all of it."""
    edge = Edge(tmp_path, nkeys=request.param == "nkeys")
    try:
        edge.begin()
        yield edge
    finally:
        edge.end()


def test_sites_behind_a_leaf_node_are_the_same_as_the_others_over_a_killed_hub(rack: Edge) -> None:
    """Whichever of them writes, and nothing that their services do is refused to their users."""
    for author, name in (("a", "one.bsp"), ("b", "two.bsp")):
        write(rack[author] / name, random_bytes(len(name), 300_000))
        everywhere(rack, author, name)
    content = bytearray((rack["b"] / "one.bsp").read_bytes())
    content[1000:1010] = b"another..."
    write(rack["b"] / "one.bsp", bytes(content))
    everywhere(rack, "b", "one.bsp")
    rack.kill("hub")
    write(rack["c"] / "three.tls", b"written while the hub was away")
    rack.start_server("hub")
    everywhere(rack, "c", "three.tls")
    assert not rack.refusals()


def everywhere(rack: Edge, author: str, name: str) -> None:
    """Wait until every site has a file as its author has it."""
    content = (rack[author] / name).read_bytes()
    for site in "abc":
        path = rack[site] / name
        eventually(
            lambda path=path: path.exists() and path.read_bytes() == content,
            what=f"{name} of {author} at {site}",
            patience=PATIENCE,
        )
