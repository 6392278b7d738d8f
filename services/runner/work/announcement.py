"""The announcement of what a step is about to publish: a file's maker is known before the file is there."""

import asyncio
from collections.abc import Mapping
from concurrent.futures import CancelledError
from dataclasses import dataclass

from services.runner.context import RunnerContext
from services.runner.tasks.port import StepError
from shared.bus.codec import encode
from shared.bus.port import BusError
from shared.contracts.messages.step import StepJob, StepMade

PATIENCE = 60.0
"""Seconds that a thread waits for the bus: as long as a server takes that is started anew."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """Says on the bus what one step publishes; see `services.runner.tasks.port.Announce`."""

    context: RunnerContext
    job: StepJob
    loop: asyncio.AbstractEventLoop
    """That the bus is used in: tasks publish from threads."""

    def __call__(self, contents: Mapping[str, str]) -> None:
        """Say it, and wait until it is kept. Raises StepError."""
        saying = asyncio.run_coroutine_threadsafe(self._say(contents), self.loop)
        try:
            saying.result(PATIENCE)
        except (BusError, TimeoutError, CancelledError) as error:
            saying.cancel()
            raise StepError(
                "Runner.Busy", f"nothing was published, since the bus did not keep what would be: {error!r}"
            ) from error

    async def _say(self, contents: Mapping[str, str]) -> None:
        context, job = self.context, self.job
        for path, content in contents.items():
            said = StepMade(
                collection=job.collection,
                execution=job.execution,
                generation=job.generation,
                path=path,
                at=context.clock.now(),
            )
            await context.bus.publish(context.topology.step_made(job.collection, content, path), encode(said))
