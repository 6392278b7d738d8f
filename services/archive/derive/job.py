"""The jobs of the worker process, and its answers: lines of JSON, after which bytes follow. Pure."""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from shared.model.base import FrozenModel

LINE_MAX = 64 * 1024
"""Bytes of a line: a cut-out's polygon has a thousand points at most."""

REASON_MAX = 300
"""Characters of why there is no result."""

POINTS_MAX = 1000
"""Of a cut-out's polygon."""


class UnpackJob(FrozenModel):
    """A `.fits.fz` as `.fits`."""

    kind: Literal["unpack"] = "unpack"


class CatalogueJob(FrozenModel):
    """The `CAT` extension under the header of `SCI`."""

    kind: Literal["catalogue"] = "catalogue"


class PictureJob(FrozenModel):
    """A picture as JPEG."""

    kind: Literal["picture"] = "picture"
    pixels: int = Field(ge=16, le=4096)
    """Of its longer side."""


class CutoutJob(FrozenModel):
    """The part of an image around a region of the sky."""

    kind: Literal["cutout"] = "cutout"
    points: Annotated[tuple[tuple[float, float], ...], Field(min_length=1, max_length=POINTS_MAX)]
    """Right ascension and declination, degrees: of a polygon, or one that is the middle of a circle."""
    radius: float = Field(default=0.0, ge=0.0, le=90.0)
    """Degrees around each point."""


Job = Annotated[UnpackJob | CatalogueJob | PictureJob | CutoutJob, Field(discriminator="kind")]


class Order(FrozenModel):
    """A job for one file of this host."""

    path: str
    job: Job
    seconds: float
    """Of processor time."""


class Made(FrozenModel):
    """There is a result; so many bytes of it follow."""

    answer: Literal["made"] = "made"
    length: int = Field(ge=0)
    media_type: str


class Refused(FrozenModel):
    """There is none: of such a file it cannot be made."""

    answer: Literal["refused"] = "refused"
    reason: str = Field(max_length=REASON_MAX)


Answer = Annotated[Made | Refused, Field(discriminator="answer")]
ANSWER: TypeAdapter[Made | Refused] = TypeAdapter(Answer)
