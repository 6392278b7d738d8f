"""Routes of the first SpiceRack that read; what changed something is done otherwise today."""

from collections.abc import Callable
from typing import Annotated, TypeVar

import anyio
from fastapi import APIRouter, Depends, Path

from services.spice.api.parameters import Desk, OfDesk
from services.spice.faces.first.select import (
    MISC,
    FileInfo,
    MissionInfo,
    file_of,
    files_of,
    hash_of,
    info_of,
    line_of,
    naif_name,
    names,
    newest,
)
from services.spice.geometry.api.problems import TOLD, problem_of
from services.spice.geometry.api.questions import OfGeometry
from services.spice.geometry.geometry import Geometry
from services.spice.kernels.view import Kernel, KernelView
from services.spice.sets.find import set_member
from shared.spice.kinds.kind import Family
from shared.web.authorise import Scope, needs
from shared.web.problem import RefusedError, problems

PREFIX = "/api/home"

WORD_MAX = 80

RAW_MAX = 8 * 1024**2
"""Bytes of a file that is told by lines: text kernels of a few megabytes are the largest."""

router = APIRouter(
    prefix=PREFIX,
    tags=["first SpiceRack"],
    dependencies=[Depends(needs(Scope.READ))],
    responses=problems(404, 409, 422, 503),
)

Mission = Annotated[str, Path(max_length=WORD_MAX)]
File = Annotated[str, Path(max_length=255)]
Year = Annotated[int, Path(ge=1950, le=2150)]

Told = TypeVar("Told")


async def _of(
    desk: Desk,
    mission: str,
    tell: Callable[[list[Kernel]], Told],
    *,
    kinds: tuple[Family, ...] | None = None,
    year: int | None = None,
) -> Told:
    """Tell something of the kernels of a mission."""
    return await desk.context.ask(
        lambda view: tell(files_of(view, desk.sees, mission.lower(), kinds, year=year))
    )


async def _missions(desk: Desk) -> list[str]:
    def read(view: KernelView) -> list[str]:
        return sorted({one.mission for one in view.kernels() if one.mission and desk.sees(one.path)})

    return await desk.context.ask(read)


@router.get("/")
async def read_home() -> list[str]:
    """What there is below."""
    return ["/hash", "/naif", "/missions"]


@router.get("/hash/")
async def read_hash(desk: OfDesk) -> str:
    """A hash of all kernels: it changes when one does."""
    return await desk.context.ask(lambda view: hash_of(one for one in view.kernels() if desk.sees(one.path)))


@router.get("/naif/")
async def list_naif(desk: OfDesk) -> list[str]:
    """Missions, as folders of NAIF's archive are called."""
    return [naif_name(one) for one in await _missions(desk)]


@router.get("/missions/")
async def list_missions_of_old(desk: OfDesk) -> list[str]:
    """Missions."""
    return await _missions(desk)


@router.get("/missions/{mission}/")
async def read_mission(desk: OfDesk, mission: Mission) -> MissionInfo:
    """One mission."""
    found = await _of(desk, mission, hash_of)
    return MissionInfo(
        mission=mission.lower(), hash=found, links=("/files", "/misc", "/kernels", "/metakernels")
    )


@router.get("/missions/{mission}/misc/")
async def list_misc(desk: OfDesk, mission: Mission) -> list[str]:
    """Files that are of no kind."""
    return await _of(desk, mission, names, kinds=MISC)


@router.get("/missions/{mission}/kernels/")
async def list_kinds(desk: OfDesk, mission: Mission) -> list[str]:
    """The kinds of kernels that a mission has."""
    return await _of(desk, mission, lambda found: sorted({one.family for one in found}))


@router.get("/missions/{mission}/kernels/{kernel}/")
async def read_kind(desk: OfDesk, mission: Mission, kernel: Family) -> list[str]:
    """What there is below a kind."""
    await _of(desk, mission, names, kinds=(kernel,))
    return ["/files"]


FILES = "/missions/{mission}/kernels/{kernel}/files"


@router.get(f"{FILES}/")
async def list_files_of_old(desk: OfDesk, mission: Mission, kernel: Family) -> list[str]:
    """The files of one kind."""
    return await _of(desk, mission, names, kinds=(kernel,))


