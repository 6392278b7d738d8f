"""The first tables: inputs of an archive, and the frames that follow from them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from services.archive.database.geography import Geography

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _inputs()
    _frames()


def downgrade() -> None:
    """Drop the tables: nothing is lost that the log does not say again."""
    for name in ("described", "frame", "placement", "position", "record", "relation", "version"):
        op.drop_table(name)


def _inputs() -> None:
    op.create_table(
        "described",
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("facts", JSONB(), nullable=True),
        sa.PrimaryKeyConstraint("content"),
    )
    op.create_table(
        "placement",
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("basename", sa.Text(), nullable=False),
        sa.Column("extension", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("path", "revision"),
    )
    op.create_index("placement_by_basename", "placement", ["basename"])
    op.create_index("placement_by_content", "placement", ["content"])
    op.create_table(
        "position",
        sa.Column("only_row", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("log_id", sa.Text(), nullable=True),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("described", sa.BigInteger(), nullable=False),
        sa.Column("recorded", sa.BigInteger(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("only_row"),
    )
    op.create_table(
        "record",
        sa.Column("basename", sa.Text(), nullable=False),
        sa.Column("md5", sa.Text(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("body", JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("basename", "md5"),
    )
    op.create_index("record_by_md5", "record", ["md5"])


def _frames() -> None:
    op.create_table(
        "frame",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("basename", sa.Text(), nullable=False),
        sa.Column("observation_date", sa.DateTime(timezone=True), nullable=True),
        sa.Column("observation_day", sa.Date(), nullable=True),
        sa.Column("proposal_id", sa.Text(), server_default="", nullable=False),
        sa.Column("instrument_id", sa.Text(), server_default="", nullable=False),
        sa.Column("target_name", sa.Text(), server_default="", nullable=False),
        sa.Column("reduction_level", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("site_id", sa.Text(), server_default="", nullable=False),
        sa.Column("telescope_id", sa.Text(), server_default="", nullable=False),
        sa.Column("exposure_time", sa.Float(), nullable=True),
        sa.Column("primary_optical_element", sa.Text(), server_default="", nullable=False),
        sa.Column("public_date", sa.DateTime(timezone=True), nullable=True),
        sa.Column("configuration_type", sa.Text(), server_default="", nullable=False),
        sa.Column("observation_id", sa.BigInteger(), nullable=True),
        sa.Column("request_id", sa.BigInteger(), nullable=True),
        sa.Column("headers", JSONB(), server_default="{}", nullable=False),
        sa.Column("area", Geography(), nullable=True),
        sa.Column("no_area", sa.Text(), server_default="", nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("described", sa.BigInteger(), nullable=False),
        sa.Column("recorded", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("basename"),
    )
    op.create_index("frame_by_area", "frame", ["area"], postgresql_using="gist")
    op.create_index("frame_by_revision", "frame", ["revision", "id"])
    op.create_index("frame_by_description", "frame", ["described", "id"])
    op.create_index("frame_by_date", "frame", ["observation_date", "id"])
    op.create_index(
        "frame_by_header",
        "frame",
        ["headers"],
        postgresql_using="gin",
        postgresql_ops={"headers": "jsonb_path_ops"},
    )
    op.create_index(
        "frame_by_name_part",
        "frame",
        ["basename"],
        postgresql_using="gin",
        postgresql_ops={"basename": "gin_trgm_ops"},
    )
    op.create_index("frame_by_observation", "frame", ["observation_id"])
    op.create_index("frame_by_public_date", "frame", ["public_date"])
    op.create_index("frame_by_request", "frame", ["request_id"])
    op.create_index(
        "frame_by_target_part",
        "frame",
        ["target_name"],
        postgresql_using="gin",
        postgresql_ops={"target_name": "gin_trgm_ops"},
    )
    op.create_index(
        "frame_by_values",
        "frame",
        [
            "observation_date",
            "public_date",
            "site_id",
            "telescope_id",
            "instrument_id",
            "configuration_type",
            "primary_optical_element",
            "proposal_id",
        ],
    )
    op.create_table(
        "relation",
        sa.Column("basename", sa.Text(), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
        sa.Column("keyword", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("basename", "other", "keyword"),
    )
    op.create_index("relation_by_other", "relation", ["other"])
    op.create_table(
        "version",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("frame_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("md5", sa.Text(), nullable=False),
        sa.Column("extension", sa.Text(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("path", sa.Text(), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("version_by_frame", "version", ["frame_id", "rank"])
    op.create_index("version_by_md5", "version", ["md5"])
