"""Jobs over HTTP: questions that take longer than a request."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response
from fastapi.responses import FileResponse

from services.spice.geometry.api.problems import ANSWERED, TOLD, problem_of
from services.spice.geometry.api.questions import (
    BODIES,
    MEDIA,
    PREFIX,
    SET_HEADER,
    GeometryRequest,
    OfForm,
    OfGeometry,
    asked_of,
)
from services.spice.geometry.jobs.errors import AnswerElsewhereError
from services.spice.geometry.jobs.job import JobState
from shared.web.authorise import Asking, Scope, needs
from shared.web.compiled_json import CompiledJsonRoute
from shared.web.problem import NotFoundError, RefusedError, problems
from shared.web.revision import HEADER

router = APIRouter(
    prefix=f"{PREFIX}/jobs",
    tags=["geometry"],
    dependencies=[Depends(needs(Scope.READ))],
    route_class=CompiledJsonRoute,
)

JobName = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]

NO_JOB = "you have no such job: it never was, or it has expired"


@router.post("", status_code=202, responses=problems(*ANSWERED))
async def submit_job(
    *, geometry: OfGeometry, body: GeometryRequest, form: OfForm, caller: Asking, response: Response
) -> JobState:
    """Ask a question whose answer is fetched later."""
    try:
        asked = await asked_of(geometry, body, form, caller)
        state = await geometry.jobs.submit(asked, caller.name)
    except TOLD as error:
        raise problem_of(error) from error
    response.headers["Location"] = f"{PREFIX}/jobs/{state.id}"
    return state


@router.get("/{job}", responses=problems(404, 422))
async def read_job(*, geometry: OfGeometry, job: JobName, caller: Asking) -> JobState:
    """How far a job is."""
    state = geometry.jobs.state(job, caller.name)
    if state is None:
        raise NotFoundError(NO_JOB)
    return state


@router.get("/{job}/answer", response_class=Response, responses={**problems(404, 409, 422, 503), **BODIES})
async def read_job_answer(*, geometry: OfGeometry, job: JobName, caller: Asking) -> FileResponse:
    """The answer of a job that is complete."""
    state = geometry.jobs.state(job, caller.name)
    asked = await geometry.jobs.asked(job, caller.name)
    if state is None or asked is None:
        raise NotFoundError(NO_JOB)
    try:
        path = await geometry.jobs.path(job, caller.name)
    except AnswerElsewhereError as error:
        raise problem_of(error) from error
    if path is None:
        raise RefusedError(f"the job is {state.phase}{f': {state.detail}' if state.detail else ''}")
    headers = {HEADER: str(asked.revision), SET_HEADER: asked.kernel_set}
    return FileResponse(path, media_type=MEDIA[asked.form], headers=headers)


@router.delete("/{job}", status_code=204, responses=problems(404, 422))
async def remove_job(*, geometry: OfGeometry, job: JobName, caller: Asking) -> None:
    """Cancel a job, and forget its answer."""
    if not await geometry.jobs.forget(job, caller.name):
        raise NotFoundError(NO_JOB)
