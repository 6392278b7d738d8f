"""The processes of all SPICE services of a site, as one: who has none free asks the others."""

from dataclasses import dataclass

from services.spice.geometry.process.kernel_process import Sink
from services.spice.geometry.process.pool import Allowance, Asked, Pool
from services.spice.geometry.queue.hand_on import HandOn


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedPool:
    """Answers questions that somebody waits for."""

    pool: Pool
    allowance: Allowance
    hand_on: HandOn | None = None
    """None: this process has no others."""

    async def ask(self, asked: Asked, *, sink: Sink) -> None:
        """Have a question answered here or, where it would have to wait here, by another that is free.

        The bytes are the same wherever it is answered. Raises as `Pool.ask`.
        """
        if self.hand_on is not None and not self.pool.would_take(asked.loaded):
            rows = await self.hand_on.ask(asked, sink=sink)
            if rows is not None:
                self.pool.figures.handed += 1
                return
        await self.pool.ask(asked, allowance=self.allowance, sink=sink)
