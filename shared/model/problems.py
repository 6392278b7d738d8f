"""The weight and the words of a problem of a content, whatever its family. Pure."""

from collections.abc import Iterable
from enum import IntEnum
from typing import Protocol, TypeVar


class Severity(IntEnum):
    """The weight of a problem, heavier is higher."""

    NOTE = 0
    """Software copes; a person may want to know."""
    WARNING = 1
    """Software copes in part, or the content looks wrong but cannot be proved so."""
    BROKEN = 2
    """Software refuses the content, or answers from it wrongly or not at all."""


class Weighed(Protocol):
    """A problem that has a weight, and can be told from others."""

    @property
    def severity(self) -> Severity:
        """Its weight."""

    def __hash__(self) -> int: ...


DETAIL_MAX = 200
"""Characters of a detail: one line in a terminal and in a table of problems."""

PROBLEMS_MAX = 50
"""Problems of one content: more tell a person nothing new, and a hostile file has millions."""

W = TypeVar("W", bound=Weighed)


def one_line(detail: str) -> str:
    """Return a detail as one printable line, however hostile what it quotes."""
    flat = "".join(character if character.isprintable() else "?" for character in detail)
    return flat if len(flat) <= DETAIL_MAX else flat[: DETAIL_MAX - 3] + "..."


def bounded(problems: Iterable[W]) -> tuple[W, ...]:
    """Return the first of each problem, the heaviest first, at most PROBLEMS_MAX of them."""
    unique = dict.fromkeys(problems)
    return tuple(sorted(unique, key=lambda each: -each.severity)[:PROBLEMS_MAX])
