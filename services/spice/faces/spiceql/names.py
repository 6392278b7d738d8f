"""SpiceQL's functions of names, frames and variables of text kernels."""

from typing import Annotated, Any

from fastapi import Query

from services.spice.faces.spiceql.desk import Common, OfCommon, OfSpiceQl, SpiceQl
from services.spice.faces.spiceql.envelope import Answer, enveloped
from services.spice.faces.spiceql.errors import RequestError
from services.spice.faces.spiceql.parameters import CODE_MAX, Code, Et, OfQualities, Word, router_of
from services.spice.faces.spiceql.select import constants_of_mission, fixing, names_of_mission, naming
from services.spice.geometry.errors import GeometryError
from services.spice.geometry.questions.kernel_pool import TEMPLATE_MAX
from shared.contracts.http.knowledge.kernels import KernelSetAnswer, KernelSetQuestion

router = router_of()

FIXED = 4
"""The class of frames that are fixed to another (Frames Required Reading)."""

MissionName = Annotated[str, Query(min_length=1, max_length=80)]
Template = Annotated[str, Query(min_length=1, max_length=TEMPLATE_MAX, description="A name with `*` in it.")]


async def _kernels(spiceql: SpiceQl, common: Common, mission: str, named: str | int) -> KernelSetAnswer:
    return await spiceql.found(
        common, lambda view, sees: [*names_of_mission(view, sees, mission), *naming(view, sees, named)]
    )


async def _known(spiceql: SpiceQl, kernels: KernelSetAnswer, of: str, named: str | int) -> dict[str, Any]:
    (row,) = await spiceql.ask(kernels, "names", of=of, names=[str(named)])
    return row


@router.get("/translateNameToCode")
@enveloped
async def translate_name_to_code(
    *, spiceql: OfSpiceQl, common: OfCommon, frame: Word, mission: Word = ""
) -> Answer:
    """The code of a body's name, else of a frame's."""
    kernels = await _kernels(spiceql, common, mission, frame)
    for of in ("bodies", "frames"):
        if (number := (await _known(spiceql, kernels, of, frame))["number"]) is not None:
            return spiceql.told(int(number), kernels)
    raise RequestError(f"no body or frame is called {frame!r} in these kernels")


@router.get("/translateCodeToName")
@enveloped
async def translate_code_to_name(
    *, spiceql: OfSpiceQl, common: OfCommon, frame: Code, mission: Word = ""
) -> Answer:
    """The name of a body's code, else of a frame's."""
    kernels = await _kernels(spiceql, common, mission, frame)
    for of in ("bodies", "frames"):
        if name := (await _known(spiceql, kernels, of, frame))["name"]:
            return spiceql.told(name, kernels)
    raise RequestError(f"no body or frame has the code {frame} in these kernels")


@router.get("/getFrameInfo")
@enveloped
async def get_frame_info(*, spiceql: OfSpiceQl, common: OfCommon, frame: Code, mission: Word = "") -> Answer:
    """Center, class and number within the class of a frame."""
    kernels = await _kernels(spiceql, common, mission, frame)
    row = await _known(spiceql, kernels, "frames", frame)
    if row["number"] is None:
        raise RequestError(f"no frame has the code {frame} in these kernels")
    return spiceql.told([int(row[name]) for name in ("center", "class", "class_id")], kernels)


@router.get("/getTargetFrameInfo")
@enveloped
async def get_target_frame_info(
    *,
    spiceql: OfSpiceQl,
    common: OfCommon,
    target: Annotated[int, Query(alias="targetId", ge=-CODE_MAX, le=CODE_MAX)],
    mission: Word = "",
) -> Answer:
    """The frame that is fixed to a body."""
    kernels = await spiceql.found(
        common,
        lambda view, sees: [
            *names_of_mission(view, sees, mission),
            *naming(view, sees, target),
            *fixing(view, sees, target),
        ],
    )
    row = await _known(spiceql, kernels, "body-frames", target)
    if row["number"] is None:
        raise RequestError(f"no frame is fixed to body {target} in these kernels")
    return spiceql.told({"frameCode": int(row["number"]), "frameName": row["name"]}, kernels)


@router.get("/findMissionKeywords")
@enveloped
async def find_mission_keywords(
    *, spiceql: OfSpiceQl, common: OfCommon, key: Template, mission: MissionName
) -> Answer:
    """Variables of a mission's frame and instrument kernels."""
    kernels = await spiceql.found(common, lambda view, sees: names_of_mission(view, sees, mission))
    return spiceql.told(await _keywords(spiceql, kernels, key), kernels)


@router.get("/findTargetKeywords")
@enveloped
async def find_target_keywords(
    *, spiceql: OfSpiceQl, common: OfCommon, key: Template, mission: MissionName
) -> Answer:
    """Constants of bodies."""
    kernels = await spiceql.found(common, lambda view, sees: constants_of_mission(view, sees, mission))
    return spiceql.told(await _keywords(spiceql, kernels, key), kernels)


async def _keywords(spiceql: SpiceQl, kernels: KernelSetAnswer, key: str) -> dict[str, Any]:
    found: dict[str, list[float | str]] = {}
    try:
        rows = await spiceql.ask(kernels, "keywords", template=key)
    except GeometryError as error:
        if error.failure.reason != "unknown-name":
            raise
        return {}  # as SpiceQL has it
    for row in rows:
        found.setdefault(row["name"], []).append(row["text"] if row["number"] is None else row["number"])
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


@router.get("/frameTrace")
@enveloped
async def frame_trace(
    *,
    spiceql: OfSpiceQl,
    common: OfCommon,
    et: Et,
    frame: Annotated[int, Query(alias="initialFrame", ge=-CODE_MAX, le=CODE_MAX)],
    qualities: OfQualities,
) -> Answer:
    """The frames from one to J2000: those that turn with time, and those that do not."""
    window = (repr(et), repr(et))
    needed = KernelSetQuestion(frames=(frame,), times=(window,), qualities=qualities.ours())
    kernels = await spiceql.least(common, needed)
    name = await spiceql.frame_name(kernels, frame)
    rows = await spiceql.ask(kernels, "frame-chain", frame=name, times={"at": et, "text": "NONE"})
    codes = [int(row["number"]) for row in rows]
    fixed = next(at for at, row in enumerate(rows) if int(row["class"]) != FIXED)
    return spiceql.told([codes[fixed:], codes[: fixed + 1] if fixed else []], kernels)
