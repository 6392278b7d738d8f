"""Questions of geometry over HTTP, answered at once."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from services.spice.geometry.answer_head import Form
from services.spice.geometry.api.buffer import Buffer
from services.spice.geometry.api.choice import KernelChoice, chosen
from services.spice.geometry.api.problems import ANSWERED, TOLD, problem_of
from services.spice.geometry.api.readings import TimeReader
from services.spice.geometry.geometry import Geometry
from services.spice.geometry.process.pool import Asked
from services.spice.geometry.questions.base import Question
from services.spice.geometry.questions.question import AnyQuestion
from shared.web.authorise import Asking, Caller, Scope, needs
from shared.web.compiled_json import CompiledJsonRoute
from shared.web.dependencies import provided
from shared.web.problem import problems
from shared.web.revision import HEADER
from shared.web.timing import RequestTimings

PREFIX = "/api/v1/spice/geometry"

MEDIA: dict[Form, str] = {
    "json": "application/json",
    "csv": "text/csv",
    "arrow": "application/vnd.apache.arrow.stream",
    "parquet": "application/vnd.apache.parquet",
}

SET_HEADER = "SpiceRack-Kernel-Set"

router = APIRouter(
    prefix=PREFIX,
    tags=["geometry"],
    dependencies=[Depends(needs(Scope.READ))],
    route_class=CompiledJsonRoute,
)

OfGeometry = Annotated[Geometry, Depends(provided(Geometry))]


class GeometryRequest(Question):
    """A question, and the kernels that it is answered from."""

    question: AnyQuestion
    kernels: Annotated[KernelChoice, Field(default_factory=KernelChoice)]


async def _form(
    request: Request,
    form: Annotated[
        Form | None, Query(description="The form of the answer; else the first that `Accept` names.")
    ] = None,
) -> Form:
    """Return the form that a request asks for."""
    if form is not None:
        return form
    accepted = request.headers.get("accept", "")
    named = [one.partition(";")[0].strip() for one in accepted.split(",")]
    known = {media: name for name, media in MEDIA.items()}
    return next((known[one] for one in named if one in known), "json")


OfForm = Annotated[Form, Depends(_form)]

BODIES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer: its head names the kernels, each with its hash, in the order of loading.",
        "content": {media: {} for media in MEDIA.values()},
    }
}


async def asked_of(geometry: Geometry, body: GeometryRequest, form: Form, caller: Caller) -> Asked:
    """Return a question with its kernels."""
    reader = TimeReader(geometry.collection, geometry.pool, geometry.allowance)
    kernels = await chosen(body.kernels, body.question, sets=geometry.sets, caller=caller, reader=reader)
    return Asked(
        collection=geometry.collection,
        revision=kernels.revision,
        kernel_set=kernels.hash,
        members=kernels.members,
        question=body.question,
        form=form,
        notes=kernels.notes,
    )


@router.post("", response_class=Response, responses={**problems(*ANSWERED), **BODIES})
async def answer_question(
    *,
    geometry: OfGeometry,
    body: GeometryRequest,
    form: OfForm,
    caller: Asking,
    timings: RequestTimings,
) -> Response:
    """Any calculation: states, orientations, surface points, searches for events and more."""
    sink = Buffer()
    try:
        with timings.measure("kernels"):
            asked = await asked_of(geometry, body, form, caller)
        with timings.measure("cspice"):
            await geometry.shared.ask(asked, sink=sink)
    except TOLD as error:
        raise problem_of(error) from error
    headers = {HEADER: str(asked.revision), SET_HEADER: asked.kernel_set}
    return Response(bytes(sink.data), media_type=MEDIA[form], headers=headers)
