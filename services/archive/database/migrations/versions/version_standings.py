"""The proposal and the public date of each version: a newer one by somebody else opens none before it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both; those of the newest are their frames', the others are nobody's until all is computed anew."""
    op.add_column("version", sa.Column("proposal_id", sa.Text(), nullable=False, server_default=""))
    op.add_column("version", sa.Column("public_date", sa.DateTime(timezone=True)))
    op.execute(
        "UPDATE version SET proposal_id = frame.proposal_id, public_date = frame.public_date "
        "FROM frame WHERE frame.id = version.frame_id AND version.rank = 0"
    )
    # A writer that finds other rules than its own computes all frames anew.
    op.execute("UPDATE position SET rules = ''")


def downgrade() -> None:
    """Drop both."""
    op.drop_column("version", "public_date")
    op.drop_column("version", "proposal_id")
