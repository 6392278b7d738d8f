"""The mounting of structures: when all is pointed from one to an inertial frame.

A mast turns on a rover, and a rover on its planet: a CK of the mast alone points nothing in space.
"""

from collections.abc import Iterator, Sequence

from services.spice.kernels.candidates import Candidates
from services.spice.kernels.view import KernelView
from services.spice.sets.collection import CollectionCatalogue
from shared.spice.builtin.frames import FrameClass
from shared.spice.coverage.intervals import common, union
from shared.spice.coverage.model import Interval
from shared.spice.sets.choose import DEPTH_MAX
from shared.spice.sets.model import FrameFacts, Piece


class Mounting:
    """Looks up what structures are mounted on within one window, for one caller."""

    def __init__(self, view: KernelView, candidates: Candidates, window: Interval) -> None:
        self._catalogue = CollectionCatalogue(
            view, candidates, qualities=frozenset(), superseded=True, instants=True
        )
        self._view = view
        self._candidates = candidates
        self._window = window
        self._known: dict[int, Sequence[Interval]] = {}

    def turning(self, structure: int) -> Iterator[str]:
        """Yield the names of the frames that a structure is mounted on, and that kernels turn over time."""
        for code in sorted({one.relative_to for one in self._pieces("instrument", structure)}):
            facts = self._catalogue.frame(code)
            if facts is not None and self._turns(facts):
                yield facts.name

    def _turns(self, facts: FrameFacts, depth: int = 0) -> bool:
        own = facts.code if facts.class_id is None else facts.class_id
        if facts.frame_class == FrameClass.FIXED and facts.relative and depth <= DEPTH_MAX:
            end = self._catalogue.frame(facts.relative)
            return end is not None and self._turns(end, depth + 1)
        is_covered = facts.frame_class == FrameClass.PCK and not self._goes_by_constants(own)
        return facts.frame_class == FrameClass.CK or is_covered

    def pointed(self, structure: int, depth: int = 0) -> tuple[Interval, ...]:
        """Return when a structure, and all that it is mounted on, is pointed."""
        return union(
            part
            for one in self._pieces("instrument", structure)
            for part in common(union(one.intervals), self.reach(one.relative_to, depth + 1))
        )

    def reach(self, frame: int | str, depth: int = 0) -> Sequence[Interval]:
        """Return when a frame is turned into an inertial one."""
        facts = self._catalogue.frame(frame)
        if facts is None or depth > DEPTH_MAX:
            return ()
        if facts.code not in self._known:
            # Frames in a ring reach nothing.
            self._known[facts.code] = ()
            self._known[facts.code] = self._of(facts, depth)
        return self._known[facts.code]

    def _of(self, facts: FrameFacts, depth: int) -> Sequence[Interval]:
        own = facts.code if facts.class_id is None else facts.class_id
        match facts.frame_class:
            case FrameClass.FIXED if facts.relative:
                return self.reach(facts.relative, depth + 1)
            case FrameClass.CK:
                return self.pointed(own, depth)
            case FrameClass.PCK if not self._goes_by_constants(own):
                return union(span for one in self._pieces("frame", own) for span in one.intervals)
            case _:
                return (self._window,)

    def _pieces(self, subject: str, code: int) -> Sequence[Piece]:
        return self._catalogue.covering(subject, code, self._window)

    def _goes_by_constants(self, code: int) -> bool:
        return bool(self._catalogue.defining("orientation", code))
