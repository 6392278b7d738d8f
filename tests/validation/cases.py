"""The cases of a validation run: sizes, rates, collections, what is not in order, and faults."""

import asyncio
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from shared.bus.nats.bus import connect_bus
from shared.bus.settings import BusSettings
from shared.contracts.topology import Topology
from shared.identity.keys import SigningKey
from tests.e2e.harness import Rack, assert_same, eventually
from tests.faults.settling import dead_letters, recover
from tests.soak.sampling import Sample
from tests.validation.measuring import Backlog, Measured, watched
from tests.validation.work import CHANGED_BYTES, RATES, Stream, collections, large_files, odd_files

SETTINGS = {
    "SPICERACK_RESTART_SECONDS": "2",
    # A stream of changes deletes and replaces more than any day's work does.
    "SPICERACK_BRAKE_FILES": "1000000",
}

MANY = 300
"""Small files of one collection while another one has a single file, at scale 0.1."""

FORGED = 20


class CollectionRack(Rack):
    """Two sites of one collection among several on a server."""

    def __init__(self, directory: Path, collection: str, *sites: str, nats: str | None = None) -> None:
        super().__init__(directory, *sites, nats=nats, settings=SETTINGS, processes=False)
        self._collection = collection

    def _arguments(self) -> list[str]:
        return [*super()._arguments(), f"--collection={self._collection}"]


