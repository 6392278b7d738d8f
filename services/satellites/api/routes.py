"""Our own routes: versioned, with units in the names, several detectors at a time."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from services.satellites.api.bodies import Batch, VisitDetails, documented, read_body
from services.satellites.api.desk import Desk, OwnDesk
from services.satellites.api.refusals import as_problem
from services.satellites.errors import MalformedRequestError
from services.satellites.visits.question import make_question
from services.satellites.visits.visit import Visit, VisitKey
from shared.model.base import FrozenModel

ID_DIGITS_MAX = 19
"""Of 2**63."""


class Announced(FrozenModel):
    """Answer to an announcement."""

    visit_id: int
    known: bool
    """True where the tracks were there already."""


class DetectorAllowed(FrozenModel):
    """The sources of one detector that are certain to be clear of satellites."""

    detector_id: int
    allowed_ids: tuple[int, ...]


class Allowed(FrozenModel):
    """Answer to a batch of questions, in the order of the detectors."""

    visit_id: int
    detectors: tuple[DetectorAllowed, ...]


router = APIRouter(tags=["visits"], prefix="/api/v1")


@router.put(
    "/visits/{visit_id}", openapi_extra=documented(VisitDetails), responses={200: {"model": Announced}}
)
async def announce(request: Request, desk: OwnDesk, visit_id: str) -> Response:
    """Announce a visit: its tracks are computed once, and kept for questions about it."""
    return await desk.serve(request, lambda: _announce(desk, request, visit_id), refuse=as_problem)


@router.put(
    "/visits/{visit_id}/allow-lists", openapi_extra=documented(Batch), responses={200: {"model": Allowed}}
)
async def ask(request: Request, desk: OwnDesk, visit_id: str) -> Response:
    """Ask which sources of several detectors are certain to be clear of satellites.

    It is a PUT, as the deployed client's question is: no web page can send one to another origin unasked.
    """
    return await desk.serve(request, lambda: _ask(desk, request, visit_id), refuse=as_problem)


async def _announce(desk: Desk, request: Request, visit_id: str) -> Response:
    number = _id_of(visit_id)
    async with read_body(request, VisitDetails, desk.room) as body:
        known = await desk.visits.announce(
            Visit(
                visit_id=number,
                exposure_start_mjd_tai=body.exposure_start_mjd_tai,
                exposure_end_mjd_tai=body.exposure_end_mjd_tai,
                boresight_ra_deg=body.boresight_ra_deg,
                boresight_dec_deg=body.boresight_dec_deg,
                historical=body.historical,
            )
        )
        return _json(Announced(visit_id=number, known=known))


async def _ask(desk: Desk, request: Request, visit_id: str) -> Response:
    number = _id_of(visit_id)
    async with read_body(request, Batch, desk.room) as body:
        questions = [
            make_question(one.detector_id, [(source.source_id, source.corners_deg) for source in one.sources])
            for one in body.detectors
        ]
        lists = await desk.visits.ask(VisitKey(number, body.historical), questions)
        answers = tuple(
            DetectorAllowed(detector_id=question.detector_id, allowed_ids=tuple(ids))
            for question, ids in zip(questions, lists, strict=True)
        )
        return _json(Allowed(visit_id=number, detectors=answers))


def _id_of(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= ID_DIGITS_MAX):
        raise MalformedRequestError("caller: the id of a visit is a number of at most 19 digits")
    return int(text)


def _json(answer: FrozenModel) -> Response:
    return JSONResponse(answer.model_dump(), headers={"Cache-Control": "no-store"})
