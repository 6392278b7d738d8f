"""The configuration of frames: names and defaults are those of the OCS library ocs_archive, lower case."""

from typing import Literal

from pydantic import ConfigDict, Field

from shared.model.base import FrozenModel

REVISION_MAX = 999
"""Of one configuration: the number is part of a describer's version."""

Keyword = str


class FrameSettings(FrozenModel):
    """The keywords that tell what a frame is, and what is done about values that tell nothing.

    Names that are not known are refused.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    revision: int = Field(default=0, ge=0, le=REVISION_MAX)
    """Raise it by one with each change here: all frames are described anew then."""
    repairs: Literal["lco", "none"] = "lco"
    """`lco`: what a header lacks is told from names as Las Cumbres Observatory gives them."""
    header_blacklist: tuple[Keyword, ...] = ("HISTORY", "COMMENT")
    """Keywords that are not kept; that without a name never is."""
    required_headers: tuple[Keyword, ...] = (
        "PROPID",
        "DATE-OBS",
        "DAY-OBS",
        "INSTRUME",
        "SITEID",
        "TELID",
        "OBSTYPE",
        "BLKUID",
    )
    """The first part of a file that has all of them tells its frame."""
    null_header_values: tuple[str, ...] = ("N/A", "UNSPECIFIED", "UNKNOWN")
    """Texts that say nothing."""
    member_words: tuple[str, ...] = ("e00", "e90", "e91", ".fits")
    """Of a packed archive: the first member that is FITS by its name and holds the first of these words that
    any holds tells its frame."""
    observation_date_key: Keyword = "DATE-OBS"
    observation_day_key: Keyword = "DAY-OBS"
    observation_end_time_key: Keyword = "UTSTOP"
    reduction_level_key: Keyword = "RLEVEL"
    exposure_time_key: Keyword = "EXPTIME"
    instrument_id_key: Keyword = "INSTRUME"
    site_id_key: Keyword = "SITEID"
    telescope_id_key: Keyword = "TELID"
    observation_id_key: Keyword = "BLKUID"
    configuration_id_key: Keyword = "MOLUID"
    primary_optical_element_key: Keyword = "FILTER"
    target_name_key: Keyword = "OBJECT"
    request_id_key: Keyword = "REQNUM"
    requestgroup_id_key: Keyword = "TRACKNUM"
    configuration_type_key: Keyword = "OBSTYPE"
    proposal_id_key: Keyword = "PROPID"
    catalog_target_frame_key: Keyword = "L1IDCAT"
    public_date_key: Keyword = "L1PUBDAT"
    radius_key: Keyword = "RADIUS"
    """Arcseconds; where a frame has no coordinate system, it shows a square of twice the side."""
    ra_key: Keyword = "RA"
    """Hours: a number, or sexagesimal."""
    dec_key: Keyword = "DEC"
    """Degrees: a number, or sexagesimal."""
    related_frame_keys: tuple[Keyword, ...] = (
        "L1IDBIAS",
        "L1IDDARK",
        "L1IDFLAT",
        "L1IDSHUT",
        "L1IDMASK",
        "L1IDFRNG",
        "L1IDCAT",
        "L1IDARC",
        "L1ID1D",
        "L1ID2D",
        "L1IDSUM",
        "TARFILE",
        "ORIGNAME",
        "ARCFILE",
        "FLATFILE",
        "GUIDETAR",
    )
    """Keywords that name other frames."""


DEFAULTS = FrameSettings()
