"""The route of groups: changes that are committed together."""

from collections.abc import AsyncIterator

from fastapi import APIRouter, Response

from services.gateway.api.changes import CHANGED, NAMED_IN_BODY, seen
from services.gateway.api.parameters import Door
from services.gateway.api.write_parameters import Wait
from services.gateway.context import GatewayContext
from services.gateway.writing.plan import Planned
from services.gateway.writing.plans import copied, moved_away, uploaded
from shared.contracts.http.changes import ChangeRow, CommitAsked, CopyAsked, DeleteAsked, PutAsked
from shared.model.entry import Kind
from shared.web.authorise import Asking, Caller, Scope
from shared.web.catalog.parameters import PREFIX
from shared.web.problem import MalformedError

router = APIRouter(prefix=PREFIX, tags=["changes"])


@router.post("/collections/{collection}/commits", responses=CHANGED, dependencies=NAMED_IN_BODY)
async def make_commit(
    *, context: Door, caller: Asking, response: Response, asked: CommitAsked, wait: Wait
) -> ChangeRow:
    """Commit uploads, deletions, copies and moves together, with a message: all of them, or none."""
    uploads = [one.upload for one in asked.changes if isinstance(one, PutAsked)]
    if len(set(uploads)) != len(uploads):
        twice = next(one for one in uploads if uploads.count(one) > 1)
        raise MalformedError(f"upload {twice} is named twice: its bytes go to one path, copy that afterwards")
    plans = [
        seen(context, caller, plan) for one in asked.changes async for plan in _plans(context, caller, one)
    ]
    change = await context.writer.commit(caller.name, plans, message=asked.message)
    for one in asked.changes:
        if isinstance(one, PutAsked):
            await context.uploads.forget(one.upload)
    return await wait.answer(context, response, change)


async def _plans(
    context: GatewayContext, caller: Caller, asked: PutAsked | DeleteAsked | CopyAsked
) -> AsyncIterator[Planned]:
    """Yield the plan of each path that one change of a group changes."""
    collection, writer = context.identity.collection, context.writer
    caller.demand_grant(Scope.WRITE, collection, asked.path)
    match asked:
        case PutAsked():
            upload = await context.uploads.get(caller.name, asked.upload)
            yield uploaded(upload, asked.path, conditions=asked.conditions, link=asked.link)
        case DeleteAsked():
            yield Planned(path=asked.path, kind=Kind.DELETED, conditions=asked.conditions)
        case CopyAsked():
            caller.demand_sight(collection, asked.source)
            source = writer.demands.head(asked.source)
            yield copied(source, asked.path, conditions=asked.conditions)
            if asked.do == "move":
                caller.demand_grant(Scope.WRITE, collection, asked.source)
                yield moved_away(source)
