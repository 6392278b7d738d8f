"""The index of the numbers in headers: a range of any keyword is found in it, see `query/numbers.py`."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# It stays where tables are dropped to be built again. Keywords that nobody can ask for are left out. A number
# may be larger or smaller than binary64 has: its cast would fail, and no frame may be refused for its index.
FUNCTION = """
    CREATE OR REPLACE FUNCTION header_numbers(headers jsonb) RETURNS tsvector
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
        SELECT array_to_tsvector(coalesce(array_agg(key || '=' || left(encode(float8send(CASE
            WHEN abs(number) < 1e-307 THEN '0'
            WHEN number > 1e308 THEN 'Infinity'
            WHEN number < -1e308 THEN '-Infinity'
            ELSE number::float8
        END), 'hex'), 8)), '{}'))
        FROM (
            SELECT key, CASE WHEN jsonb_typeof(value) = 'number' THEN value::numeric END AS number
            FROM jsonb_each(headers) WHERE octet_length(key) <= 80
        ) AS numbers
        WHERE number IS NOT NULL
    $$
"""


def upgrade() -> None:
    """Make the function and the index."""
    op.execute(FUNCTION)
    op.execute("CREATE INDEX frame_by_header_number ON frame USING gin (header_numbers(headers))")


def downgrade() -> None:
    """Drop them."""
    op.drop_index("frame_by_header_number", "frame")
    op.execute("DROP FUNCTION header_numbers(jsonb)")
