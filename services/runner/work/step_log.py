"""The log of one step, on its way to the stream of logs."""

import asyncio
import logging

from services.runner.context import RunnerContext
from services.runner.tasks.port import Stream
from shared.bus.codec import encode
from shared.bus.port import BusError
from shared.contracts.messages.step import LOG_LINE_MAX, LOG_LINES_MAX, LogLine, StepJob, StepLog

log = logging.getLogger(__name__)

SAID_EVERY = 1.0
"""Seconds between two messages of one step: who follows a log waits no longer."""

WAITING_MAX = 5_000
"""Lines that wait for the bus; what comes then is dropped, and that is said."""


class StepLogger:
    """Collects lines, and publishes them. What the bus does not take is dropped: a log is no result."""

    def __init__(self, context: RunnerContext, job: StepJob) -> None:
        self._context = context
        self._job = job
        self._subject = context.topology.step_log(job.collection, job.execution, job.task)
        self._lines: list[LogLine] = []
        self._dropped = 0

    def write(self, stream: Stream, text: str) -> None:
        """Add a line."""
        if len(self._lines) >= WAITING_MAX:
            self._dropped += 1
            return
        self._lines.append(LogLine(at=self._context.clock.now(), stream=stream, text=text[:LOG_LINE_MAX]))

    async def run(self) -> None:
        """Publish what is there, until cancelled; call `flush` after it."""
        while True:
            await asyncio.sleep(SAID_EVERY)
            await self.flush()

    async def flush(self) -> None:
        """Publish what is there."""
        if self._dropped:
            self._lines.append(
                LogLine(
                    at=self._context.clock.now(),
                    stream="runner",
                    text=f"({self._dropped} lines were dropped)",
                )
            )
            self._dropped = 0
        while self._lines:
            lines, self._lines = self._lines[:LOG_LINES_MAX], self._lines[LOG_LINES_MAX:]
            said = StepLog(
                collection=self._job.collection,
                execution=self._job.execution,
                task=self._job.task,
                state=self._job.state[:80],
                lines=tuple(lines),
            )
            data = encode(said)
            self._context.figures.log_bytes += len(data)
            try:
                await self._context.bus.publish(self._subject, data)
            except BusError as error:
                log.info("lines of %s are dropped: %s", self._subject, error)
