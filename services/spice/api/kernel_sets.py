"""The route of kernel sets: which kernels a question needs."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import PlainTextResponse

from services.spice.api.parameters import PREFIX, OfDesk
from services.spice.sets.finder import KernelSetFinder
from services.spice.sets.render import ROOT_MAX, rendered
from shared.contracts.http.kernels import KernelSetAnswer, KernelSetQuestion
from shared.web.authorise import Scope, needs
from shared.web.problem import problems

router = APIRouter(prefix=PREFIX, tags=["kernel sets"], dependencies=[Depends(needs(Scope.READ))])


@router.post(
    "/kernel-sets",
    response_model=KernelSetAnswer,
    responses={**problems(404, 409, 422, 503), 200: {"content": {"text/plain": {}}}},
)
async def find_kernel_set(
    *,
    desk: OfDesk,
    asked: KernelSetQuestion,
    as_: Annotated[
        Literal["json", "meta-kernel"], Query(alias="as", description="As JSON, or as a meta-kernel.")
    ] = "json",
    root: Annotated[
        str, Query(max_length=ROOT_MAX, description="The folder of the kernels, for a meta-kernel.")
    ] = ".",
) -> KernelSetAnswer | Response:
    """The least ordered set of kernels for bodies, instruments and frames over times."""
    found = await KernelSetFinder(desk.context).find(asked, desk.caller)
    if as_ == "json":
        return found
    return PlainTextResponse(rendered(found, root=root), headers={"SpiceRack-Kernel-Set": found.hash})
