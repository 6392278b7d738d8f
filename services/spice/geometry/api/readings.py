"""The times of a question that CSPICE has to read before its kernels are chosen, by few of their own.

A reading of a spacecraft's clock takes its kernel, and any date leap seconds. These are found first, by the
catalogue and for this caller, as any set is.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from services.spice.geometry.api.asked_times import Readings
from services.spice.geometry.api.buffer import Buffer
from services.spice.geometry.process.pool import Allowance, Asked, Pool
from services.spice.geometry.questions.times import Times
from services.spice.geometry.questions.translate import TimeConversion
from shared.contracts.http.knowledge.kernels import KernelSetAnswer


@dataclass(frozen=True, slots=True)
class TimeReader:
    """Reads times for one collection."""

    collection: str
    pool: Pool
    allowance: Allowance

    async def read(self, readings: Readings, kernels: KernelSetAnswer) -> Sequence[float]:
        """Return times as TDB seconds past J2000.

        Args:
            readings: dates, or readings of one clock.
            kernels: leap seconds, and the clock's kernel.

        Raises:
            GeometryError: a reading is no time, or none of the clock's. Others are those of `Pool.ask`.
        """
        sink = Buffer()
        times = Times(at=readings.instants, scale=readings.scale, clock=readings.clock, text="NONE")
        asked = Asked(
            collection=self.collection,
            revision=kernels.revision,
            kernel_set=kernels.hash,
            members=kernels.members,
            question=TimeConversion(times=times, to="TDB", form="SECONDS"),
            form="json",
        )
        await self.pool.ask(asked, allowance=self.allowance, sink=sink)
        return [float(row[0]) for row in json.loads(sink.data)["rows"]]
