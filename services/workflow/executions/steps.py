"""Steps as an execution hands them out: jobs for runners, their results, and cancellations."""

from collections.abc import AsyncIterator, Callable

from shared.bus.codec import BadMessageError, decode_with, encode
from shared.bus.port import Bus, Message, WrongLastSequenceError
from shared.contracts.messages.step import (
    STEP_RESULT,
    StepCancelled,
    StepFailed,
    StepJob,
    StepStarted,
    StepSucceeded,
    queue_of,
)
from shared.contracts.topology import Stream, Topology
from shared.observability.clock import Clock
from shared.states.interpret.commands import ReadItems, RunTask, WriteResults
from shared.states.values import Json

JOB_BYTES_MAX = 1024 * 1024 - 16 * 1024
"""Of one step: the largest message of a server, less room for the headers."""

BY_HAND = "a person"
"""In the place of the runner, where a step was skipped."""

Work = RunTask | ReadItems | WriteResults
Result = StepStarted | StepSucceeded | StepFailed | StepCancelled


class Steps:
    """Hands out steps. Each is queued once: its subject takes no second message while the first waits."""

    def __init__(self, bus: Bus, *, topology: Topology, collection: str, clock: Clock) -> None:
        self._bus = bus
        self._topology = topology
        self._collection = collection
        self._clock = clock
        self._heard: int | None = None
        """The sequence of the last result that was followed."""

    async def give(self, workflow: str, execution: str, command: Work, *, generation: int = 0) -> bool:
        """Put a step into its queue, unless it is there; tell whether it can be: it may be too large.

        Raises:
            BusError: unknown whether it is there: try again.
        """
        job = job_of(command, collection=self._collection, workflow=workflow, execution=execution)
        data = encode(job.model_copy(update={"generation": generation}) if generation else job)
        if len(data) > JOB_BYTES_MAX:
            return False
        subject = self._topology.step(self._collection, queue_of(command.resource), execution, command.task)
        try:
            await self._bus.publish(subject, data, expected_last_subject_sequence=0)
        except WrongLastSequenceError:
            return True  # It waits, or is being worked on.
        return True

    async def result(self, execution: str, task: str) -> Result | None:
        """Return what became of a step, as the stream's leader has it."""
        found = await self._bus.last(Stream.STEPRESULTS, self._result_subject(execution, task))
        return None if found is None else _read(found)

    async def cancel(self, execution: str, task: str) -> None:
        """Say that nobody waits for a step any more, unless its result is recorded. Raises BusError."""
        subject = self._result_subject(execution, task)
        found = await self._bus.last(Stream.STEPRESULTS, subject)
        if found is not None and not isinstance(_read(found), StepStarted):
            return
        said = StepCancelled(task=task, at=self._clock.now())
        after = 0 if found is None else found.sequence
        try:
            await self._bus.publish(subject, encode(said), expected_last_subject_sequence=after)
        except WrongLastSequenceError:
            # A runner took it up, or recorded a result, in this instant: look once more.
            await self.cancel(execution, task)

    async def succeed(self, execution: str, task: str, output: Json) -> bool:
        """Record an output as a runner would; tell whether it counts: the first does. Raises BusError."""
        subject = self._result_subject(execution, task)
        found = await self._bus.last(Stream.STEPRESULTS, subject)
        if found is not None and not isinstance(_read(found), StepStarted):
            return False
        said = StepSucceeded(task=task, runner=BY_HAND, at=self._clock.now(), output=output)
        after = 0 if found is None else found.sequence
        try:
            await self._bus.publish(subject, encode(said), expected_last_subject_sequence=after)
        except WrongLastSequenceError:
            # A runner took it up, or recorded a result, in this instant: look once more.
            return await self.succeed(execution, task, output)
        return True

    async def withdraw(self, execution: str, task: str) -> bool:
        """Take a step back that no runner has begun; tell whether it is. Raises BusError."""
        subject = self._result_subject(execution, task)
        found = await self._bus.last(Stream.STEPRESULTS, subject)
        if found is not None:
            return isinstance(_read(found), StepCancelled)
        said = StepCancelled(task=task, at=self._clock.now())
        try:
            await self._bus.publish(subject, encode(said), expected_last_subject_sequence=0)
        except WrongLastSequenceError:
            return False  # A runner took it up in this instant.
        return True

    async def head(self) -> int:
        """Return the sequence of the newest result of all steps."""
        return await self._bus.caught_up(Stream.STEPRESULTS, self._result_subject("*", "*"))

    async def begin(self) -> None:
        """Have results followed from now on; those before are looked up as executions are read."""
        if self._heard is None:
            self._heard = await self.head()

    async def follow(self, *, wanted: Callable[[str], bool]) -> AsyncIterator[tuple[str, Result]]:
        """Yield the results of the steps of executions that are wanted, with these, without end.

        What follows again goes on where the last ended: what came between is in no log of an execution.
        """
        await self.begin()
        assert self._heard is not None
        async for message in self._bus.follow(
            Stream.STEPRESULTS, self._result_subject("*", "*"), after=self._heard
        ):
            self._heard = message.sequence
            execution = message.subject.split(".")[-2]
            result = _read(message) if wanted(execution) else None
            if result is not None:
                yield execution, result

    def _result_subject(self, execution: str, task: str) -> str:
        return self._topology.step_result(self._collection, execution, task)


def _read(message: Message) -> Result | None:
    try:
        return decode_with(STEP_RESULT, message.data)
    except BadMessageError:
        return None


def job_of(command: Work, *, collection: str, workflow: str, execution: str) -> StepJob:
    """Return what a runner is told."""
    job = StepJob(
        collection=collection,
        workflow=workflow,
        execution=execution,
        task=command.task,
        state=command.state,
        resource=command.resource,
        arguments=command.arguments,
    )
    match command:
        case RunTask():
            times = {
                "timeout_seconds": command.timeout_seconds,
                "heartbeat_seconds": command.heartbeat_seconds,
            }
            return job.model_copy(update=times)
        case ReadItems():
            return job.model_copy(
                update={"action": "read-items", "config": command.config, "items_max": command.most}
            )
        case WriteResults():
            return job.model_copy(
                update={"action": "write-results", "config": command.config, "results": command.results}
            )