@router.get(f"{FILES}/newest/")
async def list_newest_files(desk: OfDesk, mission: Mission, kernel: Family) -> list[str]:
    """The newest of each line of names."""
    return await _of(desk, mission, lambda found: names(newest(found)), kinds=(kernel,))


@router.get(f"{FILES}/{{file}}/")
async def read_file_of_old(desk: OfDesk, mission: Mission, kernel: Family, file: File) -> FileInfo:
    """One file."""
    return await _info(desk, mission, kernel, file)


@router.get(f"{FILES}/{{file}}/raw/")
async def read_raw(
    desk: OfDesk, geometry: OfGeometry, mission: Mission, kernel: Family, file: File
) -> list[str]:
    """The lines of a text kernel."""
    return await _lines(desk, geometry, mission, kernel, file)


@router.get(f"{FILES}/{{file}}/newest/")
async def read_newest_file(desk: OfDesk, mission: Mission, kernel: Family, file: File) -> list[str]:
    """The newest version of a file, which may be named without its version."""
    return await _of(desk, mission, lambda found: names(newest(line_of(found, file))), kinds=(kernel,))


META = "/missions/{mission}/metakernels"


@router.get(f"{META}/")
async def list_meta_kernels_of_old(desk: OfDesk, mission: Mission) -> list[str]:
    """Meta-kernels."""
    return await _of(desk, mission, names, kinds=(Family.MK,))


@router.get(f"{META}/newest/")
async def list_newest_meta_kernels(desk: OfDesk, mission: Mission) -> list[str]:
    """The newest meta-kernels."""
    return await _of(desk, mission, lambda found: names(newest(found)), kinds=(Family.MK,))


@router.get(f"{META}/years/")
async def list_years(desk: OfDesk, mission: Mission) -> list[int]:
    """The years that meta-kernels are named for."""
    return await _of(
        desk, mission, lambda found: sorted({one.year for one in found if one.year}), kinds=(Family.MK,)
    )


@router.get(f"{META}/years/{{year}}/")
async def list_of_year(desk: OfDesk, mission: Mission, year: Year) -> list[str]:
    """The meta-kernels of a year."""
    return await _of(desk, mission, names, kinds=(Family.MK,), year=year)


@router.get(f"{META}/years/{{year}}/newest/")
async def list_newest_of_year(desk: OfDesk, mission: Mission, year: Year) -> list[str]:
    """The newest meta-kernels of a year."""
    return await _of(desk, mission, lambda found: names(newest(found)), kinds=(Family.MK,), year=year)


@router.get(f"{META}/{{file}}/")
async def read_meta_kernel_of_old(desk: OfDesk, mission: Mission, file: File) -> FileInfo:
    """One meta-kernel."""
    return await _info(desk, mission, Family.MK, file)


@router.get(f"{META}/{{file}}/raw/")
async def read_raw_meta_kernel(desk: OfDesk, geometry: OfGeometry, mission: Mission, file: File) -> list[str]:
    """The lines of a meta-kernel."""
    return await _lines(desk, geometry, mission, Family.MK, file)


async def _info(desk: Desk, mission: str, kernel: Family, file: str) -> FileInfo:
    def read(view: KernelView) -> FileInfo:
        found = file_of(files_of(view, desk.sees, mission.lower(), (kernel,)), file)
        return info_of(view, desk.sees, found)

    return await desk.context.ask(read)


async def _lines(desk: Desk, geometry: Geometry, mission: str, kernel: Family, file: str) -> list[str]:
    found = await _of(desk, mission, lambda those: file_of(those, file), kinds=(kernel,))
    if found.form != "text" or found.size > RAW_MAX:
        raise RefusedError(f"{file} is no text kernel of at most {RAW_MAX} bytes: fetch it from a gateway")
    try:
        async with geometry.files.held((set_member(found),)) as (held,):
            data = await anyio.Path(held.file).read_bytes()
    except TOLD as error:
        raise problem_of(error) from error
    # Text kernels are ASCII; other bytes are told as what they most often are.
    return data.decode("latin-1").splitlines()
