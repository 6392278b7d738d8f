"""The table of versions that were told of, or are to be."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; the versions that are there are to be told of."""
    op.create_table(
        "event",
        sa.Column("version_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("version_id"),
    )
    op.create_index("event_untold", "event", ["version_id"], postgresql_where=sa.text("NOT told"))
    op.execute("INSERT INTO event SELECT id, false FROM version WHERE path IS NOT NULL")


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("event")
