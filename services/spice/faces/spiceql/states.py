"""SpiceQL's functions of states."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Depends, Query
from pydantic import ConfigDict, Field

from services.spice.faces.spiceql.desk import Common, OfCommon, OfSpiceQl, SpiceQl, qualities_of
from services.spice.faces.spiceql.envelope import Answer, enveloped
from services.spice.faces.spiceql.lists import texts_of
from services.spice.faces.spiceql.parameters import (
    DEFAULT_QUALITIES,
    OfEts,
    OfQualities,
    OfRange,
    Word,
    router_of,
    times_of,
)
from services.spice.geometry.api.derive import needed_for
from services.spice.geometry.questions.times import SECONDS_MAX, TIMES_MAX
from services.spice.geometry.questions.vectors import States
from shared.model.base import FrozenModel

router = router_of()

COLUMNS = ("x", "y", "z", "x_rate", "y_rate", "z_rate", "light_time")


class StateWords:
    """What a state is of, in the words of a GET."""

    def __init__(
        self,
        *,
        target: Word,
        observer: Word,
        frame: Word,
        abcorr: Word,
        mission: Annotated[str, Query(max_length=80, description="Not needed: coverage tells.")] = "",  # noqa: ARG002
    ) -> None:
        self.fields = {"target": target, "observer": observer, "frame": frame, "aberration": abcorr.upper()}


OfState = Annotated[StateWords, Depends()]


class SpiceQlBody(FrozenModel):
    """What the bodies of SpiceQL have in common: clients write numbers and lists as texts, too."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False, populate_by_name=True)

    mission: str = Field(default="", max_length=80)
    ets: tuple[float | str, ...] | str | float | None = Field(default=None)
    start: float | None = Field(default=None, alias="startEt", ge=-SECONDS_MAX, le=SECONDS_MAX)
    stop: float | None = Field(default=None, alias="stopEt", ge=-SECONDS_MAX, le=SECONDS_MAX)
    count: int | None = Field(default=None, alias="numRecords", ge=1, le=TIMES_MAX)
    ck_qualities: tuple[str, ...] | str = Field(default=DEFAULT_QUALITIES, alias="ckQualities")
    spk_qualities: tuple[str, ...] | str = Field(default=DEFAULT_QUALITIES, alias="spkQualities")
    kernel_list: tuple[str, ...] | str = Field(default=(), alias="kernelList")
    search: bool = Field(default=True, alias="searchKernels")
    full_path: bool = Field(default=False, alias="fullKernelPath")
    limit_ck: int = Field(default=-1, alias="limitCk")
    limit_spk: int = Field(default=1, alias="limitSpk")

    def common(self) -> Common:
        """Return the common parameters."""
        return Common(kernel_list=texts_of(self.kernel_list), search=self.search)

    def times(self) -> tuple[float, ...]:
        """Return the times. Raises RequestError."""
        return times_of(self.ets, self.start, self.stop, self.count)

    def qualities(self) -> tuple[str, ...]:
        """Return the qualities in our words. Raises RequestError."""
        return qualities_of(texts_of(self.ck_qualities), texts_of(self.spk_qualities))


class StatesBody(SpiceQlBody):
    """The body of a question about states."""

    target: str = Field(max_length=80)
    observer: str = Field(max_length=80)
    frame: str = Field(max_length=80)
    abcorr: str = Field(max_length=80)


async def _states(
    spiceql: SpiceQl,
    common: Common,
    fields: dict[str, str],
    ets: Sequence[float],
    qualities: tuple[str, ...],
) -> Answer:
    question = States.model_validate({**fields, "times": {"at": ets, "text": "NONE"}})
    needed = needed_for(question).model_copy(update={"qualities": qualities})
    kernels = await spiceql.least(common, needed, ets)
    rows = await spiceql.ask(kernels, **question.model_dump())
    return spiceql.told([[row[name] for name in COLUMNS] for row in rows], kernels)


@router.get("/getTargetStates")
@enveloped
async def get_target_states(
    *, spiceql: OfSpiceQl, common: OfCommon, state: OfState, ets: OfEts, qualities: OfQualities
) -> Answer:
    """Position, velocity (km, km/s) and light time (s) of a target at each time."""
    return await _states(spiceql, common, state.fields, ets.times(), qualities.ours())


@router.post("/getTargetStates")
@enveloped
async def post_target_states(*, spiceql: OfSpiceQl, body: StatesBody) -> Answer:
    """The same, with more times than an address holds."""
    fields = {"target": body.target, "observer": body.observer, "frame": body.frame}
    fields["aberration"] = body.abcorr.upper()
    return await _states(spiceql, body.common(), fields, body.times(), body.qualities())


@router.get("/getTargetStatesRanged")
@enveloped
async def get_target_states_ranged(
    *, spiceql: OfSpiceQl, common: OfCommon, state: OfState, spread: OfRange, qualities: OfQualities
) -> Answer:
    """The same, at times at equal distances."""
    return await _states(spiceql, common, state.fields, spread.times(), qualities.ours())
