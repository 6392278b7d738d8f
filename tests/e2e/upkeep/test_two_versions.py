"""A rolling update: services of the previous version and of today's side by side on one server."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from shared.catalog.store.schemas import SITE_SCHEMA
from tests.e2e.harness import REPOSITORY, Rack, Tree, eventually, random_bytes, tree, write
from tests.e2e.upkeep.versions import SETTINGS, Service, unpack

PREVIOUS = "3086102"
"""The commit that stands for the previous version until one is released: the first with wants and reports as
they are now. Earlier ones cannot read ours, which leave out contents; no release had promised it."""

FIRST = "863e1a9"
"""A version whose databases had no number yet."""

FILES = 8
CONFLICTS = "conflicts/"


def sources(commit: str, directory: Path) -> Path:
    """Unpack a version, or leave the test out where the history is not there."""
    reason = unpack(commit, directory)
    if reason:
        pytest.skip(reason)
    return directory


@dataclass
class Town:
    """Site a with services one by one, of one version or the other; site b and the server by today's `up`."""

    rack: Rack
    orchestrator: Service
    transfer: Service
    manager: Service
    a: Path
    ledger: Path
    """What people did at either site is done here, too."""

    @property
    def services(self) -> tuple[Service, ...]:
        """Those that are replaced, in the order of an upgrade."""
        return self.orchestrator, self.transfer, self.manager

    def same(self) -> None:
        """Wait until both sites hold what people left, but for what they did to the same files at once."""
        self.rack.sync()
        for root in (self.a, self.rack["b"]):
            assert without_conflicts(root) == without_conflicts(self.ledger), root

    def well(self) -> None:
        """Make sure that nothing is held or dead, and nothing failed in a way that nobody had foreseen."""
        states = [(site["name"], site["online"], site["hold"]) for site in self.rack.status()["sites"]]
        assert states == [("a", True, None), ("b", True, None)]
        assert self.rack.get("/api/v1/dead").json()["letters"] == []
        assert self.rack.tracebacks() == []
        assert [service.log() for service in self.services if "Traceback" in service.log()] == []

    @contextmanager
    def decided_by_the_previous(self) -> Iterator[None]:
        """Let the orchestrator of the previous version alone decide, for the time of a block."""
        with self.rack.paused("orchestrator"):
            eventually(lambda: decides(self.orchestrator.url), what="the previous orchestrator to decide")
            yield

    @contextmanager
    def decided_by_todays(self) -> Iterator[None]:
        """Let today's orchestrator alone decide, for the time of a block: the other one is killed."""
        self.orchestrator.kill()
        eventually(lambda: decides(f"http://127.0.0.1:{self.rack.port + 1}"), what="today's to decide")
        yield


def decides(url: str) -> bool:
    """Tell whether an orchestrator holds the collection."""
    return bool(httpx.get(f"{url}/status", timeout=30, trust_env=False, verify=False).json()["collections"])


def without_conflicts(root: Path) -> Tree:
    """Return what a site holds, but for what both wrote at once."""
    return {path: state for path, state in tree(root).items() if not f"{path}/".startswith(CONFLICTS)}


@contextmanager
def town(directory: Path) -> Iterator[Town]:
    """Today's side runs for the block; the services of site a are for the test to start."""
    rack, a = Rack(directory, "b", settings=SETTINGS["orchestrator"]), directory / "a"
    with rack.running(), ExitStack() as ended:
        nats = rack.nats_address()
        found = Town(
            rack=rack,
            orchestrator=Service("orchestrator", directory / "orchestrator", nats=nats),
            transfer=Service("transfer", directory / "transfer", nats=nats, site="a", root=a),
            manager=Service("manager", directory / "manager", nats=nats, site="a", root=a),
            a=a,
            ledger=directory / "ledger",
        )
        for service in found.services:
            ended.callback(service.kill)
        yield found


