"""Reference paths: paths that name exactly one place, and can be written to.

The form is that of the States Language: `$`, then members as `.name` or `['name']` and elements as `[0]`.
"""

import re
from collections.abc import Sequence
from typing import Final, TypeAlias

from shared.states.expressions.faults import ExpressionError
from shared.states.values import Json, kind

Step: TypeAlias = str | int

_NAME: Final = re.compile(r"\.([^\s.\[\]()'\"*,:?@$&|!=<>~]+)")
_QUOTED: Final = re.compile(r"\[\s*(?:'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\")\s*\]")
_INDEX: Final = re.compile(r"\[\s*(-?\d{1,9})\s*\]")
_ESCAPE: Final = re.compile(r"\\(.)")


def read_steps(text: str) -> tuple[tuple[Step, ...], str]:
    """Read_steps reads the leading members and elements of `text`; what it cannot read comes second."""
    steps: list[Step] = []
    position = 0
    while position < len(text):
        if found := _NAME.match(text, position):
            steps.append(found[1])
        elif found := _QUOTED.match(text, position):
            steps.append(_ESCAPE.sub(r"\1", found[1] if found[1] is not None else found[2]))
        elif found := _INDEX.match(text, position):
            steps.append(int(found[1]))
        else:
            break
        position = found.end()
    return tuple(steps), text[position:]


def parse_reference(text: str) -> tuple[Step, ...]:
    """Parse_reference reads a reference path of the state's input; ExpressionError says what is wrong."""
    if not text.startswith("$"):
        raise ExpressionError(f"a reference path begins with '$', this is '{text}'")
    steps, rest = read_steps(text[1:])
    if rest:
        raise ExpressionError(
            f"a reference path is made of .name, ['name'] and [0]; '{rest}' of '{text}' is none of these"
        )
    if any(isinstance(step, int) and step < 0 for step in steps):
        raise ExpressionError(f"a reference path counts elements from 0, '{text}' from the end")
    return steps


def put(document: Json, steps: Sequence[Step], value: Json) -> Json:
    """Put returns `document` with `value` at the place; what it changes is copied, the rest is shared.

    Objects that are missing on the way are made. LookupError says which step leads nowhere.
    """
    if not steps:
        return value
    first, rest = steps[0], steps[1:]
    if isinstance(first, int):
        if not isinstance(document, list) or first >= len(document):
            raise LookupError(f"there is no element [{first}] to write to")
        return [*document[:first], put(document[first], rest, value), *document[first + 1 :]]
    if not isinstance(document, dict):
        raise LookupError(f"'{first}' cannot be set in a value of type {kind(document)}")
    below: Json = document.get(first, {}) if rest else None
    return {**document, first: put(below, rest, value)}
