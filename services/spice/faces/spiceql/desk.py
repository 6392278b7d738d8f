"""The service as SpiceQL's functions see it: kernels are searched or listed, then questions are asked."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Query

from services.spice.api.parameters import Desk, OfDesk
from services.spice.faces.spiceql.envelope import Answer, told
from services.spice.faces.spiceql.errors import RequestError
from services.spice.faces.spiceql.kernel_list import QUALITIES, listed
from services.spice.faces.spiceql.lists import texts_of
from services.spice.geometry.api.buffer import Buffer
from services.spice.geometry.api.lack import demand_complete, least_set
from services.spice.geometry.api.questions import OfGeometry
from services.spice.geometry.geometry import Geometry
from services.spice.geometry.process.pool import Asked
from services.spice.geometry.questions.question import QUESTION
from services.spice.kernels.view import KernelView, Sees
from services.spice.sets.finder import KernelSetFinder, set_of_paths
from shared.contracts.http.knowledge.kernels import KernelSetAnswer, KernelSetQuestion

LIST_MAX = 200
"""Repeated keys of one parameter."""

Search = Callable[[KernelView, Sees], Sequence[str]]
"""Finds paths of kernels."""

Texts = Annotated[list[str], Query(max_length=LIST_MAX)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """What every function of SpiceQL takes. Limits are taken and need nothing: a least set has no more."""

    kernel_list: tuple[str, ...] = ()
    search: bool = True


async def _common(
    *,
    kernel_list: Annotated[list[str], Query(alias="kernelList", max_length=LIST_MAX)] = [],  # noqa: B006
    search: Annotated[bool, Query(alias="searchKernels")] = True,
    full_path: Annotated[bool, Query(alias="fullKernelPath")] = False,  # noqa: ARG001
    limit_ck: Annotated[int, Query(alias="limitCk")] = -1,  # noqa: ARG001
    limit_spk: Annotated[int, Query(alias="limitSpk")] = 1,  # noqa: ARG001
) -> Common:
    """Return the common parameters."""
    return Common(kernel_list=texts_of(kernel_list), search=search)


OfCommon = Annotated[Common, Depends(_common)]


class SpiceQl:
    """Answers functions of SpiceQL for one caller."""

    def __init__(self, desk: Desk, geometry: Geometry) -> None:
        self.desk = desk
        self._geometry = geometry
        self._notes: dict[str, None] = {}

    async def least(
        self, common: Common, question: KernelSetQuestion, ets: Sequence[float] = ()
    ) -> KernelSetAnswer:
        """Return the least set for a question, and what the caller lists after it.

        Args:
            common: of the request.
            question: about a set.
            ets: single times, where the question goes from the first to the last of them.

        Raises:
            GeometryError: something is lacking.
            RequestError: the list is none.
        """
        paths: list[str] = []
        if common.search:
            finder = KernelSetFinder(self.desk.context)
            moments = sorted(set(ets))
            found = await least_set(question, finder, self.desk.caller, moments=moments)
            if not common.kernel_list:
                demand_complete(found)
            paths = [one.path for one in found.members]
            self._notes.update(dict.fromkeys(found.notes))
        return await self._with_listed(common, lambda _, __: paths)

    async def found(self, common: Common, search: Search) -> KernelSetAnswer:
        """Return what a search finds, and what the caller lists after it. Raises RequestError."""
        return await self._with_listed(common, search if common.search else lambda _, __: [])

    async def _with_listed(self, common: Common, search: Search) -> KernelSetAnswer:
        sees = self.desk.sees

        def answer(view: KernelView) -> KernelSetAnswer:
            paths = list(search(view, sees))
            if common.kernel_list:
                seen = (kernel for kernel in view.kernels() if sees(kernel.path))
                paths += listed(common.kernel_list, seen)
            return set_of_paths(view, list(dict.fromkeys(paths)), sees)

        return await self.desk.context.ask(answer)

    async def ask(self, kernels: KernelSetAnswer, calculation: str, **fields: object) -> list[dict[str, Any]]:
        """Return the rows of the answer to a question.

        Raises:
            GeometryError and others that `problem_of` knows: there is none.
            ValidationError: it is no question.
        """
        question = QUESTION.validate_python({"calculation": calculation, **fields})
        sink = Buffer()
        asked = Asked(
            collection=self._geometry.collection,
            revision=kernels.revision,
            kernel_set=kernels.hash,
            members=kernels.members,
            question=question,
            form="json",
            notes=kernels.notes,
        )
        await self._geometry.shared.ask(asked, sink=sink)
        answer = json.loads(sink.data)
        self._notes.update(dict.fromkeys(answer["notes"]))
        names = [one["name"] for one in answer["columns"]]
        return [dict(zip(names, row, strict=True)) for row in answer["rows"]]

    def told(self, value: object, kernels: KernelSetAnswer, **more: object) -> Answer:
        """Return an answer, with its kernels and what they take over; `more` is of its `kernels`."""
        notes = dict.fromkeys((*self._notes, *kernels.notes))
        return told(value, kernels.members, tuple(notes), **more)

    async def frame_name(self, kernels: KernelSetAnswer, code: int) -> str:
        """Return the name of a frame. Raises RequestError."""
        (row,) = await self.ask(kernels, "names", of="frames", names=[str(code)])
        if not row["name"]:
            raise RequestError(f"no frame has the code {code} in these kernels: add the FK that defines it")
        return str(row["name"])


async def _spiceql(desk: OfDesk, geometry: OfGeometry) -> SpiceQl:
    return SpiceQl(desk, geometry)


OfSpiceQl = Annotated[SpiceQl, Depends(_spiceql)]


def qualities_of(*given: Sequence[str]) -> tuple[str, ...]:
    """Return the qualities that will do, in our words. Raises RequestError."""
    found: list[str] = []
    for name in (one for names in given for one in texts_of(names)):
        if name not in QUALITIES:
            raise RequestError(f"{name!r} is no quality: they are {', '.join(QUALITIES)}")
        found += [one.name.lower() for one in QUALITIES[name]]
    return tuple(dict.fromkeys(found))
