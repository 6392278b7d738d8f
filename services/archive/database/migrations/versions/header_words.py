"""One index of all values in headers, texts and numbers, and of days: see `query/words.py`."""

from alembic import op

from services.archive.database.migrations.versions.header_numbers import FUNCTION as EARLIER

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# It stays where tables are dropped to be built again. Keywords that nobody can ask for are left out. A number
# of so many digits may be larger or smaller than binary64 has: its cast would fail, and no frame may be
# refused for its index.
FUNCTION = """
    CREATE OR REPLACE FUNCTION header_words(headers jsonb, moment timestamptz) RETURNS tsvector
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
        SELECT array_to_tsvector(array(
            SELECT key || CASE jsonb_typeof(value)
                WHEN 'number' THEN '=' || left(encode(float8send(CASE
                    WHEN octet_length(value #>> '{}') <= 300 THEN (value #>> '{}')::float8
                    WHEN abs(value::numeric) < 1e-307 THEN 0
                    WHEN value::numeric > 1e308 THEN 'Infinity'
                    WHEN value::numeric < -1e308 THEN '-Infinity'
                    ELSE value::float8
                END), 'hex'), 8)
                WHEN 'string' THEN '~' || left(md5(value #>> '{}'), 10)
                ELSE '~' || (value #>> '{}')
            END
            FROM jsonb_each(headers)
            WHERE octet_length(key) <= 80 AND jsonb_typeof(value) IN ('number', 'string', 'boolean')
            UNION ALL
            SELECT '@' || left(lpad(to_hex(greatest(0, least(1048575,
                (moment AT TIME ZONE 'UTC')::date - DATE '0001-01-01'))), 5, '0'), digits)
            FROM unnest('{2,3,4,5}'::int[]) AS digits
        ))
    $$
"""

OLD = {
    "frame_by_header": "headers jsonb_path_ops",
    "frame_by_header_number": "header_numbers(headers)",
}
"""The indexes that it takes the place of."""


def upgrade() -> None:
    """Make the function and the index in the place of two."""
    for index in OLD:
        op.drop_index(index, "frame", if_exists=True)
    op.execute("DROP FUNCTION IF EXISTS header_numbers(jsonb)")
    op.execute(FUNCTION)
    op.execute(
        "CREATE INDEX frame_by_header_word ON frame USING gin (header_words(headers, observation_date)) "
        "WITH (gin_pending_list_limit = 256)"  # kilobytes
    )


def downgrade() -> None:
    """Make the two again."""
    op.drop_index("frame_by_header_word", "frame", if_exists=True)
    op.execute("DROP FUNCTION header_words(jsonb, timestamptz)")
    op.execute(EARLIER)
    for index, column in OLD.items():
        op.execute(f"CREATE INDEX {index} ON frame USING gin ({column})")
