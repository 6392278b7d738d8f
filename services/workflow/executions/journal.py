"""The journal: logs of executions on the bus, appended with compare-and-set."""

from collections.abc import AsyncIterator

from blake3 import blake3

from shared.bus.codec import BadMessageError, decode, encode
from shared.bus.large_messages import publish_large, read_large
from shared.bus.port import AlreadyStoredError, Bus, Message, WrongLastSequenceError
from shared.contracts.messages.workflow import ExecutionRecord
from shared.contracts.topology import Stream, Topology

FOLLOW_ABOVE = 50
"""Records of one execution above which they are read in one flow: fewer are quicker one by one."""


class OutrunError(Exception):
    """Another process has appended meanwhile: read the log again."""


class Journal:
    """Appends to logs of executions, and reads them."""

    def __init__(self, bus: Bus, *, topology: Topology, collection: str) -> None:
        self._bus = bus
        self._topology = topology
        self._collection = collection

    async def append(self, record: ExecutionRecord, *, after: int) -> int:
        """Append a record after the one with the sequence `after` (0: the first); return its own sequence.

        Raises:
            OutrunError: another record stands there.
            BusError: unknown whether it was appended: read the log.
        """
        data = encode(record)
        # The same content at the same place is the same record, whoever appends it.
        name = f"{record.execution}-{record.first}-{blake3(data).hexdigest(length=8)}"
        try:
            ack = await publish_large(
                self._bus,
                self._topology,
                self._subject(record.workflow, record.execution),
                data,
                message_id=name,
                expected_last_subject_sequence=after,
            )
        except (WrongLastSequenceError, AlreadyStoredError) as error:
            raise OutrunError(f"execution {record.execution} went on without this process") from error
        return ack.sequence

    async def read(
        self, workflow: str, execution: str, *, records: int = 0
    ) -> list[tuple[int, ExecutionRecord]]:
        """Return all records of an execution, each with its sequence.

        Args:
            workflow: of the execution.
            execution: its id.
            records: how many are expected: this chooses the way of reading only.
        """
        subject = self._subject(workflow, execution)
        found: list[tuple[int, ExecutionRecord]] = []
        if records <= FOLLOW_ABOVE:
            async for message in self._bus.stored(Stream.EXECUTIONS, subject, after=0):
                found.append((message.sequence, await self._record(message)))
            return found
        head = await self._bus.caught_up(Stream.EXECUTIONS, subject)
        if head:
            async for message in self._bus.follow(Stream.EXECUTIONS, subject, after=0):
                found.append((message.sequence, await self._record(message)))
                if message.sequence >= head:
                    break
        return found

    async def is_begun(self, workflow: str, execution: str) -> bool:
        """Tell whether an execution has any record, as the stream's leader has it."""
        return await self._bus.last(Stream.EXECUTIONS, self._subject(workflow, execution)) is not None

    async def head(self) -> int:
        """Return the sequence of the newest record of all executions; 0 where there is none."""
        return await self._bus.caught_up(Stream.EXECUTIONS, self._subject("*", "*"))

    async def follow(self, *, after: int) -> AsyncIterator[tuple[int, ExecutionRecord]]:
        """Yield the records of all executions, in order, without end; what makes no sense is left out."""
        async for message in self._bus.follow(Stream.EXECUTIONS, self._subject("*", "*"), after=after):
            try:
                record = await self._record(message)
            except BadMessageError:
                continue
            yield message.sequence, record

    async def _record(self, message: Message) -> ExecutionRecord:
        return decode(ExecutionRecord, await read_large(self._bus, Stream.EXECUTIONS, message))

    def _subject(self, workflow: str, execution: str) -> str:
        return self._topology.execution(self._collection, workflow, execution)
