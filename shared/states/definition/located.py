"""JSON text read with the place of every value, so that a message can point at the line."""

import bisect
import json
import math
import re
from dataclasses import dataclass, field
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Final, NoReturn, TypeAlias

from shared.states.definition.problems import DefinitionError, Problem, json_path
from shared.states.expressions.reference import Step
from shared.states.limits import Limits
from shared.states.values import Json, is_sayable

Place: TypeAlias = tuple[Step, ...]

_BLANKS: Final = re.compile(r"[ \t\n\r]*")
_SCALAR: Final = re.compile(r"true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")
_LONGEST_NUMBER: Final = 40
"""Characters of a number: Python takes quadratic time for long ones."""


@dataclass(frozen=True, slots=True)
class Located:
    """A JSON value and the offsets, in characters, of all its members and elements."""

    text: str
    value: Json
    offsets: dict[Place, int]
    _lines: list[int] = field(default_factory=list)

    def problem(self, place: Place, message: str) -> Problem:
        """A problem at the place; at the nearest place around it when it is missing."""
        known = place
        while known and known not in self.offsets:
            known = known[:-1]
        line, column = position(self.text, self.offsets.get(known, 0), self._lines)
        return Problem(path=json_path(place), line=line, column=column, message=message)


def position(text: str, offset: int, lines: list[int] | None = None) -> tuple[int, int]:
    """Line and column, both counted from 1, of an offset; `lines` keeps the starts of lines between calls."""
    starts = [] if lines is None else lines
    if not starts:
        starts.append(0)
        starts.extend(found.end() for found in re.finditer("\n", text))
    line = bisect.bisect_right(starts, offset)
    return line, offset - starts[line - 1] + 1


def read_located(text: str, limits: Limits) -> Located:
    """Read_located reads a JSON text; DefinitionError points at what is no JSON, too large, deep or twice."""
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > limits.definition_bytes:
        message = f"the definition has {size} bytes; at most {limits.definition_bytes} are allowed"
        raise DefinitionError([Problem(path="$", line=1, column=1, message=message)])
    reader = _Reader(text, limits.definition_depth)
    value = reader.value(())
    reader.skip_blanks()
    if reader.position != len(text):
        reader.fail((), "there is more text after the definition")
    if reader.problems:
        raise DefinitionError(reader.problems)
    return Located(text, value, reader.offsets)


class _Reader:
    def __init__(self, text: str, deepest: int) -> None:
        self.text = text
        self.position = 0
        self.offsets: dict[Place, int] = {}
        self.problems: list[Problem] = []
        self._deepest = deepest

    def value(self, place: Place) -> Json:
        self.skip_blanks()
        self.offsets.setdefault(place, self.position)
        if len(place) > self._deepest:
            self.fail(place, f"the definition is nested deeper than {self._deepest} levels")
        start = self.text[self.position : self.position + 1]
        if start == "{":
            return self._object(place)
        if start == "[":
            return self._array(place)
        return self._string(place) if start == '"' else self._scalar(place)

    def _object(self, place: Place) -> Json:
        members: dict[str, Json] = {}
        self.position += 1
        if self._ends("}"):
            return members
        while True:
            self.skip_blanks()
            start = self.position
            if self.text[start : start + 1] != '"':
                self.fail(place, "a name in double quotes is missing")
            name = self._string(place)
            within = (*place, name)
            if name in members:
                self.problems.append(self._problem(within, f"the member '{name}' is there twice", start))
            self.offsets[within] = start
            self._expect(":", place)
            members[name] = self.value(within)
            if not self._goes_on("}", place):
                return members

    def _array(self, place: Place) -> Json:
        elements: list[Json] = []
        self.position += 1
        if self._ends("]"):
            return elements
        while True:
            elements.append(self.value((*place, len(elements))))
            if not self._goes_on("]", place):
                return elements

    def _string(self, place: Place) -> str:
        try:
            text, self.position = scanstring(self.text, self.position + 1, True)
        except json.JSONDecodeError as error:
            self.position = error.pos
            self.fail(place, f"this is no JSON text: {error.msg}")
        if not is_sayable(text):
            self.fail(place, "the text holds half of a surrogate pair, which UTF-8 cannot say")
        return str(text)

    def _scalar(self, place: Place) -> Json:
        found = _SCALAR.match(self.text, self.position)
        if found is None or len(found[0]) > _LONGEST_NUMBER:
            self.fail(place, "a JSON value is missing here" if found is None else "the number is too long")
        self.position = found.end()
        value: Json = json.loads(found[0])
        if isinstance(value, float) and not math.isfinite(value):
            self.fail(place, "the number is too large")
        return value

    def skip_blanks(self) -> None:
        found = _BLANKS.match(self.text, self.position)
        self.position = found.end() if found else self.position

    def _ends(self, closing: str) -> bool:
        self.skip_blanks()
        ends = self.text.startswith(closing, self.position)
        self.position += ends
        return ends

    def _goes_on(self, closing: str, place: Place) -> bool:
        if self._ends(closing):
            return False
        self._expect(",", place, f" or '{closing}'")
        return True

    def _expect(self, character: str, place: Place, more: str = "") -> None:
        self.skip_blanks()
        if not self.text.startswith(character, self.position):
            self.fail(place, f"'{character}'{more} is missing here")
        self.position += 1

    def _problem(self, place: Place, message: str, offset: int) -> Problem:
        line, column = position(self.text, offset)
        return Problem(path=json_path(place), line=line, column=column, message=message)

    def fail(self, place: Place, message: str) -> NoReturn:
        """Fail raises DefinitionError at the present position."""
        raise DefinitionError([*self.problems, self._problem(place, message, self.position)])
