"""Checkpoints are made of a fold, believed only when they are right, and save nothing but work."""

import json

import pytest
from blake3 import blake3

from services.orchestrator.upkeep.checkpoints import Checkpointer
from shared.bus.codec import decode, encode
from shared.bus.key_registry import Registry
from shared.catalog.fold.position import START
from shared.catalog.follow.checkpoint import begin_at_checkpoint
from shared.catalog.follow.log_reader import LogReader
from shared.catalog.store import checkpoint_tables
from shared.catalog.store.database import open_database
from shared.catalog.store.projection import Projection
from shared.contracts.messages.checkpoint import Checkpoint
from shared.contracts.messages.signed import Signed
from shared.contracts.topology import Stream, Topology
from shared.identity.keys import SigningKey
from testing.bus.memory import MemoryBus, MemoryServer
from tests.unit.shared.catalog.logging_commits import ORCHESTRATOR, Log, file, fold_one, put

TOPOLOGY = Topology()
STRANGER = SigningKey(b"x" * 32)


class World:
    """A log on a bus, and the projection of an orchestrator that folds it."""

    def __init__(self, directory):
        self.server = MemoryServer(TOPOLOGY)
        self.bus = MemoryBus(self.server, "orchestrator")
        self.registry = Registry(self.bus)
        self.log = Log()
        self.path = directory / "orchestrator.db"
        self.projection = Projection(open_database(self.path))
        self.opened = 0
        self.published = 0

    async def write(self, *changes):
        """Append a commit, on the bus too, and fold it."""
        self.log.write(*changes)
        _, message = self.log.messages[-1]
        await self.bus.publish(TOPOLOGY.log("other"), b"not ours")
        await self.bus.publish(TOPOLOGY.log("kernels"), encode(message))
        self.fold_into(self.projection)

    def fold_into(self, projection):
        """Fold what a projection has not seen."""
        for sequence, message in self.log.messages:
            if sequence > projection.position.revision:
                projection.apply(fold_one(projection, message, sequence=sequence))
        return projection

    async def checkpoint(self, *, key=ORCHESTRATOR, every=1):
        """Make a checkpoint, if one is due."""
        await self.registry.register_orchestrator(ORCHESTRATOR.public)
        reader = LogReader(
            self.bus,
            topology=TOPOLOGY,
            registry=self.registry,
            collection="kernels",
            start=self.projection.position,
            fold=lambda sequence, signed: pytest.fail("all was folded"),
            skip=lambda: None,
        )
        checkpointer = Checkpointer(
            bus=self.bus,
            topology=TOPOLOGY,
            collection="kernels",
            key=key,
            database=self.path,
            projection=self.projection,
            reader=reader,
            every=every,
        )
        await checkpointer.look()
        await checkpointer.make_if_due()

    async def begin(self, projection=None):
        """Begin a fold, and return it with where it began."""
        projection = projection or Projection(open_database(":memory:"))
        begun = await begin_at_checkpoint(
            self.bus, topology=TOPOLOGY, registry=self.registry, collection="kernels", projection=projection
        )
        return projection, begun

    def parts(self):
        """Return (revision, part) of all that lies on the stream."""
        subjects = (message.subject.split(".") for message in self.server.stored(Stream.CHECKPOINTS))
        return [(int(words[-2]), int(words[-1])) for words in subjects]


@pytest.fixture
async def world(tmp_path):
    """A log in which files came, changed and went."""
    made = World(tmp_path)
    await made.write(put("a/x", file("1")), put("a/y", file("2")))
    await made.write(put("a/x", file("3")), put("z", file("1")))
    await made.write(put("a/y"))
    return made


def all_of(projection):
    """Return everything that a projection answers with."""
    revisions = range(projection.position.revision + 1)
    return (
        projection.position,
        projection.live(),
        [projection.live_at(revision) for revision in revisions],
        [projection.history(path) for path in ("a", "a/x", "a/y", "z")],
        projection.with_content("1" * 64),
        projection.commits.page(),
        projection.commits.missing(projection.position),
        [projection.decided("a", "1" * 16), projection.revision_of("a/x", "1" * 64, after=0)],
        projection.totals(),
    )


async def test_a_fold_that_began_at_a_checkpoint_is_the_same(world):
    """Tree, history, commits and numbers of batches: all is as if the whole log had been folded."""
    await world.checkpoint()
    begun_there, begun = await world.begin()
    assert (begun.revision, begun.ignored) == (world.projection.position.revision, 0)
    assert all_of(begun_there) == all_of(world.projection)
    await world.write(put("a/x"), put("b", file("5")))
    assert all_of(world.fold_into(begun_there)) == all_of(world.projection)


