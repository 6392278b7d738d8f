"""Routes about meta-kernels: their members, what became of them, and texts that load anywhere."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import PlainTextResponse

from services.spice.api.parameters import PREFIX, Desk, OfDesk
from services.spice.kernels.listing import Wanted, row, wanted_kernels
from services.spice.kernels.view import KernelView
from services.spice.sets.finder import set_of_meta_kernel
from services.spice.sets.meta_kernels import Located, located
from services.spice.sets.render import ROOT_MAX, rendered
from shared.bus.port import BusTimeoutError
from shared.contracts.http.knowledge.kernels import KernelPage, MetaKernelAnswer, MetaKernelMember
from shared.model.paths import PATH_MAX
from shared.service.holders import holds
from shared.spice.kinds.kind import Family
from shared.web.authorise import Scope, needs
from shared.web.problem import RefusedError, problems

ROWS_MAX = 5_000
"""Meta-kernels of one answer: archives have some hundred."""

router = APIRouter(prefix=PREFIX, tags=["meta-kernels"], dependencies=[Depends(needs(Scope.READ))])

MetaKernelPath = Annotated[str, Path(max_length=PATH_MAX, description="The path of a meta-kernel.")]


@router.get("/metakernels", responses=problems(422, 503))
async def list_meta_kernels(
    *,
    desk: OfDesk,
    year: Annotated[int | None, Query(ge=1950, le=2150, description="Only those named for a year.")] = None,
    latest: Annotated[bool, Query(description="Only those that no newer version replaced.")] = False,
) -> KernelPage:
    """The meta-kernels of the collection, by path."""

    def read(view: KernelView) -> KernelPage:
        wanted = Wanted(kind=Family.MK.value, latest=latest, year=year)
        rows = []
        for kernel, _ in wanted_kernels(view, wanted, desk.sees):
            rows.append(row(view, kernel, (), wanted, desk.sees))
            if len(rows) > ROWS_MAX:
                raise RefusedError(
                    f"there are more than {ROWS_MAX} meta-kernels: ask for a year, or the latest"
                )
        return KernelPage(revision=view.revision, kernels=tuple(rows), next=None)

    return await desk.context.ask(read)


@router.get(
    "/metakernels/{path:path}/render",
    responses={200: {"content": {"text/plain": {}}}, **problems(404, 409, 422, 503)},
)
async def render_meta_kernel(
    *,
    desk: OfDesk,
    path: MetaKernelPath,
    root: Annotated[
        str, Query(max_length=ROOT_MAX, description="The folder that holds the collection.")
    ] = ".",
    partial: Annotated[bool, Query(description="Whether members that are missing may be left out.")] = False,
) -> PlainTextResponse:
    """A meta-kernel whose members are found below `root`, wherever it was written for."""
    found = await desk.context.ask(lambda view: set_of_meta_kernel(view, path, desk.sees))
    if not found.complete and not partial:
        raise RefusedError(
            f"{len(found.missing)} members are not in the collection, {found.missing[0].what} first: "
            "bring them, or ask by `partial` for those that are here"
        )
    return PlainTextResponse(rendered(found, root=root), headers={"SpiceRack-Kernel-Set": found.hash})


@router.get("/metakernels/{path:path}", responses=problems(404, 422, 503))
async def read_meta_kernel(desk: OfDesk, path: MetaKernelPath) -> MetaKernelAnswer:
    """A meta-kernel with its members in the order of loading, and what became of each."""

    def read(view: KernelView) -> tuple[MetaKernelAnswer, list[Located]]:
        kernel, members = located(view, path, desk.sees)
        answer = MetaKernelAnswer(
            revision=view.revision, path=path, content=kernel.content, members=(), complete=False
        )
        return answer, list(members)

    answer, members = await desk.context.ask(read)
    sites = await _sites(desk, members)
    return answer.model_copy(
        update={
            "members": tuple(_member(one, sites) for one in members),
            "complete": all(one.state == "held" for one in members),
        }
    )


async def _sites(desk: Desk, members: list[Located]) -> Mapping[str, tuple[str, ...]]:
    """Return the sites that hold members, by path."""
    paths = [one.kernel.path for one in members if one.kernel is not None]
    heads = [head for path in paths if (head := desk.context.followed.projection.head(path)) is not None]
    try:
        present = await desk.context.rack.managers(desk.context.collection)
    except BusTimeoutError:
        return {}  # Where members are is told beside what they are: it is no reason to tell nothing.
    return {
        head.path: tuple(site for site, presence in sorted(present.items()) if holds(presence, head))
        for head in heads
    }


def _member(one: Located, sites: Mapping[str, tuple[str, ...]]) -> MetaKernelMember:
    kernel = one.kernel
    return MetaKernelMember(
        written=one.written,
        path=None if kernel is None else kernel.path,
        content=None if kernel is None else kernel.content,
        state=one.state,
        superseded_by=one.superseded_by,
        sites=() if kernel is None else sites.get(kernel.path, ()),
    )
