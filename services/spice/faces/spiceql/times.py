"""SpiceQL's functions of times."""

from typing import Annotated, Any

from fastapi import Query

from services.spice.faces.spiceql.desk import Common, OfCommon, OfSpiceQl, SpiceQl
from services.spice.faces.spiceql.envelope import Answer, enveloped, told
from services.spice.faces.spiceql.errors import RequestError
from services.spice.faces.spiceql.parameters import CODE_MAX, Et, OfEts, Word, router_of
from services.spice.faces.spiceql.select import spacecraft_of, timekeepers
from services.spice.geometry.questions.times import TEXT_MAX
from shared.contracts.http.knowledge.kernels import KernelSetAnswer
from shared.spice.times.read_time import BadTimeError, tdb_of_text

router = router_of()

DIGITS_MAX = 14
"""Of ET2UTC."""

FORMS: dict[str, str] = {"C": "CALENDAR", "ISOC": "CALENDAR_YMD", "ISOD": "CALENDAR_DOY"}
"""Those of ET2UTC that ours know by name."""

PICTURES = {"D": "YYYY-DOY // HR:MN:SC{} ::UTC ::RND", "J": "JULIAND{} ::UTC ::RND"}

JULIAN = "JD "

FrameCode = Annotated[int, Query(alias="frameCode", ge=-CODE_MAX, lt=0)]


async def _one(spiceql: SpiceQl, kernels: KernelSetAnswer, **fields: Any) -> Any:  # noqa: ANN401 - text or number
    (row,) = await spiceql.ask(kernels, "time-conversion", **fields)
    return row["converted"]


async def _kernels(spiceql: SpiceQl, common: Common, clock: int | None = None) -> KernelSetAnswer:
    return await spiceql.found(common, lambda view, sees: timekeepers(view, sees, clock))


@router.get("/utcToEt")
@enveloped
async def utc_to_et(
    *, spiceql: OfSpiceQl, common: OfCommon, utc: Annotated[str, Query(max_length=TEXT_MAX)]
) -> Answer:
    """UTC as TDB seconds past J2000; without any kernel by the leap seconds that are built in."""
    kernels = await _kernels(spiceql, common)
    if not kernels.members:
        try:
            return told(tdb_of_text(utc))
        except BadTimeError as error:
            raise RequestError(f"utc: {error}") from error
    value = await _one(spiceql, kernels, times={"at": utc, "text": "NONE"}, to="TDB", form="SECONDS")
    return spiceql.told(float(value), kernels)


@router.get("/etToUtc")
@enveloped
async def et_to_utc(
    *,
    spiceql: OfSpiceQl,
    common: OfCommon,
    et: Et,
    form: Annotated[str, Query(alias="format", max_length=4)],
    precision: Annotated[int, Query(ge=0, le=DIGITS_MAX)],
) -> Answer:
    """TDB seconds past J2000 as UTC, in one of ET2UTC's forms: C, D, J, ISOC, ISOD."""
    kernels = await _kernels(spiceql, common)
    wanted: dict[str, Any] = {"to": "UTC", "digits": precision}
    if form in FORMS:
        wanted["form"] = FORMS[form]
    elif form in PICTURES:
        wanted["picture"] = PICTURES[form].format(f".{'#' * precision}" if precision else "")
    else:
        raise RequestError(f"format {form!r} is none of {', '.join((*FORMS, *PICTURES))}")
    value = await _one(spiceql, kernels, times={"at": et, "text": "NONE"}, **wanted)
    return spiceql.told(f"{JULIAN if form == 'J' else ''}{value}", kernels)


@router.get("/strSclkToEt")
@enveloped
async def str_sclk_to_et(*, spiceql: OfSpiceQl, common: OfCommon, frame: FrameCode, sclk: Word) -> Answer:
    """A reading of a spacecraft's clock as TDB seconds past J2000."""
    return await _of_clock(spiceql, common, frame, sclk)


@router.get("/doubleSclkToEt")
@enveloped
async def double_sclk_to_et(
    *, spiceql: OfSpiceQl, common: OfCommon, frame: FrameCode, sclk: Annotated[float, Query(ge=0, lt=1e18)]
) -> Answer:
    """Encoded ticks of a spacecraft's clock as TDB seconds past J2000."""
    return await _of_clock(spiceql, common, frame, f"TICKS {sclk:.6f}")


async def _of_clock(spiceql: SpiceQl, common: Common, frame: int, reading: str) -> Answer:
    clock = spacecraft_of(frame)
    kernels = await _kernels(spiceql, common, clock)
    times = {"at": reading, "clock": clock, "text": "NONE"}
    return spiceql.told(float(await _one(spiceql, kernels, times=times, to="TDB", form="SECONDS")), kernels)


@router.get("/doubleEtToSclk")
@enveloped
async def double_et_to_sclk(*, spiceql: OfSpiceQl, common: OfCommon, frame: FrameCode, et: Et) -> Answer:
    """TDB seconds past J2000 as a reading of a spacecraft's clock."""
    clock = spacecraft_of(frame)
    kernels = await _kernels(spiceql, common, clock)
    value = await _one(
        spiceql, kernels, times={"at": et, "text": "NONE"}, to="CLOCK", form="CLOCK", output_clock=clock
    )
    return spiceql.told(str(value), kernels)


@router.get("/doubleEtsToSclkTicks")
@enveloped
async def double_ets_to_sclk_ticks(
    *, spiceql: OfSpiceQl, common: OfCommon, frame: FrameCode, ets: OfEts
) -> Answer:
    """TDB seconds past J2000 as encoded ticks of a spacecraft's clock."""
    clock = spacecraft_of(frame)
    kernels = await _kernels(spiceql, common, clock)
    rows = await spiceql.ask(
        kernels,
        "time-conversion",
        times={"at": ets.times(), "text": "NONE"},
        to="CLOCK",
        form="TICKS",
        output_clock=clock,
    )
    return spiceql.told([row["converted"] for row in rows], kernels)
