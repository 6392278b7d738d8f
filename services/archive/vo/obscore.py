"""Frames as rows of ObsCore 1.1 (IVOA recommendation): one table, `ivoa.obscore`, of what the caller sees."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Float, Integer, Numeric, Text, case, cast, func, literal, null, select
from sqlalchemy.sql.selectable import Select
from sqlalchemy.types import UserDefinedType

from services.archive.database.geography import DEGREE_METRES
from services.archive.database.tables import frame, version
from services.archive.query.sight import Sight
from services.archive.vo.votable import Field

TABLE = "ivoa.obscore"

DATALINK = "application/x-votable+xml;content=datalink"

MJD_1970 = 40587
DAY_SECONDS = 86400

REGION = "s_region"
"""The column that is a region, and no value."""

BYTES = 1024
"""In ObsCore's unit of sizes, kbyte."""


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes frames, and where."""

    authority: str
    collection: str
    base: str
    """The address by which the caller asked."""

    @property
    def prefix(self) -> str:
        """What identifiers of frames begin with; the basename follows."""
        return f"ivo://{self.authority}/{self.collection}?"


TURN = 360


class _Geometry(UserDefinedType[Any]):
    """PostGIS' plane type, which tells a point's coordinates."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        return "geometry"


Column = tuple[Field, ColumnElement[Any]]


def _field(name: str, datatype: str, ucd: str, unit: str = "", description: str = "") -> Field:
    return Field(name=name, datatype=datatype, ucd=ucd, unit=unit, description=description)


def obscore_columns(publisher: Publisher) -> Mapping[str, Column]:
    """Return the columns of ObsCore (table 6 of the standard), each with what it is of a frame."""
    begin = func.extract("epoch", frame.c.observation_date) / DAY_SECONDS + MJD_1970
    exposure = func.coalesce(frame.c.exposure_time, 0.0)
    # As it is compared: the type that follows by itself is told with ten places.
    end = cast(begin + exposure / DAY_SECONDS, Float(53))
    middle = func.ST_Centroid(frame.c.area, False)
    degrees = func.ST_Area(frame.c.area, False) / DEGREE_METRES**2
    is_spectrum = frame.c.configuration_type == "SPECTRUM"
    nothing = {"double": cast(null(), Float), "long": cast(null(), Integer), "char": cast(null(), Text)}
    point = cast(middle, _Geometry())
    size = cast(func.ceil(version.c.size / float(BYTES)), Integer)
    link = literal(f"{publisher.base}/vo/datalink?ID=").concat(cast(frame.c.id, Text))
    rows: tuple[tuple[Field, Any], ...] = (
        (
            _field("dataproduct_type", "char", "meta.id"),
            case((is_spectrum, "spectrum"), else_="image"),
        ),
        (
            _field("calib_level", "int", "meta.code;obs.calib"),
            case((frame.c.reduction_level == 0, 1), else_=2),
        ),
        (_field("obs_collection", "char", "meta.id"), literal(publisher.collection)),
        (_field("obs_id", "char", "meta.id"), frame.c.basename),
        (
            _field("obs_publisher_did", "char", "meta.ref.ivoid"),
            literal(publisher.prefix).concat(frame.c.basename),
        ),
        (_field("access_url", "char", "meta.ref.url"), link),
        (_field("access_format", "char", "meta.code.mime"), literal(DATALINK)),
        (_field("access_estsize", "long", "phys.size;meta.file", "kbyte"), size),
        (_field("target_name", "char", "meta.id;src"), frame.c.target_name),
        (
            _field("s_ra", "double", "pos.eq.ra", "deg"),
            func.mod(cast(func.ST_X(point), Numeric) + TURN, TURN),
        ),
        (_field("s_dec", "double", "pos.eq.dec", "deg"), func.ST_Y(point)),
        (
            _field("s_fov", "double", "phys.angSize;instr.fov", "deg", "diameter of a circle as large"),
            2 * func.sqrt(degrees / func.pi()),
        ),
        (_field(REGION, "char", "pos.outline;obs.field", "deg"), frame.c.area),
        (_field("s_resolution", "double", "pos.angResolution", "arcsec"), nothing["double"]),
        (_field("s_xel1", "long", "meta.number"), nothing["long"]),
        (_field("s_xel2", "long", "meta.number"), nothing["long"]),
        (_field("t_min", "double", "time.start;obs.exposure", "d", "MJD, UTC"), begin),
        (_field("t_max", "double", "time.end;obs.exposure", "d", "MJD, UTC"), end),
        (_field("t_exptime", "double", "time.duration;obs.exposure", "s"), frame.c.exposure_time),
        (_field("t_resolution", "double", "time.resolution", "s"), frame.c.exposure_time),
        (_field("t_xel", "long", "meta.number"), nothing["long"]),
        (_field("em_min", "double", "em.wl;stat.min", "m"), nothing["double"]),
        (_field("em_max", "double", "em.wl;stat.max", "m"), nothing["double"]),
        (_field("em_res_power", "double", "spect.resolution"), nothing["double"]),
        (_field("em_xel", "long", "meta.number"), nothing["long"]),
        (_field("o_ucd", "char", "meta.ucd"), literal("phot.count")),
        (_field("pol_states", "char", "meta.code;phys.polarization"), nothing["char"]),
        (_field("pol_xel", "long", "meta.number"), nothing["long"]),
        (_field("facility_name", "char", "meta.id;instr.tel"), frame.c.site_id),
        (_field("instrument_name", "char", "meta.id;instr"), frame.c.instrument_id),
        (_field("filter_name", "char", "meta.id;instr.filter"), frame.c.primary_optical_element),
        (_field("proposal_id", "char", "meta.id;obs.proposal"), frame.c.proposal_id),
    )
    return {field.name: (field, expression) for field, expression in rows}


def told(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a region as it is told."""
    return func.ST_AsGeoJSON(column, 7)


def select_frames(sight: Sight, *columns: ColumnElement[Any]) -> Select[Any]:
    """Return the question for columns of the frames that the caller sees, each with its newest version."""
    newest = (version.c.frame_id == frame.c.id) & (version.c.rank == 0)
    return select(*columns).select_from(frame).join(version, newest).where(sight.listed())


def region_text(geojson: str | None) -> str | None:
    """Return a footprint in the words of ObsCore: of several polygons a union."""
    if geojson is None:
        return None
    shape = json.loads(geojson)
    rings = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
    words = [
        "POLYGON ICRS " + " ".join(f"{ra % 360:.7f} {dec:.7f}" for ra, dec in one[0][:-1]) for one in rings
    ]
    if len(words) == 1:
        return words[0]
    return f"UNION ICRS ({' '.join(one.replace('POLYGON ICRS', 'POLYGON') for one in words)})"
