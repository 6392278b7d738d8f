"""Routes about sites: status, scan, sync, release."""

from fastapi import APIRouter, status

from services.manager.api.answers import ReleasePlan, ScanAsked, Sites, Status, SyncProgress
from services.manager.api.overview import Overview
from services.manager.api.problem import NotFoundError
from services.manager.context import ManagerContext
from shared.bus.codec import encode
from shared.contracts.messages.ask import EVERYBODY, Ask, AskKind


def site_router(context: ManagerContext, overview: Overview) -> APIRouter:
    """Return the routes."""
    router = APIRouter(tags=["sites"])

    @router.get("/status")
    async def read_status() -> Status:
        """The collection, at every site."""
        return await overview.status()

    @router.get("/sites")
    async def read_sites() -> Sites:
        """All sites."""
        return Sites(sites=await overview.sites())

    @router.post("/scan", status_code=status.HTTP_202_ACCEPTED)
    async def ask_scan() -> ScanAsked:
        """Ask every site to look at its directory now."""
        return ScanAsked(ask=await _ask(context, AskKind.SCAN, EVERYBODY))

    @router.get("/sync/{ask}")
    async def read_sync(ask: int) -> SyncProgress:
        """How far the sites are with an ask to scan."""
        return await overview.sync(ask)

    @router.get("/sites/{name}/release")
    async def read_release(name: str) -> ReleasePlan:
        """Why a site is held, and what a release would do."""
        return await _plan(overview, name)

    @router.post("/sites/{name}/release", status_code=status.HTTP_202_ACCEPTED)
    async def ask_release(name: str) -> ReleasePlan:
        """Release a held site."""
        plan = await _plan(overview, name)
        if plan.held:
            await _ask(context, AskKind.RELEASE, name)
        return plan

    return router


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
    )
