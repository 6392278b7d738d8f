"""Comparing the log on the server with the one that was folded: a store may be lost or restored."""

from shared.bus.codec import BadMessageError, decode
from shared.bus.port import Bus
from shared.bus.topology import Stream, Topology
from shared.bus.whole import read_whole
from shared.catalog.fold import body_hash
from shared.catalog.position import START, LogPosition
from shared.messages.commit import Commit
from shared.messages.signed import Signed


async def look_at_log(
    bus: Bus, *, topology: Topology, collection: str, folded: LogPosition
) -> LogPosition | None:
    """Return what the log says of itself, with the hash of the commit at the revision that was folded.

    None when nothing was folded yet: there is nothing to compare.
    """
    if folded.revision == 0:
        return None
    subject = topology.log(collection)
    last = await bus.last(Stream.LOG, subject)
    if last is None:
        return START
    # At rest both are one message, which is read once.
    message = last if last.sequence == folded.revision else await bus.get(Stream.LOG, folded.revision)
    if message is None or message.subject != subject:
        return LogPosition(log_id=folded.log_id, revision=last.sequence, hash="")
    try:
        signed = decode(Signed, await read_whole(bus, Stream.LOG, message))
        if body_hash(signed.body) == folded.hash:
            # The same commit is of the same log: there is nothing to read in it.
            return LogPosition(log_id=folded.log_id, revision=last.sequence, hash=folded.hash)
        commit = Commit.model_validate_json(signed.body)
    except (BadMessageError, ValueError):
        return LogPosition(log_id=folded.log_id, revision=last.sequence, hash="")
    return LogPosition(log_id=commit.log_id, revision=last.sequence, hash=body_hash(signed.body))


def holds(seen: LogPosition, folded: LogPosition) -> bool:
    """Tell whether a log of which `look_at_log` returned `seen` begins with all that was folded."""
    return (seen.log_id, seen.hash) == (folded.log_id, folded.hash) and seen.revision >= folded.revision
