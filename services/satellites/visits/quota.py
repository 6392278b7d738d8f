"""The number of questions that one visit may be asked. Pure.

Who may ask often enough about small boxes reads every track from what is missing in the answers. The same
question tells nothing new, and clients repeat it when an answer was lost; a changed one may tell more.
"""

from dataclasses import dataclass, field

from pydantic import Field

from services.satellites.errors import CutOffError, MalformedRequestError
from services.satellites.visits.question import Question
from shared.model.base import FrozenModel


class QuotaLimits(FrozenModel, extra="forbid"):
    """Bounds of what is answered about one visit, at each replica."""

    sources_per_detector: int = Field(default=10_000, ge=1, le=100_000)
    """Rubin expects some hundreds; crowded fields have thousands."""
    sources_per_visit: int = Field(default=400_000, ge=1, le=10_000_000)
    """189 detectors of 2000 each. Together with the size of the field it bounds how fine a grid may be."""
    detectors: int = Field(default=256, ge=1, le=4096)
    """Rubin has 189, and 205 with those for wavefront and guiding."""
    questions_per_detector: int = Field(default=3, ge=1, le=100)
    """Different questions: the first, and two after other processing."""
    repeats_per_detector: int = Field(default=20, ge=1, le=1000)
    """The same questions again."""


@dataclass(slots=True)
class _Asked:
    marks: tuple[bytes, ...] = ()
    repeats: int = 0


@dataclass(slots=True)
class Quota:
    """Counts the questions about one visit."""

    limits: QuotaLimits
    _by_detector: dict[int, _Asked] = field(default_factory=dict)
    _sources: int = 0

    def count(self, question: Question) -> None:
        """Count a question.

        Raises:
            MalformedRequestError: it has too many sources.
            CutOffError: too much was asked about this visit; it is not answered any more.
        """
        limits = self.limits
        if len(question) > limits.sources_per_detector:
            raise MalformedRequestError(
                f"caller: more than {limits.sources_per_detector} sources of one detector; send fewer"
            )
        asked = self._by_detector.get(question.detector_id, _Asked())
        mark = question.mark()
        if mark in asked.marks:
            if asked.repeats >= limits.repeats_per_detector:
                raise CutOffError("caller: the same was asked about this detector too often; keep the answer")
            asked.repeats += 1
            return
        self._check_new(question, asked)
        asked.marks += (mark,)
        self._sources += len(question)
        self._by_detector[question.detector_id] = asked

    def _check_new(self, question: Question, asked: _Asked) -> None:
        limits = self.limits
        if len(asked.marks) >= limits.questions_per_detector:
            raise CutOffError("caller: too many different questions about this detector of the visit")
        if not asked.marks and len(self._by_detector) >= limits.detectors:
            raise CutOffError("caller: more detectors of one visit than a camera has")
        if self._sources + len(question) > limits.sources_per_visit:
            raise CutOffError("caller: more sources of one visit than are answered")
