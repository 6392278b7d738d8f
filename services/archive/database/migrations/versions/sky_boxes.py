"""The box of each footprint in space, beside what lists are ordered and judged by: see `query/regions.py`."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# It stays where tables are dropped to be built again. What is between points of a piece (edges, and what they
# enclose) is a point of their convex hull, moved out to the sphere: by no more than the hull comes nearer to
# the sphere's middle than 1, and it comes no nearer than the points lie along their mean. The rest is of
# rounding: 0.02 arcseconds.
FUNCTION = """
    CREATE OR REPLACE FUNCTION sky_box(area geography) RETURNS cube
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
        SELECT cube_enlarge(
            cube(ARRAY[min(x), min(y), min(z)], ARRAY[max(x), max(y), max(z)]), 1 - min(along) + 1e-7, 3
        )
        FROM (
            SELECT x, y, z, x * avg(x) OVER piece + y * avg(y) OVER piece + z * avg(z) OVER piece AS along
            FROM (
                SELECT piece, cos(dec) * cos(ra) AS x, cos(dec) * sin(ra) AS y, sin(dec) AS z
                FROM (
                    SELECT one.path AS piece, radians(ST_X(at.geom)) AS ra, radians(ST_Y(at.geom)) AS dec
                    FROM ST_Dump(area::geometry) AS one, ST_DumpPoints(one.geom) AS at
                ) AS places
            ) AS vectors
            WINDOW piece AS (PARTITION BY piece)
        ) AS points
    $$
"""


def upgrade() -> None:
    """Make the function, the column and its index, in the place of the index of the footprints themselves."""
    op.execute(FUNCTION)
    # All indexes of the table are made anew with it: PostgreSQL's own 64 MB takes far longer.
    op.execute("SET LOCAL maintenance_work_mem = '128MB'")
    op.execute("ALTER TABLE frame ADD COLUMN sky cube GENERATED ALWAYS AS (sky_box(area)) STORED")
    op.execute(
        "CREATE INDEX frame_by_sky ON frame USING gist (sky) "
        "INCLUDE (observation_date, id, public_date, proposal_id, shown)"
    )
    op.drop_index("frame_by_area", "frame", if_exists=True)


def downgrade() -> None:
    """Make it as it was."""
    op.create_index("frame_by_area", "frame", ["area"], postgresql_using="gist")
    op.drop_index("frame_by_sky", "frame", if_exists=True)
    op.drop_column("frame", "sky")
    op.execute("DROP FUNCTION sky_box(geography)")
