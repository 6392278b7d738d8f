"""docker-compose.yml as it runs, what can happen to its containers, and looks at the sites' volumes.

No test module: nothing in here is collected.
"""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from docker.errors import APIError
from docker.models.containers import Container
from docker.models.networks import Network
from testcontainers.core.container import DockerContainer
from testcontainers.core.docker_client import DockerClient

from tests.e2e.harness import eventually

REPOSITORY = Path(__file__).parents[2]
SITES = ("alpha", "beta", "gamma")
SERVERS = ("nats-1", "nats-2", "nats-3")
ORCHESTRATORS = ("orchestrator-1", "orchestrator-2")
WORKERS = tuple(f"{service}-{site}" for site in SITES for service in ("gateway", "manager", "transfer"))
OURS = (*SERVERS, *ORCHESTRATORS, *WORKERS)
WATCHERS = ("prometheus",)
"""What else is started. Grafana is left out: where no registry answers its image cannot be had."""
PATIENCE = 180.0
"""Seconds for what takes a few: eighteen containers share this machine with other work."""
USER = "10001:10001"
ASK_STATUS = """
from urllib.error import HTTPError
from urllib.request import urlopen
for path in ("status", "api/v1/status"):
    try:
        print(urlopen(f"http://127.0.0.1:8080/{path}", timeout=10).read().decode()[:6000])
    except HTTPError:
        continue
"""
"""A manager has it in its API; the others, beside their health."""
PROGRAM = "people_program.py"
FILES = ("--file", "docker-compose.yml", "--file", "tests/docker/people.yml")

Tree = dict[str, str]


