"""The kernels of a question: those that it names, or the least set that it needs."""

import asyncio
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from services.spice.geometry.api.asked_times import AskedTimes, Readings, asked_times, stepped, written
from services.spice.geometry.api.derive import needed_for
from services.spice.geometry.api.lack import but_for_pointings, demand_complete, least_set
from services.spice.geometry.api.readings import TimeReader
from services.spice.geometry.errors import Failure, GeometryError
from services.spice.geometry.questions.base import Question
from services.spice.geometry.questions.kernel_pool import Keywords, PointingTimes
from services.spice.geometry.questions.pointing import Inventory
from services.spice.geometry.questions.question import AnyQuestion
from services.spice.sets.fit import UnfitKernelsError
from services.spice.sets.port import KernelSets
from shared.contracts.http.knowledge.kernels import KernelSetAnswer, KernelSetQuestion
from shared.model.paths import PATH_MAX
from shared.spice.times.read_time import BadTimeError
from shared.web.authorise import Caller
from shared.web.problem import RefusedError

KERNELS_MAX = 4000
"""Of one set: CSPICE keeps 5000 files, and a meta-kernel names as many."""

OF_KERNELS = (Keywords, Inventory)
"""Questions about whatever kernels there are: no least set follows from them."""

KernelPath = Annotated[str, StringConstraints(min_length=1, max_length=PATH_MAX)]


class KernelChoice(Question):
    """Whence the kernels of a question come: one of these, or none for the least set that it needs."""

    meta_kernel: KernelPath | None = None
    """Its members, in its order."""
    paths: Annotated[tuple[KernelPath, ...], Field(min_length=1, max_length=KERNELS_MAX)] | None = None
    """These kernels, in this order: the last has priority."""
    select: KernelSetQuestion | None = None
    """The least set for these bodies, instruments, frames and times."""

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(one is not None for one in (self.meta_kernel, self.paths, self.select)) > 1:
            raise ValueError("kernels are chosen by one of `meta_kernel`, `paths` and `select`")
        return self


async def chosen(
    choice: KernelChoice, question: AnyQuestion, *, sets: KernelSets, caller: Caller, reader: TimeReader
) -> KernelSetAnswer:
    """Return the kernels of a question.

    Raises:
        GeometryError: a name, a time or a reading of a clock is none, or a set lacks what is needed.
        NotFoundError: a kernel that was named is not there, or not there for the caller.
        MalformedError: a quality of a selection is none.
        RefusedError: a set has too many kernels.
    """
    try:
        found = await _found(choice, question, sets=sets, caller=caller, reader=reader)
    except UnfitKernelsError as error:
        raise GeometryError(Failure(reason="kernels", detail=str(error), field="kernels")) from error
    demand_complete(found)
    if len(found.members) > KERNELS_MAX:
        raise RefusedError(f"the set has {len(found.members)} kernels, {KERNELS_MAX} can be loaded")
    return found


async def _found(
    choice: KernelChoice, question: AnyQuestion, *, sets: KernelSets, caller: Caller, reader: TimeReader
) -> KernelSetAnswer:
    if choice.meta_kernel is not None:
        return await sets.of_meta_kernel(choice.meta_kernel, caller)
    if choice.paths is not None:
        return await sets.of_paths(choice.paths, caller)
    if choice.select is not None:
        return await least_set(choice.select, sets, caller)
    if isinstance(question, OF_KERNELS):
        raise GeometryError(_unchosen(question))
    asked = await _times(question, sets=sets, caller=caller, reader=reader)
    needed = await asyncio.to_thread(needed_for, question, asked.spans)
    found = await least_set(needed, sets, caller, moments=asked.moments)
    if isinstance(question, PointingTimes):
        return but_for_pointings(found)
    steps = () if found.complete else await asyncio.to_thread(stepped, question, asked.spans)
    if not steps:
        return found
    # A gap that no step meets lacks nothing; of one that some do, all of it is told.
    of_steps = await least_set(needed, sets, caller, moments=steps)
    return of_steps if of_steps.complete else found


def _unchosen(question: AnyQuestion) -> Failure:
    detail = (
        f"`{question.calculation}` asks kernels themselves, and none are chosen: say by `kernels` which, "
        "by `meta_kernel`, `paths` or `select`"
    )
    return Failure(reason="kernels", detail=detail, field="kernels")


async def _times(
    question: AnyQuestion, *, sets: KernelSets, caller: Caller, reader: TimeReader
) -> AskedTimes:
    """Return the times of a question, if need be as CSPICE reads them by kernels that the caller sees."""
    found = written(question)
    if found.clock is not None:
        return await _read(found, (found.clock,), sets=sets, caller=caller, reader=reader)
    try:
        # Of a hundred thousand texts it takes a second, in which others want to be heard.
        return await asyncio.to_thread(asked_times, question)
    except BadTimeError:
        return await _read(found, (), sets=sets, caller=caller, reader=reader)


async def _read(
    those: Readings, clocks: tuple[int, ...], *, sets: KernelSets, caller: Caller, reader: TimeReader
) -> AskedTimes:
    kernels = await sets.find(KernelSetQuestion(clocks=clocks), caller)
    demand_complete(kernels)
    return those.read(await reader.read(those, kernels))
