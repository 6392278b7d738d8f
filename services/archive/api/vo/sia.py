"""SIA 2.0: images by region, time, exposure and names; the answer is a table of ObsCore."""

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import ColumnElement, false, or_
from starlette.responses import Response

from services.archive.api.asking import Asked
from services.archive.api.documented import asked_by
from services.archive.api.vo.asking import QuestionError, Said, publisher_of, refused, rows_of, said_of
from services.archive.api.vo.tables import answer, wanted_of
from services.archive.api.vo.tap import TOLD
from services.archive.database.tables import frame
from services.archive.refusals import OBSERVATORY, REGION
from services.archive.vo.conditions import meets
from services.archive.vo.intervals import overlaps
from services.archive.vo.obscore import Column, obscore_columns
from services.archive.vo.regions import RegionError, pos_of

Columns = Mapping[str, Column]
Condition = ColumnElement[bool]

RANGES = {
    "TIME": ("t_min", "t_max"),
    "BAND": ("em_min", "em_max"),
    "EXPTIME": ("t_exptime", "t_exptime"),
    "FOV": ("s_fov", "s_fov"),
    "SPATRES": ("s_resolution", "s_resolution"),
    "SPECRP": ("em_res_power", "em_res_power"),
    "TIMERES": ("t_resolution", "t_resolution"),
}
"""Parameters that are intervals, and the columns that they are held against."""

NAMES = {
    "ID": "obs_publisher_did",
    "COLLECTION": "obs_collection",
    "FACILITY": "facility_name",
    "INSTRUMENT": "instrument_name",
    "DPTYPE": "dataproduct_type",
    "TARGET": "target_name",
    "POL": "pol_states",
}
"""Parameters that are names."""

PARAMETERS = ("POS", "CALIB", "FORMAT", *RANGES, *NAMES, "MAXREC", "RESPONSEFORMAT")

router = APIRouter(prefix="/vo/sia2", tags=["virtual observatory"])


@router.get("/query", responses=TOLD, response_class=Response, openapi_extra=asked_by(PARAMETERS))
async def find_images(desk: Asked, request: Request) -> Response:
    """Frames by POS, TIME, EXPTIME, FOV, ID, COLLECTION, FACILITY, INSTRUMENT, DPTYPE, CALIB and TARGET.

    A parameter that is said twice asks for either; intervals are `low high`, regions degrees in ICRS.
    """
    said = said_of(request.query_params)
    columns = obscore_columns(publisher_of(desk))
    try:
        where = [condition for name in said for condition in _conditions(name, said, columns)]
        rows_max = rows_of(said)
    except (QuestionError, RegionError) as error:
        kind = REGION if isinstance(error, RegionError) else OBSERVATORY
        return refused(desk, str(error), kind=kind)
    order = (frame.c.observation_date.desc(), frame.c.id)
    wanted = wanted_of(list(columns.values()), where, order)
    return await answer(desk, wanted, rows_max=rows_max)


def _conditions(name: str, said: Said, columns: Columns) -> list[Condition]:
    """Return what one parameter comes to; unknown ones are passed over, as DALI has it."""
    make = _maker(name, columns)
    return [] if make is None else [or_(*(make(value) for value in said[name]))]


def _maker(name: str, columns: Columns) -> Callable[[str], Condition] | None:
    if name == "POS":
        return lambda value: meets(pos_of(value))
    if name == "CALIB":
        return lambda value: columns["calib_level"][1] == _level(value)
    if name == "FORMAT":
        return lambda value: _format(value, columns)
    if name in RANGES:
        low, high = (columns[one][1] for one in RANGES[name])
        return lambda value: overlaps(value, low, high)
    if name in NAMES:
        column: Any = columns[NAMES[name]][1]
        return lambda value: column == value.replace("\0", "")
    return None


def _level(value: str) -> int:
    if value not in ("0", "1", "2", "3", "4"):
        raise QuestionError(f"CALIB: {value[:40]!r} is no level from 0 to 4")
    return int(value)


def _format(value: str, columns: Columns) -> Condition:
    is_ours = "datalink" in value or value.lower() in ("all", "votable")
    return columns["obs_id"][1].is_not(None) if is_ours else false()
