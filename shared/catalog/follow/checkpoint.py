"""Beginning a fold at a checkpoint instead of at the beginning of the log.

A checkpoint is believed when an orchestrator signed it, when the log on the server has the very commit
at its revision that it names, and when each part has the hash that it names. Any other is ignored and
counted; the fold then begins further back.
"""

import asyncio
import logging
from dataclasses import dataclass

from blake3 import blake3

from shared.bus.codec import BadMessageError, decode
from shared.bus.key_registry import Registry
from shared.bus.large_messages import read_large
from shared.bus.port import Bus, Message
from shared.catalog.fold.fold import body_hash
from shared.catalog.fold.position import LogPosition
from shared.catalog.store.checkpoint_tables import CheckpointTables
from shared.catalog.store.projection import Projection
from shared.contracts.messages.checkpoint import Checkpoint, CheckpointPart
from shared.contracts.messages.signed import Signed
from shared.contracts.messages.version import NewerSchemaError, check_version
from shared.contracts.topology import Stream, Topology
from shared.identity.keys import is_signed

log = logging.getLogger(__name__)


class BadCheckpointError(Exception):
    """The checkpoint is not to be believed, or not whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """Where a fold began."""

    revision: int = 0
    """Of the checkpoint; 0 is the beginning of the log."""
    ignored: int = 0
    """Checkpoints that were not believed."""


async def begin_at_checkpoint(
    bus: Bus, *, topology: Topology, registry: Registry, collection: str, projection: Projection
) -> Begun:
    """Load the newest checkpoint that can be believed into a projection that is empty.

    Nothing else may write to the projection's database meanwhile. When this fails or is cancelled, the
    projection is as it was.

    Raises:
        BusError: the bus failed.
    """
    ignored = 0
    if projection.position.revision:
        return Begun()
    for manifest in await manifests(bus, topology, collection):
        try:
            checkpoint = await _believed(bus, topology, registry, collection, manifest)
            await _load(bus, topology, checkpoint, projection)
        except (BadCheckpointError, BadMessageError, NewerSchemaError, ValueError) as error:
            log.warning("ignored a checkpoint of collection %s: %s", collection, error)
            ignored += 1
        else:
            log.info("collection %s begins at the checkpoint of revision %s", collection, checkpoint.revision)
            return Begun(revision=checkpoint.revision, ignored=ignored)
    return Begun(ignored=ignored)


async def manifests(bus: Bus, topology: Topology, collection: str) -> list[Message]:
    """Return the manifests of the checkpoints that are there, that of the newest revision first."""
    found = await bus.last_per_subject(Stream.CHECKPOINTS, topology.checkpoint(collection, "*", 0))
    return sorted(found, key=lambda message: revision_in(message.subject), reverse=True)


def revision_in(subject: str) -> int:
    """Return the revision that a subject of a checkpoint names; 0 where it names none."""
    word = subject.split(".")[-2]
    return int(word) if word.isdecimal() else 0


async def _believed(
    bus: Bus, topology: Topology, registry: Registry, collection: str, manifest: Message
) -> Checkpoint:
    signed = decode(Signed, manifest.data)
    await registry.learn(signed.key)
    if not registry.trusts(signed.key) or not is_signed(signed):
        raise BadCheckpointError("no orchestrator has signed it")
    check_version(signed.body)
    checkpoint = Checkpoint.model_validate_json(signed.body)
    if (checkpoint.collection, checkpoint.revision) != (collection, revision_in(manifest.subject)):
        raise BadCheckpointError("it lies under another name than its own")
    commit = await bus.get(Stream.LOG, checkpoint.revision)
    if commit is None or commit.subject != topology.log(collection):
        raise BadCheckpointError(f"the log has no revision {checkpoint.revision}")
    whole = await read_large(bus, Stream.LOG, commit)
    if body_hash(decode(Signed, whole).body) != checkpoint.hash:
        raise BadCheckpointError(f"revision {checkpoint.revision} of the log is another commit")
    return checkpoint


async def _load(bus: Bus, topology: Topology, checkpoint: Checkpoint, projection: Projection) -> None:
    position = LogPosition(checkpoint.log_id, checkpoint.revision, checkpoint.hash)
    with projection.loading(position) as tables:
        for number, named in enumerate(checkpoint.parts, start=1):
            await _add(
                bus, topology.checkpoint(checkpoint.collection, checkpoint.revision, number), named, tables
            )
        await asyncio.to_thread(tables.sort)


async def _add(bus: Bus, subject: str, named: str, tables: CheckpointTables) -> None:
    # A replica may not have it yet: only the leader's word is final.
    message = await bus.direct(Stream.CHECKPOINTS, subject) or await bus.last(Stream.CHECKPOINTS, subject)
    if message is None or blake3(message.data).hexdigest() != named:
        raise BadCheckpointError(f"part {subject} is {'gone' if message is None else 'damaged'}")
    tables.add(decode(CheckpointPart, message.data))
