"""The choice of the least ordered set of kernels for a question. Pure and deterministic.

Each thing that is needed is a *need*: a subject that has to be covered over windows of time, or a definition
that has to be there. Kernels are taken for the needs, best quality first; what follows from those taken (the
center of a body, the reference frame and the clock of an instrument) is needed in turn. In the end each
kernel is left out that no need would miss.
"""

from collections.abc import Callable, Iterable, Sequence

from shared.spice.builtin.bodies import SOLAR_SYSTEM_BARYCENTER
from shared.spice.builtin.frames import FrameClass
from shared.spice.coverage.intervals import union
from shared.spice.coverage.model import Interval
from shared.spice.kinds.kind import Family
from shared.spice.sets.connect import Ephemeris
from shared.spice.sets.cover import best_cover, without
from shared.spice.sets.model import (
    Candidate,
    Catalogue,
    FrameFacts,
    KernelSet,
    Member,
    Missing,
    Piece,
    Question,
    Used,
)
from shared.spice.sets.needs import Dynamic, Static

DEPTH_MAX = 32
"""Frames that are relative to one another in a row: CSPICE follows 10 (MAXNOD of rotget.f)."""

NEEDS_MAX = 2_000
"""Subjects and definitions that one question leads to."""


class TooManyNeedsError(ValueError):
    """The caller asks for too much at once; `str()` says so."""


def choose(question: Question, catalogue: Catalogue) -> KernelSet:
    """Return the least ordered set for a question, and what is missing.

    Raises:
        TooManyNeedsError: it leads to more than NEEDS_MAX subjects.
    """
    return _Chooser(question, catalogue).choose()


