"""Questions about names and times alone."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from services.spice.geometry.questions.base import BodyName, Question
from services.spice.geometry.questions.times import Times
from shared.contracts.http.knowledge.kernels import NAMES_MAX

PICTURE_MAX = 80
"""Characters of a format picture of CSPICE's TIMOUT, and so of what it writes."""

PRINTABLE = r"^[ -~]+$"
"""CSPICE writes ASCII."""

TimeFormat = Literal["CALENDAR", "CALENDAR_YMD", "CALENDAR_DOY", "JULIAN", "SECONDS", "CLOCK", "TICKS"]


class TimeConversion(Question):
    """Times in another time scale and form."""

    calculation: Literal["time-conversion"] = "time-conversion"
    times: Times
    to: Literal["UTC", "TDB", "TT", "TAI", "GPS", "CLOCK"] = "UTC"
    form: TimeFormat = "CALENDAR"
    """CLOCK and TICKS are readings of `output_clock`; SECONDS are past J2000 in the scale."""
    picture: (
        Annotated[str, StringConstraints(min_length=1, max_length=PICTURE_MAX, pattern=PRINTABLE)] | None
    ) = None
    """A format picture as CSPICE's TIMOUT reads it, instead of a form."""
    output_clock: Annotated[int, Field(lt=0, ge=-999_999)] | None = None
    """The NAIF number of the spacecraft whose clock is read."""
    digits: Annotated[int, Field(ge=0, le=14)] = 6
    """Of fractions of a second; a Julian date has five more, of a day."""


class Translation(Question):
    """Names and NAIF numbers of bodies or frames, each way. A name that nobody knows has an empty row."""

    calculation: Literal["names"] = "names"
    of: Literal["bodies", "frames", "body-frames"] = "bodies"
    """Of `body-frames` the names are those of bodies, and what is told is the frame fixed to each."""
    names: Annotated[tuple[BodyName, ...], Field(min_length=1, max_length=NAMES_MAX)]
