"""The route of kernel sets: which kernels a question needs."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import PlainTextResponse

from services.spice.api.parameters import PREFIX, Desk, OfDesk
from services.spice.sets.finder import KernelSetFinder
from services.spice.sets.render import ROOT_MAX, rendered
from services.spice.sets.replica_rule import replica_rule
from shared.bus.port import BusTimeoutError
from shared.contracts.http.knowledge.archives import PATHS_MAX, ArchiveRequest
from shared.contracts.http.knowledge.kernels import KernelSetAnswer, KernelSetQuestion
from shared.contracts.messages.sites.replica_rules import SiteOrLabel, SiteRule
from shared.model.base import FrozenModel
from shared.web.authorise import Scope, needs
from shared.web.problem import RefusedError, problems

router = APIRouter(prefix=PREFIX, tags=["kernel sets"], dependencies=[Depends(needs(Scope.READ))])


GATEWAY = "gateway"
"""As `spicerack serve` names the service that tells archives."""


class KernelSetArchive(FrozenModel):
    """The request by which a gateway tells a set as one zip."""

    kernel_set: str
    url: str
    """Where to POST it; empty where no gateway says that it is there."""
    request: ArchiveRequest


@router.post(
    "/kernel-sets",
    response_model=KernelSetAnswer | KernelSetArchive | SiteRule,
    responses={**problems(404, 409, 422, 503), 200: {"content": {"text/plain": {}}}},
)
async def find_kernel_set(
    *,
    desk: OfDesk,
    asked: KernelSetQuestion,
    as_: Annotated[
        Literal["json", "meta-kernel", "archive", "rule"],
        Query(
            alias="as",
            description="As JSON, a meta-kernel, the request for a zip, or the rule of a site that holds it.",
        ),
    ] = "json",
    root: Annotated[
        str, Query(max_length=ROOT_MAX, description="The folder of the kernels, for a meta-kernel.")
    ] = ".",
    site: Annotated[
        SiteOrLabel | None, Query(description="Whose rule it is: a name or a label; else this site.")
    ] = None,
) -> KernelSetAnswer | KernelSetArchive | SiteRule | Response:
    """The least ordered set of kernels for bodies, instruments and frames over times."""
    found = await KernelSetFinder(desk.context).find(asked, desk.caller)
    if as_ == "json":
        return found
    if as_ == "archive":
        return await _archive(desk, found)
    if as_ == "rule":
        return replica_rule(found, site=site or desk.context.site)
    return PlainTextResponse(rendered(found, root=root), headers={"SpiceRack-Kernel-Set": found.hash})


async def _archive(desk: Desk, found: KernelSetAnswer) -> KernelSetArchive:
    """Return how a gateway is asked for a set. Raises RefusedError where it has too many kernels, or none."""
    if not 1 <= len(found.members) <= PATHS_MAX:
        raise RefusedError(f"the set has {len(found.members)} kernels, an archive has from 1 to {PATHS_MAX}")
    request = ArchiveRequest(paths=tuple(one.path for one in found.members), at=str(found.revision))
    return KernelSetArchive(kernel_set=found.hash, url=await _gateway(desk), request=request)


async def _gateway(desk: Desk) -> str:
    """Return where a gateway tells archives: this site's before any other's."""
    context = desk.context
    try:
        present = await context.rack.services(context.collection)
    except BusTimeoutError:
        return ""
    gateways = [one for one in present if one.service == GATEWAY and one.url]
    best = min(gateways, key=lambda one: (one.site != context.site, one.url), default=None)
    return "" if best is None else f"{best.url.rstrip('/')}/api/v1/collections/{context.collection}/archive"
