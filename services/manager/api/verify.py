"""Routes about verifications: files are read once more at their sites, and placed again where they rotted."""

from collections import defaultdict
from typing import Annotated

from fastapi import APIRouter, Depends, Path, status

from services.manager.api.overview import Overview
from services.manager.api.parameters import Manager
from services.manager.context import ManagerContext
from services.manager.verify.vouch import repairs_of
from shared.bus.codec import encode
from shared.contracts.http.sites.verify import (
    RepairPlan,
    SiteVerification,
    VerifyAsked,
    VerifyProgress,
    VerifyRequest,
)
from shared.contracts.messages.ask import EVERYBODY, Ask, AskKind, Repair
from shared.contracts.messages.verification import Verification, VerificationState
from shared.model.entry import Kind
from shared.model.paths import PathError, check_path
from shared.web.authorise import Scope, needs
from shared.web.catalog.parameters import PREFIX, REVISION_MAX
from shared.web.dependencies import provided
from shared.web.problem import NotFoundError, problems

router = APIRouter(prefix=f"{PREFIX}/verify", tags=["verify"])

READ = [Depends(needs(Scope.READ, whole=True))]
ADMIN = [Depends(needs(Scope.ADMIN, whole=True))]

OfAllSites = Annotated[Overview, Depends(provided(Overview))]
Number = Annotated[
    int, Path(ge=1, le=REVISION_MAX, description="The number that the verification was given.")
]


@router.post("", status_code=status.HTTP_202_ACCEPTED, responses=problems(404, 422), dependencies=ADMIN)
async def ask_verification(request: VerifyRequest, context: Manager, overview: OfAllSites) -> VerifyAsked:
    """Have sites read their files once more, and compare them with what the log says they hold."""
    if request.site is not None and not await overview.is_registered(request.site):
        raise NotFoundError(f"there is no site {request.site}; `spicerack status` lists the sites")
    try:
        paths = tuple(map(check_path, request.paths))
    except PathError as error:
        raise NotFoundError(f"nothing can stand at a path that was named: {error}") from error
    ask = Ask(
        collection=overview.collection,
        kind=AskKind.VERIFY,
        site=request.site or EVERYBODY,
        paths=paths,
        percent=request.percent,
    )
    return VerifyAsked(ask=await _say(context, ask))


@router.get("/{ask}", responses=problems(422), dependencies=READ)
async def read_verification(ask: Number, overview: OfAllSites) -> VerifyProgress:
    """How far the sites are with a verification, and what they have found."""
    told = await overview.verifications(ask)
    sites = tuple(_site(site.name, site.online, told.get(site.name)) for site in await overview.sites())
    return VerifyProgress(ask=ask, sites=sites)


@router.delete("/{ask}", status_code=status.HTTP_202_ACCEPTED, responses=problems(422), dependencies=ADMIN)
async def cancel_verification(ask: Number, context: Manager, overview: OfAllSites) -> VerifyAsked:
    """End a verification at all sites; what was found until then stays to be read."""
    asked = Ask(collection=overview.collection, kind=AskKind.CANCEL, of=ask)
    return VerifyAsked(ask=await _say(context, asked))


@router.post(
    "/{ask}/repair", status_code=status.HTTP_202_ACCEPTED, responses=problems(404, 422), dependencies=ADMIN
)
async def ask_repair(ask: Number, context: Manager, overview: OfAllSites) -> RepairPlan:
    """Have rotten files placed again that another site has read in the same verification and found sound.

    A verification that names their paths tells what is sound. All else stays as it is, with the reason.
    """
    told = await overview.verifications(ask)
    if not told:
        raise NotFoundError(f"no site has told of verification {ask}, or it is long over: verify once more")
    rows, repairs = [], defaultdict[str, list[Repair]](list)
    for row, repair in repairs_of(told, is_gone=lambda path: _is_gone(context, path)):
        rows.append(row)
        if repair is not None:
            repairs[row.site].append(repair)
    for site, some in repairs.items():
        asked = Ask(collection=overview.collection, kind=AskKind.REPAIR, site=site, repairs=tuple(some))
        await _say(context, asked)
    return RepairPlan(ask=ask, files=tuple(rows))


async def _say(context: ManagerContext, ask: Ask) -> int:
    ack = await context.bus.publish(context.topology.ask(ask.collection, ask.site), encode(ask))
    return ack.sequence


def _is_gone(context: ManagerContext, path: str) -> bool:
    head = context.state.projection.head(path)
    return head is not None and head.state.kind is not Kind.FILE


def _site(name: str, online: bool, told: Verification | None) -> SiteVerification:
    if told is None:
        return SiteVerification(name=name, online=online, state=VerificationState.WAITING)
    return SiteVerification(name=name, online=online, **told.model_dump(exclude={"ask"}))
