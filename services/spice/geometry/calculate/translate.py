"""Names to numbers, and times to other scales and forms."""

import re
from collections.abc import Callable
from decimal import Decimal

import numpy as np

from services.spice.geometry.calculate.spice import cyice, spiceypy
from services.spice.geometry.calculate.times import TT_MINUS_GPS, TT_MINUS_TAI
from services.spice.geometry.errors import Failure, GeometryError
from services.spice.geometry.questions.translate import TimeConversion, Translation
from services.spice.geometry.table import Column, Doubles, Table
from shared.spice.sets.taken_over import bounded_notes, renamed

NUMBER = re.compile(r"^[+-]?\d{1,10}$")

LABELS = {"UTC": "UTC", "TDB": "TDB", "TT": "TDT", "TAI": "TDT", "GPS": "TDT"}
"""The scale of CSPICE that a picture is written in; TAI and GPS are TT moved by a constant."""

BEHIND = {"TAI": TT_MINUS_TAI, "GPS": TT_MINUS_GPS}

FORMS = {
    "CALENDAR": "YYYY MON DD HR:MN:SC",
    "CALENDAR_YMD": "YYYY-MM-DDTHR:MN:SC",
    "CALENDAR_DOY": "YYYY-DOYTHR:MN:SC",
}

UTC_FORMS = {"CALENDAR": "C", "CALENDAR_YMD": "ISOC", "CALENDAR_DOY": "ISOD"}
"""Forms of ET2UTC, which differs from TIMOUT in the tenth digit of a second; SpiceQL tells what it does."""

DIGITS_OF_DAY = 5
"""More digits that a Julian date needs than a second of the same resolution."""

J2000_JD = Decimal(2451545)

DAY = 86_400

MIDNIGHT = Decimal("0.5")
"""Of a Julian date: CSPICE has it stand there all through a leap second, while seconds go on."""

LEAP = (Decimal("1e-6"), Decimal("1.2e-5"))
"""Days that seconds are beyond it by then: more than CSPICE rounds by, and no more than a second."""


FrameRow = tuple[float, str, float, float, float]
"""Number, name, centre, class and number within the class."""

NOBODY_KNOWS: FrameRow = (np.nan, "", np.nan, np.nan, np.nan)


def time_conversion(question: TimeConversion, ets: Doubles) -> tuple[Column, ...]:
    """Return each time in the form that was asked for.

    Raises:
        GeometryError: the form and the scale do not go together.
    """
    if question.form in ("CLOCK", "TICKS") or question.to == "CLOCK":
        return (_clock(question, ets),)
    if question.form == "SECONDS" and question.picture is None:
        return (Column("converted", "s", _seconds(ets, question.to)),)
    if question.to == "UTC" and question.picture is None and question.form in UTC_FORMS:
        told = cyice.et2utc_v(ets, UTC_FORMS[question.form], question.digits)
        return (Column("converted", "", np.asarray(told, dtype=np.str_)),)
    if question.form == "JULIAN" and question.picture is None:
        return (Column("converted", "", np.array(_julian_dates(question, ets), dtype=np.str_)),)
    moved = _moved(ets, question.to)
    return (Column("converted", "", np.asarray(cyice.timout_v(moved, _picture(question)), dtype=np.str_)),)


def _clock(question: TimeConversion, ets: Doubles) -> Column:
    if question.output_clock is None:
        raise GeometryError(
            Failure(
                reason="malformed",
                detail="a reading of a clock needs `output_clock`, the NAIF number of its spacecraft",
                field="output_clock",
            )
        )
    if question.form == "TICKS":
        return Column("converted", "ticks", np.asarray(cyice.sce2c_v(question.output_clock, ets)))
    return Column("converted", "", np.asarray(cyice.sce2s_v(question.output_clock, ets), dtype=np.str_))


