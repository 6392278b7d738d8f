"""JSONata expressions as fields hold them: `{% expression %}`."""

import re
from typing import Final

import jsonatapy

from shared.states.expressions.engine import Evaluation
from shared.states.expressions.faults import ExpressionError
from shared.states.expressions.view import View
from shared.states.values import Json

_WHOLE: Final = re.compile(r"\{%\s(.*)\s%\}", re.DOTALL)
_DYNAMIC: Final = re.compile(
    r"\b(?:states|input|result|errorOutput|context|Execution|State|StateMachine|Task|Map)\b(?!\.[a-zA-Z])"
    r"|[*%`]|\.\(|\.\$"
)
"""Ways to reach members of `$states` without naming them: then the expression gets all of it."""
_DEEPEST_PRUNED: Final = 3
"""Levels of `$states` whose members are left out unless they are named: `$states.context.Execution.Input`."""


def is_marked(text: str) -> bool:
    """Whether a text is meant as an expression: it has one of the delimiters."""
    return text.startswith("{%") or text.endswith("%}")


class Jsonata:
    """A checked expression."""

    def __init__(self, marked: str) -> None:
        """Read the whole text; ExpressionError says what is wrong."""
        found = _WHOLE.fullmatch(marked)
        if found is None:
            raise ExpressionError(
                f"an expression is written as '{{% ... %}}' with a blank inside, not as '{marked}'"
            )
        self.source = found[1].strip()
        self._names = frozenset(re.findall(r"\$([A-Za-z_]\w*)", self.source))
        self._words = frozenset(re.findall(r"\w+", self.source)) if not _DYNAMIC.search(self.source) else None
        try:
            jsonatapy.compile(self.source)
        except ValueError as error:
            raise ExpressionError(f"'{self.source}' is not JSONata: {error}") from error

    def read(self, view: View) -> Json:
        """The value of the expression; StateError (States.QueryEvaluationError) when it gives none."""
        bindings = {name: view.variables[name] for name in self._names if name in view.variables}
        if "states" in self._names:
            bindings["states"] = self._needed({**view.states, "context": dict(view.context)}, 1)
        evaluation = Evaluation(self.source, self._names, bindings, view.draws, view.now, view.limits)
        return view.engine.evaluate(evaluation)

    def _needed(self, value: Json, level: int) -> Json:
        """The value without members that the expression does not name.

        The engine copies whatever it is given. Without this an ItemSelector that reads one member of the
        input would copy all items for each item.
        """
        if self._words is None or level > _DEEPEST_PRUNED or not isinstance(value, dict):
            return value
        named = self._words.intersection(value)
        return {key: self._needed(member, level + 1) for key, member in value.items() if key in named}
