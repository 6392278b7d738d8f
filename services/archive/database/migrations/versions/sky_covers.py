"""The answer whether a footprint of several pieces holds a region: see `query/regions.py`."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# PostGIS asks whether one piece holds all of it. The whole sky holds anything all the same, whatever its
# pieces here, and points need not be in one.
FUNCTION = """
    CREATE OR REPLACE FUNCTION sky_covers(area geography, region geography, whole geography) RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS $$
        SELECT ST_Covers(area, region) OR area = whole OR (
            GeometryType(region::geometry) = 'MULTIPOINT' AND NOT EXISTS (
                SELECT FROM ST_Dump(region::geometry) AS one
                WHERE NOT ST_Covers(area, one.geom::geography)
            )
        )
    $$
"""


def upgrade() -> None:
    """Make the function."""
    op.execute(FUNCTION)


def downgrade() -> None:
    """Drop it."""
    op.execute("DROP FUNCTION sky_covers(geography, geography, geography)")
