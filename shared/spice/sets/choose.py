"""The choice of the least ordered set of kernels for a question. Pure and deterministic.

Each thing that is needed is a *need*: a subject that has to be covered over windows of time, or a definition
that has to be there. At each time the kernel of the highest rank is taken, whatever else is asked; what
follows from it (the center of a body, the reference frame and the clock of an instrument) is needed in turn.
Kernels that count at no time are left out: the others have the same answers without them.
"""

from collections.abc import Callable, Iterable, Sequence

from shared.spice.builtin.bodies import SOLAR_SYSTEM_BARYCENTER, names_by_code
from shared.spice.builtin.frames import FrameClass
from shared.spice.coverage.intervals import common, union
from shared.spice.coverage.model import Interval
from shared.spice.kinds.kind import Family
from shared.spice.sets.connect import Ephemeris
from shared.spice.sets.cover import best_cover, without
from shared.spice.sets.least import least_set
from shared.spice.sets.meeting import meeting
from shared.spice.sets.model import (
    Candidate,
    Catalogue,
    Direction,
    FrameFacts,
    KernelSet,
    Piece,
    Question,
    Used,
)
from shared.spice.sets.needed import Needed, TooManyNeedsError
from shared.spice.sets.needs import uses_the_same
from shared.spice.sets.surface import both_have, loaded_together
from shared.spice.sets.variables import of_frame, of_orientation, own_id

DEPTH_MAX = 32
"""Frames that are relative to one another in a row: CSPICE follows 10 (MAXNOD of rotget.f)."""


LIGHT_SECONDS = 30_000.0
"""Before and after the times of a direction: light from Neptune takes 15 000 s, and the other way as much."""

RATE_SECONDS = 1.0
"""The same without light: how a direction turns is told by two times a second apart (DELTA of zzdynfrm.f)."""

ALWAYS: Interval = (float("-inf"), float("inf"))

SHAPES_MAX = 1000
"""Kernels of one body's shape whose areas are compared, each with each."""


def choose(question: Question, catalogue: Catalogue) -> KernelSet:
    """Return the least ordered set for a question, and what is missing.

    Raises:
        TooManyNeedsError: it leads to more than NEEDS_MAX subjects.
    """
    by_rank = _Chooser(question, catalogue)
    found = by_rank.choose()
    if found.missing and len(question.bodies) > 1:
        direct = _Chooser(question, catalogue, is_direct=True)
        own = direct.choose()
        if not own.missing and not direct.is_overruled(own) and direct.agrees(by_rank, found):
            found = own
    if not (found.missing and question.to_each_other):
        return found
    meet = meeting(catalogue, question.frames, question.windows)
    return found if meet is None else _Chooser(question, catalogue, meet=meet).choose()


