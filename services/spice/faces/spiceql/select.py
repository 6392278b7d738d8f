"""Kernels that SpiceQL's functions need beside those of a least set: clocks, names, constants."""

from collections.abc import Iterable, Iterator

from services.spice.kernels.candidates import Candidates
from services.spice.kernels.listing import Wanted, wanted_kernels
from services.spice.kernels.names import Names, is_code, normal
from services.spice.kernels.view import Defined, Kernel, KernelView, Sees
from shared.spice.kinds.kind import Family
from shared.spice.names.missions import GENERIC
from shared.spice.times.clock import clock_of

TEXTS = (Family.FK, Family.IK)
"""Kernels that name bodies, frames and instruments, in the order of loading."""

BODY_BY_BUS = -1000
"""Numbers from here down are of a spacecraft's parts (NAIF Integer ID codes)."""


def spacecraft_of(code: int) -> int:
    """Return the spacecraft whose clock a frame, an instrument or a spacecraft is timed by."""
    return clock_of(code, {}) if code <= BODY_BY_BUS else code


def timekeepers(view: KernelView, sees: Sees, clock: int | None) -> list[str]:
    """Return the paths of leap seconds, and of a clock's kernel, where there are."""
    paths = [_best(view, sees, view.defining("leap-seconds", code=0))]
    if clock is not None:
        paths.append(_best(view, sees, view.defining("clock", code=clock)))
    return [path for path in paths if path is not None]


def names_of_mission(view: KernelView, sees: Sees, mission: str) -> list[str]:
    """Return the paths of a mission's newest frame and instrument kernels; none where it is unknown."""
    if not mission:
        return []
    name = _mission(view, sees, mission.lower())
    return [path for kind in TEXTS for path in _newest(view, sees, name, kind)]


def constants_of_mission(view: KernelView, sees: Sees, mission: str) -> list[str]:
    """Return the paths of the newest constants that serve all, and then of a mission's.

    As SpiceQL has it, an unknown mission has those that serve all.
    """
    names = dict.fromkeys((GENERIC, mission.lower()))
    return [path for name in names for path in _newest(view, sees, name, Family.PCK)]


def naming(view: KernelView, sees: Sees, named: str | int) -> list[str]:
    """Return the path of the preferred kernel that names a body or a frame, where there is one."""
    text = normal(str(named))
    code = int(text) if is_code(text) else None
    found: list[Defined] = []
    for what in ("body", "frame"):
        found += view.defining(what, code=code, name=None if code is not None else text)
    best = _best(view, sees, found)
    return [] if best is None else [best]


def fixing(view: KernelView, sees: Sees, body: int) -> list[str]:
    """Return the paths of the kernels that tell the frame of a body, and define it, where there are."""
    candidates = Candidates(view, sees)
    found = Names(view, candidates).frame_of_body(body)
    tellers = candidates.of(one.content for one in found).values()
    told = max(tellers, key=lambda one: one.preference, default=None)
    return [] if told is None else [told.path, *naming(view, sees, found[0].relative)]


def _mission(view: KernelView, sees: Sees, named: str) -> str:
    """Return the mission that a name of SpiceQL stands for: an instrument, as `ctx`, is one, too."""
    if next(wanted_kernels(view, Wanted(mission=named), sees), None) is not None:
        return named
    instruments = wanted_kernels(view, Wanted(kind=Family.IK.value), sees)
    found = (one.mission for one, _ in instruments if named in one.line.partition(".")[0].split("_"))
    return next((one for one in found if one), named)


def _best(view: KernelView, sees: Sees, found: Iterable[Defined]) -> str | None:
    able = Candidates(view, sees).of(one.content for one in found).values()
    best = max(able, key=lambda one: one.preference, default=None)
    return None if best is None else best.path


def _newest(view: KernelView, sees: Sees, mission: str, kind: Family) -> Iterator[str]:
    lines: dict[str, Kernel] = {}
    for kernel, _ in wanted_kernels(view, Wanted(kind=kind.value, mission=mission, latest=True), sees):
        if kernel.usable and kernel.form == "text":
            best = lines.get(kernel.line)
            if best is None or (kernel.slot, kernel.rank) > (best.slot, best.rank):
                lines[kernel.line] = kernel
    # Of constants that serve all, one set contradicts another: the newest of them comes last, and counts.
    yield from (one.path for one in sorted(lines.values(), key=lambda one: (one.rank, one.path)))
