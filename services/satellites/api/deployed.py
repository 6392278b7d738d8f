"""The door of the client that is deployed with the LSST pipelines, exactly as it sends and reads.

Facts of its behaviour: it knows the list by `allow_list`, its predecessors by `id_allow_list`; after 404 it
announces the visit and asks once more; it has no time limit and does not try again.
"""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from services.satellites.api.bodies import DeployedQuestion, DeployedVisit, documented, read_body
from services.satellites.api.desk import Desk, OwnDesk
from services.satellites.api.refusals import as_text
from services.satellites.visits.question import make_question
from services.satellites.visits.visit import Visit, VisitKey

router = APIRouter(tags=["deployed client"])


@router.put("/visit_cache", openapi_extra=documented(DeployedVisit), response_class=PlainTextResponse)
async def visit_cache(request: Request, desk: OwnDesk) -> Response:
    """Announce a visit: its tracks are computed once, and kept for questions about it."""
    return await desk.serve(request, lambda: _announce(desk, request), refuse=as_text)


@router.put("/diasource_allow_list", openapi_extra=documented(DeployedQuestion))
async def diasource_allow_list(request: Request, desk: OwnDesk) -> Response:
    """Ask which sources of one detector are certain to be clear of satellites."""
    return await desk.serve(request, lambda: _ask(desk, request), refuse=as_text)


async def _announce(desk: Desk, request: Request) -> Response:
    async with read_body(request, DeployedVisit, desk.room) as body:
        known = await desk.visits.announce(
            Visit(
                visit_id=body.visit_id,
                exposure_start_mjd_tai=body.exposure_start_mjd,
                exposure_end_mjd_tai=body.exposure_end_mjd,
                boresight_ra_deg=body.boresight_ra,
                boresight_dec_deg=body.boresight_dec,
                historical=body.historical,
            )
        )
        return PlainTextResponse("Visit was cached already" if known else "Visit cached")


async def _ask(desk: Desk, request: Request) -> Response:
    async with read_body(request, DeployedQuestion, desk.room) as body:
        question = make_question(body.detector_id, [(one.diasource_id, one.bbox) for one in body.diasources])
        (ids,) = await desk.visits.ask(VisitKey(body.visit_id, body.historical), [question])
        answer = {
            "visit_id": body.visit_id,
            "detector_id": body.detector_id,
            "allow_list": ids,
            "id_allow_list": ids,
        }
        return JSONResponse(answer, headers={"Cache-Control": "no-store"})
