"""The kernels of a collection as a set is chosen from: implements `shared.spice.sets.model.Catalogue`."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from services.spice.kernels.candidates import Candidates
from services.spice.kernels.names import Names
from services.spice.kernels.seen_times import SeenTimes
from services.spice.kernels.view import Covered, KernelView
from shared.spice.builtin.bodies import codes_by_name
from shared.spice.coverage.intervals import clipped
from shared.spice.coverage.model import Interval, Subject
from shared.spice.names.model import Quality
from shared.spice.sets.model import Candidate, FrameFacts, OwnFrame, Piece
from shared.spice.times.clock import clock_of

SHORTEST = 2e-6
"""Seconds of a CK's interval: CSPICE refuses times within a microsecond of its ends, as ticks are rounded."""


UNNAMED = int(min(Quality)) - 1
"""The quality of a kernel that tells none, where others are asked for: it comes after these."""


class CollectionCatalogue:
    """Looks up what a question needs, for one caller."""

    def __init__(
        self,
        view: KernelView,
        candidates: Candidates,
        *,
        qualities: frozenset[int],
        superseded: bool,
        instants: bool = False,
    ) -> None:
        """Look nothing up yet.

        Args:
            view: where kernels are.
            candidates: those that may be in a set.
            qualities: those that will do for what is covered over time, none: all. Beside what is named, what
                tells none fills what that leaves: planets' kernels tell none.
            superseded: whether versions that newer ones replaced fill what these leave.
            instants: whether those of a CK count: nobody can ask about them, since times are never exact.
        """
        self._superseded = superseded
        self._instants = instants
        self.left_out: dict[str, Candidate] = {}
        """Kernels that cover something that was asked for, and will not do, by path."""
        self.untimed: dict[str, int] = {}
        """Kernels that hold pointings of an instrument that was asked for, no clock telling when, by path."""
        self._view = view
        self._candidates = candidates
        self._qualities = qualities
        self._names = Names(view, candidates)
        self._times = SeenTimes(view, candidates.sees)

    def covering(self, subject: str, code: int, window: Interval) -> Sequence[Piece]:
        """See `Catalogue`."""
        found = self._times.of(self._view.covering(subject, code, *window))
        candidates = self._candidates.of(one.content for one in found)
        pieces: list[Piece] = []
        for one in found:
            candidate = self._ranked(candidates.get(one.content))
            if candidate is None:
                continue
            if not self._will_do(candidate):
                self.left_out[candidate.path] = candidate
                continue
            if one.intervals is None:
                self.untimed[candidate.path] = code
            spans = tuple(clipped(self._intervals(one), *window))
            if spans:
                pieces.append(Piece(candidate, one.relative_to, one.frame, spans, one.area))
        return pieces

    def _intervals(self, one: Covered) -> Sequence[Interval]:
        return one.intervals or () if self._instants else _askable(one)

    def _will_do(self, candidate: Candidate) -> bool:
        known = self._superseded or candidate.superseded_by is None
        return known and (not self._qualities or candidate.quality in {*self._qualities, UNNAMED})

    def _ranked(self, candidate: Candidate | None) -> Candidate | None:
        """Return a candidate as it ranks among others; its rank is one for all that it tells of."""
        if candidate is None or not self._qualities or Quality.UNTOLD in self._qualities:
            return candidate
        return replace(candidate, quality=UNNAMED) if candidate.quality == Quality.UNTOLD else candidate

    def frame(self, named: str | int) -> FrameFacts | None:
        """See `Catalogue`."""
        return self._names.known_frame(str(named))

    def defining(self, what: str, code: int) -> Sequence[Candidate]:
        """See `Catalogue`."""
        return self._able(one.content for one in self._view.defining(what, code=code))

    def naming(self, name: str, code: int) -> Sequence[Candidate]:
        """See `Catalogue`."""
        if codes_by_name().get(name) == code:
            return ()
        return self._able(one.content for one in self._view.defining("body", name=name) if one.code == code)

    def telling_field(self, instrument: int) -> Sequence[Candidate]:
        """See `Catalogue`."""
        return self._able(
            one.content for one in self._view.defining("instrument", code=instrument) if one.relative
        )

    def field_frame(self, instrument: int) -> str:
        """See `Catalogue`."""
        return self._names.field_frame(instrument)

    def frame_of_body(self, code: int, named: str) -> OwnFrame | None:
        """See `Catalogue`."""
        found = self._names.frame_of_body(code, named)
        if not found:
            return None
        one = found[0]
        variable = f"OBJECT_{one.name or one.code}_FRAME"
        return OwnFrame(one.relative, variable, tuple(self._able(each.content for each in found)))

    def clock_of(self, instrument: int) -> tuple[int, Sequence[Candidate]]:
        """See `Catalogue`."""
        default = clock_of(instrument, {})
        found = {one.content: int(one.name) for one in self._view.defining("clock-of", code=instrument)}
        able = self._able(found)
        best = max(able, key=lambda one: one.preference, default=None)
        if best is None or found[best.content] == default:
            return default, ()
        clock = found[best.content]
        return clock, [one for one in able if found[one.content] == clock]

    def clocks_of(self, instrument: int) -> Sequence[Candidate]:
        """Return the kernels that define the clock of an instrument."""
        return self.defining("clock", self.clock_of(instrument)[0])

    def _able(self, contents: Iterable[str]) -> list[Candidate]:
        return sorted(self._candidates.of(contents).values(), key=lambda one: one.path)


def _askable(one: Covered) -> Sequence[Interval]:
    """Return the intervals that can be asked about: not the instants of a CK, whose times are never exact."""
    intervals = one.intervals or ()
    if one.subject != Subject.INSTRUMENT:
        return intervals
    return [span for span in intervals if span[1] - span[0] > SHORTEST]
