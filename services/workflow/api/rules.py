"""Routes about rules: which files start which workflow."""

import asyncio

from fastapi import APIRouter

from services.workflow.api.loops import refuse_loops
from services.workflow.api.parameters import PREFIX, NamePart, OfWorkflow
from services.workflow.api.workflows import ADMINS, READS
from shared.bus.port import WrongLastSequenceError
from shared.contracts.http.workflows import RuleBody, RuleRow
from shared.contracts.messages.workflow import Each, WorkflowRule
from shared.descriptions.kinds import KNOWN_KINDS
from shared.model.globs import GlobError, parse_glob
from shared.web.problem import MalformedError, NotFoundError, RefusedError, problems

router = APIRouter(prefix=f"{PREFIX}/workflow-rules", tags=["rules"])


@router.get("", dependencies=READS)
async def list_rules(context: OfWorkflow) -> list[RuleRow]:
    """All rules, and how far they are, as far as this process dispatches them."""
    return [await _row(context, rule) for rule in context.book.rules()]


@router.get("/{name}", dependencies=READS, responses=problems(404))
async def read_rule(context: OfWorkflow, name: NamePart) -> RuleRow:
    """One rule."""
    rule = context.book.rule(name)
    if rule is None:
        raise NotFoundError(f"no rule {name}")
    return await _row(context, rule)


@router.put("/{name}", dependencies=ADMINS, responses=problems(404, 409, 422))
async def save_rule(context: OfWorkflow, name: NamePart, body: RuleBody) -> RuleRow:
    """Save a rule. Where it is there, it goes on from where it is, unless `after` says otherwise."""
    try:
        parse_glob(body.pattern)
    except GlobError as error:
        raise MalformedError(f"pattern: {error}") from error
    if body.kinds and body.each is not Each.DESCRIPTION:
        raise MalformedError("kinds: they are of descriptions: say each = description")
    if context.book.newest(body.workflow) is None:
        raise NotFoundError(f"no workflow {body.workflow}: save it before the rule that starts it")
    before = context.book.rule(name)
    after = body.after if body.after is not None else before.after if before else context.followed.revision
    rule = WorkflowRule(
        collection=context.collection,
        rule=name,
        workflow=body.workflow,
        pattern=body.pattern,
        each=body.each,
        kinds=body.kinds,
        running_max=body.running_max,
        queue=body.queue,
        queue_max=body.queue_max,
        after=after,
        payload=body.payload,
        enabled=body.enabled,
        allow_loop=body.allow_loop,
        saved_at=context.clock.now(),
    )
    await refuse_loops(context, (rule,))
    await _save(context, rule)
    return await _row(context, rule)


@router.delete("/{name}", dependencies=ADMINS, responses=problems(404, 409), status_code=204)
async def remove_rule(context: OfWorkflow, name: NamePart) -> None:
    """Remove a rule; executions that it started go on."""
    rule = context.book.rule(name)
    if rule is None:
        raise NotFoundError(f"no rule {name}")
    await _save(context, rule.model_copy(update={"removed": True, "saved_at": context.clock.now()}))


async def _save(context: OfWorkflow, rule: WorkflowRule) -> None:
    try:
        await context.book.save_rule(rule)
    except WrongLastSequenceError as error:
        raise RefusedError(f"somebody else saved rule {rule.rule} just now: look, and try again") from error
    context.dispatcher.bell.set()


async def _row(context: OfWorkflow, rule: WorkflowRule) -> RuleRow:
    fields = rule.model_dump(exclude={"schema_version", "collection", "removed"})
    fields["kinds_unknown"] = tuple(kind for kind in rule.kinds if kind not in KNOWN_KINDS)
    dispatch = context.dispatcher.dispatches.get(rule.rule)
    if dispatch is None:
        return RuleRow(**fields)
    waiting = await asyncio.to_thread(dispatch.count_waiting)
    stands = dispatch.waiting
    return RuleRow(
        **fields, here=True, revision=stands.place.revision, waiting=waiting, waits_for=stands.waits_for
    )
