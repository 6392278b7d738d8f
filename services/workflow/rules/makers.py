"""Makers of files: the execution that published a version of a file, as its step said before."""

from shared.bus.codec import BadMessageError, decode
from shared.bus.port import Bus
from shared.contracts.messages.step import StepMade
from shared.contracts.topology import Stream, Topology
from shared.model.entry import Entry


class Makers:
    """Asks who made files. Most collections have none that an execution made: one question tells."""

    def __init__(self, bus: Bus, *, topology: Topology, collection: str) -> None:
        self._bus = bus
        self._topology = topology
        self._collection = collection
        self._any = False

    async def look(self) -> None:
        """Learn whether any file was made by an execution. Call it after files were read. Raises BusError."""
        if not self._any:
            every = self._topology.step_made(self._collection, "*", "*")
            self._any = await self._bus.caught_up(Stream.STEPRESULTS, every) > 0

    async def maker(self, entry: Entry) -> StepMade | None:
        """Return who made a version of a file; None where it came from elsewhere. Raises BusError."""
        if not self._any or entry.state.content is None:
            return None
        subject = self._topology.step_made(self._collection, entry.state.content, entry.path)
        found = await self._bus.last(Stream.STEPRESULTS, subject)
        try:
            return None if found is None else decode(StepMade, found.data)
        except BadMessageError:
            return None
