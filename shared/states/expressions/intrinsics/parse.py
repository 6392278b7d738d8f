"""Reading calls of intrinsic functions."""

import math
import re
from typing import Final

from shared.states.expressions.faults import ExpressionError
from shared.states.expressions.intrinsics.call import Argument, Call, Literal
from shared.states.expressions.intrinsics.signatures import SIGNATURES
from shared.states.expressions.intrinsics.text import unescape
from shared.states.expressions.paths import parse_path

DEEPEST_NESTING: Final = 10
"""Calls within a call: the service's limit."""

_NAME: Final = re.compile(r"States\.([A-Za-z0-9]+)\(")
_TEXT: Final = re.compile(r"'((?:[^'\\]|\\.)*)'", re.DOTALL)
_NUMBER: Final = re.compile(r"-?(?:0|[1-9]\d{0,18})(?:\.\d{1,18})?(?:[eE][+-]?\d{1,3})?(?![\w.])")
_WORD: Final = re.compile(r"(null|true|false)\b")
_BLANKS: Final = re.compile(r"\s*")
_WORDS: Final = {"null": None, "true": True, "false": False}


def is_call(text: str) -> bool:
    """Whether the text is meant as a call of an intrinsic function."""
    return text.startswith("States.")


def parse_call(text: str) -> Call:
    """Parse_call reads a whole text as one call; ExpressionError says what is wrong with it."""
    reader = _Reader(text)
    call = reader.call(1)
    if reader.position != len(text):
        raise ExpressionError(f"'{text[reader.position :]}' follows the call in '{text}'")
    return call


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self.position = 0

    def call(self, depth: int) -> Call:
        if depth > DEEPEST_NESTING:
            raise ExpressionError(f"calls may be nested {DEEPEST_NESTING} deep, '{self._text}' is deeper")
        found = _NAME.match(self._text, self.position)
        if found is None or found[1] not in SIGNATURES:
            raise ExpressionError(f"'{self._text}' is not a call of an intrinsic function that exists")
        start, name = self.position, found[1]
        self.position = found.end()
        arguments = self._arguments(name, depth)
        call = Call(self._text[start : self.position], name, arguments)
        _check(call)
        return call

    def _arguments(self, name: str, depth: int) -> tuple[Argument, ...]:
        arguments: list[Argument] = []
        self._skip_blanks()
        while not self._take(")"):
            if arguments and not self._take(","):
                raise ExpressionError(
                    f"',' or ')' is missing in '{self._text}' at character {self.position + 1}"
                )
            self._skip_blanks()
            arguments.append(self._argument(name, len(arguments), depth))
            self._skip_blanks()
        return tuple(arguments)

    def _argument(self, name: str, index: int, depth: int) -> Argument:
        text, position = self._text, self.position
        if text.startswith("$", position):
            return self._path()
        if text.startswith("States.", position):
            return self.call(depth + 1)
        if found := _TEXT.match(text, position):
            self.position = found.end()
            return Literal(unescape(found[1], braces=not (name == "Format" and index == 0)))
        if found := _NUMBER.match(text, position):
            self.position = found.end()
            return Literal(self._number(found[0]))
        if found := _WORD.match(text, position):
            self.position = found.end()
            return Literal(_WORDS[found[1]])
        raise ExpressionError(f"argument {index + 1} of States.{name} in '{text}' cannot be read")

    def _number(self, digits: str) -> int | float:
        number = int(digits) if digits.lstrip("-").isdigit() else float(digits)
        if not math.isfinite(number):
            raise ExpressionError(f"the number {digits} in '{self._text}' is too large")
        return number

    def _path(self) -> Argument:
        """A path ends at the comma or parenthesis that belongs to the call, not to a filter or a text."""
        start, depth = self.position, 0
        while self.position < len(self._text):
            character = self._text[self.position]
            if character == "'" and (found := _TEXT.match(self._text, self.position)):
                self.position = found.end()
                continue
            if depth == 0 and character in ",)":
                break
            depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(character, 0)
            self.position += 1
        return parse_path(self._text[start : self.position].rstrip())

    def _skip_blanks(self) -> None:
        found = _BLANKS.match(self._text, self.position)
        self.position = found.end() if found else self.position

    def _take(self, character: str) -> bool:
        taken = self._text.startswith(character, self.position)
        self.position += taken
        if not taken and self.position >= len(self._text):
            raise ExpressionError(f"'{self._text}' ends within a call")
        return taken


def _check(call: Call) -> None:
    signature = SIGNATURES[call.name]
    faults = [signature.fault_of_count(len(call.arguments))]
    faults += [
        signature.fault_of_argument(position, argument.value)
        for position, argument in enumerate(call.arguments)
        if isinstance(argument, Literal)
    ]
    for fault in faults:
        if fault is not None:
            raise ExpressionError(f"States.{call.name} {fault}, in '{call.source}'")
