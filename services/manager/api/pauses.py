"""Routes about pauses: nothing moves to or from a paused site until a person resumes it."""

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from services.manager.api.overview import Overview
from services.manager.api.parameters import Manager
from services.manager.context import ManagerContext
from shared.contracts.http.sites.pauses import PauseList, pause_row
from shared.contracts.messages.ask import EVERYBODY
from shared.contracts.messages.sites.pause import Pause
from shared.model.names import NAME_PATTERN
from shared.service.pauses import PauseStore
from shared.web.authorise import Asking, Scope, needs
from shared.web.catalog.parameters import PREFIX
from shared.web.dependencies import provided
from shared.web.problem import NotFoundError, RefusedError, problems

router = APIRouter(prefix=PREFIX, tags=["sites"])

READ = [Depends(needs(Scope.READ, whole=True))]
ADMIN = [Depends(needs(Scope.ADMIN, whole=True))]

OfAllSites = Annotated[Overview, Depends(provided(Overview))]
OneSite = Annotated[
    str | None, Query(pattern=NAME_PATTERN, description="A site of the collection; all of them, without it.")
]


@router.get("/pauses", responses=problems(503), dependencies=READ)
async def read_pauses(context: Manager) -> PauseList:
    """The pauses that stand."""
    return _told(context, (await _store(context).all()).values())


@router.post("/pause", responses=problems(404, 422, 503), dependencies=ADMIN)
async def pause(context: Manager, overview: OfAllSites, caller: Asking, site: OneSite = None) -> PauseList:
    """Have a site, or all of them, publish nothing and take nothing until it is resumed."""
    await _check(overview, site)
    made = await _store(context).pause(site or EVERYBODY, since=context.clock.now(), by=caller.name)
    return _told(context, (made,))


@router.post("/resume", responses=problems(404, 409, 422, 503), dependencies=ADMIN)
async def resume(context: Manager, overview: OfAllSites, site: OneSite = None) -> PauseList:
    """End the pause of a site, or every pause of the collection."""
    await _check(overview, site)
    store = _store(context)
    if site is not None and EVERYBODY in await store.all():
        raise RefusedError(
            f"all sites of collection {store.collection} are paused, and {site} with them: resume all, then "
            "pause those that shall rest"
        )
    return _told(context, await store.resume(site or EVERYBODY))


def _store(context: ManagerContext) -> PauseStore:
    return PauseStore(context.said, context.identity.collection)


def _told(context: ManagerContext, pauses: Iterable[Pause]) -> PauseList:
    return PauseList(collection=context.identity.collection, pauses=tuple(map(pause_row, pauses)))


async def _check(overview: Overview, site: str | None) -> None:
    """Make sure that there is a site. Raises NotFoundError."""
    if site is not None and not await overview.is_registered(site):
        raise NotFoundError(f"there is no site {site}; `spicerack status` lists the sites")
