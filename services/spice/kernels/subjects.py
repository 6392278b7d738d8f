"""The subjects that coverage is kept under, by what callers name.

An SPK covers bodies, a CK the structures of a spacecraft, a binary PCK frames, each by a code. People say the
name of a frame: a frame kernel tells the code that a CK or PCK has it under, or the frame that it is fixed to
(Frames Required Reading, "Frame Classes").
"""

from dataclasses import dataclass

from services.spice.kernels.candidates import Candidates
from services.spice.kernels.names import Names, UnknownFrameError, UnknownNameError, is_code, normal
from services.spice.kernels.view import KernelView
from shared.spice.builtin.bodies import names_by_code
from shared.spice.builtin.frames import FrameClass
from shared.spice.sets.choose import DEPTH_MAX
from shared.spice.sets.model import FrameFacts
from shared.spice.times.clock import INSTRUMENTS_BELOW

STRUCTURES = 1000
"""A spacecraft's structures have a thousand times its code, and less; the bus has just that (NAIF IDs)."""


FOR_ALL_TIMES = "it is defined once for all times"

SHAPES_APART = "kernels of its shape (DSK) are not counted: they do not tell where it is"

_WHY: dict[int | None, str] = {
    FrameClass.DYNAMIC: "it is built from bodies or a formula, ask for those that its frame kernel names",
    FrameClass.SWITCH: "it is one of several frames at each time, ask for those that its frame kernel names",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What coverage is looked up by, and how it was found."""

    subject: str
    """body, instrument or frame, as kernels have it."""
    code: int
    name: str = ""
    notes: tuple[str, ...] = ()


class Subjects:
    """Looks subjects up for one caller: kernels that it does not see name nothing."""

    def __init__(self, view: KernelView, candidates: Candidates) -> None:
        self._view = view
        self._candidates = candidates
        self._names = Names(view, candidates)

    def named(self, kind: str, named: str) -> Subject:
        """Return the subject of a body, an instrument or a frame. Raises UnknownNameError."""
        if kind == "frame":
            return self._of_frame(named)
        if kind == "instrument":
            return self._of_instrument(named)
        code = self._names.body(named)
        notes = (*self._names.notes(named), *((SHAPES_APART,) if self._covers("shape", code) else ()))
        return Subject(kind, code, names_by_code().get(code, ""), notes)

    def structure_of(self, code: int) -> int:
        """Return the bus of a spacecraft that CKs do not point under its own code; else the code."""
        bus = code * STRUCTURES
        is_spacecraft = INSTRUMENTS_BELOW <= code < 0 and not self._covers("instrument", code)
        return bus if is_spacecraft and self._covers("instrument", bus) else code

    def _of_frame(self, named: str) -> Subject:
        try:
            return self._turned(self._names.frame(named))
        except UnknownFrameError:
            name = normal(named)
            kinds = [kind for kind in ("instrument", "frame") if is_code(name) and self._covers(kind, name)]
            if not kinds:
                raise
            return Subject(kinds[0], int(name))

    def _of_instrument(self, named: str) -> Subject:
        try:
            code = self._names.body(named)
        except UnknownNameError:
            found = self._frame_of(named)
            if found is None:
                raise
            return found
        own = Subject("instrument", code, self._name_of(code), self._names.notes(named))
        return own if self._covers("instrument", code) else self._mounted(named, code) or own

    def _mounted(self, named: str, code: int) -> Subject | None:
        """Return what an instrument without a CK of its own is mounted on; None where nothing tells."""
        field = self._names.field_frame(code)
        found = self._frame_of(field) if field else self._frame_of(str(code))
        bus = self.structure_of(code)
        if found is not None or bus == code:
            return found
        note = f"{named} is a spacecraft: this is the pointing of its structure {bus}"
        return Subject("instrument", bus, self._name_of(bus), (note,))

    def _frame_of(self, named: str) -> Subject | None:
        """Return the structure that turns a frame; None where there is no such frame, or no structure."""
        try:
            found = self._turned(self._names.frame(named))
        except UnknownFrameError:
            return None
        return found if found.subject == "instrument" else None

    def _turned(self, first: FrameFacts) -> Subject:
        """Return what turns a frame over time. Raises UnknownFrameError where it is fixed to none."""
        last = first
        for _ in range(DEPTH_MAX):
            if last.frame_class != FrameClass.FIXED or not last.relative:
                break
            last = self._names.frame(last.relative)
        code = last.code if last.class_id is None else last.class_id
        subject = "instrument" if last.frame_class == FrameClass.CK else "frame"
        return Subject(subject, code, last.name, tuple(self._on_the_way(first, last)))

    def _on_the_way(self, first: FrameFacts, last: FrameFacts) -> list[str]:
        notes = [] if last is first else [f"{first.name} is fixed to {last.name}, and covered as that is"]
        if last.frame_class == FrameClass.PCK and self._goes_by_constants(last):
            notes.append(f"{last.name} goes by constants of text kernels, which hold at any time")
        if last.frame_class not in (FrameClass.PCK, FrameClass.CK):
            notes.append(
                f"no kernel covers {last.name} over time: {_WHY.get(last.frame_class, FOR_ALL_TIMES)}"
            )
        return notes

    def _goes_by_constants(self, frame: FrameFacts) -> bool:
        code = frame.code if frame.class_id is None else frame.class_id
        tellers = (one.content for one in self._view.defining("orientation", code=code))
        return not self._covers("frame", code) and bool(self._candidates.of(tellers))

    def _name_of(self, code: int) -> str:
        try:
            return self._names.frame(str(code)).name
        except UnknownFrameError:
            return ""

    def _covers(self, kind: str, code: int | str) -> bool:
        """Tell whether a kernel that the caller sees covers a subject at any time."""
        where = "kernel.content IN (SELECT content FROM coverage WHERE subject = ? AND code = ?)"
        return any(self._candidates.sees(one.path) for one in self._view.kernels(where, (kind, int(code))))
