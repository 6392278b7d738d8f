"""Checking copied logs as a reader would fold them: signatures, chain, and no sequence missing. Pure."""

from collections import deque
from collections.abc import Callable

from shared.backup.format import BackupError, Kept, LogRecord
from shared.bus.chunks import chunked_in, joined
from shared.bus.codec import BadMessageError, decode
from shared.catalog.fold.fold import Skip, next_link
from shared.catalog.fold.keyring import MemoryKeyring, hear
from shared.catalog.fold.position import START, LogPosition
from shared.contracts.messages.chunked import CHUNKS_MAX
from shared.contracts.messages.signed import Signed
from shared.contracts.topology import CHUNK, Topology


class LogCheck:
    """Goes through the messages of LOG, all collections together, in order."""

    def __init__(self, topology: Topology, *, trusts: Callable[[str], bool]) -> None:
        self._subject = topology.log("")
        self._trusts = trusts
        self._positions: dict[str, LogPosition] = {}
        self._rings: dict[str, MemoryKeyring] = {}
        self._chunks: deque[bytes] = deque(maxlen=CHUNKS_MAX)
        """Those since the last message that is no chunk."""
        self.last = 0
        self.skipped = 0

    def take(self, kept: Kept) -> None:
        """Take in the next message.

        Raises:
            BackupError: one before it is missing, or it is of no log.
            NewerSchemaError: it is of a newer major version, which this one cannot check.
        """
        if kept.sequence != self.last + 1:
            raise BackupError(f"revision {self.last + 1} of LOG is missing: {kept.sequence} comes next")
        self.last = kept.sequence
        collection = kept.subject.removeprefix(self._subject)
        if collection == kept.subject:
            raise BackupError(f"revision {kept.sequence} of LOG is of no log: its subject is {kept.subject}")
        if collection.endswith(CHUNK):
            self._chunks.append(kept.data)
            return
        position = self._positions.get(collection, START)
        ring = self._rings.setdefault(collection, MemoryKeyring())
        try:
            signed = decode(Signed, self._whole(kept.data))
        except BadMessageError:
            self.skipped += 1
            return
        finally:
            self._chunks.clear()
        link = next_link(
            signed,
            sequence=kept.sequence,
            collection=collection,
            position=position,
            trusts=self._trusts,
            keys=ring,
        )
        if isinstance(link, Skip):
            self.skipped += 1
        else:
            ring.keep(hear(ring, link.spoken).keys)
            self._positions[collection] = link.position

    def _whole(self, data: bytes) -> bytes:
        """Return what a message holds, or the chunks right before it that it names."""
        named = chunked_in(data)
        return data if named is None else joined(named, [*self._chunks][-len(named.chunks) :])

    def logs(self) -> dict[str, LogRecord]:
        """Return how far each log goes."""
        return {
            name: LogRecord(log_id=at.log_id, revision=at.revision, hash=at.hash)
            for name, at in sorted(self._positions.items())
        }
