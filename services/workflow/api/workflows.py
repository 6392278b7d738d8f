"""Routes about workflows: their definitions, and starting them."""

from fastapi import APIRouter, Depends, Request

from services.workflow.api.loops import refuse_loops
from services.workflow.api.parameters import PREFIX, NamePart, OfWorkflow
from services.workflow.executions import actions
from shared.bus.port import BusError, WrongLastSequenceError
from shared.contracts.http.workflows import Begun, StartBody, WorkflowAnswer, WorkflowRow
from shared.contracts.messages.workflow import WorkflowVersion
from shared.states.definition.parse import parse_definition
from shared.states.definition.problems import DefinitionError
from shared.states.values import TooLargeError, check_size
from shared.web.authorise import Scope, needs
from shared.web.problem import BusyError, MalformedError, NotFoundError, RefusedError, problems

READS = [Depends(needs(Scope.READ, whole=True))]
ADMINS = [Depends(needs(Scope.ADMIN, whole=True))]

JSON_BODY = {
    "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}, "required": True}
}
"""A definition is kept as the text that was sent, so that a problem in it can be pointed at by its line."""

router = APIRouter(prefix=PREFIX, tags=["workflows"])


@router.get("/workflows", dependencies=READS)
async def list_workflows(context: OfWorkflow) -> list[WorkflowRow]:
    """All workflows, each with its newest version."""
    return [_row(version) for version in context.book.workflows()]


@router.get("/workflows/{name}", dependencies=READS, responses=problems(404))
async def read_workflow(context: OfWorkflow, name: NamePart, digest: str = "") -> WorkflowAnswer:
    """One workflow with its definition: the newest version, or the one with a digest."""
    version = context.book.version(name, digest) if digest else context.book.newest(name)
    if version is None:
        raise NotFoundError(f"no workflow {name}" + (f" with version {digest}" if digest else ""))
    return WorkflowAnswer(**_row(version).model_dump(), text=version.text)


@router.put("/workflows/{name}", dependencies=ADMINS, responses=problems(409, 422), openapi_extra=JSON_BODY)
async def save_workflow(context: OfWorkflow, name: NamePart, request: Request) -> WorkflowRow:
    """Save a definition in the Amazon States Language. Executions that run keep to the one they have."""
    try:
        text = (await request.body()).decode()
        definition = parse_definition(text, context.limits)
    except UnicodeDecodeError as error:
        raise MalformedError("a definition is JSON in UTF-8") from error
    except DefinitionError as error:
        raise MalformedError("; ".join(str(error).splitlines())) from error
    version = WorkflowVersion(
        collection=context.collection,
        workflow=name,
        digest=definition.digest,
        text=text,
        saved_at=context.clock.now(),
    )
    newest = context.book.newest(name)
    if newest is None or newest.digest != version.digest:
        rules = [rule for rule in context.book.rules() if rule.workflow == name]
        await refuse_loops(context, rules, {name: definition})
        await _save(context, version)
    return _row(version)


@router.delete("/workflows/{name}", dependencies=ADMINS, responses=problems(404, 409), status_code=204)
async def retire_workflow(context: OfWorkflow, name: NamePart) -> None:
    """Have no more executions of a workflow; those that run go on."""
    newest = context.book.newest(name)
    if newest is None:
        raise NotFoundError(f"no workflow {name}")
    changed = {"retired": True, "saved_at": context.clock.now()}
    await _save(context, newest.model_copy(update=changed))


@router.post(
    "/workflows/{name}/executions", dependencies=ADMINS, responses=problems(404, 422, 503), status_code=201
)
async def start_execution(context: OfWorkflow, name: NamePart, body: StartBody) -> Begun:
    """Start an execution of the newest version."""
    version = context.book.newest(name)
    if version is None:
        raise NotFoundError(f"no workflow {name}")
    try:
        check_size(body.input, context.limits.payload_bytes, context.limits.payload_depth)
    except TooLargeError as error:
        raise MalformedError(f"input: {error}") from error
    execution = body.execution or context.new_id()
    try:
        await actions.start(
            context.journal,
            version,
            execution=execution,
            name=body.name,
            given=body.input,
            now=context.clock.now(),
        )
    except BusError as error:
        raise BusyError(f"unknown whether it was started, ask again with the same id: {error}") from error
    return Begun(execution=execution, workflow=name)


async def _save(context: OfWorkflow, version: WorkflowVersion) -> None:
    try:
        await context.book.save(version)
    except WrongLastSequenceError as error:
        raise RefusedError(f"somebody else saved {version.workflow} just now: look, and try again") from error


def _row(version: WorkflowVersion) -> WorkflowRow:
    return WorkflowRow(workflow=version.workflow, digest=version.digest, saved_at=version.saved_at)
