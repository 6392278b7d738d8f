"""Problems of a definition, for the person who wrote it."""

import re
from collections.abc import Sequence
from typing import Final

from shared.model.base import FrozenModel
from shared.states.expressions.reference import Step

_PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_MOST_SHOWN: Final = 20
"""Problems that the text of an error lists; more than a page helps nobody."""


class Problem(FrozenModel):
    """One thing to mend: the JSON path of the place, its line and column (from 1), and what is wrong."""

    path: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        """The problem in one line."""
        return f"line {self.line}, column {self.column}, {self.path}: {self.message}"


class DefinitionError(ValueError):
    """A definition cannot be used; its author must mend the `problems`, in the order of the text."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        once = dict.fromkeys(problems)
        self.problems = tuple(sorted(once, key=lambda problem: (problem.line, problem.column)))
        shown = [str(problem) for problem in self.problems[:_MOST_SHOWN]]
        if len(self.problems) > _MOST_SHOWN:
            shown.append(f"... and {len(self.problems) - _MOST_SHOWN} more")
        super().__init__("\n".join(shown))


def json_path(place: Sequence[Step]) -> str:
    """The place as a JSON path, such as `$.States['Fetch it'].Retry[0]`."""
    return "$" + "".join(_step(step) for step in place)


def _step(step: Step) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    if _PLAIN.fullmatch(step):
        return f".{step}"
    escaped = step.replace("\\", "\\\\").replace("'", "\\'")
    return f"['{escaped}']"