class _Chooser:
    def __init__(self, question: Question, catalogue: Catalogue) -> None:
        self._question = question
        self._catalogue = catalogue
        self._static: dict[tuple[str, str], Static] = {}
        self._dynamic: dict[tuple[str, int], Dynamic] = {}
        self._missing: dict[tuple[str, str], list[Interval]] = {}
        self._looked: dict[str, Candidate] = {}

    def choose(self) -> KernelSet:
        question = self._question
        if question.leap_seconds:
            self._need_definition("leap seconds", Family.LSK, "leap-seconds", 0)
        for name, code in question.names:
            self._need(f"the name {name}", Family.FK, self._catalogue.naming(name, code), optional=True)
        for code in question.radii:
            self._need_definition(f"radii of body {code}", Family.PCK, "radii", code)
        for named in question.frames:
            self._need_frame(named, question.windows, 0)
        for code in question.instruments:
            self._need_instrument(code)
        self._need_bodies()
        return self._result()

    # What follows from what

    def _need_bodies(self) -> None:
        ephemeris = Ephemeris(self._pieces_of_body, favours=self._favours)
        bodies = tuple(dict.fromkeys(self._question.bodies))
        if self._question.to_barycenter:
            bodies = (*bodies, SOLAR_SYSTEM_BARYCENTER)
        found = ephemeris.connect(bodies, self._question.windows)
        for body, used in found.used.items():
            need = self._dynamic_need("body", body, Family.SPK)
            need.use(used)
            for frame, spans in _by(used, lambda piece: piece.frame).items():
                self._need_frame(frame, union(spans), 0)
        for body, gaps in found.missing.items():
            self._lack(f"ephemeris of body {body}", Family.SPK, gaps)

    def _pieces_of_body(self, body: int, window: Interval) -> Sequence[Piece]:
        return self._seen(self._catalogue.covering("body", body, window))

    def _need_frame(self, named: str | int, windows: Sequence[Interval], depth: int) -> None:
        facts = self._catalogue.frame(named)
        if facts is None:
            self._lack(f"frame {named}", Family.FK, ())
            return
        if facts.definers:
            self._need(f"frame {facts.name}", Family.FK, facts.definers)
        if depth > DEPTH_MAX:
            return
        match facts.frame_class:
            case FrameClass.PCK:
                self._need_orientation(facts, windows, depth)
            case FrameClass.CK:
                self._need_pointing(_own_id(facts), windows, depth)
            case FrameClass.FIXED | FrameClass.DYNAMIC if facts.relative:
                self._need_frame(facts.relative, windows, depth + 1)
            case FrameClass.FIXED:
                self._lack(f"frame {facts.name}", Family.FK, ())
            case _:
                pass

    def _need_orientation(self, facts: FrameFacts, windows: Sequence[Interval], depth: int) -> None:
        """Need a binary PCK where one covers a frame, and constants where none does."""
        code = _own_id(facts)
        left = self._cover("frame", code, Family.PCK, windows, depth)
        if not left:
            return
        text = self._catalogue.defining("orientation", code)
        if text or not self._dynamic.get(("frame", code)):
            self._need(f"orientation of body {code}", Family.PCK, text, gaps=left)
        else:
            self._lack(f"orientation of frame {facts.name}", Family.PCK, left)

    def _need_pointing(self, code: int, windows: Sequence[Interval], depth: int) -> None:
        left = self._cover("instrument", code, Family.CK, windows, depth)
        if left:
            self._lack(f"orientation of instrument {code}", Family.CK, left)
        if len(left) == len(windows) and not self._dynamic.get(("instrument", code)):
            return
        clock, tellers = self._catalogue.clock_of(code)
        if tellers:
            self._need(f"the clock of instrument {code}", Family.FK, tellers)
        self._need_definition(f"clock {clock}", Family.SCLK, "clock", clock)
        self._need_definition("leap seconds", Family.LSK, "leap-seconds", 0)

    def _need_instrument(self, code: int) -> None:
        definers = self._catalogue.defining("instrument", code)
        windows = self._question.windows
        if definers:
            self._need(f"instrument {code}", Family.IK, definers)
            frame = self._catalogue.field_frame(code)
            if frame:
                self._need_frame(frame, windows, 0)
        elif self._catalogue.frame(code) is not None:
            # A spacecraft's structure has no field of view: it is asked for by the code of its frame.
            self._need_frame(code, windows, 0)
        else:
            self._need_pointing(code, windows, 0)

    def _cover(
        self, subject: str, code: int, family: Family, windows: Sequence[Interval], depth: int
    ) -> list[Interval]:
        """Cover a subject, need the frames that it is relative to, and return the gaps."""
        need = self._dynamic_need(subject, code, family)
        todo = without(windows, need.windows)
        if not todo:
            return without(windows, need.covered())
        pieces = self._seen(self._catalogue.covering(subject, code, (todo[0][0], todo[-1][1])))
        used, gaps = best_cover(todo, pieces, self._favours)
        need.windows = union([*need.windows, *todo])
        need.use(used)
        if not need.used:
            del self._dynamic[subject, code]
        for reference, spans in _by(used, lambda piece: piece.relative_to).items():
            if depth <= DEPTH_MAX:
                self._need_frame(reference, union(spans), depth + 1)
        return gaps

    # Needs

    def _need_definition(self, what: str, family: Family, kind: str, code: int) -> None:
        self._need(what, family, self._catalogue.defining(kind, code))

    def _need(
        self,
        what: str,
        family: Family,
        candidates: Sequence[Candidate],
        *,
        gaps: Sequence[Interval] = (),
        optional: bool = False,
    ) -> None:
        self._look(candidates)
        able = tuple(one for one in candidates if one.superseded_by is None) or tuple(candidates)
        if able:
            self._static[what, family.value] = Static(what, able)
        elif not optional:
            self._lack(what, family, gaps)
        self._bound()

    def _dynamic_need(self, subject: str, code: int, family: Family) -> Dynamic:
        key = (subject, code)
        if key not in self._dynamic:
            self._dynamic[key] = Dynamic(f"{subject} {code}", family.value)
        self._bound()
        return self._dynamic[key]

    def _bound(self) -> None:
        if len(self._static) + len(self._dynamic) > NEEDS_MAX:
            raise TooManyNeedsError(f"the question leads to more than {NEEDS_MAX} subjects: ask for fewer")

    def _lack(self, what: str, family: Family, gaps: Iterable[Interval]) -> None:
        self._missing.setdefault((what, family.value), []).extend(gaps)

    def _favours(self, piece: Piece) -> tuple[bool, ...]:
        return (any(piece.candidate.content in need.contents() for need in self._dynamic.values()),)

    def _seen(self, pieces: Sequence[Piece]) -> Sequence[Piece]:
        self._look(one.candidate for one in pieces)
        return pieces

    def _look(self, candidates: Iterable[Candidate]) -> None:
        self._looked.update((one.path, one) for one in candidates)

    # The set

    def _result(self) -> KernelSet:
        chosen: dict[str, Candidate] = {}
        for need in self._dynamic.values():
            chosen.update((one.piece.candidate.content, one.piece.candidate) for one in need.used)
        self._choose_static(chosen)
        self._drop_needless(chosen)
        members = (
            Member(one, self._reasons(one)) for one in sorted(chosen.values(), key=lambda each: each.order)
        )
        missing = (
            Missing(what, family, union(gaps)) for (what, family), gaps in sorted(self._missing.items())
        )
        return KernelSet(
            tuple(members), tuple(missing), tuple(self._looked[path] for path in sorted(self._looked))
        )

    def _choose_static(self, chosen: dict[str, Candidate]) -> None:
        """Take the kernel that serves most of what is open, the preferred one of equals, until none is."""
        unmet = [need for need in self._static.values() if not need.met_by(chosen)]
        while unmet:
            counts: dict[str, int] = {}
            by_content: dict[str, Candidate] = {}
            for need in unmet:
                for one in need.candidates:
                    counts[one.content] = counts.get(one.content, 0) + 1
                    best = by_content.get(one.content)
                    if best is None or one.preference > best.preference:
                        by_content[one.content] = one
            taken = max(by_content.values(), key=lambda one: (counts[one.content], one.preference))
            chosen[taken.content] = taken
            unmet = [need for need in unmet if not need.met_by(chosen)]

    def _drop_needless(self, chosen: dict[str, Candidate]) -> None:
        """Leave out, the least preferred first, what no need would miss at any time in its quality."""
        for one in sorted(chosen.values(), key=lambda each: each.order):
            rest = chosen.keys() - {one.content}
            if all(need.met_by(rest) for need in self._needs_of(one)):
                del chosen[one.content]

    def _needs_of(self, one: Candidate) -> list[Static | Dynamic]:
        needs: list[Static | Dynamic] = [*self._static.values(), *self._dynamic.values()]
        return [need for need in needs if one.content in need.contents()]

    def _reasons(self, one: Candidate) -> tuple[str, ...]:
        return tuple(need.what for need in self._needs_of(one))


def _own_id(facts: FrameFacts) -> int:
    return facts.code if facts.class_id is None else facts.class_id


def _by(used: Iterable[Used], key: Callable[[Piece], int]) -> dict[int, list[Interval]]:
    found: dict[int, list[Interval]] = {}
    for one in used:
        found.setdefault(key(one.piece), []).append((one.start, one.stop))
    return found
