"""Reading the descriptions and the records of a collection from the bus."""

import logging
from dataclasses import dataclass

from services.archive.database.store.inputs import Heard, Posted
from services.archive.follow.inbox import Inbox
from shared.bus.codec import BadMessageError, decode_with
from shared.bus.describer_keys import DescriberKeys
from shared.bus.port import Bus, Message
from shared.contracts.messages.description import Told
from shared.contracts.messages.frames.thumbnail_record import RECORD
from shared.contracts.messages.version import NewerSchemaError
from shared.contracts.topology import Stream, Topology
from shared.descriptions.follow import heard

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Source:
    """Where the streams of a collection are."""

    bus: Bus
    topology: Topology
    collection: str


async def read_descriptions(source: Source, *, after: int, inbox: Inbox) -> None:
    """Put descriptions in until cancelled. Raises BusError."""
    keys = DescriberKeys(source.bus, collection=source.collection)
    subject = source.topology.description(source.collection, "*")
    async for message in source.bus.follow(Stream.DESCRIPTIONS, subject, after=after):
        found = await heard(message, keys=keys, collection=source.collection)
        description = found.description
        told = description is not None and description.told is Told.RECOGNISED
        findings = description.findings if description is not None and told else None
        facts = None if findings is None else findings.frame
        await inbox.hear(Heard(found.content, found.sequence, facts))


async def read_records(source: Source, *, after: int, inbox: Inbox) -> None:
    """Put records in until cancelled. Raises BusError."""
    subject = source.topology.record(source.collection, "*")
    async for message in source.bus.follow(Stream.RECORDS, subject, after=after):
        await inbox.post(_posted(message, source.collection))


def _posted(message: Message, collection: str) -> Posted | int:
    try:
        record = decode_with(RECORD, message.data)
    except (BadMessageError, NewerSchemaError) as error:
        log.warning("skipped a record of a frame: %s", error)
        return message.sequence
    if record.collection != collection:
        log.warning("skipped a record of a frame: it is of collection %s", record.collection)
        return message.sequence
    return Posted(message.sequence, record)
