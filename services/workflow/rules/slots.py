"""Slots of a rule, or of a queue: at most so many executions run, whichever processes start them.

A slot is a key that names an execution. It is free once that execution has ended, as its log says; nobody
counts, and nobody has to give it back, so that none leaks.
"""

from shared.bus.buckets import bucket_stream, is_removed, key_subject
from shared.bus.port import Bus
from shared.contracts.topology import Bucket


class Slots:
    """The slots of one rule, or of one queue.

    Args:
        bus: where they are.
        begin: of their keys.
    """

    def __init__(self, bus: Bus, *, begin: str) -> None:
        self._bus = bus
        self._begin = begin
        self._revisions: dict[int, int] = {}
        self.holders: dict[int, str] = {}
        """The execution in each slot."""

    async def look(self) -> None:
        """Read all slots. Raises BusError."""
        subject = key_subject(Bucket.WORKFLOW, f"{self._begin}.*")
        self._revisions, self.holders = {}, {}
        for message in await self._bus.last_per_subject(bucket_stream(Bucket.WORKFLOW), subject):
            if not is_removed(message):
                number = int(message.subject.rpartition(".")[2])
                self._revisions[number], self.holders[number] = message.sequence, message.data.decode()

    async def put(self, number: int, execution: str) -> bool:
        """Put an execution into a slot as it was seen; tell whether it is there now. Raises BusError."""
        key, value = f"{self._begin}.{number}", execution.encode()
        if number in self._revisions:
            revision = await self._bus.update(Bucket.WORKFLOW, key, value, revision=self._revisions[number])
        else:
            revision = await self._bus.create(Bucket.WORKFLOW, key, value)
        if revision is None:
            return False
        self._revisions[number], self.holders[number] = revision, execution
        return True
