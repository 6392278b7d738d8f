"""Comparing the log on the server with the one that was folded: a store may be lost or restored."""

from dataclasses import dataclass

from blake3 import blake3

from shared.bus.codec import BadMessageError, decode
from shared.bus.large_messages import read_large
from shared.bus.port import Bus, Message
from shared.catalog.fold.fold import body_hash
from shared.catalog.fold.position import START, LogPosition
from shared.contracts.messages.commit import Commit
from shared.contracts.messages.signed import Signed
from shared.contracts.topology import Stream, Topology


@dataclass(slots=True)
class Compared:
    """The message that was last found to be the commit that was folded.

    At rest it is the same at every look: what it says, or the chunks that it names by their hashes, some
    megabytes after a large delivery, need not be read again.
    """

    folded: LogPosition = START
    digest: bytes = b""

    def keep(self, folded: LogPosition, message: Message) -> None:
        """Remember that this message is the commit that was folded."""
        self.folded, self.digest = folded, blake3(message.data).digest()

    def knows(self, folded: LogPosition, message: Message) -> bool:
        """Tell whether this message is known to be the commit that was folded."""
        return self.folded == folded and self.digest == blake3(message.data).digest()


async def look_at_log(
    bus: Bus, *, topology: Topology, collection: str, folded: LogPosition, compared: Compared
) -> LogPosition | None:
    """Return what the log says of itself, with the hash of the commit at the revision that was folded.

    None when nothing was folded yet: there is nothing to compare. `compared` is what the looks before found.
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
    if not compared.knows(folded, message):
        found = await _read(bus, message, folded)
        if found != folded:
            return LogPosition(log_id=found.log_id, revision=last.sequence, hash=found.hash)
        compared.keep(folded, message)
    return LogPosition(log_id=folded.log_id, revision=last.sequence, hash=folded.hash)


async def _read(bus: Bus, message: Message, folded: LogPosition) -> LogPosition:
    """Return the position of the log that a message tells; without a hash where it is no commit."""
    try:
        signed = decode(Signed, await read_large(bus, Stream.LOG, message))
        if body_hash(signed.body) == folded.hash:
            # The same commit is of the same log: there is nothing to read in it.
            return folded
        commit = Commit.model_validate_json(signed.body)
    except (BadMessageError, ValueError):
        return LogPosition(log_id=folded.log_id, revision=message.sequence, hash="")
    return LogPosition(log_id=commit.log_id, revision=message.sequence, hash=body_hash(signed.body))


def holds(seen: LogPosition, folded: LogPosition) -> bool:
    """Tell whether a log of which `look_at_log` returned `seen` begins with all that was folded."""
    return (seen.log_id, seen.hash) == (folded.log_id, folded.hash) and seen.revision >= folded.revision
