"""Conditions of Choice rules, compiled."""

from dataclasses import dataclass
from typing import TypeAlias

from shared.states.errors import QUERY_EVALUATION_ERROR, StateError
from shared.states.expressions.comparisons import COMPARISONS, TYPE_TESTS
from shared.states.expressions.jsonata import Jsonata
from shared.states.expressions.paths import Missing, Path
from shared.states.expressions.templates import Constant
from shared.states.expressions.view import View
from shared.states.values import kind


@dataclass(frozen=True, slots=True)
class Compare:
    """The variable compared with a value or with what another path selects."""

    variable: Path
    operator: str
    operand: Constant | Path

    def holds(self, view: View) -> bool:
        """Whether it does; StateError (States.Runtime) when a path selects nothing."""
        return COMPARISONS[self.operator](self.variable.read(view), self.operand.read(view))


@dataclass(frozen=True, slots=True)
class HasType:
    """The variable asked for its type."""

    variable: Path
    operator: str
    expected: bool

    def holds(self, view: View) -> bool:
        """Whether the type is as expected; a missing variable has none."""
        found = self.variable.find(view)
        return (not isinstance(found, Missing) and TYPE_TESTS[self.operator](found)) is self.expected


@dataclass(frozen=True, slots=True)
class IsPresent:
    """The variable asked for its presence."""

    variable: Path
    expected: bool

    def holds(self, view: View) -> bool:
        """Whether the path selects something, as expected."""
        return isinstance(self.variable.find(view), Missing) is not self.expected


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a condition."""

    condition: "Condition"

    def holds(self, view: View) -> bool:
        """Whether the condition does not hold."""
        return not self.condition.holds(view)


@dataclass(frozen=True, slots=True)
class Several:
    """Several conditions: all of them must hold, or any; they are asked in order, and no more than needed."""

    conditions: tuple["Condition", ...]
    every: bool

    def holds(self, view: View) -> bool:
        """Whether they do."""
        return (all if self.every else any)(condition.holds(view) for condition in self.conditions)


@dataclass(frozen=True, slots=True)
class Query:
    """A JSONata condition."""

    expression: Jsonata

    def holds(self, view: View) -> bool:
        """Whether the expression gives true; StateError when it gives no boolean."""
        value = self.expression.read(view)
        if not isinstance(value, bool):
            raise StateError(
                QUERY_EVALUATION_ERROR,
                f"The condition '{self.expression.source}' gives {kind(value)}, not true or false.",
            )
        return value


Condition: TypeAlias = Compare | HasType | IsPresent | Not | Several | Query
