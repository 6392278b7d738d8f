"""The times of a question that are readings of a spacecraft's clock, turned before its kernels are chosen.

Kernels are chosen by time, and a reading is none without its clock's kernel. So that kernel is found first,
by the catalogue and for this caller, as any set is, and CSPICE reads the clock with it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from services.spice.geometry.api.buffer import Buffer
from services.spice.geometry.api.derive import Readings
from services.spice.geometry.process.pool import Allowance, Asked, Pool
from services.spice.geometry.questions.times import Times
from services.spice.geometry.questions.translate import TimeConversion
from shared.contracts.http.kernels import KernelSetAnswer


@dataclass(frozen=True, slots=True)
class ClockReader:
    """Reads clocks for one collection."""

    collection: str
    pool: Pool
    allowance: Allowance

    async def read(self, readings: Readings, kernels: KernelSetAnswer) -> Sequence[float]:
        """Return readings as TDB seconds past J2000.

        Args:
            readings: of one clock.
            kernels: the clock's kernel and leap seconds.

        Raises:
            GeometryError: a reading is none of the clock's. Others are those of `Pool.ask`.
        """
        sink = Buffer()
        times = Times(at=readings.instants, clock=readings.clock, text="NONE")
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
