"""The answer whether a footprint of several pieces holds a line or a polygon over their seams."""

from alembic import op

from services.archive.database.migrations.versions.sky_covers import FUNCTION as WITHOUT_SEAMS

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# Of a region what PostGIS can be asked about at once: a line goes around the sky as it likes, and a segment
# here is 45 degrees long at most. A polygon is no wider, nor is a piece of a footprint.
PARTS = """
    CREATE OR REPLACE FUNCTION sky_parts(region geography) RETURNS SETOF geography
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT part.geom::geography FROM ST_Dump(region::geometry) AS one, LATERAL (
            SELECT geom FROM ST_DumpSegments(ST_Segmentize(one.geom::geography, 5000000)::geometry)
            WHERE GeometryType(one.geom) = 'LINESTRING'
            UNION ALL SELECT one.geom WHERE GeometryType(one.geom) <> 'LINESTRING'
        ) AS part
    $$
"""

# A map of the sky around a point (Lambert's, true in area), in metres of PostGIS' sphere. Great circles are
# chords of a quarter of a degree there: some 0.3 arcseconds off.
MAP = """
    CREATE OR REPLACE FUNCTION sky_map(region geography, center geography) RETURNS geometry
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT ST_MakeValid(ST_Transform(
            ST_Segmentize(region, 27800)::geometry, '+proj=longlat +R=6371008.7714 +no_defs',
            format('+proj=laea +lat_0=%s +lon_0=%s +R=6371008.7714 +units=m +no_defs',
                   ST_Y(center::geometry), ST_X(center::geometry))
        ))
    $$
"""

# Pieces are put together on the map. What lies between two of them counts as a seam where it is narrower than
# two thousandths of the largest one's side; outer borders move by a hundredth of that.
TOGETHER = """
    CREATE OR REPLACE FUNCTION sky_covers_together(area geography, part geography) RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS $$
        WITH near AS (
            SELECT piece.geom::geography AS piece FROM ST_Dump(area::geometry) AS piece
            WHERE ST_Intersects(piece.geom::geography, part)
        ), placed AS (
            SELECT ST_Union(sky_map(piece, ST_Centroid(part, false))) AS pieces,
                   sqrt(max(ST_Area(piece, false))) / 1000 AS slack, count(*) AS many
            FROM near
        )
        SELECT coalesce(many > 1 AND ST_Covers(
            ST_Buffer(ST_Buffer(pieces, slack, 'join=mitre'), -0.99 * slack, 'join=mitre'),
            sky_map(part, ST_Centroid(part, false))
        ), false) FROM placed
    $$
"""

WITH_SEAMS = """
    CREATE OR REPLACE FUNCTION sky_covers(area geography, region geography, whole geography) RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS $$
        SELECT ST_Covers(area, region) OR area = whole OR (
            ST_NumGeometries(area::geometry) > 1 AND ST_Intersects(area, region) AND NOT EXISTS (
                SELECT FROM sky_parts(region) AS part
                WHERE NOT ST_Covers(area, part)
                AND (ST_Dimension(part::geometry) = 0 OR NOT sky_covers_together(area, part))
            )
        )
    $$
"""


def upgrade() -> None:
    """Make the functions."""
    for function in (PARTS, MAP, TOGETHER, WITH_SEAMS):
        op.execute(function)


def downgrade() -> None:
    """Ask for one piece again."""
    op.execute(WITHOUT_SEAMS)
    op.execute("DROP FUNCTION sky_covers_together(geography, geography)")
    op.execute("DROP FUNCTION sky_map(geography, geography)")
    op.execute("DROP FUNCTION sky_parts(geography)")