def _seconds(ets: Doubles, scale: str) -> Doubles:
    if scale == "TDB":
        return ets
    if scale == "UTC":
        return np.asarray(ets - np.asarray(cyice.deltet_v(ets, "ET")))
    tt = np.asarray(cyice.unitim_v(ets, "TDB", "TDT"))
    return np.asarray(tt - BEHIND.get(scale, 0.0))


def _moved(ets: Doubles, scale: str) -> Doubles:
    """Return ETs whose reading in TT is the wanted reading in the scale."""
    if scale not in BEHIND:
        return ets
    tt = np.asarray(cyice.unitim_v(ets, "TDB", "TDT")) - BEHIND[scale]
    return np.asarray(cyice.unitim_v(np.ascontiguousarray(tt), "TDT", "TDB"))


def _julian_dates(question: TimeConversion, ets: Doubles) -> list[str]:
    """Return Julian dates with all digits that are asked for: CSPICE writes zeros beyond the 14th."""
    digits = question.digits + DIGITS_OF_DAY
    exact = [J2000_JD + Decimal(one) / DAY for one in _seconds(ets, question.to).tolist()]
    if question.to == "UTC":
        own = [Decimal(one) for one in cyice.timout_v(ets, "JULIAND.####### ::UTC ::RND")]
        exact = [b if _leaps(a, b) else a for a, b in zip(exact, own, strict=True)]
    return [f"{one:.{digits}f}" for one in exact]


def _leaps(exact: Decimal, own: Decimal) -> bool:
    return own % 1 == MIDNIGHT and LEAP[0] < exact - own < LEAP[1]


def _picture(question: TimeConversion) -> str:
    if question.picture is not None:
        return question.picture
    fraction = f".{'#' * question.digits}" if question.digits else ""
    return f"{FORMS[question.form]}{fraction} ::{LABELS[question.to]} ::RND"


def translation(question: Translation) -> Table:
    """Return number and name of each; rows of what nobody knows are empty."""
    if question.of == "bodies":
        return _bodies(question)
    return _frames(question, _frame if question.of == "frames" else _frame_of_body)


def _bodies(question: Translation) -> Table:
    numbers, names = [], []
    with spiceypy.no_found_check():
        for asked in question.names:
            number, found = spiceypy.bods2c(asked)
            known = spiceypy.bodc2n(number) if found else ("", False)
            numbers.append(float(number) if found else np.nan)
            names.append(known[0] if known[1] else "")
    understood = {
        asked: int(number)
        for asked, number in zip(question.names, numbers, strict=True)
        if not (NUMBER.match(asked) or np.isnan(number))
    }
    return Table(
        columns=(
            Column("asked", "", np.array(question.names)),
            Column("number", "", np.array(numbers)),
            Column("name", "", np.array(names)),
        ),
        notes=bounded_notes(renamed(understood)),
    )


def _frames(question: Translation, told: Callable[[str], FrameRow]) -> Table:
    rows = [told(asked) for asked in question.names]
    names = Column("name", "", np.array([row[1] for row in rows]))
    number, center, kind, class_id = (np.array([float(row[at]) for row in rows]) for at in (0, 2, 3, 4))
    return Table(
        columns=(
            Column("asked", "", np.array(question.names)),
            Column("number", "", number),
            names,
            Column("center", "", center),
            Column("class", "", kind),
            Column("class_id", "", class_id),
        )
    )


def _frame(asked: str) -> FrameRow:
    number = int(asked) if NUMBER.match(asked) else int(spiceypy.namfrm(asked))
    with spiceypy.no_found_check():
        center, kind, class_id, found = spiceypy.frinfo(number)
    if not found:
        return NOBODY_KNOWS
    return float(number), str(spiceypy.frmnam(number)), float(center), float(kind), float(class_id)


def _frame_of_body(asked: str) -> FrameRow:
    with spiceypy.no_found_check():
        body, known = spiceypy.bods2c(asked)
        number, _, found = (0, "", False) if NUMBER.match(asked) or not known else spiceypy.cnmfrm(asked)
        if known and not found:
            number, _, found = spiceypy.cidfrm(body)
    return _frame(str(number)) if found else NOBODY_KNOWS
