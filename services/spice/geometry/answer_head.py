"""The head of an answer: what was asked, and the kernels that it was answered from."""

from typing import Literal

from shared.model.base import FrozenModel
from shared.model.content import ContentId

Form = Literal["json", "csv", "arrow", "parquet"]
"""The form of an answer: Arrow is the IPC stream."""


class KernelUsed(FrozenModel):
    """One kernel that an answer was calculated from."""

    path: str
    """In the collection."""
    content: ContentId
    """BLAKE3-256 of its bytes."""
    revision: int
    """Of the commit that put it there."""
    kind: str
    quality: str


class AnswerHead(FrozenModel):
    """The part of an answer that is known before it is calculated."""

    calculation: str
    collection: str
    revision: int
    """Of the collection, that the kernels were chosen at."""
    kernel_set: str
    """The hash of the kernels in their order."""
    kernels: tuple[KernelUsed, ...]
    """In the order of loading: the last has priority."""
    notes: tuple[str, ...] = ()
    """On the choice of the kernels, before those on the numbers."""
