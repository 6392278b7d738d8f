"""CSPICE's errors, told as what a caller can act on."""

import re

from services.spice.geometry.calculate.spice import spiceypy
from services.spice.geometry.errors import Failure, Reason

DETAIL_MAX = 500
"""Characters of CSPICE's long message that are passed on: the first sentences say it all."""

REASONS: dict[str, tuple[Reason, str]] = {
    "SPICE(UNPARSEDTIME)": ("unparsable-time", "write it as 2021-07-06T00:00:00 or as a number of ET"),
    "SPICE(BADTIMESTRING)": ("unparsable-time", "write it as 2021-07-06T00:00:00 or as a number of ET"),
    "SPICE(INVALIDTIMESTRING)": ("unparsable-time", "write it as 2021-07-06T00:00:00 or as a number of ET"),
    "SPICE(INVALIDSCLKSTRING)": ("unparsable-time", "write the clock as its spacecraft does"),
    "SPICE(BADPARTNUMBER)": ("unparsable-time", "write the clock as its spacecraft does"),
    "SPICE(NOPARTITION)": (
        "unparsable-time",
        "the clock has no such reading: write it as its spacecraft does",
    ),
    "SPICE(NOLEAPSECONDS)": (
        "no-leap-seconds",
        "add a leapseconds kernel (LSK), or give times as ET with `text` NONE",
    ),
    "SPICE(MISSINGTIMEINFO)": ("no-leap-seconds", "add a leapseconds kernel (LSK)"),
    "SPICE(IDCODENOTFOUND)": ("unknown-name", "ask by its NAIF number, or add the kernel that names it"),
    "SPICE(NOTRANSLATION)": ("unknown-name", "ask by its NAIF number, or add the kernel that names it"),
    "SPICE(UNKNOWNFRAME)": ("unknown-frame", "add the frames kernel (FK) that defines it"),
    "SPICE(NOFRAME)": ("unknown-frame", "add the frames kernel (FK) that defines it"),
    "SPICE(INVALIDFRAME)": ("unknown-frame", "name a frame that is fixed to the target"),
    "SPICE(INVALIDFIXREF)": ("unknown-frame", "name a frame that is fixed to the target"),
    "SPICE(SPKINSUFFDATA)": ("no-coverage", "add an SPK that covers it, or ask for another time"),
    "SPICE(NOLOADEDFILES)": ("no-coverage", "the kernel set has no SPK: add one"),
    "SPICE(CKINSUFFDATA)": ("no-coverage", "add a CK that covers it, or ask for another time"),
    "SPICE(NOFRAMECONNECT)": (
        "frames-unconnected",
        "add the CK, its clock (SCLK) or the FK between them, or ask for another time",
    ),
    "SPICE(FRAMEDATANOTFOUND)": ("no-constants", "add the PCK that has it"),
    "SPICE(KERNELVARNOTFOUND)": ("no-constants", "add the text kernel that has it"),
    "SPICE(BODYDATANOTFOUND)": ("no-constants", "add the PCK that has it"),
    "SPICE(WINDOWEXCESS)": ("too-many", "search a shorter window, or with a longer step"),
    "SPICE(OUTOFROOM)": ("too-many", "search a shorter window, or with a longer step"),
}
"""What to do about each short error; all others are passed on as they are."""

CLOCK_VARIABLE = re.compile(r"Kernel variable SCLK")

BLANKS = re.compile(r"\s+")


def failure_of(error: spiceypy.exceptions.SpiceyError, *, text: str = "") -> Failure:
    """Return an error of CSPICE as a failure.

    Args:
        error: as spiceypy raises it.
        text: the time that was parsed, where that failed.
    """
    short = str(getattr(error, "short", "") or "")
    reason, remedy = REASONS.get(short, ("refused", ""))
    words = BLANKS.sub(" ", str(getattr(error, "long", "") or error)).strip()[:DETAIL_MAX].rstrip(". ")
    if CLOCK_VARIABLE.match(words):
        reason, remedy = "no-clock", "add the clock kernel (SCLK) of that spacecraft"
    if reason == "unparsable-time" and text:
        words = f"the time {text!r} cannot be understood: {words}"
    return Failure(reason=reason, detail=f"{words}; {remedy}" if remedy else words, spice=short)
