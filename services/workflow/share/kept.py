"""A value that one process keeps on the bus with compare-and-set, whichever process that is."""

from services.workflow.executions.journal import OutrunError
from shared.bus.port import Bus
from shared.contracts.topology import Bucket


class Kept:
    """One key of the bucket of workflows. Read it first."""

    def __init__(self, bus: Bus, key: str) -> None:
        self._bus = bus
        self._key = key
        self._revision: int | None = None

    async def read(self) -> bytes | None:
        """Return the value as the leader has it; None where there is none. Raises BusError."""
        value = await self._bus.value(Bucket.WORKFLOW, self._key)
        self._revision = None if value is None else value.sequence
        return None if value is None else value.data

    async def put(self, value: bytes) -> None:
        """Replace what was read or put last.

        Raises:
            OutrunError: another process put one meanwhile: read it.
            BusError: unknown whether it was put: read it.
        """
        if self._revision is None:
            revision = await self._bus.create(Bucket.WORKFLOW, self._key, value)
        else:
            revision = await self._bus.update(Bucket.WORKFLOW, self._key, value, revision=self._revision)
        if revision is None:
            raise OutrunError(f"another process keeps {self._key}")
        self._revision = revision
