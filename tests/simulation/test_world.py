"""The world finds in a toy what it must find in the real services."""

import asyncio
import functools
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from blake3 import blake3

from shared.catalog.fold.fold import body_hash
from shared.contracts.messages.batch import BaseRef, Batch, Change, Decision, Outcome
from shared.contracts.messages.commit import GENESIS_HASH, Commit
from shared.contracts.messages.signed import Signed
from shared.identity.keys import SigningKey
from shared.model.entry import DELETED, Kind, State
from shared.roots.posix.files.port import FileType, StorageError
from testing.disk.files import MemoryFiles
from testing.simulation.failure import attempt, shortened
from testing.simulation.scheduling.choices import Choices
from tests.simulation.settings import WorldSettings
from tests.simulation.world import BrokenPromiseError, World

PAUSE = 5.0


class OneSiteKeeper:
    """A toy for one site: commits whatever the directory holds, and keeps each content beside it first."""

    def __init__(self, *, keeps: bool = True) -> None:
        self.keeps = keeps
        self.messages: list[tuple[int, Signed]] = []
        self.key = SigningKey(b"k" * 32)
        self.previous = (0, GENESIS_HASH)

    def start(self, world: World) -> None:
        """Start one process at each site."""
        self.world = world
        for site, host in world.hosts.items():
            host.run("keeper", functools.partial(self.main, site), plan=world.crashes)

    def heal(self) -> None:
        """There is no bus."""

    def log(self) -> Sequence[tuple[int, Signed]]:
        """Return the log."""
        return self.messages

    def disturb(self, site: str) -> None:
        """Nothing is there to be disturbed."""

    def tend(self) -> None:
        """Nothing is ever held."""

    async def repair(self) -> None:
        """Nothing rots."""

    def unrest(self) -> Sequence[str]:
        """It is always at rest."""
        return ()

    mirrors = frozenset[str]()
    """None."""

    def orchestrators(self) -> frozenset[str]:
        """Return the one key."""
        return frozenset({self.key.sign("").key})

    def excused(self, site: str) -> frozenset[str]:
        """Nothing is impossible."""
        return frozenset()

    async def main(self, site: str) -> None:
        """Look again and again."""
        files = self.world.hosts[site].mount("keeper")
        while True:
            await asyncio.sleep(PAUSE)
            try:
                found = await asyncio.to_thread(self.look, files)
            except StorageError:
                continue
            self.commit(site, found)

    def look(self, files: MemoryFiles) -> dict[str, str]:
        """Return all contents by path, after keeping a copy of each in the trash."""
        found = {path: self.read(files, path) for path in self.walk(files, "")}
        if self.keeps:
            for data in found.values():
                self.keep(files, data)
        return {path: blake3(data).hexdigest() for path, data in found.items()}

    def walk(self, files: MemoryFiles, directory: str) -> list[str]:
        """Return the paths of all files."""
        found = []
        for entry in files.list(directory):
            path = f"{directory}/{entry.name}".lstrip("/")
            if entry.type is FileType.DIRECTORY and path != ".spicerack":
                found += self.walk(files, path)
            elif entry.type is FileType.FILE:
                found.append(path)
        return found

    def read(self, files: MemoryFiles, path: str) -> bytes:
        """Return the bytes of a file."""
        with files.open(path) as file:
            return file.read_at(0, 1 << 20)

    def keep(self, files: MemoryFiles, data: bytes) -> None:
        """Put bytes into the trash, durably."""
        above = ""
        for name in (".spicerack", "trash"):
            if not any(entry.name == name for entry in files.list(above)):
                files.make_directory(f"{above}/{name}".lstrip("/"))
            files.sync_directory(above)
            above = f"{above}/{name}".lstrip("/")
        path = f"{above}/{blake3(data).hexdigest()}"
        with files.create(f"{path}.{len(files.list(above))}") as file:
            file.write(data)
            file.sync()
        files.sync_directory(above)

    def commit(self, site: str, found: dict[str, str]) -> None:
        """Append what differs from the log."""
        tree = self.world.log().tree
        changes = []
        for path in sorted(found.keys() | tree.live().keys()):
            head = tree.head(path)
            old = head.state.content if head and head.live else None
            if old != found.get(path):
                state = State(kind=Kind.FILE, content=found[path]) if path in found else DELETED
                base = BaseRef(revision=head.revision, content=old) if head else None
                changes.append(Change(path=path, state=state, base=base))
        if changes:
            self.append(site, changes)

    def append(self, site: str, changes: list[Change]) -> None:
        """Append one commit."""
        revision = len(self.messages) + 1
        batch = Batch(
            collection="kernels",
            site=site,
            incarnation="0" * 16,
            sequence=revision,
            made_at=datetime(2026, 1, 1, tzinfo=UTC),
            changes=tuple(changes),
        )
        commit = Commit(
            collection="kernels",
            log_id="1" * 32,
            previous_revision=self.previous[0],
            previous_hash=self.previous[1],
            batch=self.key.sign(batch.model_dump_json()),
            decisions=tuple(Decision(outcome=Outcome.ACCEPTED) for _ in changes),
        )
        signed = self.key.sign(commit.model_dump_json())
        self.messages.append((revision, signed))
        self.previous = (revision, body_hash(signed.body))


class Wiper(OneSiteKeeper):
    """A bug: now and then it removes a file, and tells nobody until the next look."""

    def keep(self, files: MemoryFiles, data: bytes) -> None:
        """Remove instead of keeping."""
        for path in self.walk(files, ""):
            if path.startswith("mk/"):
                files.remove(path)


ONE_SITE = WorldSettings(sites=("alpha",), acts=40)


def world(choices: Choices, *, services: type[OneSiteKeeper] = OneSiteKeeper) -> World:
    """Return a world of one site with a toy in it."""
    return World(choices, services(), ONE_SITE)


@pytest.mark.parametrize("seed", range(10))
def test_a_toy_that_keeps_everything_passes_under_crashes_faults_and_people(seed):
    """The world finds nothing where nothing is wrong."""
    failure = attempt(world, Choices(seed))
    assert failure is None, str(failure)


def test_the_same_seed_is_the_same_world():
    """Two runs in one interpreter write the same trace to the byte."""
    digests = []
    for _ in range(2):
        run = world(Choices(3))
        run.execute()
        digests.append((run.trace.digest(), run.loop.steps))
    assert digests[0] == digests[1]
    assert "alpha/keeper.1 crashed" in run.trace.text()


def test_a_toy_that_removes_files_is_found_and_the_failure_is_short():
    """Removing what a person wrote breaks a promise, and few choices are left to show it."""
    buggy = functools.partial(world, services=Wiper)
    failure = next(found for seed in range(20) if (found := attempt(buggy, Choices(seed))))
    assert isinstance(failure.error, BrokenPromiseError)
    short = shortened(buggy, failure, attempts=60)
    assert short.kind == failure.kind
    assert short.recording.weight < failure.recording.weight / 2
