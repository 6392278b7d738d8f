"""Questions about what kernels hold themselves: variables, chains of frames, times of pointings."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from services.spice.geometry.questions.base import FrameName, Question
from services.spice.geometry.questions.times import Times, Window

TEMPLATE_MAX = 32
"""Characters of a template: variables have no more (Kernel Required Reading)."""


class Keywords(Question):
    """Variables of text kernels whose names fit a template; a row a value."""

    calculation: Literal["keywords"] = "keywords"
    template: Annotated[str, StringConstraints(min_length=1, max_length=TEMPLATE_MAX, pattern=r"^[!-~]+$")]
    """A name, in which `*` stands for any text, and `%` for one character."""


class FrameChain(Question):
    """The frames from one to J2000, each defined relative to the next, at one time."""

    calculation: Literal["frame-chain"] = "frame-chain"
    frame: FrameName
    times: Times


class PointingTimes(Question):
    """The times of the pointings that a CK holds, from the last before a window to the first after it."""

    calculation: Literal["pointing-times"] = "pointing-times"
    frame: FrameName
    """A CK's, or one that is fixed to such a frame."""
    window: Window
