"""Expressions in the fields of a state, compiled, with their faults noted."""

import re
from collections.abc import Callable
from typing import Final, TypeVar

from shared.states.definition.fields import Fields
from shared.states.definition.located import Place
from shared.states.definition.model import Source
from shared.states.expressions.faults import ExpressionError
from shared.states.expressions.jsonata import Jsonata, is_marked
from shared.states.expressions.paths import Path, parse_path
from shared.states.expressions.reference import Step, parse_reference
from shared.states.expressions.templates import Constant, Template, TemplateReader, parse_expression
from shared.states.values import Json, kind

ROOT: Final = Path("$", "", (), None, False)
"""The path of the whole input, which most fields have by default."""

_VARIABLE: Final = re.compile(r"[^\W\d]\w{0,79}")
"""Names of variables: an identifier of at most 80 characters, the service's limit."""

_Compiled = TypeVar("_Compiled")
_Other = TypeVar("_Other")


def compiled(
    fields: Fields, name: str, text: str, compile_: Callable[[str], _Compiled], otherwise: _Other
) -> _Compiled | _Other:
    """Compiled reads an expression; a fault is noted at the field, and `otherwise` stands in for it."""
    longest = fields.sheet.limits.expression_characters
    if len(text) > longest:
        fields.fault(f"the expression has {len(text)} characters; at most {longest} are allowed", name)
        return otherwise
    try:
        return compile_(text)
    except ExpressionError as error:
        fields.fault(str(error), name)
        return otherwise


def path(fields: Fields, name: str, default: Path | None = ROOT, *, nullable: bool = True) -> Path | None:
    """The field as path; null is None."""
    if name not in fields:
        fields.take(name)
        return default
    if nullable and fields.take(name) is None:
        return None
    text = fields.text(name)
    return compiled(fields, name, text, parse_path, ROOT) if text is not None else None


def reference(fields: Fields, name: str) -> tuple[Step, ...] | None:
    """The field as reference path to write to: the whole by default; null is None."""
    if name not in fields:
        fields.take(name)
        return ()
    if fields.take(name) is None:
        return None
    text = fields.text(name)
    return compiled(fields, name, text, parse_reference, ()) if text is not None else None


def template(fields: Fields, name: str, *, jsonata: bool) -> Template | None:
    """The field as template, None when it is missing."""
    if name not in fields:
        fields.take(name)
        return None
    return read_template(fields, (name,), fields.take(name), jsonata=jsonata)


def read_template(fields: Fields, at: tuple[Step, ...], value: Json, *, jsonata: bool) -> Template:
    """A value within the fields as template."""
    place: Place = (*fields.place, *at)
    sheet = fields.sheet

    def fault(within: Place, message: str) -> None:
        sheet.fault((*place, *within), message)

    return TemplateReader(fault, sheet.limits.expression_characters, jsonata=jsonata).read(value)


def object_template(fields: Fields, name: str, *, jsonata: bool) -> Template | None:
    """The field as template that gives an object."""
    value = fields.take(name)
    if name in fields and not isinstance(value, dict):
        fields.fault(f"'{name}' takes an object, not {kind(value)}", name)
        return None
    return template(fields, name, jsonata=jsonata)


def assign(fields: Fields, *, jsonata: bool) -> Template | None:
    """The field Assign: an object whose members are variables."""
    value = fields.take("Assign")
    found = object_template(fields, "Assign", jsonata=jsonata)
    for key in value if isinstance(value, dict) else ():
        variable = key if jsonata else key.removesuffix(".$")
        if not _VARIABLE.fullmatch(variable) or variable == "states":
            fields.fault(f"'{variable}' cannot name a variable", "Assign", key)
    return found


def setting(fields: Fields, name: str, low: int, high: int, *, jsonata: bool) -> Source | None:
    """A whole number that is written out, or computed: by `namePath` in JSONPath, by `{% %}` in JSONata."""
    if jsonata:
        text = fields.take(name)
        if isinstance(text, str) and is_marked(text):
            return compiled(fields, name, text, Jsonata, Constant(None))
    else:
        fields.at_most_one(name, name + "Path")
        if name + "Path" in fields:
            fields.take(name)
            return path(fields, name + "Path", nullable=False)
        fields.take(name + "Path")
    number = fields.integer(name, low, high)
    return None if number is None else Constant(number)


def text_setting(fields: Fields, name: str, *, jsonata: bool) -> Source | None:
    """A text that is written out, or computed: by a path or a call in JSONPath, by `{% %}` in JSONata."""
    if not jsonata:
        fields.at_most_one(name, name + "Path")
        if (source := fields.text(name + "Path")) is not None:
            fields.take(name)
            return compiled(fields, name + "Path", source, parse_expression, Constant(""))
    text = fields.text(name)
    if text is None:
        return None
    if jsonata and is_marked(text):
        return compiled(fields, name, text, Jsonata, Constant(""))
    return Constant(text)
