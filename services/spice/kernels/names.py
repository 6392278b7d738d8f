"""Names of bodies, instruments and frames into codes: by kernels of a collection, else as CSPICE has them."""

from collections.abc import Iterable

from services.spice.kernels.candidates import Candidates
from services.spice.kernels.directions import (
    CONSTANT,
    IN_FRAMES,
    NEAR_POINT,
    DirectionFacts,
    unpacked_direction,
)
from services.spice.kernels.view import Defined, KernelView
from shared.model.nearest import nearest_first
from shared.spice.builtin.bodies import codes_by_name, names_by_code
from shared.spice.builtin.frames import Frame, FrameClass, frames_by_code, frames_by_name
from shared.spice.sets.model import Direction, FrameFacts
from shared.spice.sets.taken_over import bounded_notes, renamed


class UnknownNameError(Exception):
    """The caller named what no kernel here and no table knows; `str()` says it."""


class UnknownFrameError(UnknownNameError):
    """The name or code is of no frame."""


class Names:
    """Looks names up for one caller: what it does not see names nothing."""

    def __init__(self, view: KernelView, candidates: Candidates) -> None:
        self._view = view
        self._candidates = candidates

    def body(self, named: str) -> int:
        """Return the code of a body or instrument. Raises UnknownNameError."""
        known = self.known_body(named)
        if known is None:
            near = self._meant("body", normal(named), codes_by_name())
            raise UnknownNameError(f"{named!r} names no body or instrument: no kernel here defines it{near}")
        return known

    def known_body(self, named: str) -> int | None:
        """Return the code of a body or instrument; None where nobody knows it."""
        name = normal(named)
        if is_code(name):
            return int(name)
        told = self._preferred(self._view.defining("body", name=name))
        return codes_by_name().get(name) if told is None else told.code

    def name_of(self, code: int) -> str:
        """Return the name of a body or instrument that CSPICE does not know; empty where no kernel does."""
        told = self._preferred([] if code in names_by_code() else self._view.defining("body", code=code))
        return "" if told is None else told.name

    def frame_of_body(self, code: int, named: str = "") -> list[Defined]:
        """Return what says which frame is a body's own; empty where CSPICE tells.

        That by its code counts before that by its name (cidfrm.f), but where it is asked for by a name
        (cnmfrm.f), and the frame is known.
        """
        asked = self._own_frame(self._view.defining("body-frame", name=normal(named)) if named else [])
        if asked and self.known_frame(asked[0].relative) is not None:
            return asked
        name = names_by_code().get(code) or self.name_of(code)
        by_code = self._own_frame(self._view.defining("body-frame", code=code) if code else [])
        return by_code or self._own_frame(self._view.defining("body-frame", name=name) if name else [])

    def _own_frame(self, found: list[Defined]) -> list[Defined]:
        best = self._preferred(found)
        return [] if best is None else [one for one in found if one.relative == best.relative]

    def notes(self, named: str) -> tuple[str, ...]:
        """Return a sentence on each kernel, and on CSPICE, by which a body's name has another code."""
        name = normal(named)
        if is_code(name):
            return ()
        found = self._view.defining("body", name=name)
        best = self._preferred(found)
        if best is None:
            return ()
        candidates = self._candidates.of(one.content for one in found)
        own = candidates[best.content].path
        others = sorted(
            (candidates[one.content].path, one.code)
            for one in found
            if one.code != best.code and one.content in candidates
        )
        told = [f"{named} is {best.code} by {own}, and {code} by {path}" for path, code in others]
        return bounded_notes([*renamed({named: best.code}), *told])

    def frame(self, named: str) -> FrameFacts:
        """Return a frame by its name or code, as the preferred kernel defines it. Raises UnknownNameError."""
        known = self.known_frame(named)
        if known is None:
            near = self._meant("frame", normal(named), frames_by_name())
            raise UnknownFrameError(f"{named!r} names no frame: no kernel here defines it{near}")
        return known

    def known_frame(self, named: str) -> FrameFacts | None:
        """Return a frame by its name or code; None where nobody knows it."""
        name = normal(named)
        code = int(name) if is_code(name) else None
        builtin = frames_by_name().get(name) if code is None else frames_by_code().get(code)
        if builtin is not None:
            return self._fixed(builtin) if builtin.frame_class == FrameClass.FIXED else _builtin(builtin)
        found = self._view.defining("frame", code=code, name=name if code is None else None)
        best = self._preferred(found)
        if best is None:
            return None
        own = self._directions(best)
        same = [one.content for one in found if _facts(one) == _facts(best) and self._directions(one) == own]
        definers = tuple(self._candidates.of(same).values())
        facts = (best.code, best.name, best.frame_class, best.class_id, best.center, best.relative)
        return FrameFacts(*facts, definers, tuple(map(self._direction, own)))

    def _directions(self, frame: Defined) -> list[DirectionFacts]:
        if frame.frame_class != FrameClass.DYNAMIC:
            return []
        found = self._view.defining("direction", code=frame.code)
        return [unpacked_direction(one.relative) for one in found if one.content == frame.content]

    def _direction(self, one: DirectionFacts) -> Direction:
        """Return what a direction needs, names as codes."""
        corrected = one.aberration not in ("", "NONE")
        named = [one.observer, "" if one.kind == CONSTANT else one.target]
        codes = {name: self.known_body(name) for name in named if name}
        bodies = [code for code in codes.values() if code is not None]
        frame = self.known_frame(one.frame) if one.kind == CONSTANT and corrected else None
        if frame is not None and frame.center is not None:
            # Its orientation is that of when light left its center.
            bodies.append(frame.center)
        return Direction(
            bodies=tuple(dict.fromkeys(bodies)),
            names=tuple(
                (name, code) for name, code in codes.items() if code is not None and not is_code(name)
            ),
            unknown=tuple(f"body {name}" for name, code in codes.items() if code is None),
            near_to=codes.get(one.target) if one.kind == NEAR_POINT else None,
            frame=one.frame if one.kind in IN_FRAMES else "",
            is_corrected=corrected,
            frozen_at=one.frozen_at,
        )

    def instrument(self, named: str) -> int:
        """Return the code of an instrument, or of the frame of a structure. Raises UnknownNameError."""
        try:
            return self.body(named)
        except UnknownNameError as error:
            try:
                return self.frame(named).code
            except UnknownFrameError:
                raise error from None

    def field_frame(self, instrument: int) -> str:
        """Return the frame of an instrument's field of view; empty where nobody tells."""
        best = self._preferred(self._view.defining("instrument", code=instrument))
        return "" if best is None else best.relative.strip().upper()

    def _fixed(self, one: Frame) -> FrameFacts:
        """Return a frame whose name CSPICE knows, and whose place a kernel has to tell."""
        found = [
            *self._view.defining("fixed", name=one.name),
            *self._view.defining("fixed", name=str(one.code)),
        ]
        best = self._preferred(found)
        relative = "" if best is None else best.relative
        definers = self._candidates.of(each.content for each in found if each.relative == relative)
        facts = (one.code, one.name, one.frame_class, one.class_id, one.center, relative)
        return FrameFacts(*facts, tuple(definers.values()))

    def _meant(self, what: str, name: str, built_in: Iterable[str]) -> str:
        """Return the nearest name that CSPICE knows, or a kernel that the caller sees defines."""
        if is_code(name):
            return ""
        own: dict[str, list[str]] = {}
        for one, content in self._view.named(what):
            own.setdefault(one, []).append(content)
        known = frozenset(built_in)
        for near in nearest_first(name, (*known, *own)):
            if near in known or self._candidates.of(own[near]):
                return f"; did you mean {near!r}?"
        return ""

    def _preferred(self, found: list[Defined]) -> Defined | None:
        candidates = self._candidates.of(one.content for one in found)
        able = [one for one in found if one.content in candidates]
        return max(able, key=lambda one: candidates[one.content].preference, default=None)


def normal(named: str) -> str:
    """Return a name as CSPICE compares it: upper case, blanks as one."""
    return " ".join(named.split()).upper()


def is_code(name: str) -> bool:
    """Tell whether a text is a code and no name."""
    return name.removeprefix("-").isdecimal() and name.isascii() and len(name) <= 11


def _facts(one: Defined) -> tuple[int, int | None, int | None, str]:
    return one.code, one.frame_class, one.class_id, one.relative


def _builtin(one: Frame) -> FrameFacts:
    return FrameFacts(one.code, one.name, one.frame_class, one.class_id, one.center)