async def test_a_checkpoint_of_many_parts_is_the_same(world, monkeypatch):
    """Where parts end makes no difference, be it between two entries of one path."""
    monkeypatch.setattr(checkpoint_tables, "PART_BYTES", 1)
    await world.checkpoint()
    assert len(world.parts()) > 9
    begun_there, _ = await world.begin()
    assert all_of(begun_there) == all_of(world.projection)


async def test_a_fold_that_stands_somewhere_stays_there(world):
    """What was folded is never thrown away for a checkpoint."""
    await world.checkpoint()
    projection = Projection(open_database(":memory:"))
    sequence, message = world.log.messages[0]
    projection.apply(fold_one(projection, message, sequence=sequence))
    _, begun = await world.begin(projection)
    assert (begun.revision, projection.position.revision) == (0, sequence)


async def test_one_is_made_every_so_many_commits(world):
    """Not before there are as many commits as that since the last one."""
    await world.checkpoint(every=4)
    assert world.parts() == []
    await world.write(put("b", file("1")))
    await world.checkpoint(every=4)
    made = world.parts()
    assert {revision for revision, _ in made} == {8}
    await world.write(put("c", file("1")))
    await world.checkpoint(every=4)
    assert world.parts() == made


async def test_the_last_two_are_kept(world):
    """Older ones go, and so does what a run that died has left."""
    await world.bus.publish(TOPOLOGY.checkpoint("kernels", 2, 1), b"half of one")
    await world.checkpoint()
    for name in "bcd":
        await world.write(put(name, file("1")))
        await world.checkpoint()
    assert {revision for revision, _ in world.parts()} == {10, 12}


def altered(manifest, key=ORCHESTRATOR, **fields):
    """Return a manifest with other fields, signed again."""
    body = json.loads(decode(Signed, manifest.data).body) | fields
    return encode(key.sign(json.dumps(body)))


WRONG = {
    "a stranger signed it": lambda manifest: altered(manifest, key=STRANGER),
    "another collection's": lambda manifest: altered(manifest, collection="other"),
    "of a commit that is not in the log": lambda manifest: altered(manifest, hash="0" * 64),
    "of another revision": lambda manifest: altered(manifest, revision=2),
    "a part with another hash": lambda manifest: altered(manifest, parts=["0" * 64]),
    "a part too many": lambda manifest: altered(
        manifest, parts=[*Checkpoint.model_validate_json(decode(Signed, manifest.data).body).parts, "0" * 64]
    ),
    "of a newer version": lambda manifest: altered(manifest, schema_version=99),
    "nothing that can be read": lambda manifest: b"{}",
}


@pytest.mark.parametrize("wrong", WRONG)
async def test_a_wrong_checkpoint_is_ignored_and_counted(world, wrong):
    """The one before it is taken; without one, the fold begins at the beginning, with nothing of it."""
    await world.checkpoint()
    older = world.projection.position.revision
    await world.write(put("late", file("4")))
    await world.checkpoint()
    newest = world.server.stored(Stream.CHECKPOINTS)[-1]
    await world.bus.publish(newest.subject, WRONG[wrong](newest))
    projection, begun = await world.begin()
    assert (begun.revision, begun.ignored) == (older, 1)
    assert all_of(world.fold_into(projection)) == all_of(world.projection)
    await world.bus.purge(Stream.CHECKPOINTS, TOPOLOGY.checkpoint("kernels", older, "*"))
    projection, begun = await world.begin()
    assert (begun.revision, begun.ignored, projection.position) == (0, 1, START)
    assert projection.live() == []
    assert all_of(world.fold_into(projection)) == all_of(world.projection)


async def test_what_no_hash_can_tell_is_checked_all_the_same(world):
    """A part with the right hash that is no part, of a peer that is wrong, ends like any other."""
    await world.checkpoint()
    newest = world.server.stored(Stream.CHECKPOINTS)[-1]
    part = newest.subject.rpartition(".")[0] + ".1"
    await world.bus.publish(part, b'{"history": [["../x"]]}')
    await world.bus.publish(
        newest.subject, altered(newest, parts=[blake3(b'{"history": [["../x"]]}').hexdigest()])
    )
    projection, begun = await world.begin()
    assert (begun.ignored, projection.position) == (1, START)
