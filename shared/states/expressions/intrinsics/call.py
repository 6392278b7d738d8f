"""Calls of intrinsic functions, compiled and evaluated."""

from dataclasses import dataclass
from typing import TypeAlias

from shared.states.errors import INTRINSIC_FAILURE, StateError
from shared.states.expressions.intrinsics.functions import FUNCTIONS, spread
from shared.states.expressions.intrinsics.signatures import SIGNATURES
from shared.states.expressions.intrinsics.text import fill
from shared.states.expressions.paths import Path
from shared.states.expressions.view import View
from shared.states.values import Json


@dataclass(frozen=True, slots=True)
class Literal:
    """An argument that is written out."""

    value: Json


@dataclass(frozen=True, slots=True)
class Call:
    """A call `States.name(arguments)`; the count of its arguments was checked when it was read."""

    source: str
    name: str
    arguments: tuple["Argument", ...]

    def read(self, view: View, error: str = INTRINSIC_FAILURE) -> Json:
        """What the function gives. StateError: an argument or the function failed."""
        values = tuple(
            argument.value if isinstance(argument, Literal) else argument.read(view, error)
            for argument in self.arguments
        )
        try:
            return self._compute(values, view)
        except ValueError as fault:
            raise StateError(INTRINSIC_FAILURE, f"States.{self.name} in '{self.source}': {fault}.") from fault

    def _compute(self, values: tuple[Json, ...], view: View) -> Json:
        for position, value in enumerate(values):
            if fault := SIGNATURES[self.name].fault_of_argument(position, value):
                raise ValueError(fault)
        if self.name == "Format":
            return fill(str(values[0]), values[1:])
        if self.name == "UUID":
            return view.draws.uuid()
        if self.name == "MathRandom":
            first, last, *seed = (value for value in values if isinstance(value, int | float))
            return spread(first, last, seed[0] if seed else None, view.draws)
        result: Json = FUNCTIONS[self.name](*values)
        return result


Argument: TypeAlias = Call | Path | Literal
