"""The facts of one FITS file in a description: a frame, its sky, its parts, each bounded to fit a message.

The names of the fields are those of the OCS science archive; the standard is FITS 4.0 (IAU FITS Working
Group, 2018).
"""

from datetime import date
from typing import Annotated, NamedTuple

from pydantic import Field

from shared.contracts.messages.kernels.kernel_facts import Real
from shared.fits.sums.verdicts import Verdict
from shared.model.base import FrozenModel
from shared.model.numbers import INT64_MAX, INT64_MIN, ByteCount, Count, Instant

HEADERS_MAX = 5_000
"""Keywords of one frame that are told: mosaics of many amplifiers have some thousand."""

KEYWORD_MAX = 80
"""Characters of a keyword: a HIERARCH one fills its card at most."""

TEXT_MAX = 1_024
"""Characters of one value; long strings (CONTINUE) are cut, and `left_out` says so."""

HDUS_MAX = 1_000
"""Parts of one file that are told: mosaics have some hundred."""

VERTICES_MAX = 4_096
"""Points of all rings of one footprint: 60 detectors whose edges are curved fit in."""

RELATED_MAX = 200
"""Frames that one frame names."""

HeaderInteger = Annotated[int, Field(ge=INT64_MIN, le=INT64_MAX)]
HeaderText = Annotated[str, Field(max_length=TEXT_MAX)]
HeaderValue = bool | HeaderInteger | Real | HeaderText | None
"""One value of a header: None of a keyword without a value; what is no 64-bit number is told as text."""

FieldText = Annotated[str, Field(max_length=TEXT_MAX)]

Axis = Annotated[int, Field(ge=0, le=INT64_MAX)]


class HduFacts(NamedTuple):
    """One part of a file (a header and data unit), as its header tells it."""

    number: Count
    """From 0, the primary."""
    name: FieldText
    """EXTNAME, or nothing."""
    version: HeaderInteger
    """EXTVER, 1 where there is none."""
    kind: str
    """image, tiled-image (an image compressed in a table), table, ascii-table, groups or other."""
    bitpix: HeaderInteger
    """Of the image: of a compressed one, when it is restored."""
    shape: tuple[Axis, ...]
    """NAXIS1 and on, in pixels; of a table bytes of a row and rows."""
    header_at: ByteCount
    """Byte of its first card; within a packed file, of what it unpacks to."""
    data_at: ByteCount
    data_bytes: ByteCount
    """Without the fill that makes whole blocks."""
    checksum: Verdict
    """CHECKSUM: of header and data."""
    datasum: Verdict
    """DATASUM: of the data."""


class RelatedFrame(NamedTuple):
    """Another frame that a header names."""

    keyword: str
    """Which, e.g. L1IDBIAS."""
    basename: FieldText
    """Its file name up to the first dot."""


class FrameFields(FrozenModel):
    """What the configured keywords of a frame come to, repaired; '' or None where it says nothing.

    The basename is not here: it is that of the path, and one content may stand at several.
    """

    observation_date: Instant | None = None
    """UTC of the begin."""
    observation_end: Instant | None = None
    """UTC of the end: from its keyword, else the begin and the exposure."""
    observation_day: date | None = None
    """Of the observing night; where no keyword tells it, of `observation_date`."""
    proposal_id: FieldText = ""
    instrument_id: FieldText = ""
    target_name: FieldText = ""
    reduction_level: HeaderInteger = 0
    site_id: FieldText = ""
    telescope_id: FieldText = ""
    exposure_time: Real | None = None
    """Seconds."""
    primary_optical_element: FieldText = ""
    public_date: Instant | None = None
    """From the header alone: the archive's rules say it where there is none."""
    configuration_type: FieldText = ""
    observation_id: HeaderInteger | None = None
    request_id: HeaderInteger | None = None
    requestgroup_id: HeaderInteger | None = None
    configuration_id: HeaderInteger | None = None
    related: tuple[RelatedFrame, ...] = Field(default=(), max_length=RELATED_MAX)


Vertex = tuple[Real, Real]
"""Right ascension and declination, ICRS, degrees: 0 to below 360, -90 to 90."""


class Footprint(FrozenModel):
    """The part of the sky that a frame shows, on the sphere."""

    polygons: tuple[tuple[Vertex, ...], ...] = ()
    """Closed rings without holes, whose edges are great circles.

    Each is counter-clockwise as seen from outside of the sphere (right ascension to the right, declination
    up), stays within 45 degrees of its middle, and may hold a pole or cross right ascension 0. Several ones
    are of several detectors, or pieces of a wide image that touch. None where `whole_sky`.
    """
    whole_sky: bool = False
    exact: bool = True
    """False where pieces of the image without a place on the sky left a ragged border, or a distortion that
    stands outside of the header was not applied."""
    center: Vertex
    """The middle."""
    radius: Real
    """Degrees around the middle that hold all of it, up to 180."""
    area: Real
    """Square degrees; of overlapping polygons their sum."""
    pixel_scale: Real | None = None
    """Degrees of a pixel's side in the middle of the first image."""


DOCUMENT = "pdf"
"""The form of what is no FITS, and may be posted as a frame all the same."""


class FrameFacts(FrozenModel):
    """One FITS file, without its pixels and rows; of a document its digests alone."""

    form: str
    """plain, fpack (images compressed in tables), gzip, tar (a packed archive, of which one member is told),
    pdf, or none where the bytes are neither."""
    member: FieldText = ""
    """tar: the member that is told."""
    md5: str = Field(default="", max_length=32)
    """Of the whole content, as are the sizes: hexadecimal."""
    sha256: str = Field(default="", max_length=64)
    hdu: Count = 0
    """The part whose header this is: the first that has all required keywords, else the first with an image,
    else the first."""
    headers: dict[Annotated[str, Field(max_length=KEYWORD_MAX)], HeaderValue] = Field(
        default_factory=dict, max_length=HEADERS_MAX
    )
    """All keywords of that part but those that are not kept (HISTORY, COMMENT): of repeated ones the last. Of
    a compressed image those of the image, as if it were restored."""
    missing: tuple[FieldText, ...] = Field(default=(), max_length=HEADERS_MAX)
    """Required keywords that it lacks: no part has all."""
    fields: FrameFields = FrameFields()
    footprint: Footprint | None = None
    no_footprint: str = Field(default="", max_length=64)
    """Why there is no footprint, a code of `docs/fits.md`."""
    hdus: tuple[HduFacts, ...] = Field(default=(), max_length=HDUS_MAX)
    hdus_in_all: Count = 0
    left_out: tuple[str, ...] = ()
    """Names of the fields here that lack something for want of room; the file has it."""
