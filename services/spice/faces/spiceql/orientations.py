"""SpiceQL's functions of orientations, and of the times that CKs hold."""

import math
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Query
from pydantic import Field

from services.spice.faces.spiceql.desk import Common, OfCommon, OfSpiceQl, SpiceQl
from services.spice.faces.spiceql.envelope import Answer, enveloped
from services.spice.faces.spiceql.errors import RequestError
from services.spice.faces.spiceql.parameters import (
    CODE_MAX,
    Code,
    Et,
    OfEts,
    OfQualities,
    OfRange,
    router_of,
)
from services.spice.faces.spiceql.states import SpiceQlBody
from services.spice.geometry.errors import GeometryError
from shared.contracts.http.knowledge.kernels import KernelSetAnswer, KernelSetQuestion

router = router_of()

QUATERNION = ("q0", "q1", "q2", "q3")
RATES = ("angular_velocity_x", "angular_velocity_y", "angular_velocity_z")

Rows = list[list[float]]

ToFrame = Annotated[int, Query(alias="toFrame", ge=-CODE_MAX, le=CODE_MAX)]
ReferenceFrame = Annotated[int, Query(alias="refFrame", ge=-CODE_MAX, le=CODE_MAX)]


class OrientationsBody(SpiceQlBody):
    """The body of a question about orientations."""

    to_frame: int = Field(alias="toFrame", ge=-CODE_MAX, le=CODE_MAX)
    reference: int = Field(alias="refFrame", ge=-CODE_MAX, le=CODE_MAX)


def _needed(frames: Sequence[int], ets: Sequence[float], qualities: tuple[str, ...]) -> KernelSetQuestion:
    if not ets:
        raise RequestError("ets: say one time at least")
    window = (repr(min(ets)), repr(max(ets)))
    return KernelSetQuestion(frames=tuple(dict.fromkeys(frames)), times=(window,), qualities=qualities)


async def _rows(
    spiceql: SpiceQl, kernels: KernelSetAnswer, frames: tuple[int, int], ets: Sequence[float]
) -> Rows:
    """Return quaternions, with angular velocities (rad/s) where the kernels have them."""
    reference, to_frame = [await spiceql.frame_name(kernels, one) for one in frames]
    question: dict[str, Any] = {"from_frame": reference, "to_frame": to_frame}
    question["times"] = {"at": ets, "text": "NONE"}
    try:
        rows = await spiceql.ask(kernels, "orientation", rates=True, **question)
    except GeometryError as error:
        if error.failure.reason not in ("no-coverage", "frames-unconnected"):
            raise
        # A CK without rates has orientations all the same.
        rows = await spiceql.ask(kernels, "orientation", **question)
        return [[row[name] for name in QUATERNION] for row in rows]
    return [
        [*(row[name] for name in QUATERNION), *(math.radians(row[name]) for name in RATES)] for row in rows
    ]


async def _orientations(
    spiceql: SpiceQl,
    common: Common,
    frames: tuple[int, int],
    ets: Sequence[float],
    qualities: tuple[str, ...],
) -> Answer:
    kernels = await spiceql.least(common, _needed(frames, ets, qualities), ets)
    return spiceql.told(await _rows(spiceql, kernels, frames, ets), kernels)


@router.get("/getTargetOrientations")
@enveloped
async def get_target_orientations(
    *,
    spiceql: OfSpiceQl,
    common: OfCommon,
    to_frame: ToFrame,
    reference: ReferenceFrame,
    ets: OfEts,
    qualities: OfQualities,
) -> Answer:
    """The rotation from the reference frame to the other: quaternion (scalar first), angular velocity."""
    return await _orientations(spiceql, common, (reference, to_frame), ets.times(), qualities.ours())


@router.post("/getTargetOrientations")
@enveloped
async def post_target_orientations(*, spiceql: OfSpiceQl, body: OrientationsBody) -> Answer:
    """The same, with more times than an address holds."""
    frames = (body.reference, body.to_frame)
    return await _orientations(spiceql, body.common(), frames, body.times(), body.qualities())


@router.get("/getTargetOrientationsRanged")
@enveloped
async def get_target_orientations_ranged(
    *,
    spiceql: OfSpiceQl,
    common: OfCommon,
    to_frame: ToFrame,
    reference: ReferenceFrame,
    spread: OfRange,
    qualities: OfQualities,
) -> Answer:
    """The same, at times at equal distances."""
    return await _orientations(spiceql, common, (reference, to_frame), spread.times(), qualities.ours())


async def _exact(
    spiceql: SpiceQl, kernels: KernelSetAnswer, frame: int, start: float, stop: float
) -> list[float]:
    name = await spiceql.frame_name(kernels, frame)
    window = {"spans": [[start, stop]], "text": "NONE"}
    return [row["et"] for row in await spiceql.ask(kernels, "pointing-times", frame=name, window=window)]


@router.get("/extractExactCkTimes")
@enveloped
async def extract_exact_ck_times(
    *,
    spiceql: OfSpiceQl,
    common: OfCommon,
    start: Annotated[Et, Query(alias="observStart")],
    stop: Annotated[Et, Query(alias="observEnd")],
    frame: Annotated[Code, Query(alias="targetFrame")],
    qualities: OfQualities,
) -> Answer:
    """The times that a CK holds pointings at, from the last before a window to the first after it."""
    kernels = await spiceql.least(common, _needed([frame], [start, stop], qualities.ours()))
    return spiceql.told(await _exact(spiceql, kernels, frame, start, stop), kernels)


@router.get("/getExactTargetOrientations")
@enveloped
async def get_exact_target_orientations(
    *,
    spiceql: OfSpiceQl,
    common: OfCommon,
    start: Annotated[Et, Query(alias="startEt")],
    stop: Annotated[Et, Query(alias="stopEt")],
    to_frame: ToFrame,
    reference: ReferenceFrame,
    exact: Annotated[Code, Query(alias="exactCkFrame")],
    qualities: OfQualities,
) -> Answer:
    """Orientations at the times that a CK holds pointings at; each row begins with its time."""
    frames = (reference, to_frame)
    kernels = await spiceql.least(common, _needed([*frames, exact], [start, stop], qualities.ours()))
    ets = await _exact(spiceql, kernels, exact, start, stop)
    rows = await _rows(spiceql, kernels, frames, ets)
    return spiceql.told([[et, *row] for et, row in zip(ets, rows, strict=True)], kernels)
