"""The box of dead letters: looked through, tried again and emptied by people."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass

from services.manager.api.dead_letter import DeadLetter, dead_letter, why_not_again
from shared.bus.port import Bus
from shared.contracts.topology import Stream, Topology
from shared.web.problem import NotFoundError, RefusedError


class NoSuchLetterError(NotFoundError):
    """There is no dead letter with this id."""


class CannotRetryError(RefusedError):
    """The letter cannot be published again; `str()` says why."""


@dataclass(frozen=True, slots=True)
class DeadLetterBox:
    """All dead letters of the bus, whatever collection they are of."""

    bus: Bus
    topology: Topology

    async def letters(self, *, after: int) -> AsyncGenerator[DeadLetter, None]:
        """Yield the letters with an id above `after`, oldest first. Each may hold a MiB: keep few."""
        async for message in self.bus.stored(Stream.DEAD, self.topology.dead(">"), after=after):
            yield dead_letter(message)

    async def read(self, number: int) -> DeadLetter:
        """Return one letter. Raises NoSuchLetterError."""
        message = await self.bus.get(Stream.DEAD, number)
        if message is None:
            raise NoSuchLetterError(f"there is no dead letter {number}: `spicerack dead list` lists them")
        return dead_letter(message)

    async def retry(self, number: int) -> DeadLetter:
        """Publish a letter again where it was published first, then drop it.

        A crash in between leaves it here: it is then published twice at most, which handlers bear.

        Raises:
            NoSuchLetterError: it is not there.
            CannotRetryError: nobody would read it, or it was not kept whole.
        """
        letter = await self.read(number)
        why = why_not_again(letter, self.topology)
        if why is not None:
            raise CannotRetryError(
                f"dead letter {number} cannot be tried again, {why}: "
                f"mend its cause, then `spicerack dead drop {number}`"
            )
        await self.bus.publish(
            letter.subject, letter.data, message_id=f"dead-retry-{number}", headers=letter.headers
        )
        await self.bus.drop(Stream.DEAD, number)
        return letter

    async def drop(self, number: int) -> DeadLetter:
        """Drop a letter for ever. Raises NoSuchLetterError."""
        letter = await self.read(number)
        await self.bus.drop(Stream.DEAD, number)
        return letter