class Composition:
    """The services of docker-compose.yml under a project name of their own.

    Args:
        project: what compose calls the project; containers, volumes and the network have it in their names.
        compose: the command, e.g. `docker compose`.
    """

    def __init__(self, project: str, compose: str) -> None:
        self.project = project
        self._compose = compose.split()
        self.client = DockerClient()

    # The whole.

    def up(self) -> None:
        """Start everything and wait until it is healthy."""
        self.compose("up", "--detach", *OURS, *WATCHERS)
        self.healthy(*OURS)

    def down(self) -> None:
        """Remove containers, volumes and the network."""
        self.compose("down", "--volumes", "--timeout", "20", "--remove-orphans")

    def compose(self, *arguments: str, **settings: str) -> str:
        """Run compose with these variables; return what it says."""
        done = subprocess.run(
            [*self._compose, *FILES, "--project-name", self.project, *arguments],
            cwd=REPOSITORY,
            env={**os.environ, **settings, "MANAGER_PORT": "0", "PROMETHEUS_PORT": "0"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            timeout=600,
            check=False,
        )
        assert done.returncode == 0, f"{arguments}: {done.stdout[-3000:]}"
        return done.stdout

    def with_profile(self, profile: str, service: str, **settings: str) -> None:
        """Start a service that only a profile has, and wait until it is healthy."""
        self.compose("--profile", profile, "up", "--detach", service, **settings)
        self.healthy(service)

    # One container.

    def container(self, service: str) -> Container:
        """Return the container that runs a service now, or did last."""
        labels = [f"com.docker.compose.project={self.project}", f"com.docker.compose.service={service}"]
        found = self.client.client.containers.list(all=True, filters={"label": labels})
        assert len(found) == 1, f"{service}: {found}"
        return found[0]

    def health(self, service: str) -> str:
        """Return what the engine says: starting, healthy, unhealthy, or that it does not run."""
        state: dict[str, Any] = self.container(service).attrs["State"]
        return str(state["Health"]["Status"]) if state["Running"] and "Health" in state else state["Status"]

    def healthy(self, *services: str) -> None:
        """Wait until services are healthy."""
        eventually(
            lambda: all(self.health(service) == "healthy" for service in services),
            what=f"healthy: {services}",
            patience=PATIENCE,
            pause=0.5,
        )

    def kill(self, service: str) -> None:
        """SIGKILL; the engine does not start what a person killed."""
        self.container(service).kill()

    def start(self, service: str) -> None:
        """Start what was killed, and wait until it is healthy."""
        self.container(service).start()
        self.healthy(service)

    def replace(self, service: str) -> tuple[Container, int]:
        """Put a new container in the place of the old one; return it and the exit code of the old one."""
        old = self.container(service)
        old.stop(timeout=60)
        code = int(old.wait()["StatusCode"])
        self.compose("up", "--detach", "--no-deps", "--force-recreate", service)
        self.healthy(service)
        return self.container(service), code

    @contextmanager
    def cut_off(self, *services: str) -> Iterator[None]:
        """Take services off the network for the time of a block."""
        network = self.network()
        containers = {service: self.container(service) for service in services}
        for container in containers.values():
            network.disconnect(container)
        try:
            yield
        finally:
            for service, container in containers.items():
                network.connect(container, aliases=[service])

    def network(self) -> Network:
        """The network that all containers share."""
        found: list[Network] = self.client.client.networks.list(names=[f"{self.project}_default"])
        return found[0]

    def get(self, service: str, port: int, path: str) -> httpx.Response:
        """GET from a port that a service publishes on this host."""
        container = self.container(service)
        published = container.attrs["NetworkSettings"]["Ports"][f"{port}/tcp"][0]["HostPort"]
        return httpx.get(f"http://127.0.0.1:{published}{path}", timeout=30, trust_env=False, verify=False)

    def status(self, service: str) -> str:
        """Return what a service of ours says of itself; nothing for NATS, or when it cannot be asked."""
        code, output = self.container(service).exec_run(["python3", "-c", ASK_STATUS])
        return str(output.decode(errors="replace")) if code == 0 else ""

    def logs(self, service: str) -> str:
        """Return what the container of a service has logged."""
        return self.container(service).logs().decode(errors="replace")

    def explain(self) -> str:
        """Return what helps to understand a failure."""
        said = []
        for service in OURS:
            try:
                said.append(f"--- {service}: {self.health(service)}\n{self.status(service)}")
                said.append(self.logs(service)[-1500:])
            except (AssertionError, APIError) as error:
                said.append(f"--- {service}: {error}")
        return "\n".join(said)


class People:
    """A container with the volumes of all sites, and what people do there."""

    def __init__(self, composition: Composition) -> None:
        self._composition = composition
        self._container = DockerContainer("spicerack/manager:dev").with_kwargs(
            entrypoint=["sleep", "infinity"],
            healthcheck={"test": ["NONE"]},
            init=True,
            network_mode="none",
            user=USER,
        )
        self._container.with_tmpfs_mount("/tmp")
        for site in SITES:
            self._container.with_volume_mapping(f"{composition.project}_{site}-files", f"/sites/{site}", "rw")
        self._container.with_volume_mapping(str(Path(__file__).with_name(PROGRAM)), f"/{PROGRAM}", "ro")

    @contextmanager
    def here(self) -> Iterator["People"]:
        """Let them be there for the time of a block."""
        self._container.start()
        try:
            yield self
        finally:
            self._container.stop()

    def do(self, *command: str) -> str:
        """Run a command; make sure that it succeeds, and return what it prints."""
        code, output = self._container.exec(list(command))
        assert code == 0, f"{command}: {output.decode(errors='replace')}"
        return output.decode()

    def write(self, site: str, path: str, text: str) -> None:
        """Write a small file at a site, with the directories above it."""
        target = f"/sites/{site}/{path}"
        self.do("sh", "-c", 'mkdir -p "$(dirname "$1")" && printf %s "$2" > "$1"', "sh", target, text)

    def read(self, site: str, path: str) -> str | None:
        """Return the content of a file at a site, or None where there is none."""
        code, output = self._container.exec(["cat", f"/sites/{site}/{path}"])
        return output.decode() if code == 0 else None

    def find(self, site: str, path: str) -> str:
        """Wait until a file is at a site; return its content."""
        found: list[str | None] = [None]

        def there() -> bool:
            found[0] = self.read(site, path)
            return found[0] is not None

        self._wait(there, f"{path} at {site}")
        return found[0] or ""

    def look(self) -> dict[str, Tree]:
        """Return the tree of each site."""
        seen: dict[str, Tree] = json.loads(self._program("look", *SITES))
        return seen

    def same(self, below: str) -> Tree:
        """Wait until all sites hold the same below a directory; return it."""
        return self._agree(below, None)

    def become(self, expected: Tree, below: str) -> None:
        """Wait until every site holds exactly what is expected below a directory."""
        self._agree(below, expected)

    @contextmanager
    def at_work(self, name: str) -> Iterator[Tree]:
        """Let them change files below a directory at all sites during a block.

        Yields what must be left everywhere; it is empty until the block has ended.
        """
        self.do("rm", "-f", "/tmp/stop")
        left: Tree = {}
        with ThreadPoolExecutor(max_workers=1) as pool:
            working = pool.submit(self._program, "work", name, *SITES)
            try:
                yield left
            finally:
                self.do("touch", "/tmp/stop")
            left.update(json.loads(working.result(PATIENCE)))

    def _agree(self, below: str, expected: Tree | None) -> Tree:
        trees: list[Tree] = []

        def agreed() -> bool:
            seen = [
                {path: digest for path, digest in tree.items() if path.startswith(f"{below}/")}
                for tree in self.look().values()
            ]
            trees[:] = seen if expected is None else [expected, *seen]
            return all(tree == trees[0] for tree in trees)

        self._wait(agreed, f"{below} the same everywhere", lambda: _differences(trees))
        return trees[0]

    def _wait(self, true: Callable[[], bool], what: str, seen: Callable[[], list[str]] = lambda: []) -> None:
        try:
            eventually(true, what=what, patience=PATIENCE, pause=1)
        except AssertionError as error:
            raise AssertionError(f"{error}: {seen()}\n{self._composition.explain()}") from error

    def _program(self, *arguments: str) -> str:
        return self.do("python3", "-I", "-S", f"/{PROGRAM}", *arguments)


def _differences(trees: list[Tree]) -> list[str]:
    paths = set().union(*trees)
    differing = [path for path in sorted(paths) if len({tree.get(path) for tree in trees}) > 1]
    shown = [f"{path}: {[tree.get(path, '-')[:6] for tree in trees]}" for path in differing[:10]]
    return [f"{len(differing)} paths", *shown]