@dataclass(slots=True, kw_only=True)
class Run:
    """One validation run, and what it has measured."""

    directory: Path
    scale: float
    seconds: float
    """How long each rate of changes is held."""
    seed: int
    say: Callable[[Measured], None]
    measured: list[Measured] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    chance: random.Random = field(default_factory=random.Random)
    began: float = 0.0

    def all(self) -> None:
        """Go through all cases."""
        self.chance.seed(self.seed)
        self.began = time.monotonic()
        rack = Rack(self.directory / "one", "a", "b", settings=SETTINGS)
        with rack.running():
            recover(rack)
            self.sizes(rack)
            self.rates(rack)
            self.odd(rack)
            self.faults(rack)
        for count in collections(self.scale):
            self.collections(count)

    def sizes(self, rack: Rack) -> None:
        """A file of each size comes to the other site."""
        for size, path in large_files(rack["a"], scale=self.scale, seed=self.seed):
            with self._case(f"one file of {_bytes(size)}", [rack], files=1, size=size):
                other = rack["b"] / path.relative_to(rack["a"])
                eventually(other.exists, what=str(other), patience=3600, pause=0.01)

    def rates(self, rack: Rack) -> None:
        """Changes come at each rate, or as fast as this host makes them, which is told."""
        for rate in RATES:
            count = max(1, round(rate * self.seconds))
            stream = Stream(rack["a"] / f"rate{rate}", self.chance)
            with self._case(
                f"{rate} changes a second", [rack], files=count, size=count * CHANGED_BYTES
            ) as case:
                case.note = self._stream(stream, rate=rate, count=count)
                case.done()
                recover(rack, patience=3600)
            assert_same(*rack.roots.values())

    def odd(self, rack: Rack) -> None:
        """Data that are invalid, missing or not authorised keep nothing else from its way."""
        with self._case("invalid, missing, not authorised", [rack], files=20 + 4, size=0) as case:
            nowhere = odd_files(rack["a"], self.chance)
            asyncio.run(forge(rack, self.seed))
            refused = httpx.post(f"{rack.url}/api/v1/pause", trust_env=False)
            assert refused.status_code == 403, refused
            case.done()
            other = rack["b"] / "odd" / "honest.tls"
            eventually(other.exists, what="what is in order", patience=600)
            eventually(lambda: len(dead_letters(rack)) >= FORGED, what="the refusals of what was forged")
            problems = len(rack.problems("a"))
            case.note = f"{FORGED} forged batches refused, {problems} lines of problems told"
        assert not any((rack["b"] / one.relative_to(rack["a"])).exists() for one in nowhere)
        for one in (rack["a"] / "odd").iterdir():
            one.unlink()
        for letter in dead_letters(rack):
            rack.spicerack("dead", "drop", letter.split()[0])
        recover(rack)

    def faults(self, rack: Rack) -> None:
        """Each process is killed while changes come."""
        for name in ("transfer-b", "manager-b", "orchestrator", "nats-server"):
            count = max(20, round(20 * self.seconds))
            stream = Stream(rack["a"] / f"fault-{name}", self.chance)
            with self._case(f"{name} killed", [rack], files=count, size=count * CHANGED_BYTES) as case:
                self._stream(stream, rate=20, count=count // 2)
                rack.kill(name)
                case.done()
                self._stream(stream, rate=20, count=count // 2)
                recover(rack, patience=600)
            assert_same(*rack.roots.values())

    def collections(self, count: int) -> None:
        """One file of each collection while the first has many: none holds another one up."""
        with ExitStack() as stack:
            racks = list(self._racks(count, stack))
            for rack in racks:
                recover(rack)
            many = max(20, round(MANY * self.scale * 10))
            stream = Stream(racks[0]["a0"] / "many", self.chance)
            for _ in range(many):
                stream.change()
            size = (many + count - 1) * CHANGED_BYTES
            with self._case(f"{count} collections", racks, files=many + count - 1, size=size) as case:
                began = time.monotonic()
                waited = [self._single(rack, number, began) for number, rack in enumerate(racks[1:], start=1)]
                for rack in racks:
                    recover(rack, patience=3600)
                if waited:
                    case.note = f"the single file of another collection after {max(waited):.1f} s at most"

    def _racks(self, count: int, stack: ExitStack) -> Iterator[Rack]:
        address = None
        for number in range(count):
            directory = self.directory / f"of{count}" / str(number)
            sites = (f"a{number}", f"b{number}")
            rack = CollectionRack(directory, f"c{number}", *sites, nats=address)
            stack.enter_context(rack.running())
            address = address or rack.nats_address()
            yield rack

    def _single(self, rack: Rack, number: int, began: float) -> float:
        (rack[f"a{number}"] / "single.tls").write_bytes(self.chance.randbytes(CHANGED_BYTES))
        other = rack[f"b{number}"] / "single.tls"
        eventually(other.exists, what="the single file", patience=600, pause=0.02)
        return time.monotonic() - began

    def _stream(self, stream: Stream, *, rate: float, count: int) -> str:
        """Make changes at a rate; return how many a second they were."""
        began = time.monotonic()
        for number in range(count):
            stream.change()
            ahead = began + (number + 1) / rate - time.monotonic()
            if ahead > 0:
                time.sleep(ahead)
        return f"{count / (time.monotonic() - began):.0f} a second were made"

    @contextmanager
    def _case(self, name: str, racks: Sequence[Rack], *, files: int, size: int) -> "Iterator[Case]":
        case = Case()
        with watched(name, list(racks), self.began) as backlog:
            yield case
        self._take(name, case, backlog, files=files, size=size)

    def _take(self, name: str, case: "Case", backlog: Backlog, *, files: int, size: int) -> None:
        now = time.monotonic()
        measured = Measured(
            case=name,
            files=files,
            bytes=size,
            seconds=now - case.began,
            after=now - (case.last or case.began),
            backlog=backlog.highest,
            note=case.note,
        )
        self.measured.append(measured)
        self.samples += backlog.samples
        self.say(measured)


@dataclass(slots=True)
class Case:
    """One case while it runs."""

    began: float = field(default_factory=time.monotonic)
    last: float | None = None
    note: str = ""

    def done(self) -> None:
        """Say that the last change is made, or the fault is there."""
        self.last = time.monotonic()


async def forge(rack: Rack, seed: int) -> None:
    """Publish batches that are none, and such that a stranger's key has signed."""
    topology, stranger, server = Topology(), SigningKey(random.Random(seed).randbytes(32)), rack.nats()
    settings = BusSettings(
        servers=(f"nats://127.0.0.1:{server['port']}",), user=server["user"], password=server["password"]
    )
    async with connect_bus(settings) as bus:
        for number in range(FORGED):
            signed = stranger.sign(f'{{"collection": "spice", "number": {number}}}')
            body = signed.model_dump_json().encode() if number % 2 else b"[" * (number + 1) * 1000
            await bus.publish(topology.batch("spice", "a"), body, message_id=f"forged-{number}")


def _bytes(size: int) -> str:
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= factor:
            return f"{size // factor} {unit}"
    return f"{size} B"
