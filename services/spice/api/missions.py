"""Routes about missions, and the kernels of each kind that they have."""

from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Depends, Path

from services.spice.api.kernels import WORD_MAX
from services.spice.api.parameters import PREFIX, OfDesk
from services.spice.kernels.listing import Wanted, page, row, wanted_kernels
from services.spice.kernels.view import Kernel, KernelView
from shared.contracts.http.knowledge.kernels import KernelPage, MissionList, MissionRow
from shared.spice.kinds.kind import Family
from shared.spice.names.missions import GENERIC
from shared.web.authorise import Scope, needs
from shared.web.catalog.parameters import AfterPath
from shared.web.paging import PAGE_MAX, Limit, NextPage
from shared.web.problem import problems

router = APIRouter(prefix=PREFIX, tags=["missions"], dependencies=[Depends(needs(Scope.READ))])

Mission = Annotated[str, Path(max_length=WORD_MAX, description=f"A mission, or `{GENERIC}`.")]


@router.get("/missions", responses=problems(503))
async def list_missions(desk: OfDesk) -> MissionList:
    """The missions that kernels are of, and how many there are of each kind."""

    def read(view: KernelView) -> MissionList:
        counts: dict[str, Counter[str]] = {}
        for kernel in view.kernels():
            if desk.sees(kernel.path):
                counts.setdefault(kernel.mission, Counter())[kernel.family] += 1
        rows = (MissionRow(mission=name, kinds=dict(sorted(counts[name].items()))) for name in sorted(counts))
        return MissionList(revision=view.revision, missions=tuple(rows))

    return await desk.context.ask(read)


@router.get("/missions/{mission}/kernels/{kind}", responses=problems(422, 503))
async def list_of_mission(
    *,
    desk: OfDesk,
    mission: Mission,
    kind: Family,
    next_page: NextPage,
    after: AfterPath = "",
    limit: Limit = PAGE_MAX,
) -> KernelPage:
    """The kernels of one kind of a mission, page by page."""

    def read(view: KernelView) -> KernelPage:
        wanted = Wanted(kind=kind.value, mission=mission)
        rows, following = page(view, wanted, desk.sees, after=after, limit=limit)
        return KernelPage(revision=view.revision, kernels=tuple(rows), next=following)

    found = await desk.context.ask(read)
    next_page.link(after=found.next)
    return found


@router.get("/missions/{mission}/kernels/{kind}/newest", responses=problems(422, 503))
async def list_newest(desk: OfDesk, mission: Mission, kind: Family) -> KernelPage:
    """The newest kernel of each line of names: of its last slot the highest version."""

    def read(view: KernelView) -> KernelPage:
        wanted = Wanted(kind=kind.value, mission=mission)
        newest: dict[str, Kernel] = {}
        for kernel, _ in wanted_kernels(view, wanted, desk.sees):
            best = newest.get(kernel.line)
            if best is None or (kernel.slot, kernel.rank) > (best.slot, best.rank):
                newest[kernel.line] = kernel
        found = sorted(newest.values(), key=lambda one: one.path)
        rows = (row(view, kernel, (), wanted, desk.sees) for kernel in found)
        return KernelPage(revision=view.revision, kernels=tuple(rows), next=None)

    return await desk.context.ask(read)
