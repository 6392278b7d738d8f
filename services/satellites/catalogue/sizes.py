"""Sizes of loads that outlive a process: on the bus of a pair, sealed, for as long as a catalogue is good.

A process that has just started has nothing to measure a first load by, and a body of lines that its provider
cut between two records is a whole one. Without a bus `least_objects` alone bounds what may be missing.
"""

import logging
from dataclasses import dataclass
from typing import Protocol

from services.satellites.visits.pair import Seal
from services.satellites.visits.pair_watch import trouble_of
from services.satellites.visits.patient_records import Records
from shared.bus.port import BusError
from shared.contracts.topology import Bucket

log = logging.getLogger(__name__)


class SharedSizes(Protocol):
    """The port to sizes that others know. No method raises: what is not known is no measure."""

    async def recalled(self, source: str) -> int | None:
        """Return how many objects the last load of a source had that was used; None where nobody knows."""

    async def remember(self, source: str, objects: int) -> None:
        """Let others know how many objects a load in use has."""


class OwnSizes:
    """One replica alone: nothing outlives the process."""

    async def recalled(self, source: str) -> int | None:  # noqa: ARG002
        """Return nothing."""
        return None

    async def remember(self, source: str, objects: int) -> None:
        """Do nothing."""


@dataclass(frozen=True, slots=True)
class BusSizes:
    """Sizes on the bus."""

    bus: Records
    seal: Seal
    seconds: float
    """How long a size is a measure: as long as a catalogue is good."""

    async def recalled(self, source: str) -> int | None:
        """Return the size that a replica said last."""
        name = self._name(source)
        try:
            message = await self.bus.value(Bucket.SATELLITES, name)
        except BusError as error:
            log.warning("the size of a load before the start is not known here. %s", trouble_of(error))
            return None
        return None if message is None else self.seal.opened_size(name, message.data)

    async def remember(self, source: str, objects: int) -> None:
        """Put a size in the place of another; of two replicas at once either is right."""
        name = self._name(source)
        record = self.seal.sealed_size(name, objects)
        try:
            before = await self.bus.value(Bucket.SATELLITES, name)
            if before is None:
                await self.bus.create(Bucket.SATELLITES, name, record, ttl=self.seconds)
            else:
                await self.bus.update(
                    Bucket.SATELLITES, name, record, revision=before.sequence, ttl=self.seconds
                )
        except BusError as error:
            log.warning("the size of a load is not kept for the next start. %s", trouble_of(error))

    def _name(self, source: str) -> str:
        return f"size.{self.seal.name_of_source(source)}"
