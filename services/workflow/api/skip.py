"""The route that skips a step."""

from collections.abc import Sequence

from fastapi import APIRouter

from services.workflow.api.parameters import PREFIX, NamePart, OfWorkflow, history_at, known_execution
from services.workflow.api.room import demand_room
from services.workflow.api.workflows import ADMINS
from services.workflow.context import WorkflowContext
from services.workflow.definitions.book import NoDefinitionError
from services.workflow.executions.actions import continuation_of
from services.workflow.executions.journal import OutrunError
from services.workflow.executions.skip import Again, NothingToSkipError, Skips, open_steps
from services.workflow.executions.summary import Summary
from shared.bus.port import BusError
from shared.contracts.http.workflows import SkipBody, Skipped
from shared.states.history import events as ev
from shared.states.history.resume import resumed
from shared.states.interpret.interpreter import Interpreter
from shared.states.values import TooLargeError, check_size
from shared.web.problem import BusyError, MalformedError, RefusedError, problems

router = APIRouter(prefix=f"{PREFIX}/executions", tags=["executions"])


@router.post("/{execution}/skip", dependencies=ADMINS, responses=problems(404, 409, 422, 503))
async def skip_step(context: OfWorkflow, execution: NamePart, body: SkipBody) -> Skipped:
    """Go on as if a step had given an output: in the same execution, or in a new one where it has failed."""
    try:
        check_size(body.output, context.limits.payload_bytes, context.limits.payload_depth)
    except TooLargeError as error:
        raise MalformedError(f"output: {error}") from error
    known = await known_execution(context, execution)
    history = await history_at(context, known)
    skips = Skips(context.journal, context.steps, context.collection)
    try:
        if known.ended_at is None:
            tasks = await _open(context, known, history, body)
            done = await skips.of_running(execution, tasks, body.output)
            return Skipped(execution=execution, workflow=known.workflow, skipped=done)
        again = _again(context, known, history)
        await demand_room(context, known, again.execution)
        tasks = await _open(context, known, again.begun, body)
        await skips.of_failed(known, again, tasks, body.output)
    except NothingToSkipError as error:
        raise RefusedError(f"execution {execution}: {error}") from error
    except (OutrunError, BusError) as error:
        raise BusyError(f"look how it stands, and ask again: {error}") from error
    return Skipped(execution=again.execution, workflow=known.workflow, skipped=len(tasks))


def _again(context: WorkflowContext, known: Summary, history: Sequence[ev.Fact | ev.Decision]) -> Again:
    name = continuation_of(known.execution)
    try:
        begun = resumed(history, name, known.name)
    except ValueError as error:
        raise RefusedError(f"{error}: execution {known.execution} is {known.status}") from error
    return Again(execution=name, begun=begun, at=context.clock.now())


async def _open(
    context: WorkflowContext, known: Summary, history: Sequence[ev.Fact | ev.Decision], body: SkipBody
) -> tuple[str, ...]:
    """Return the steps that are meant. Raises NothingToSkipError."""
    try:
        definition = await context.book.definition(known.digest)
    except NoDefinitionError as error:
        raise BusyError(str(error)) from error
    interpreter = Interpreter.replay(definition, context.limits, history, context.evaluator)
    return open_steps(interpreter.outstanding(), state=body.state, task=body.task)
