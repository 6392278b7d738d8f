"""The answer whether a footprint holds a polygon that has holes: see `query/regions.py`."""

from alembic import op

from services.archive.database.migrations.versions.sky_seams import WITH_SEAMS

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# A piece of a footprint has no hole, so it holds a polygon where it holds all within the outer ring of it.
# PostGIS says of a polygon with a hole that no piece holds it which has something in the hole.
FILLED = """
    CREATE OR REPLACE FUNCTION sky_filled(region geography) RETURNS geography
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT CASE WHEN ST_NRings(region::geometry) > ST_NumGeometries(region::geometry) THEN (
            SELECT ST_Collect(ST_MakePolygon(ST_ExteriorRing(one.geom)))::geography
            FROM ST_Dump(region::geometry) AS one
        ) ELSE region END
    $$
"""

# Pieces together may well have a hole: what lies over a gap between chips is asked about as it is.
WITH_HOLES = """
    CREATE OR REPLACE FUNCTION sky_covers(area geography, region geography, whole geography) RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS $$
        SELECT ST_Covers(area, sky_filled(region)) OR area = whole OR (
            ST_NumGeometries(area::geometry) > 1 AND ST_Intersects(area, region) AND NOT EXISTS (
                SELECT FROM sky_parts(region) AS part
                WHERE NOT ST_Covers(area, sky_filled(part))
                AND (ST_Dimension(part::geometry) = 0 OR NOT sky_covers_together(area, part))
            )
        )
    $$
"""


def upgrade() -> None:
    """Make the functions."""
    op.execute(FILLED)
    op.execute(WITH_HOLES)


def downgrade() -> None:
    """Take a hole for a part of the region again."""
    op.execute(WITH_SEAMS)
    op.execute("DROP FUNCTION sky_filled(geography)")