def prepare(a: Path, b: Path, names: tuple[str, ...]) -> None:
    """Lay what `change` will change under each name."""
    for site, root in (("a", a), ("b", b)):
        write(root / f"{site}/of-both.txt", "begun\n")
        for number in range(FILES):
            write(root / f"{site}/spk/{number}.bsp", random_bytes(number, 20_000))
        for name in names:
            write(root / f"{site}/{name}-goes.txt", name)
            write(root / f"{site}/{name}-moves.bsp", random_bytes(len(name), 50_000))


def change(a: Path, b: Path, name: str) -> None:
    """Make, edit, rename and delete files at both sites, also what the other one made."""
    for site, root, other in (("a", a, "b"), ("b", b, "a")):
        write(root / f"{site}/{name}.tls", f"{name} of {site}")
        write(root / f"{site}/grows.bsp", random_bytes(1, 200_000) + name.encode())
        text = (root / f"{other}/of-both.txt").read_text()
        write(root / f"{other}/of-both.txt", f"{text}{name} by {site}\n")
        (root / f"{other}/{name}-goes.txt").unlink()
        (root / f"{site}/{name}-moves.bsp").rename(root / f"{site}/{name}-moved.bsp")


NAMES = ("previous", "todays", "killed", "orchestrator", "transfer", "manager")


@pytest.mark.slow
def test_two_versions_work_side_by_side_and_one_replaces_the_other(tmp_path: Path) -> None:
    """Whoever decides, files go both ways; then today's services take over on the same state, one by one."""
    previous = sources(PREVIOUS, tmp_path / "previous")
    with town(tmp_path) as here:
        both = (here.a, here.rack["b"])

        def work(name: str) -> None:
            change(*both, name)
            change(here.ledger, here.ledger, name)
            here.same()

        prepare(*both, NAMES)
        prepare(here.ledger, here.ledger, NAMES)
        for service in here.services:
            service.start(previous)
        here.same()

        with here.decided_by_the_previous():
            work("previous")
            clash(here, "previous")
        with here.decided_by_todays():
            work("todays")
            clash(here, "todays")
        here.orchestrator.start(previous)
        here.rack.kill("orchestrator")
        work("killed")
        here.well()

        for service in here.services:
            service.stop()
            service.start(REPOSITORY)
            work(service.kind)
            here.well()
        assert len(tree(here.a / CONFLICTS)) == 2 * 2


def clash(here: Town, name: str) -> None:
    """Let both sites write one file at once: both contents are at both sites, one beside the other."""
    for site, root in (("a", here.a), ("b", here.rack["b"])):
        write(root / CONFLICTS / f"{name}.txt", f"{name} by {site}")
    here.rack.sync()
    roots = (here.a, here.rack["b"])
    held = [sorted(path.read_text() for path in (root / CONFLICTS).glob(f"{name}*")) for root in roots]
    assert held == [[f"{name} by a", f"{name} by b"]] * 2


@pytest.mark.slow
def test_site_of_a_version_without_numbered_databases_goes_on_with_todays(tmp_path: Path) -> None:
    """Its databases are brought up, with a copy of each before, and nothing is held, lost or sent again."""
    first = sources(FIRST, tmp_path / "first")
    rack = Rack(tmp_path, "a", "b", source=first)
    prepare(rack["a"], rack["b"], ("then", "now"))
    with rack.running():
        rack.synced()
        change(rack["a"], rack["b"], "then")
        before = rack.synced()

    rack = Rack(tmp_path, "a", "b")
    with rack.running():
        assert rack.synced() == before
        change(rack["a"], rack["b"], "now")
        rack.synced()
        assert [site["hold"] for site in rack.status()["sites"]] == [None, None]
        assert rack.get("/api/v1/dead").json()["letters"] == []
    assert rack.tracebacks() == []
    for site in "ab":
        state = rack.state / f"manager-{site}"
        with closing(sqlite3.connect(state / "site.db")) as database:
            assert database.execute("PRAGMA user_version").fetchone() == (SITE_SCHEMA.version,)
        assert (state / "site.db.v0").exists()
