"""Results of steps: each recorded once, whichever runners did the work."""

import asyncio
import logging

from services.runner.context import RunnerContext
from shared.bus.codec import BadMessageError, decode_with, encode
from shared.bus.port import BusError, WrongLastSequenceError
from shared.contracts.messages.step import (
    STEP_RESULT,
    StepCancelled,
    StepFailed,
    StepJob,
    StepStarted,
    StepSucceeded,
)
from shared.contracts.topology import Stream

log = logging.getLogger(__name__)

AGAIN_AFTER = 1.0
"""Seconds before a result is recorded again that the bus did not take: the work is not done anew for it."""

Ending = StepSucceeded | StepFailed


class DoneError(Exception):
    """The step has a result, or nobody waits for one."""


class Results:
    """The results of one step."""

    def __init__(self, context: RunnerContext, job: StepJob) -> None:
        self._context = context
        self._job = job
        self._subject = context.topology.step_result(job.collection, job.execution, job.task)
        self._last = 0

    async def look(self) -> None:
        """Look what stands there. Raises DoneError and BusError."""
        message = await self._context.bus.last(Stream.STEPRESULTS, self._subject)
        if message is None:
            self._last = 0
            return
        self._last = message.sequence
        try:
            said = decode_with(STEP_RESULT, message.data)
        except BadMessageError:
            return
        if not isinstance(said, StepStarted):
            raise DoneError("cancelled" if isinstance(said, StepCancelled) else "recorded")

    async def start(self) -> None:
        """Say that this runner works on it. Raises DoneError and BusError."""
        said = StepStarted(task=self._job.task, runner=self._context.name, at=self._context.clock.now())
        try:
            ack = await self._context.bus.publish(
                self._subject, encode(said), expected_last_subject_sequence=self._last
            )
        except WrongLastSequenceError:
            await self.look()
            raise
        self._last = ack.sequence

    async def record(self, ending: Ending) -> bool:
        """Record what became of it, however long the bus is away; tell whether it is this one that counts."""
        while True:
            try:
                await self._context.bus.publish(
                    self._subject, encode(ending), expected_last_subject_sequence=self._last
                )
            except WrongLastSequenceError:
                if not await self._goes_on():
                    return False
            except BusError as error:
                log.warning("the result of %s is not recorded yet: %s", self._subject, error)
                await asyncio.sleep(AGAIN_AFTER)
            else:
                return True

    async def _goes_on(self) -> bool:
        """Tell whether the result is still wanted after another message came first."""
        try:
            await self.look()
        except DoneError:
            return False
        except BusError as error:
            log.warning("%s cannot be looked at: %s", self._subject, error)
            await asyncio.sleep(AGAIN_AFTER)
        return True
