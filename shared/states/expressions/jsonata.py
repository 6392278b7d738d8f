"""JSONata expressions, through the engine `jsonatapy`, within bounds on time, depth and length."""

import math
import re
from collections.abc import Mapping
from typing import Final

import jsonatapy

from shared.states.errors import QUERY_EVALUATION_ERROR, StateError
from shared.states.expressions.faults import ExpressionError
from shared.states.expressions.jsonata_functions import ADDED, REPLACED, HostFunctions
from shared.states.expressions.view import View
from shared.states.values import Json

_WHOLE: Final = re.compile(r"\{%\s(.*)\s%\}", re.DOTALL)
_DYNAMIC: Final = re.compile(r"\$states(?!\.[a-zA-Z])|context(?!\.[a-zA-Z])|[*%]|\.\(|\.\$|`")
"""Ways to reach members of `$states` without naming them."""
_FUNCTION: Final = '""'
"""The engine's text for a function as result, which is no JSON value."""


def is_marked(text: str) -> bool:
    """Whether a text is meant as an expression: it has one of the delimiters."""
    return text.startswith("{%") or text.endswith("%}")


class Jsonata:
    """A compiled expression, read as `{% expression %}`."""

    def __init__(self, marked: str) -> None:
        """Compile the whole text; ExpressionError says what is wrong."""
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
        """The value of the expression.

        StateError (States.QueryEvaluationError) for an undefined result, a function or an infinite number as
        result, an error of the expression, and for an exceeded bound.
        """
        try:
            value: Json = self._prepared(view).evaluate(None, self._bindings(view))
            if value is None:
                self._check_null(view)
        except ValueError as error:
            self._refuse(f"failed: {error}", error)
        return self._plain(value)

    def _check_null(self, view: View) -> None:
        """The engine says None for null, for undefined and for a function; as text they differ."""
        text = self._prepared(view).evaluate_json_or_none(None, self._bindings(view))
        if text != "null":
            self._refuse("gives a function" if text == _FUNCTION else "gives nothing")

    def _prepared(self, view: View) -> jsonatapy.JsonataExpression:
        # Compiling takes 6 us, and the host functions hold the random source and time of this evaluation.
        limits = view.limits
        expression = jsonatapy.compile(
            self.source,
            timeout=limits.jsonata_milliseconds,
            max_stack_depth=limits.jsonata_depth,
            max_sequence_length=limits.jsonata_sequence,
        )
        host = HostFunctions(view.draws, view.now)
        for name in self._names.intersection(ADDED):
            expression.register(name, host.named(name))
        for name in self._names.intersection(REPLACED):
            expression.register_override(name, host.named(name))
        return expression

    def _bindings(self, view: View) -> dict[str, Json]:
        bindings = {name: view.variables[name] for name in self._names if name in view.variables}
        if "states" in self._names:
            context: Json = self._needed(view.context)
            bindings["states"] = self._needed({**view.states, "context": context})
        return bindings

    def _needed(self, members: Mapping[str, Json]) -> dict[str, Json]:
        """The members that the expression names: the engine copies whatever it is given."""
        return {key: value for key, value in members.items() if self._words is None or key in self._words}

    def _plain(self, value: Json) -> Json:
        """The value with whole numbers as integers, as JSON of the reference engine has them."""
        if isinstance(value, float):
            if not math.isfinite(value):
                self._refuse("gives a number that JSON cannot say")
            return int(value) if value.is_integer() and abs(value) < 2**53 else value
        if isinstance(value, list):
            return [self._plain(item) for item in value]
        if isinstance(value, dict):
            return {key: self._plain(item) for key, item in value.items()}
        return value

    def _refuse(self, what: str, reason: Exception | None = None) -> None:
        raise StateError(
            QUERY_EVALUATION_ERROR, f"The JSONata expression '{self.source}' {what}."
        ) from reason
