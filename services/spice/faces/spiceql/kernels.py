"""SpiceQL's search for kernels, and its health."""

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import Query

from services.spice.faces.spiceql.desk import OfSpiceQl
from services.spice.faces.spiceql.envelope import Answer, enveloped
from services.spice.faces.spiceql.errors import RequestError
from services.spice.faces.spiceql.kernel_list import BASE, KINDS
from services.spice.faces.spiceql.lists import texts_of
from services.spice.faces.spiceql.parameters import OfQualities, Texts, router_of
from services.spice.geometry.questions.times import SECONDS_MAX
from services.spice.kernels.candidates import Candidates
from services.spice.kernels.listing import Wanted, wanted_kernels
from services.spice.kernels.names import Names, UnknownNameError
from services.spice.kernels.view import Kernel, KernelView, Sees
from services.spice.sets.finder import set_of_paths
from shared.contracts.http.knowledge.kernels import KernelSetAnswer
from shared.spice.coverage.model import Interval
from shared.spice.kinds.kind import Family
from shared.spice.names.missions import GENERIC
from shared.spice.names.model import Quality

router = router_of()

NAMES_MAX = 20
"""Of one search."""

KERNELS_MAX = 20_000
"""Of one answer."""

TIMED = (Family.CK, Family.SPK)
"""Kinds whose coverage counts."""

DEFAULT_TYPES = ("ck", "spk", "tspk", "lsk", "mk", "sclk", "iak", "ik", "fk", "dsk", "pck", "ek")

Seconds = Annotated[float | None, Query(allow_inf_nan=True)]


class Found:
    """The kernels of a search, and the best quality of each name."""

    def __init__(self) -> None:
        self.paths: dict[str, None] = {}
        self.qualities: dict[str, str] = {}

    def take(self, name: str, kernel: Kernel) -> None:
        """Take a kernel. Raises RequestError where there are too many."""
        self.paths[kernel.path] = None
        if len(self.paths) > KERNELS_MAX:
            raise RequestError(f"more than {KERNELS_MAX} kernels fit: ask for fewer names, types or times")
        if kernel.family in TIMED:
            key = f"{name}_{kernel.family}_quality"
            known = Quality[self.qualities.get(key, "predicted").upper()]
            self.qualities[key] = Quality(max(known, kernel.quality)).name.lower()


@router.get("/searchForKernelsets")
@enveloped
async def search_for_kernelsets(
    *,
    spiceql: OfSpiceQl,
    names: Annotated[Texts, Query(alias="spiceqlNames")] = [],  # noqa: B006
    types: Texts = list(DEFAULT_TYPES),  # noqa: B006
    start_time: Annotated[Seconds, Query(alias="startTime")] = None,
    stop_time: Annotated[Seconds, Query(alias="stopTime")] = None,
    start: Annotated[Seconds, Query(alias="startEt")] = None,
    stop: Annotated[Seconds, Query(alias="stopEt")] = None,
    qualities: OfQualities,
) -> Answer:
    """The kernels of missions and bodies, by type; of CKs and SPKs those that cover some of the times."""
    wanted, families = texts_of(names), _families(texts_of(types))
    within = _within(start_time if start is None else start, stop_time if stop is None else stop)
    will_do = _levels(qualities.ours())
    if not 1 <= len(wanted) <= NAMES_MAX:
        raise RequestError(f"spiceqlNames: say from 1 to {NAMES_MAX} names")
    sees = spiceql.desk.sees

    def search(view: KernelView) -> tuple[KernelSetAnswer, dict[str, str]]:
        found = Found()
        for name in wanted:
            for kernel in _of_name(view, sees, name, families, within):
                if kernel.family not in TIMED or kernel.quality in will_do:
                    found.take(name, kernel)
        return set_of_paths(view, list(found.paths), sees), found.qualities

    kernels, told_qualities = await spiceql.desk.context.ask(search)
    return spiceql.told("", kernels, **told_qualities)


def _families(types: tuple[str, ...]) -> tuple[Family, ...]:
    known = {one.value for one in Family}
    for one in types:
        if KINDS.get(one, one) not in known:
            raise RequestError(f"types: {one!r} is none of {', '.join(DEFAULT_TYPES)}")
    return tuple(dict.fromkeys(Family(KINDS.get(one, one)) for one in types))


def _within(start: float | None, stop: float | None) -> Interval | None:
    if start is None and stop is None:
        return None
    first = -SECONDS_MAX if start is None else max(start, -SECONDS_MAX)
    last = SECONDS_MAX if stop is None else min(stop, SECONDS_MAX)
    if not first <= last:
        raise RequestError("stopTime is not before startTime")
    return first, last


def _levels(names: tuple[str, ...]) -> frozenset[int]:
    return frozenset(int(Quality[one.upper()]) for one in names) | {int(Quality.UNTOLD)}


def _of_name(
    view: KernelView, sees: Sees, name: str, families: tuple[Family, ...], within: Interval | None
) -> Iterator[Kernel]:
    mission, subjects = _subject(view, sees, name)
    for family in families:
        wanted = Wanted(
            kind=family.value,
            mission=mission,
            subjects=subjects if family is Family.SPK else (),
            covers=within if family in TIMED else None,
            latest=True,
        )
        if mission is not None or family is Family.SPK:
            yield from (kernel for kernel, _ in wanted_kernels(view, wanted, sees))


def _subject(view: KernelView, sees: Sees, name: str) -> tuple[str | None, tuple[tuple[str, int], ...]]:
    """Return the mission that a name is of, else the body."""
    mission = GENERIC if name == BASE else name.lower()
    if next(wanted_kernels(view, Wanted(mission=mission), sees), None) is not None:
        return mission, ()
    try:
        return None, (("body", Names(view, Candidates(view, sees)).body(name)),)
    except UnknownNameError as error:
        raise RequestError(f"{name!r} names no mission and no body here") from error


@router.get("/")
async def read_health(spiceql: OfSpiceQl) -> dict[str, Any]:
    """Whether this service answers."""
    return {
        "is_healthy": True,
        "data_content": [spiceql.desk.context.collection],
        "data_dir_exists": True,
        "db_exists": True,
        "spiceql_version": "1.7.0",
    }
