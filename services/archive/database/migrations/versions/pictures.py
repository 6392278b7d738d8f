"""The table of thumbnails that ingesters posted; those of before it was made were not kept."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TEXTS = ("frame", "size", "md5", "key", "extension")


def upgrade() -> None:
    """Make it."""
    op.create_table(
        "picture",
        sa.Column("basename", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in TEXTS),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("basename"),
    )
    op.create_index("picture_by_frame", "picture", ["frame", "size", "sequence"])
    # Rings are measured otherwise: frames that had no place for one are computed anew, with all others.
    op.execute(
        "UPDATE position SET rules = '' WHERE EXISTS (SELECT FROM frame WHERE no_area LIKE 'the polygon%')"
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("picture")
