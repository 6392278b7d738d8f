"""The common ground of questions: names, numbers, and words of CSPICE."""

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from shared.model.base import FrozenModel
from shared.model.nearest import did_you_mean
from shared.spice.builtin.frames import frames_by_code

NAME_MAX = 36
"""Characters of a body's name: CSPICE's MAXL (https://naif.jpl.nasa.gov/pub/naif/toolkit_docs/C/req/naif_ids.html)."""

FRAME_MAX = 32
"""Characters of a frame's name (https://naif.jpl.nasa.gov/pub/naif/toolkit_docs/C/req/frames.html)."""

FIELD_MAX = 64
"""Characters of an unknown field's name that an error repeats."""

FRAME_CODE = re.compile(r"[+-]?\d{1,10}", re.ASCII)
"""A frame's code: an integer of CSPICE has 32 bits."""

NAME_PATTERN = r"^[!-~]+( +[!-~]+)*$"
"""Printable ASCII, no blanks around it: CSPICE reads no other, and pads with blanks itself."""


class Question(FrozenModel):
    """A part of a question. An unknown field is refused: a misspelt one would answer another question."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _known(cls, given: Any) -> Any:  # noqa: ANN401  # as JSON has it
        """Refuse a field that is none, with the one that was meant: before what it left out is missed."""
        unknown = [one for one in given if one not in cls.model_fields] if isinstance(given, dict) else []
        if unknown:
            name = str(unknown[0])[:FIELD_MAX]
            near = did_you_mean(name, cls.model_fields)
            raise PydanticCustomError(
                "extra_forbidden", "there is no field {name}{near}", {"name": repr(name), "near": near}
            )
        return given


def _text(value: object) -> object:
    """Return an identification number as text: CSPICE takes numbers wherever it takes names."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


BodyName = Annotated[
    str,
    BeforeValidator(_text),
    StringConstraints(strip_whitespace=True, min_length=1, max_length=NAME_MAX, pattern=NAME_PATTERN),
]
"""The name or the NAIF number of a body, spacecraft or instrument."""


def _frame(value: object) -> object:
    """Return the code of a frame as its name where CSPICE has one, else as text: kernels name the others."""
    text = _text(value)
    if not isinstance(text, str) or not FRAME_CODE.fullmatch(text.strip()):
        return text
    known = frames_by_code().get(int(text))
    return text if known is None else known.name


FrameName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=FRAME_MAX, pattern=NAME_PATTERN),
    BeforeValidator(_frame),
]
"""The name of a reference frame, or its code."""

Aberration = Literal["NONE", "LT", "LT+S", "CN", "CN+S", "XLT", "XLT+S", "XCN", "XCN+S"]
"""The aberration correction: light time (LT, CN converged), stellar (+S), of transmission (X)."""

LightTime = Literal["NONE", "LT", "CN", "XLT", "XCN"]
"""An aberration correction without the stellar one: orientations have none."""

Reception = Literal["NONE", "LT", "LT+S", "CN", "CN+S"]
"""An aberration correction of light that arrives."""

Vector = tuple[float, float, float]
"""Three components."""

Degrees = Annotated[float, Field(ge=-360, le=360)]

Latitude = Annotated[float, Field(ge=-90, le=90)]

SurfaceModel = Literal["ELLIPSOID", "DSK/UNPRIORITIZED"]
"""The shape of a target's surface: its ellipsoid, or the plates of digital shape kernels."""

Representation = Literal[
    "RECTANGULAR", "RA_DEC", "LATITUDINAL", "PLANETODETIC", "PLANETOGRAPHIC", "CYLINDRICAL", "SPHERICAL"
]
"""The coordinates that a vector is told in."""

CoordinateSystem = Literal[
    "RECTANGULAR", "LATITUDINAL", "RA/DEC", "SPHERICAL", "CYLINDRICAL", "GEODETIC", "PLANETOGRAPHIC"
]
"""Coordinates that events are searched in, as CSPICE names them."""

Shape = Literal["POINT", "SPHERE"]
