"""Paths as fields hold them: `$` the value, `$$` the context, `$name` a variable, then steps or a query."""

import re
from dataclasses import dataclass
from typing import Final

from shared.states.errors import RUNTIME, StateError
from shared.states.expressions.faults import ExpressionError
from shared.states.expressions.queries import Query
from shared.states.expressions.reference import Step, read_steps
from shared.states.expressions.view import View
from shared.states.values import Json

_ROOT: Final = re.compile(r"\$(\$|[A-Za-z_][A-Za-z0-9_]*)?")
_LENGTH: Final = ".length()"


class Missing:
    """The type of the answer of a path that selects nothing."""


MISSING: Final = Missing()


@dataclass(frozen=True, slots=True)
class Path:
    """A compiled path. `root` is '' for the value, '$' for the context, else a variable's name."""

    source: str
    root: str
    steps: tuple[Step, ...]
    query: Query | None
    length: bool

    def read(self, view: View, error: str = RUNTIME) -> Json:
        """The value that the path selects; a list when it may select many.

        StateError of the name `error` says that it selects nothing.
        """
        found = self.find(view)
        if isinstance(found, Missing):
            raise StateError(error, f"The path '{self.source}' selects nothing.")
        return found

    def find(self, view: View) -> Json | Missing:
        """The value that the path selects, or MISSING."""
        found = self._start(view)
        for step in self.steps:
            found = _step(found, step)
        if self.query is not None and not isinstance(found, Missing):
            values = self.query.find(found)
            found = values if self.query.many else (values[0] if values else MISSING)
        if self.length:
            return len(found) if isinstance(found, list | dict | str) else MISSING
        return found

    def _start(self, view: View) -> Json | Missing:
        if not self.root:
            return view.value
        if self.root == "$":
            return dict(view.context)
        return view.variables.get(self.root, MISSING)


def _step(value: Json | Missing, step: Step) -> Json | Missing:
    if isinstance(step, str):
        return value.get(step, MISSING) if isinstance(value, dict) else MISSING
    if isinstance(value, list) and -len(value) <= step < len(value):
        return value[step]
    return MISSING


def parse_path(text: str) -> Path:
    """Parse_path reads a path; ExpressionError says what is wrong with it."""
    found = _ROOT.match(text)
    if found is None:
        raise ExpressionError(f"a path begins with '$', this is '{text}'")
    root = found[1] or ""
    if root == "states":
        raise ExpressionError("'$states' belongs to JSONata; a JSONPath state reads the context with '$$'")
    rest = text[found.end() :]
    if rest[:1] not in ("", ".", "["):
        raise ExpressionError(f"'{text}' is not a path: '{rest}' follows '{found[0]}' without '.' or '['")
    length = rest.endswith(_LENGTH)
    rest = rest.removesuffix(_LENGTH)
    steps, left = read_steps(rest)
    if not left:
        return Path(text, root, steps, None, length)
    if "$" in left:
        # A filter that looks back at the root needs the whole document.
        return Path(text, root, (), Query("$" + rest), length)
    return Path(text, root, steps, Query("$" + left), length)
