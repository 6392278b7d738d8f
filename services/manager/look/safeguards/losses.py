"""The loss in a change at a path: the whole content, most of it, or only its form. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from shared.model.content import ContentId

CUT_BELOW = 0.5
"""Of the old size: a file that is left with less has been emptied or cut, not worked on."""


class LossKind(StrEnum):
    """How the content of a path went."""

    DELETED = "deleted"
    CUT = "cut"
    """Less than CUT_BELOW of its bytes are left."""
    REWRITTEN = "rewritten"
    """Other bytes, about as many as before: reprocessing does this to many files every day."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A file whose content left its path."""

    path: str
    content: ContentId


def kind_of_loss(before_bytes: int, after_bytes: int, *, grew: bool) -> LossKind | None:
    """Return what a replaced file lost, None where it lost nothing.

    Args:
        before_bytes: size of the old content.
        after_bytes: size of the new one.
        grew: whether the new content begins with all of the old one, as a log does that was appended to.
    """
    if grew:
        return None
    return LossKind.CUT if after_bytes < CUT_BELOW * before_bytes else LossKind.REWRITTEN


def without_renames(lost: Iterable[Lost], appeared: Counter[ContentId]) -> tuple[Lost, ...]:
    """Leave out each file whose content turned up elsewhere. Takes what it matched out of `appeared`."""
    left: list[Lost] = []
    for item in lost:
        if appeared[item.content] > 0:
            appeared[item.content] -= 1
        else:
            left.append(item)
    return tuple(left)
