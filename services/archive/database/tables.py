"""The tables of an archive: what it was told, and the frames that follow from it.

`placement`, `described`, `record` and `picture` are the inputs, in the order of streams. `frame`, `version`
and `relation` are computed from them for one basename at a time, by one pure function; so an archive that is
built again has the same rows as one that followed along.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    DateTime,
    Float,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from services.archive.database.geography import Box, Geography

metadata = MetaData()

Instant = DateTime(timezone=True)

position = Table(
    "position",
    metadata,
    Column("only_row", Integer, CheckConstraint("only_row = 1"), primary_key=True, autoincrement=False),
    Column("log_id", Text),
    Column("revision", BigInteger, nullable=False),  # of the log
    Column("described", BigInteger, nullable=False),  # the last description's place in its stream
    Column("recorded", BigInteger, nullable=False),  # the last record's
    Column("rules", Text, nullable=False),  # what public dates were computed by
)
"""How far the rows stand: moved in the transaction that changes them."""

placement = Table(
    "placement",
    metadata,
    Column("path", Text, primary_key=True),
    Column("revision", BigInteger, primary_key=True),
    Column("content", Text),  # nothing where the path was deleted
    Column("size", BigInteger, nullable=False),
    Column("basename", Text, nullable=False),
    Column("extension", Text, nullable=False),
    Column("made_at", Instant, nullable=False),  # of the commit
    Index("placement_by_basename", "basename"),
    Index("placement_by_content", "content"),
)
"""What the log put where. Each path that may be a frame's, at each revision that changed it."""

described = Table(
    "described",
    metadata,
    Column("content", Text, primary_key=True),
    Column("sequence", BigInteger, nullable=False),
    Column("facts", JSONB(none_as_null=True)),  # of a FITS file, else nothing
)
"""What describers said of contents."""

record = Table(
    "record",
    metadata,
    Column("basename", Text, primary_key=True),
    Column("md5", Text, primary_key=True),
    Column("sequence", BigInteger, nullable=False),
    Column("body", JSONB, nullable=False),
    Index("record_by_md5", "md5"),
)
"""What an ingester posted."""

picture = Table(
    "picture",
    metadata,
    Column("basename", Text, primary_key=True),  # of its file
    Column("frame", Text, nullable=False),  # the basename of what it shows, which may be still to come
    Column("size", Text, nullable=False),
    Column("md5", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("extension", Text, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Index("picture_by_frame", "frame", "size", "sequence"),
)
"""What an ingester posted as a thumbnail; the last of a frame and size counts."""

JUDGED = ("public_date", "proposal_id", "shown")
"""What says whether a caller sees a frame: with it in an index, frames are counted without being read."""

WITH_JUDGED: Any = {"postgresql_include": list(JUDGED)}

frame = Table(
    "frame",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("basename", Text, nullable=False, unique=True),
    Column("observation_date", Instant),  # nothing: a stub, which is named and not here yet
    Column("observation_day", Date),
    Column("proposal_id", Text, nullable=False, server_default=""),
    Column("instrument_id", Text, nullable=False, server_default=""),
    Column("target_name", Text, nullable=False, server_default=""),
    Column("reduction_level", SmallInteger, nullable=False, server_default="0"),
    Column("site_id", Text, nullable=False, server_default=""),
    Column("telescope_id", Text, nullable=False, server_default=""),
    Column("exposure_time", Float),
    Column("primary_optical_element", Text, nullable=False, server_default=""),
    Column("public_date", Instant),
    Column("configuration_type", Text, nullable=False, server_default=""),
    Column("observation_id", BigInteger),
    Column("request_id", BigInteger),
    Column("headers", JSONB, nullable=False, server_default="{}"),
    Column("area", Geography),
    Column("sky", Box, Computed("sky_box(area)", persisted=True)),
    Column("no_area", Text, nullable=False, server_default=""),  # why there is none
    Column("shown", Boolean, nullable=False),  # whether it has bytes now
    # The latest of what it was computed from, in the log and in the two other streams.
    Column("revision", BigInteger, nullable=False),
    Column("described", BigInteger, nullable=False),
    Column("recorded", BigInteger, nullable=False),
    Index("frame_by_date", "observation_date", "id", **WITH_JUDGED),
    Index("frame_by_revision", "revision", "id"),
    Index("frame_by_description", "described", "id"),
    # For = alone: nearly every question asks what is public by now, and most is.
    Index("frame_by_public_date", "public_date", postgresql_using="hash"),
    Index("frame_by_request", "request_id"),
    Index("frame_by_observation", "observation_id"),
    # All that a list needs to know before it reads a frame: those near a place lie all over the table.
    Index(
        "frame_by_sky", "sky", postgresql_using="gist", postgresql_include=["observation_date", "id", *JUDGED]
    ),
    # Values of all keywords, and days, as words: see the migration `header_words`.
    # What waits to be put into it is read by each window of a question: 4 MB of it, PostgreSQL's own limit,
    # took a quarter of a second.
    Index(
        "frame_by_header_word",
        text("header_words(headers, observation_date)"),
        postgresql_using="gin",
        postgresql_with={"gin_pending_list_limit": 256},
    ),
    # Of small letters, as questions compare. PostgreSQL would take one of the column itself for = too, and
    # read the trigrams of 500 names one by one: seconds, where the unique index takes two milliseconds.
    Index("frame_by_name_part", text("lower(basename) gin_trgm_ops"), postgresql_using="gin"),
    Index("frame_by_target_part", text("lower(target_name) gin_trgm_ops"), postgresql_using="gin"),
    # Each in the order of lists: a page of a rare value reads its own frames alone.
    *(
        Index(f"frame_by_{column}", column, "observation_date", "id", **WITH_JUDGED)
        for column in (
            *("proposal_id", "instrument_id", "target_name", "site_id", "telescope_id"),
            *("primary_optical_element", "configuration_type"),
        )
    ),
)
"""One exposure or product by its basename, or by its name as a namesake."""

version = Table(
    "version",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("frame_id", BigInteger, nullable=False),
    Column("key", Text, nullable=False),
    Column("md5", Text, nullable=False),
    Column("extension", Text, nullable=False),
    Column("created", Instant, nullable=False),
    Column("revision", BigInteger, nullable=False),  # of its placement; 0 before the log has it
    Column("path", Text),
    Column("content", Text),
    Column("size", BigInteger),
    Column("current", Boolean, nullable=False),  # whether its path holds it now
    Column("rank", Integer, nullable=False),  # 0 is the newest of its frame
    Column("proposal_id", Text, nullable=False, server_default=""),  # whose these bytes are
    Column("public_date", Instant),  # of these bytes; nothing: not computed yet
    Index("version_by_frame", "frame_id", "rank"),
    Index("version_by_md5", "md5"),
)
"""Bytes of a frame, by their MD5."""

relation = Table(
    "relation",
    metadata,
    Column("basename", Text, primary_key=True),
    Column("other", Text, primary_key=True),
    Column("keyword", Text, primary_key=True),
    Index("relation_by_other", "other"),
)
"""A frame's header names another frame."""

event = Table(
    "event",
    metadata,
    Column("version_id", BigInteger, primary_key=True, autoincrement=False),
    Column("told", Boolean, nullable=False),
    Index("event_untold", "version_id", postgresql_where=text("NOT told")),
)
"""Whether the event of a version was said."""

TABLES = (position, placement, described, record, picture, frame, version, relation, event)