class _Chooser:
    def __init__(
        self, question: Question, catalogue: Catalogue, *, meet: int | None = None, is_direct: bool = False
    ) -> None:
        self._question = question
        self._catalogue = catalogue
        self._meet = meet
        """The frame that the frames meet in: what it is relative to is not needed."""
        self._is_direct = is_direct
        """Whether bodies are taken from what has them relative to each other, whatever ranks higher."""
        self._passed_over: set[str] = set()
        """Contents that have such bodies otherwise: loaded for something else they would count."""
        self._needed = Needed()
        self._built: dict[int, Sequence[Interval]] = {}
        """When dynamic frames were looked at, by code."""

    def choose(self) -> KernelSet:
        """Note all that the question needs, and what that needs in turn; return the least set of it."""
        question = self._question
        if question.leap_seconds:
            self._need_definition("leap seconds", Family.LSK, "leap-seconds", 0)
        for name, code in question.names:
            self._needed.define(
                f"the name {name}", Family.FK, self._catalogue.naming(name, code), optional=True
            )
        for named in question.frame_names:
            self._name_frame(named)
        for name, code in question.body_frames:
            self._name_own_frame(code, name)
        for code in question.radii:
            self._need_definition(f"radii of body {code}", Family.PCK, "radii", code)
        for code in question.shapes:
            self._need_shape(code)
        for code in question.masses:
            self._need_definition(f"GM of body {code}", Family.PCK, "gm", code)
        for code in question.clocks:
            self._need_definition(f"clock {code}", Family.SCLK, "clock", code)
        for named in question.frames:
            self._need_frame(named, question.windows, 0)
        for code in question.instruments:
            self._need_instrument(code)
        for code in question.fields_of_view:
            self._need_field(code, self._catalogue.telling_field(code))
        self._need_bodies()
        return least_set(self._needed)

    def is_overruled(self, found: KernelSet) -> bool:
        """Tell whether a kernel that was passed over is in a set for something else: it counts then."""
        return any(one.candidate.content in self._passed_over for one in found.members)

    def agrees(self, by_rank: "_Chooser", found: KernelSet) -> bool:
        """Tell whether bodies come from the same kernels at all times that are connected by rank."""
        gaps = union(gap for one in found.missing if one.family == Family.SPK for gap in one.gaps)
        connected = without(self._question.windows, gaps)
        return uses_the_same(self._needed.dynamic, by_rank._needed.dynamic, connected)

    def _need_bodies(self) -> None:
        bodies = tuple(dict.fromkeys(self._question.bodies))
        if self._question.to_barycenter:
            bodies = (*bodies, SOLAR_SYSTEM_BARYCENTER)
        self._connect(bodies, self._question.windows, 0)

    def _connect(
        self,
        bodies: Sequence[int],
        windows: Sequence[Interval],
        depth: int,
        *,
        needed: Sequence[Interval] | None = None,
    ) -> None:
        """Connect bodies over windows; what lacks within those that are needed is missing."""
        found = Ephemeris(self._pieces_of_body).connect(bodies, windows)
        for body, used in found.used.items():
            need = self._needed.over_time("body", body, Family.SPK)
            need.use(used)
            for frame, spans in _by(used, lambda piece: piece.frame).items():
                self._need_frame(frame, union(spans), depth)
        for body, gaps in found.missing.items():
            lacking = gaps if needed is None else common(gaps, needed)
            if lacking:
                self._needed.lack(f"ephemeris of body {body}", Family.SPK, lacking)

    def _pieces_of_body(self, body: int, window: Interval) -> Sequence[Piece]:
        found = self._needed.seen(self._catalogue.covering("body", body, window))
        asked = self._question.bodies
        own = [one for one in found if self._is_direct and body in asked and one.relative_to in asked]
        self._passed_over.update(one.candidate.content for one in found if own and one not in own)
        return own or found

    def _need_frame(self, named: str | int, windows: Sequence[Interval], depth: int) -> None:
        facts = self._catalogue.frame(named)
        if facts is None:
            self._needed.lack(f"frame {named}", Family.FK, ())
            return
        self._define_frame(facts)
        if depth > DEPTH_MAX or facts.code == self._meet:
            return
        match facts.frame_class:
            case FrameClass.PCK:
                self._need_orientation(facts, windows, depth)
            case FrameClass.CK:
                self._need_pointing(own_id(facts), windows, depth)
            case FrameClass.FIXED if facts.relative:
                self._need_frame(facts.relative, windows, depth + 1)
            case FrameClass.DYNAMIC if facts.relative:
                self._need_directions(facts, windows, depth)
            case FrameClass.FIXED:
                self._needed.lack(f"frame {facts.name}", Family.FK, ())
            case _:
                pass

    def _need_directions(self, facts: FrameFacts, windows: Sequence[Interval], depth: int) -> None:
        """Need what a dynamic frame is built from, once for each time: such frames may need each other."""
        todo = without(windows, self._built.get(facts.code, ()))
        if not todo:
            return
        self._built[facts.code] = union([*self._built.get(facts.code, ()), *todo])
        self._need_frame(facts.relative, todo, depth + 1)
        for one in facts.directions:
            when = todo if one.frozen_at is None else [(one.frozen_at, one.frozen_at)]
            self._need_direction(one, when, depth + 1)

    def _need_direction(self, one: Direction, windows: Sequence[Interval], depth: int) -> None:
        for what in one.unknown:
            self._needed.lack(what, Family.FK, ())
        for name, code in one.names:
            naming = self._catalogue.naming(name, code)
            self._needed.define(f"the name {name}", Family.FK, naming, optional=True)
        margin = LIGHT_SECONDS if one.is_corrected else RATE_SECONDS
        wider = union((start - margin, stop + margin) for start, stop in windows)
        bodies = (*one.bodies, SOLAR_SYSTEM_BARYCENTER) if one.is_corrected else one.bodies
        self._connect(bodies, wider, depth, needed=windows)
        if one.near_to is not None:
            self._need_definition(f"radii of body {one.near_to}", Family.PCK, "radii", one.near_to)
            self._name_own_frame(one.near_to, "")
        for frame in (one.frame, self._own_frame(one.near_to)):
            if frame:
                self._need_frame(frame, windows, depth)

    def _own_frame(self, body: int | None) -> str:
        """Return the frame that is a body's own, by kernels or by CSPICE; empty where there is none."""
        if body is None:
            return ""
        own = self._catalogue.frame_of_body(body, "")
        return f"IAU_{names_by_code().get(body, '')}" if own is None else own.frame

    def _name_frame(self, named: str | int) -> None:
        facts = self._catalogue.frame(named)
        if facts is not None:
            self._define_frame(facts)

    def _name_own_frame(self, body: int, named: str) -> None:
        own = self._catalogue.frame_of_body(body, named)
        if own is not None and own.tellers:
            what = f"the frame {own.frame} of body {body}"
            self._needed.define(what, Family.FK, own.tellers, variables=(own.variable,))
            self._name_frame(own.frame)

    def _define_frame(self, facts: FrameFacts) -> None:
        if facts.definers:
            by_name = self._catalogue.frame(facts.name)
            # Of two frames of one name both have to be there, where they are asked for by their codes.
            own = by_name is None or by_name.code == facts.code
            what = f"frame {facts.name if own else facts.code}"
            self._needed.define(what, Family.FK, facts.definers, variables=of_frame(facts))

    def _need_orientation(self, facts: FrameFacts, windows: Sequence[Interval], depth: int) -> None:
        """Need a binary PCK where one covers a frame, and constants where none does."""
        code = own_id(facts)
        left = self._cover("frame", code, Family.PCK, windows, depth)
        if not left:
            return
        text = self._catalogue.defining("orientation", code)
        if text or not self._needed.dynamic.get(("frame", code)):
            what = f"orientation of body {code}"
            self._needed.define(what, Family.PCK, text, gaps=left, variables=of_orientation(code))
        else:
            self._needed.lack(f"orientation of frame {facts.name}", Family.PCK, left)

    def _need_pointing(self, code: int, windows: Sequence[Interval], depth: int) -> None:
        left = self._cover("instrument", code, Family.CK, windows, depth)
        if left:
            self._needed.lack(f"orientation of instrument {code}", Family.CK, left)
        if len(left) == len(windows) and not self._needed.dynamic.get(("instrument", code)):
            return
        clock, tellers = self._catalogue.clock_of(code)
        if tellers:
            self._needed.define(f"the clock of instrument {code}", Family.FK, tellers)
        self._need_definition(f"clock {clock}", Family.SCLK, "clock", clock)
        self._need_definition("leap seconds", Family.LSK, "leap-seconds", 0)

    def _need_instrument(self, code: int) -> None:
        # Others, as ISIS' addenda, have variables of the instrument, and not its field of view.
        definers = self._catalogue.telling_field(code) or self._catalogue.defining("instrument", code)
        windows = self._question.windows
        if definers:
            self._need_field(code, definers)
            frame = self._catalogue.field_frame(code)
            if frame:
                self._need_frame(frame, windows, 0)
        elif self._catalogue.frame(code) is not None:
            # A spacecraft's structure has no field of view: it is asked for by the code of its frame.
            self._need_frame(code, windows, 0)
        else:
            self._need_pointing(code, windows, 0)

    def _need_shape(self, code: int) -> None:
        """Need the shapes that count at some time that is asked for; which count follows from all times."""
        windows = self._question.windows
        found = self._catalogue.covering("shape", code, ALWAYS) if windows else ()
        if len(found) > SHAPES_MAX:
            raise TooManyNeedsError(
                f"{len(found)} kernels tell the shape of body {code}: name some by `paths`"
            )
        kept = loaded_together(self._needed.seen(found))
        self._needed.meeting_shapes += both_have(kept, windows)
        used = [Used(*span, one) for one in kept for span in common(one.intervals, windows)]
        self._needed.over_time("shape", code, Family.DSK).use(used)
        self._need_references(used, 0)
        bare = without(windows, union((one.start, one.stop) for one in used))
        if bare:
            self._needed.lack(f"shape of body {code}", Family.DSK, bare)

    def _need_field(self, code: int, definers: Sequence[Candidate]) -> None:
        self._needed.define(f"instrument {code}", Family.IK, definers, variables=(f"INS{code}_",))

    def _cover(
        self, subject: str, code: int, family: Family, windows: Sequence[Interval], depth: int
    ) -> list[Interval]:
        """Cover a subject, need the frames that it is relative to, and return the gaps."""
        need = self._needed.over_time(subject, code, family)
        todo = without(windows, need.windows)
        if not todo:
            return without(windows, need.covered())
        pieces = self._needed.seen(self._catalogue.covering(subject, code, (todo[0][0], todo[-1][1])))
        used, gaps = best_cover(todo, pieces)
        if family == Family.CK and self._question.turning:
            used = _all_of(pieces, todo)
        need.windows = union([*need.windows, *todo])
        need.use(used)
        if not need.used:
            del self._needed.dynamic[subject, code]
        self._need_references(used, depth)
        return gaps

    def _need_references(self, used: Sequence[Used], depth: int) -> None:
        for reference, spans in _by(used, lambda piece: piece.relative_to).items():
            if depth <= DEPTH_MAX:
                self._need_frame(reference, union(spans), depth + 1)

    def _need_definition(self, what: str, family: Family, kind: str, code: int) -> None:
        variables = {
            "leap-seconds": ("DELTET/",),
            "radii": (f"BODY{code}_RADII",),
            "gm": (f"BODY{code}_GM",),
            "clock": (f"SCLK01_COEFFICIENTS_{-code}",),
        }[kind]
        self._needed.define(what, family, self._catalogue.defining(kind, code), variables=variables)


def _all_of(pieces: Iterable[Piece], windows: Sequence[Interval]) -> list[Used]:
    """Use all that have a time, in their order: nobody told which of them have angular velocities."""
    return [Used(*span, one) for one in pieces for span in common(one.intervals, windows)]


def _by(used: Iterable[Used], key: Callable[[Piece], int]) -> dict[int, list[Interval]]:
    found: dict[int, list[Interval]] = {}
    for one in used:
        found.setdefault(key(one.piece), []).append((one.start, one.stop))
    return found
