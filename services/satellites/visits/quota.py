"""The number of questions that one visit may be asked. Pure.

Who may ask often enough about small boxes reads every track from what is missing in the answers. The same
question tells nothing new, and clients repeat it when an answer was lost; a changed one may tell more.
"""

from collections.abc import Mapping

from pydantic import Field

from services.satellites.errors import CutOffError, MalformedRequestError
from services.satellites.visits.question import Question
from shared.model.base import FrozenModel


class QuotaLimits(FrozenModel, extra="forbid"):
    """Bounds of what is answered about one visit, by all replicas together."""

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


class Asked(FrozenModel):
    """The number of questions about one detector."""

    marks: tuple[str, ...] = ()
    """Of the different ones: sixteen hexadecimal digits each."""
    repeats: int = 0


class Counts(FrozenModel):
    """The number of questions about one visit."""

    detectors: Mapping[int, Asked] = Field(default_factory=dict)
    sources: int = 0


NOTHING_ASKED = Asked()


def merged(one: Counts, other: Counts) -> Counts:
    """Return counts that hold both: what two replicas counted while neither heard of the other."""
    both = {
        number: _both(one.detectors.get(number, NOTHING_ASKED), other.detectors.get(number, NOTHING_ASKED))
        for number in {**one.detectors, **other.detectors}
    }
    return Counts(detectors=both, sources=max(one.sources, other.sources))


def _both(one: Asked, other: Asked) -> Asked:
    marks = dict.fromkeys((*one.marks, *other.marks))
    return Asked(marks=tuple(marks), repeats=max(one.repeats, other.repeats))


class Quota:
    """Counts the questions about one visit, on from what was counted before."""

    def __init__(self, limits: QuotaLimits, counts: Counts | None = None) -> None:
        before = counts or Counts()
        self.limits = limits
        self._by_detector = dict(before.detectors)
        self._sources = before.sources

    @property
    def counts(self) -> Counts:
        """What was counted up to now."""
        return Counts(detectors=dict(self._by_detector), sources=self._sources)

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
        asked = self._by_detector.get(question.detector_id, NOTHING_ASKED)
        mark = question.mark().hex()
        if mark in asked.marks:
            if asked.repeats >= limits.repeats_per_detector:
                raise CutOffError("caller: the same was asked about this detector too often; keep the answer")
            asked = Asked(marks=asked.marks, repeats=asked.repeats + 1)
        else:
            self._check_new(question, asked)
            asked = Asked(marks=(*asked.marks, mark), repeats=asked.repeats)
            self._sources += len(question)
        self._by_detector[question.detector_id] = asked

    def _check_new(self, question: Question, asked: Asked) -> None:
        limits = self.limits
        if len(asked.marks) >= limits.questions_per_detector:
            raise CutOffError("caller: too many different questions about this detector of the visit")
        if not asked.marks and len(self._by_detector) >= limits.detectors:
            raise CutOffError("caller: more detectors of one visit than a camera has")
        if self._sources + len(question) > limits.sources_per_visit:
            raise CutOffError("caller: more sources of one visit than are answered")
