"""The handling of one step: taken up, carried out, recorded once."""

import asyncio
import contextlib
import logging

from services.runner.context import RunnerContext
from services.runner.settings import RunnerFileError
from services.runner.tasks.port import Step, StepError, Task
from services.runner.work.announcement import Announcement
from services.runner.work.results import DoneError, Ending, Results
from services.runner.work.step_log import StepLogger
from shared.bus.codec import decode, encode
from shared.bus.port import BusError, Message
from shared.contracts.messages.step import CAUSE_MAX, StepBeat, StepFailed, StepJob, StepSucceeded
from shared.states.errors import TIMEOUT
from shared.states.values import Json, TooLargeError, check_size

log = logging.getLogger(__name__)

LOOK_EVERY = 5.0
"""Seconds between two looks at whether a step is still wanted, and between two signs of life."""

BEATS = 3
"""Signs of life in the seconds of a heartbeat: two may be lost."""

OUTPUT_BYTES_MAX = 768 * 1024
"""Of an output: it travels in one message. The interpreter's own bound is lower, but for lists of items."""

OUTPUT_DEPTH_MAX = 100


class StepHandler:
    """Handles steps from a queue; see `shared.bus.consume.handler`."""

    def __init__(self, context: RunnerContext) -> None:
        self._context = context

    async def __call__(self, message: Message) -> None:
        """Carry a step out, unless its result is recorded or nobody waits for it.

        Raises:
            BadMessageError: it is no step.
            BusError: it was not begun: it comes again.
        """
        job = decode(StepJob, message.data)
        results = Results(self._context, job)
        figures = self._context.figures
        try:
            await results.look()
            task = self._task(job)
            if not isinstance(task, StepFailed) and not task.instant:
                await results.start()
            ending = task if isinstance(task, StepFailed) else await self._carry_out(job, task, results)
        except DoneError as error:
            figures.skipped += 1
            figures.cancelled += str(error) == "cancelled"
            return
        if not await results.record(ending):
            figures.outrun += 1
        elif isinstance(ending, StepSucceeded):
            figures.succeeded += 1
        else:
            figures.failed += 1

    def _task(self, job: StepJob) -> Task | StepFailed:
        try:
            return self._context.tasks.task(job.resource)
        except StepError as error:
            return self._failed(job, error.error, str(error))

    async def _carry_out(self, job: StepJob, task: Task, results: Results) -> Ending:
        """Run a task while it is wanted. Raises DoneError."""
        if task.instant:
            return await self._outcome(job, task, StepLogger(self._context, job))
        logger = StepLogger(self._context, job)
        self._context.figures.running += 1
        running = asyncio.create_task(self._outcome(job, task, logger), name=f"step {job.task}")
        beside = [
            asyncio.create_task(self._until_unwanted(results)),
            asyncio.create_task(self._beat(job)),
            asyncio.create_task(logger.run()),
        ]
        try:
            await asyncio.wait([running, beside[0]], return_when=asyncio.FIRST_COMPLETED)
            if not running.done():
                raise DoneError("cancelled")
            return running.result()
        finally:
            self._context.figures.running -= 1
            for one in (running, *beside):
                one.cancel()
            # All that the task began has ended before the message is given back.
            await asyncio.wait([running, *beside])
            await logger.flush()

    async def _outcome(self, job: StepJob, task: Task, logger: StepLogger) -> Ending:
        try:
            async with asyncio.timeout(job.timeout_seconds):
                announce = Announcement(self._context, job, asyncio.get_running_loop())
                output = await task.run(Step(job=job, write=logger.write, announce=announce))
            check_size(output, OUTPUT_BYTES_MAX, OUTPUT_DEPTH_MAX)
        except StepError as error:
            return self._failed(job, error.error, str(error))
        except TimeoutError:
            return self._failed(job, TIMEOUT, f"it ran longer than {job.timeout_seconds} s")
        except TooLargeError as error:
            return self._failed(job, "Runner.OutputTooLarge", f"the output is refused: {error}")
        except RunnerFileError as error:
            return self._failed(job, "Runner.Misconfigured", f"the operator of the runner must act: {error}")
        except Exception as error:
            log.exception("a task failed, which is our fault")
            return self._failed(job, "Runner.Failed", f"our fault, please report it: {error!r}")
        return self._succeeded(job, output)

    async def _until_unwanted(self, results: Results) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            with contextlib.suppress(BusError):
                try:
                    await results.look()
                except DoneError:
                    return

    async def _beat(self, job: StepJob) -> None:
        if job.heartbeat_seconds is None:
            return
        context = self._context
        subject = context.topology.step_beat(job.collection, job.execution)
        while True:
            said = StepBeat(execution=job.execution, task=job.task, at=context.clock.now())
            with contextlib.suppress(BusError):
                await context.pubsub.send(subject, encode(said))
            await asyncio.sleep(min(LOOK_EVERY, job.heartbeat_seconds / BEATS))

    def _succeeded(self, job: StepJob, output: Json) -> StepSucceeded:
        context = self._context
        return StepSucceeded(task=job.task, runner=context.name, at=context.clock.now(), output=output)

    def _failed(self, job: StepJob, error: str, cause: str) -> StepFailed:
        context = self._context
        return StepFailed(
            task=job.task,
            runner=context.name,
            at=context.clock.now(),
            error=error,
            cause=cause[:CAUSE_MAX],
        )
