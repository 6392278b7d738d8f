"""The files of a mission, as the first SpiceRack told them."""

from collections.abc import Iterable
from pathlib import PurePosixPath

from blake3 import blake3

from services.spice.kernels.view import Kernel, KernelView, Sees
from shared.model.base import FrozenModel
from shared.spice.kinds.kind import Family
from shared.web.problem import NotFoundError, RefusedError

FILES_MAX = 20_000
"""Of one answer."""

MISC = (Family.UNKNOWN, Family.ORBIT_NUMBERS)
"""Kinds that were called misc."""

NAIF = {
    "em16": "EXOMARS2016",
    "m01": "M01",
    "psp": "SPP",
    "clipper": "EUROPACLIPPER",
    "nh": "NEWHORIZONS",
    "phx": "PHX",
}
"""Folders of NAIF's archive, where they differ from the mission's name in upper case."""


class MissionInfo(FrozenModel):
    """One mission."""

    mission: str
    hash: str
    """Of all its files: it changes when one does."""
    links: tuple[str, ...]


class FileInfo(FrozenModel):
    """One file."""

    mission: str
    kernel: str
    """Its kind."""
    file: str
    path: str
    """In the collection."""
    newest: str
    """The newest version of it."""
    hash: str
    """BLAKE3-256."""
    links: tuple[str, ...]


def naif_name(mission: str) -> str:
    """Return the folder that NAIF keeps a mission in."""
    return NAIF.get(mission, mission.upper())


def files_of(
    view: KernelView,
    sees: Sees,
    mission: str,
    kinds: Iterable[Family] | None = None,
    year: int | None = None,
) -> list[Kernel]:
    """Return the kernels of a mission, by path.

    Raises:
        NotFoundError: there is none of the mission at all.
        RefusedError: there are too many.
    """
    seen = [one for one in view.kernels("kernel.mission = ?", (mission,)) if sees(one.path)]
    if not seen:
        raise NotFoundError(f"the collection has no mission {mission!r}")
    wanted = None if kinds is None else {one.value for one in kinds}
    found = [one for one in seen if wanted is None or one.family in wanted]
    found = [one for one in found if year is None or one.year == year]
    if len(found) > FILES_MAX:
        raise RefusedError(
            f"there are more than {FILES_MAX} files: ask by /api/v1/spice/kernels, page by page"
        )
    return found


def newest(kernels: Iterable[Kernel]) -> list[Kernel]:
    """Return the newest of each line of names, by path."""
    lines: dict[str, Kernel] = {}
    for kernel in kernels:
        best = lines.get(kernel.line)
        if best is None or (kernel.slot, kernel.rank) > (best.slot, best.rank):
            lines[kernel.line] = kernel
    return sorted(lines.values(), key=lambda one: one.path)


def file_of(kernels: Iterable[Kernel], file: str) -> Kernel:
    """Return the kernel with a name, the first by path. Raises NotFoundError."""
    for kernel in kernels:
        if PurePosixPath(kernel.path).name == file:
            return kernel
    raise NotFoundError(f"no kernel is called {file!r} there")


def line_of(kernels: Iterable[Kernel], name: str) -> list[Kernel]:
    """Return the kernels of a file's line: by its name, or its name without the version."""
    known = list(kernels)
    same = next((one for one in known if PurePosixPath(one.path).name == name), None)
    found = [
        one
        for one in known
        if (same is not None and one.line == same.line)
        or (same is None and PurePosixPath(one.path).name.startswith(name))
    ]
    if not found:
        raise NotFoundError(f"no kernel is called {name!r} there, nor begins so")
    return found


def names(kernels: Iterable[Kernel]) -> list[str]:
    """Return their file names."""
    return [PurePosixPath(one.path).name for one in kernels]


def hash_of(kernels: Iterable[Kernel]) -> str:
    """Return a hash of paths and contents."""
    return blake3("".join(f"{one.content} {one.path}\n" for one in kernels).encode()).hexdigest()


def info_of(view: KernelView, sees: Sees, kernel: Kernel) -> FileInfo:
    """Return what is told of a file."""
    replaced = view.superseding(kernel, sees)
    return FileInfo(
        mission=kernel.mission,
        kernel=kernel.family,
        file=PurePosixPath(kernel.path).name,
        path=kernel.path,
        newest=PurePosixPath(replaced or kernel.path).name,
        hash=kernel.content,
        links=("/raw",) if kernel.form == "text" else (),
    )
