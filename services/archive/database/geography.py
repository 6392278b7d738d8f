"""Regions on the sphere as a type of columns: PostGIS' geography, written and read as text.

Right ascension is the longitude and declination the latitude, in degrees, on a sphere: distances are asked
for with `use_spheroid` false, since the sky has no flattening (0.56 % off otherwise).
"""

from sqlalchemy import BindParameter, ColumnElement, func
from sqlalchemy.types import UserDefinedType

DEGREE_METRES = 6371008.7714150598 * 3.14159265358979323846 / 180
"""Metres of a degree on PostGIS' sphere: the mean radius (2a + b) / 3 of WGS 84, its geography's own."""


class Geography(UserDefinedType[str]):
    """A geography column: extended well-known text in, GeoJSON out."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        """Return the type as PostgreSQL has it."""
        return "geography(MultiPolygon, 4326)"

    def bind_expression(self, bindvalue: BindParameter[str]) -> ColumnElement[str]:
        """Return how a value goes in."""
        return func.ST_GeogFromText(bindvalue)

    def column_expression(self, column: ColumnElement[str]) -> ColumnElement[str]:
        """Return how a value comes out."""
        return func.ST_AsGeoJSON(column, 9)


class Box(UserDefinedType[str]):
    """A box in space that holds a region of the sphere: PostgreSQL's cube."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        """Return the type as PostgreSQL has it."""
        return "cube"
