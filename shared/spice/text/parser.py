"""The parser of text kernels: data lines in, assignments and problems out.

An assignment begins on a line of its own: a name, `=` or `+=`, and on the same line the first value or an
opening parenthesis; a list in parentheses may go on over lines and blocks, and ends its line
(Kernel Required Reading, "Text Kernel Specifications"; what CSPICE does with anything else by trial).
"""

import re
from dataclasses import dataclass, field

from shared.spice.problems import Code, Problem, bounded, problem
from shared.spice.text.lines import LINE_MAX, DataLine, Lines
from shared.spice.text.model import Assignment, TextKernel, Value
from shared.spice.text.values import STRING_MAX, Token, plain_numbers, tokens

NAME_MAX = 32
"""Characters of a variable's name (Kernel Required Reading)."""
VARIABLES_MAX = 26_003
NUMBERS_MAX = 400_000
STRINGS_MAX = 15_000
"""What the kernel pool of CSPICE holds (pool.inc): a kernel with more cannot be loaded."""
ASSIGNMENTS_MAX = 60_000
"""Assignments of one kernel: twice the variables that the pool holds, since some are made by appending."""
FOUND_MAX = 1_000
"""Problems that are collected before the heaviest are chosen: bounds memory over a hostile file."""

_HEAD = re.compile(r"\s*([^\s=()',+][^\s=()',]*?)\s*(\+?=)(.*)\Z", re.DOTALL)


def parse(content: bytes) -> TextKernel:
    """Return what a text kernel assigns, and what is wrong with it; no bytes make it raise."""
    lines = Lines(content)
    parser = _Parser()
    for line in lines.data():
        parser.read(line)
        if parser.full:
            break
    parser.end()
    return TextKernel(tuple(parser.assignments), bounded([*lines.problems, *parser.problems]))


@dataclass(slots=True)
class _Parser:
    assignments: list[Assignment] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    full: bool = False
    _name: str = ""
    _append: bool = False
    _line: int = 0
    _values: list[Value] = field(default_factory=list)
    _open: bool = False
    _numbers: int = 0
    _strings: int = 0
    _bad: int = 0
    _types: dict[str, type[str] | type[float]] = field(default_factory=dict)

    def read(self, line: DataLine) -> None:
        """Take in one data line."""
        self._check_line(line)
        if self._open:
            self._go_on(line)
        else:
            self._begin(line)

    def end(self) -> None:
        """Close what the end of the file leaves open."""
        if self._open:
            self._found(Code.UNCLOSED_LIST, f"the list of {self._name} is never closed", self._line)
            self._finish()

    def _begin(self, line: DataLine) -> None:
        head = _HEAD.match(line.text)
        if head is None:
            self._found(Code.BAD_ASSIGNMENT, f"no assignment: {line.text.strip()}", line.number)
            return
        self._name, operator, rest = head.groups()
        self._append, self._line, self._values = operator == "+=", line.number, []
        if len(self._name) > NAME_MAX:
            self._found(Code.NAME_TOO_LONG, f"{self._name} has over {NAME_MAX} characters", line.number)
        rest = rest.strip()
        self._open = rest.startswith("(")
        self._take(DataLine(line.number, rest[1:] if self._open else rest))
        if not self._open:
            self._finish()

    def _go_on(self, line: DataLine) -> None:
        plain = plain_numbers(line.text)
        if plain is not None:
            self._values += plain
            self._numbers += len(plain)
            self._bound(line.number)
        elif _HEAD.match(line.text):
            self._found(Code.UNCLOSED_LIST, f"the list of {self._name} is not closed", self._line)
            self._finish()
            self._begin(line)
        else:
            self._take(line)
            if not self._open:
                self._finish()

    def _take(self, line: DataLine) -> None:
        """Take the values of a line; a closing parenthesis ends an open list."""
        bare = not self._open
        for token in tokens(line.text):
            if token.mark == ")" and self._open:
                self._open = False
            elif token.mark:
                self._found(Code.BAD_ASSIGNMENT, f"{token.mark!r} cannot stand in {self._name}", line.number)
                return
            elif not self._open and not bare:
                self._found(Code.BAD_ASSIGNMENT, "CSPICE ignores what follows a parenthesis", line.number)
                return
            else:
                self._value(token, line.number)
        self._bound(line.number)

    def _value(self, token: Token, line: int) -> None:
        if token.value is None:
            self._found(Code.BAD_ASSIGNMENT, f"neither number, date nor string: {token.wrong}", line)
            return
        if isinstance(token.value, str):
            self._check_string(token, token.value, line)
            self._strings += 1
        else:
            self._numbers += 1
        self._values.append(token.value)

    def _check_string(self, token: Token, text: str, line: int) -> None:
        if token.unbalanced:
            self._found(Code.UNBALANCED_QUOTE, f"a string of {self._name} lacks its closing quote", line)
        if len(text) < (2 if token.unbalanced else 1):
            self._found(Code.BAD_ASSIGNMENT, f"CSPICE takes a string of {self._name} for an empty one", line)
        if len(text) > STRING_MAX:
            self._found(Code.STRING_TOO_LONG, f"a string of {self._name} is cut at {STRING_MAX}", line)

    def _finish(self) -> None:
        self._open = False
        if not self._values:
            self._found(Code.BAD_ASSIGNMENT, f"{self._name} gets no value", self._line)
            return
        kinds: set[type[str] | type[float]] = {
            str if isinstance(value, str) else float for value in self._values
        }
        if self._append and self._name in self._types:
            kinds.add(self._types[self._name])
        if len(kinds) > 1:
            self._found(Code.MIXED_TYPES, f"{self._name} mixes numbers and strings", self._line)
        self._types[self._name] = str if str in kinds else float
        self.assignments.append(Assignment(self._name, self._append, tuple(self._values), self._line))
        self._bound(self._line)

    def _check_line(self, line: DataLine) -> None:
        if len(line.text) > LINE_MAX and len(line.text.rstrip()) > LINE_MAX:
            self._found(Code.LINE_TOO_LONG, f"CSPICE reads {LINE_MAX} characters of a line", line.number)
        if not line.text.isascii():
            self._found(Code.NOT_ASCII, "a data line holds characters beyond ASCII", line.number)
        if "\t" in line.text and "'" in line.text and "\t" in line.text.partition("'")[2].rpartition("'")[0]:
            self._found(Code.TAB_IN_STRING, "a tab in or between strings: CSPICE reads blanks", line.number)

    def _bound(self, line: int) -> None:
        counts = (self._numbers, self._strings, len(self._types), len(self.assignments))
        bounds = (NUMBERS_MAX, STRINGS_MAX, VARIABLES_MAX, ASSIGNMENTS_MAX)
        if not self.full and any(count > bound for count, bound in zip(counts, bounds, strict=True)):
            self.full = True
            self.problems.append(
                problem(Code.TOO_LARGE, "the kernel pool of CSPICE cannot hold so much", line=line)
            )

    def _found(self, code: Code, detail: str, line: int) -> None:
        if len(self.problems) < FOUND_MAX:
            self.problems.append(problem(code, detail, line=line))
        if code is Code.BAD_ASSIGNMENT:
            self._bad += 1
            # Of a text that holds hardly any assignment, more lines tell no more.
            self.full = self.full or self._bad >= FOUND_MAX
