"""Sources of one detector asked about, and what may be said of them. Pure."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CORNERS_MAX = 8
"""Corners that the geometry takes of one box."""

Corners = Sequence[tuple[float, float]]
"""Right ascension and declination in degrees, ICRS, in any order."""


@dataclass(frozen=True, slots=True, repr=False)
class Question:
    """Sources of one detector: ids, shape (n,), and corners in degrees, shape (n, k, 2). Shows nothing."""

    detector_id: int
    ids: NDArray[np.int64]
    corners: NDArray[np.float64]

    def __repr__(self) -> str:
        """Show nothing of the content."""
        return "Question(...)"

    def __len__(self) -> int:
        return len(self.ids)

    def mark(self) -> bytes:
        """Return what is the same for the same sources, in whatever order they come."""
        corners = [
            self.corners[:, corner, axis] for corner in range(self.corners.shape[1]) for axis in (0, 1)
        ]
        order = np.lexsort((*corners, self.ids))
        whole = hashlib.blake2b(digest_size=8)
        whole.update(self.ids[order].tobytes())
        whole.update(self.corners[order].tobytes())
        return whole.digest()


def make_question(detector_id: int, sources: Sequence[tuple[int, Corners]]) -> Question:
    """Return the question about these sources, each with at least one corner and at most CORNERS_MAX.

    A box with fewer corners than the largest has its first one repeated: the hull is the same.
    """
    most = max((len(corners) for _, corners in sources), default=1)
    padded = [[*corners, *([corners[0]] * (most - len(corners)))] for _, corners in sources]
    return Question(
        detector_id=detector_id,
        ids=np.array([id_ for id_, _ in sources], np.int64),
        corners=np.array(padded, np.float64).reshape(len(sources), most, 2),
    )


def allowed_ids(question: Question, clear: NDArray[np.bool_]) -> list[int]:
    """Return the ids of the sources that are certain to be clear, in ascending order.

    An id that stands for two boxes is not allowed: nobody could tell which of them was meant.
    """
    ids, first, inverse = np.unique(question.ids, return_index=True, return_inverse=True)
    same = (question.corners == question.corners[first][inverse]).all(axis=(1, 2))
    good = np.ones(len(ids), np.bool_)
    np.logical_and.at(good, inverse, clear & same)
    return [int(id_) for id_ in ids[good]]
