"""Indexes as the questions need them: for lists of one value, for counts, and for parts of names."""

from typing import Any

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

PARTS = {"frame_by_name_part": "basename", "frame_by_target_part": "target_name"}

VALUES = (
    *("proposal_id", "instrument_id", "target_name", "site_id", "telescope_id"),
    *("primary_optical_element", "configuration_type"),
)

JUDGED = ["public_date", "proposal_id", "shown"]

DAY = ["observation_date", "id"]


def upgrade() -> None:
    """Make the indexes."""
    _anew("frame_by_date", DAY, postgresql_include=JUDGED)
    _anew("frame_by_public_date", ["public_date"], postgresql_using="hash")
    for column in VALUES:
        op.create_index(f"frame_by_{column}", "frame", [column, *DAY], postgresql_include=JUDGED)
    op.drop_index("frame_by_values", "frame")
    for index, column in PARTS.items():
        op.drop_index(index, "frame")
        op.execute(f"CREATE INDEX {index} ON frame USING gin (lower({column}) gin_trgm_ops)")


def downgrade() -> None:
    """Make them as they were."""
    _anew("frame_by_date", DAY)
    _anew("frame_by_public_date", ["public_date"])
    for column in VALUES:
        op.drop_index(f"frame_by_{column}", "frame")
    old = ("observation_date", "public_date", "site_id", "telescope_id", "instrument_id")
    more = ("configuration_type", "primary_optical_element", "proposal_id")
    op.create_index("frame_by_values", "frame", [*old, *more])
    for index, column in PARTS.items():
        op.drop_index(index, "frame")
        op.execute(f"CREATE INDEX {index} ON frame USING gin ({column} gin_trgm_ops)")


def _anew(index: str, columns: list[str], **options: Any) -> None:  # noqa: ANN401 - what Alembic takes
    op.drop_index(index, "frame")
    op.create_index(index, "frame", columns, **options)
