"""Routes about sites that come and go, and about keys that are not believed any more."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from services.manager.api.parameters import Site
from services.manager.plan.member_desk import MemberDesk
from shared.contracts.http.sites.membership import KeyRevoked, SiteStanding
from shared.web.authorise import Asking, Scope, needs
from shared.web.catalog.parameters import PREFIX
from shared.web.dependencies import provided
from shared.web.problem import problems

router = APIRouter(prefix=f"{PREFIX}/sites/{{name}}", tags=["sites"])

READ = [Depends(needs(Scope.READ, whole=True))]
ADMIN = [Depends(needs(Scope.ADMIN, whole=True))]

Desk = Annotated[MemberDesk, Depends(provided(MemberDesk))]
Abandon = Annotated[
    bool, Query(description="Also where files would be nowhere then, as where the disk of the site is dead.")
]


@router.get("/standing", responses=problems(404, 422, 503), dependencies=READ)
async def read_standing(name: Site, desk: Desk) -> SiteStanding:
    """Whether a site is to leave, or has left, and what would be nowhere without it."""
    return await desk.standing(name)


@router.post("/drain", responses=problems(404, 422, 503), dependencies=ADMIN)
async def drain_site(name: Site, desk: Desk, caller: Asking) -> SiteStanding:
    """Have no other site count on what a site holds, so that it may leave."""
    return await desk.drain(name, by=caller.name)


@router.post("/remove", responses=problems(404, 409, 422, 503), dependencies=ADMIN)
async def remove_site(name: Site, desk: Desk, caller: Asking, *, abandon: Abandon = False) -> SiteStanding:
    """Have a site be listed and waited for no more; its directory stays as it is."""
    return await desk.remove(name, abandon=abandon, by=caller.name)


@router.post("/add", responses=problems(404, 422, 503), dependencies=ADMIN)
async def add_site(name: Site, desk: Desk) -> SiteStanding:
    """Have a site that drains, or was removed, be a member as any other again."""
    return await desk.add(name)


@router.post("/key/revoke", responses=problems(404, 422, 503), dependencies=ADMIN)
async def revoke_key(name: Site, desk: Desk, caller: Asking) -> KeyRevoked:
    """Have nothing be believed any more that the key of a site signs: it needs another key."""
    return await desk.revoke(name, by=caller.name)
