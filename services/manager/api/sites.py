"""Routes about sites: status, scan, sync, release."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, status

from services.manager.api.overview import Overview
from services.manager.api.parameters import Manager, Site
from services.manager.context import ManagerContext
from services.manager.plan.member_desk import MemberDesk
from services.manager.plan.planning import Planner
from services.manager.plan.release_effect import nowhere_else, takes_directory
from services.manager.state.revoked_keys import check_released_key
from shared.bus.codec import encode
from shared.contracts.http.sites.plan import Plan
from shared.contracts.http.sites.status import (
    CollectionStatus,
    ReleasePlan,
    ScanAsked,
    ServiceList,
    Sites,
    SyncProgress,
)
from shared.contracts.messages.ask import EVERYBODY, Ask, AskKind
from shared.web.authorise import Asking, Scope, needs
from shared.web.catalog.parameters import PREFIX, REVISION_MAX
from shared.web.dependencies import provided
from shared.web.problem import NotFoundError, problems

router = APIRouter(prefix=PREFIX, tags=["sites"])

READ = [Depends(needs(Scope.READ, whole=True))]
ADMIN = [Depends(needs(Scope.ADMIN))]
OF_ALL = [Depends(needs(Scope.ADMIN, whole=True))]

OfAllSites = Annotated[Overview, Depends(provided(Overview))]


@router.get("/status", dependencies=READ)
async def read_status(overview: OfAllSites) -> CollectionStatus:
    """The collection, at every site."""
    return await overview.status()


@router.get("/services")
async def read_services(overview: OfAllSites, caller: Asking) -> ServiceList:
    """Where the services of the collection answer, to whoever has a token for any part of it."""
    caller.demand(Scope.READ, None)
    if not caller.known or not caller.lends:
        caller.refuse(Scope.READ)
    return ServiceList(collection=overview.collection, services=await overview.services())


@router.get("/sites", dependencies=READ)
async def read_sites(overview: OfAllSites) -> Sites:
    """All sites."""
    return Sites(sites=await overview.sites())


@router.get("/plan", responses=problems(503), dependencies=READ)
async def read_plan(planner: Annotated[Planner, Depends(provided(Planner))]) -> Plan:
    """What would move between the sites, and where nothing does, and why; nothing is done."""
    return await planner.plan()


@router.post("/scan", status_code=status.HTTP_202_ACCEPTED, dependencies=ADMIN)
async def ask_scan(context: Manager) -> ScanAsked:
    """Ask every site to look at its directory now."""
    return ScanAsked(ask=await _ask(context, AskKind.SCAN, EVERYBODY))


@router.get("/sync/{ask}", responses=problems(422), dependencies=READ)
async def read_sync(
    ask: Annotated[int, Path(ge=1, le=REVISION_MAX, description="The number that the scan was given.")],
    overview: OfAllSites,
) -> SyncProgress:
    """How far the sites are with an ask to scan."""
    return await overview.sync(ask)


@router.get("/sites/{name}/release", responses=problems(404, 422), dependencies=READ)
async def read_release(
    name: Site, overview: OfAllSites, desk: Annotated[MemberDesk, Depends(provided(MemberDesk))]
) -> ReleasePlan:
    """Why a site is held, and what a release would do."""
    plan = await _plan(overview, name)
    if not (plan.held and takes_directory(plan.reason)):
        return plan
    lost = nowhere_else(await desk.standing(name))
    return plan.model_copy(update={"effect": (*plan.effect, *lost)})


@router.post(
    "/sites/{name}/release",
    status_code=status.HTTP_202_ACCEPTED,
    responses=problems(404, 409, 422),
    dependencies=OF_ALL,
)
async def ask_release(name: Site, context: Manager, overview: OfAllSites) -> ReleasePlan:
    """Release a held site; where an operator's key is heeded, the operator gives an order of it instead."""
    context.said.check_unsigned()
    plan = await _plan(overview, name)
    if plan.held:
        await check_released_key(
            context.said,
            collection=context.identity.collection,
            site=name,
            reason=plan.reason,
            key=plan.key,
        )
        await _ask(context, AskKind.RELEASE, name)
    return plan


async def _ask(context: ManagerContext, kind: AskKind, site: str) -> int:
    ask = Ask(collection=context.identity.collection, kind=kind, site=site)
    ack = await context.bus.publish(context.topology.ask(context.identity.collection, site), encode(ask))
    return ack.sequence


async def _plan(overview: Overview, name: str) -> ReleasePlan:
    presence = await overview.presence(name)
    if presence is None and not await overview.is_registered(name):
        raise NotFoundError(f"there is no site {name}; `spicerack status` lists the sites")
    if presence is None:
        raise NotFoundError(f"site {name} is offline; a site can only be released while its manager runs")
    held = presence.hold is not None
    return ReleasePlan(
        name=name,
        held=held,
        reason=presence.hold_reason or "",
        text=presence.hold or f"Site {name} is not held.",
        effect=presence.effect,
        key=presence.key,
    )
