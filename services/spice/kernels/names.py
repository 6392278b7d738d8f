"""Names of bodies, instruments and frames into codes: by kernels of a collection, else as CSPICE has them."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.spice.kernels.view import KernelView, Sees
from shared.spice.builtin.bodies import codes_by_name, names_by_code
from shared.spice.builtin.frames import Frame, frames_by_code, frames_by_name
from shared.spice.sets.preference import preference


class UnknownNameError(Exception):
    """The caller named what no kernel here and no table knows; `str()` says it."""


@dataclass(frozen=True, slots=True)
class FrameFacts:
    """What is known of a frame, and from which content; None where CSPICE knows it by itself."""

    code: int
    name: str
    frame_class: int | None
    class_id: int | None
    center: int | None
    relative: str
    content: str | None


class Names:
    """Looks names up for one caller: what it does not see names nothing."""

    def __init__(self, view: KernelView, sees: Sees) -> None:
        self._view = view
        self._sees = sees

    def body(self, named: str) -> int:
        """Return the code of a body or instrument. Raises UnknownNameError."""
        name = _normal(named)
        if _is_code(name):
            return int(name)
        told = self._preferred("body", name)
        if told is not None:
            return told
        if name in codes_by_name():
            return codes_by_name()[name]
        raise UnknownNameError(f"{named!r} names no body or instrument: no kernel here defines it")

    def name_of(self, code: int) -> str:
        """Return the name of a body; empty where nobody knows one."""
        return names_by_code().get(code, "")

    def frame(self, named: str) -> FrameFacts:
        """Return a frame by its name or code. Raises UnknownNameError."""
        name = _normal(named)
        builtin = frames_by_code().get(int(name)) if _is_code(name) else frames_by_name().get(name)
        if builtin is not None:
            return _builtin(builtin)
        found = (
            self._view.defining("frame", code=int(name))
            if _is_code(name)
            else self._view.defining("frame", name=name)
        )
        by_content = {one.content: one for one in found}
        best = self._best(by_content)
        if best is None:
            raise UnknownNameError(f"{named!r} names no frame: no kernel here defines it")
        one = by_content[best]
        return FrameFacts(one.code, one.name, one.frame_class, one.class_id, one.center, one.relative, best)

    def _preferred(self, what: str, name: str) -> int | None:
        by_content = {one.content: one.code for one in self._view.defining(what, name=name)}
        best = self._best(by_content)
        return None if best is None else by_content[best]

    def _best(self, contents: Iterable[str]) -> str | None:
        seen = [
            kernel for kernel in self._view.of_contents(contents) if self._sees(kernel.path) and kernel.usable
        ]
        best = max(seen, key=lambda one: preference(one.path, one.quality, one.rank), default=None)
        return None if best is None else best.content


def _builtin(one: Frame) -> FrameFacts:
    return FrameFacts(one.code, one.name, one.frame_class, one.class_id, one.center, "", None)


def _normal(named: str) -> str:
    """Return a name as CSPICE compares it: upper case, blanks as one."""
    return " ".join(named.split()).upper()


def _is_code(name: str) -> bool:
    return name.removeprefix("-").isdecimal() and name.isascii() and len(name) <= 11
