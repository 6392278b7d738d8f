"""Templates: JSON values with expressions in them (Parameters, Arguments, Output, Assign and the like)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from shared.states.errors import PARAMETER_PATH_FAILURE
from shared.states.expressions.faults import ExpressionError
from shared.states.expressions.intrinsics.call import Call
from shared.states.expressions.intrinsics.parse import is_call, parse_call
from shared.states.expressions.jsonata import Jsonata, is_marked
from shared.states.expressions.paths import Path, parse_path
from shared.states.expressions.reference import Step
from shared.states.expressions.view import View
from shared.states.values import Json, kind

Fault: TypeAlias = Callable[[tuple[Step, ...], str], None]
"""Takes the place within the template, and words for its author."""

_DYNAMIC: Final = ".$"
"""Keys of a JSONPath template that end so have a path or an intrinsic function as value."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A part of a template without expressions."""

    value: Json

    def read(self, view: View) -> Json:
        """The value as it stands."""
        del view
        return self.value


@dataclass(frozen=True, slots=True)
class Dynamic:
    """A path or a call in a JSONPath template: what fails in it is a States.ParameterPathFailure."""

    expression: Path | Call

    def read(self, view: View) -> Json:
        """The value of the expression."""
        if isinstance(self.expression, Path):
            return self.expression.read(view, PARAMETER_PATH_FAILURE)
        return self.expression.read(view)


@dataclass(frozen=True, slots=True)
class Members:
    """An object with expressions somewhere in it."""

    members: tuple[tuple[str, "Template"], ...]

    def read(self, view: View) -> Json:
        """The object with each expression replaced by its value."""
        return {key: member.read(view) for key, member in self.members}


@dataclass(frozen=True, slots=True)
class Elements:
    """An array with expressions somewhere in it."""

    elements: tuple["Template", ...]

    def read(self, view: View) -> Json:
        """The array with each expression replaced by its value."""
        return [element.read(view) for element in self.elements]


Template: TypeAlias = Constant | Dynamic | Jsonata | Members | Elements


def parse_expression(text: str) -> Path | Call:
    """Parse_expression reads a path or a call of an intrinsic function."""
    return parse_call(text) if is_call(text) else parse_path(text)


class TemplateReader:
    """Compiles templates of one query language; each fault is told with its place, all of them at once."""

    def __init__(self, fault: Fault, longest: int, *, jsonata: bool) -> None:
        self._fault = fault
        self._longest = longest
        self._jsonata = jsonata

    def read(self, value: Json, at: tuple[Step, ...] = ()) -> Template:
        """The template compiled; a part with a fault becomes null."""
        if isinstance(value, str):
            return self._text(value, at) if self._jsonata else Constant(value)
        if isinstance(value, list):
            parts = tuple(self.read(item, (*at, index)) for index, item in enumerate(value))
            return Constant(value) if all(isinstance(part, Constant) for part in parts) else Elements(parts)
        if isinstance(value, dict):
            return self._object(value, at)
        return Constant(value)

    def _object(self, value: dict[str, Json], at: tuple[Step, ...]) -> Template:
        members: list[tuple[str, Template]] = []
        for key, item in value.items():
            if self._jsonata or not key.endswith(_DYNAMIC):
                members.append((key, self.read(item, (*at, key))))
                continue
            plain = key.removesuffix(_DYNAMIC)
            if plain in value:
                self._fault((*at, key), f"'{plain}' and '{key}' both give the member '{plain}': keep one")
            members.append((plain, self._dynamic(item, (*at, key))))
        constants = {key: member.value for key, member in members if isinstance(member, Constant)}
        if len(constants) == len(members):
            return Constant(constants)
        return Members(tuple(members))

    def _dynamic(self, value: Json, at: tuple[Step, ...]) -> Template:
        if not isinstance(value, str):
            self._fault(at, f"a member that ends with '.$' takes a path or a call as text, not {kind(value)}")
            return Constant(None)
        return self._compiled(lambda text: Dynamic(parse_expression(text)), value, at)

    def _text(self, value: str, at: tuple[Step, ...]) -> Template:
        return self._compiled(Jsonata, value, at) if is_marked(value) else Constant(value)

    def _compiled(self, compile_: Callable[[str], Template], text: str, at: tuple[Step, ...]) -> Template:
        if len(text) > self._longest:
            self._fault(at, f"the expression has {len(text)} characters; at most {self._longest} are allowed")
            return Constant(None)
        try:
            return compile_(text)
        except ExpressionError as error:
            self._fault(at, str(error))
            return Constant(None)
