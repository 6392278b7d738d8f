"""The lines of a text kernel, and which of them are data.

Markers stand alone on a line, in lower case; where an assignment follows one on its line, or it is written
in upper case, CSPICE skips the block without a word (Kernel Required Reading; by trial).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from shared.spice.problems import PROBLEMS_MAX, Code, Problem, problem

TEXT_MAX = 32 * 2**20
"""Bytes of a text kernel that are read: the largest known, clock kernels of long missions, have 10 MB."""
LINE_MAX = 132
"""Characters of a data line that CSPICE reads (Kernel Required Reading)."""
LINE_READ_MAX = 10_000
"""Characters of a data line that we read, so that its problems can be told precisely."""

BLOCKS_MAX = 100_000
"""Blocks of data and text in one kernel: the largest known have some thousand."""

BEGIN_DATA = "\\begindata"
BEGIN_TEXT = "\\begintext"
_SOMETHING = re.compile(r"\S[^\n]*")
_MARKER = re.compile(r"^[ \t]*(\\begin(?:data|text))\b([^\n]*)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class DataLine:
    """A line between the markers that begin and end data."""

    number: int
    text: str


class Lines:
    """The data lines of a text kernel, and what is wrong with the file as lines."""

    def __init__(self, content: bytes) -> None:
        text = content[:TEXT_MAX].decode("latin-1")
        self.problems: list[Problem] = []
        if len(content) > TEXT_MAX:
            self.problems.append(problem(Code.TOO_LARGE, f"only the first {TEXT_MAX} bytes were read"))
        if "\r\n" in text:
            self.problems.append(problem(Code.CRLF, "lines end with CRLF: some toolkits refuse that"))
        self._text = text.replace("\r\n", "\n").replace("\r", "\n")

    def data(self) -> Iterator[DataLine]:
        """Give the data lines that CSPICE reads; `problems` is complete after the last."""
        at, in_data, number = 0, False, 1
        for marker in islice(_MARKER.finditer(self._text), BLOCKS_MAX):
            between = self._text[at : marker.start()]
            if in_data:
                yield from _numbered(between, number)
            number += between.count("\n")
            in_data = self._after(marker, number, in_data=in_data)
            at = marker.end()
        rest = self._text[at:]
        if self._text and not self._text.endswith("\n"):
            rest = self._unfinished(rest, number, in_data=in_data)
        if in_data:
            yield from _numbered(rest, number)

    def _after(self, marker: re.Match[str], number: int, *, in_data: bool) -> bool:
        """Return whether data follow a marker; prose may begin with the word."""
        word, following = marker[1], marker[2].strip()
        if not following and word in (BEGIN_DATA, BEGIN_TEXT):
            return word == BEGIN_DATA
        if (in_data or not following or "=" in following) and len(self.problems) < PROBLEMS_MAX:
            self.problems.append(
                problem(Code.BAD_MARKER, f"write {word.lower()} alone and in lower case", line=number)
            )
        return in_data

    def _unfinished(self, rest: str, number: int, *, in_data: bool) -> str:
        """Return what CSPICE reads of the last block where no newline ends it: not its last line."""
        whole, _, last = rest.rpartition("\n")
        at = number + rest.count("\n")
        if in_data and last.strip():
            found = problem(
                Code.LAST_LINE_DROPPED, "CSPICE drops the last line: end it with a newline", line=at
            )
        else:
            found = problem(Code.NO_FINAL_NEWLINE, "end the last line with a newline", line=at)
        self.problems.append(found)
        return whole


def _numbered(block: str, first: int) -> Iterator[DataLine]:
    """Give the lines that are not blank, without ever holding all of them."""
    number, at = first, 0
    for match in _SOMETHING.finditer(block):
        start = max(at, block.rfind("\n", at, match.start()) + 1)
        number += block.count("\n", at, match.start())
        yield DataLine(number, block[start : min(match.end(), start + LINE_READ_MAX)])
        at = match.end()
