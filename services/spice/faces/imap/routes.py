"""IMAP's pair of routes: which kernels there are, and the bytes of one."""

from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Response

from services.spice.api.parameters import OfDesk
from services.spice.faces.hand_out import handed_out, kernel_named
from services.spice.faces.imap.names import TYPES
from services.spice.faces.imap.select import ROWS_MAX, ImapKernel, ImapWanted, imap_kernels
from services.spice.geometry.api.questions import OfGeometry
from services.spice.kernels.view import KernelView
from shared.model.paths import PATH_MAX
from shared.web.authorise import Scope, needs
from shared.web.problem import MalformedError, RefusedError, problems

PREFIX = "/imap"

AUTHORISED = "/authorized"
"""Put before paths by the client where it has a bearer token."""

router = APIRouter(prefix=PREFIX, tags=["imap"], dependencies=[Depends(needs(Scope.READ))])

Day = Annotated[str | None, Query(pattern=r"^\d{8}$", description="YYYYMMDD, UTC.")]

FilePath = Annotated[str, Path(max_length=PATH_MAX, description="A file's name, with any folders before it.")]


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y%m%d").date()
    except ValueError as error:
        raise MalformedError(f"{text!r} is no day: write YYYYMMDD") from error


async def _wanted(
    *,
    kind: Annotated[str, Query(alias="type", max_length=40, description=f"One of {', '.join(TYPES)}.")],
    start_date: Day = None,
    end_date: Day = None,
    start_ingest_date: Day = None,
    end_ingest_date: Day = None,
    version: Annotated[str | None, Query(pattern=r"^[vV]?\d{1,9}$")] = None,
    latest: Literal["true", "false", "True", "False"] = "false",
) -> ImapWanted:
    """Return what is asked for. Raises MalformedError."""
    if kind not in TYPES:
        raise MalformedError(f"type {kind!r} is none of {', '.join(TYPES)}")
    return ImapWanted(
        kind=kind,
        start=_day(start_date),
        stop=_day(end_date),
        ingested_from=_day(start_ingest_date),
        ingested_to=_day(end_ingest_date),
        version=version,
        latest=latest.lower() == "true",
    )


@router.get("/spice-query", responses=problems(409, 422, 503))
@router.get(f"{AUTHORISED}/spice-query", responses=problems(409, 422, 503), include_in_schema=False)
async def query_kernels(desk: OfDesk, wanted: Annotated[ImapWanted, Depends(_wanted)]) -> list[ImapKernel]:
    """The kernels of one type, by path."""

    def read(view: KernelView) -> list[ImapKernel]:
        rows: list[ImapKernel] = []
        for one in imap_kernels(view, wanted, desk.sees):
            if len(rows) == ROWS_MAX:
                raise RefusedError(f"more than {ROWS_MAX} kernels fit: ask for fewer days, or the latest")
            rows.append(one)
        return rows

    return await desk.context.ask(read)


DOWNLOAD: dict[int | str, dict[str, Any]] = {200: {"content": {"application/octet-stream": {}}}}


@router.get(
    "/download/{file:path}", response_class=Response, responses={**problems(404, 409, 422, 503), **DOWNLOAD}
)
@router.get(f"{AUTHORISED}/download/{{file:path}}", response_class=Response, include_in_schema=False)
async def download_kernel(desk: OfDesk, geometry: OfGeometry, file: FilePath) -> Response:
    """The bytes of a kernel, whatever the folders that IMAP keeps it in."""
    member = await kernel_named(desk, PurePosixPath(file).name)
    return await handed_out(geometry, member)
