"""Problems of a kernel: a code that programs act on, a severity that policies act on, a line for people."""

from dataclasses import dataclass
from enum import StrEnum

from shared.model.problems import DETAIL_MAX, PROBLEMS_MAX, Severity, bounded, one_line

__all__ = [
    "Code",
    "DETAIL_MAX",
    "PROBLEMS_MAX",
    "Problem",
    "Severity",
    "bounded",
    "problem",
    "severity_of",
]


class Code(StrEnum):
    """The problems that are told apart. Values are part of what is published: they never change."""

    EMPTY = "empty"
    WEB_PAGE = "web-page"
    ERROR_PAGE = "error-page"
    LFS_POINTER = "lfs-pointer"
    ANNEX_POINTER = "annex-pointer"
    PACKED = "packed"
    PARTIAL_NAME = "partial-name"
    NOT_A_KERNEL = "not-a-kernel"
    KIND_DIFFERS = "kind-differs-from-name"
    TRUNCATED = "truncated"
    ODD_SIZE = "odd-size"
    PADDED = "padded"
    FTP_DAMAGE = "ftp-damage"
    BAD_HEADER = "bad-header"
    BAD_SEGMENTS = "bad-segments"
    ZERO_RUN = "zero-run"
    TRANSFER_FORM = "transfer-form"
    NO_SEGMENTS = "no-segments"
    TOO_LARGE = "too-large"
    NO_ID_WORD = "no-id-word"
    NO_FINAL_NEWLINE = "no-final-newline"
    LAST_LINE_DROPPED = "last-line-dropped"
    CRLF = "crlf"
    NOT_ASCII = "not-ascii"
    TAB_IN_STRING = "tab-in-string"
    LINE_TOO_LONG = "line-too-long"
    NAME_TOO_LONG = "name-too-long"
    STRING_TOO_LONG = "string-too-long"
    PATH_TOO_LONG = "path-too-long"
    UNBALANCED_QUOTE = "unbalanced-quote"
    UNCLOSED_LIST = "unclosed-list"
    BAD_MARKER = "bad-marker"
    BAD_ASSIGNMENT = "bad-assignment"
    MIXED_TYPES = "mixed-types"
    UNKNOWN_SYMBOL = "unknown-symbol"
    BAD_SYMBOLS = "bad-symbols"
    NESTED_META_KERNEL = "nested-meta-kernel"
    NO_MEMBERS = "no-members"
    BAD_CLOCK = "bad-clock"
    CLOCK_GOES_BACK = "clock-goes-back"
    BAD_LEAP_SECONDS = "bad-leap-seconds"
    STRAY_LEAP_SECONDS = "stray-leap-seconds"
    FRAME_RING = "frame-ring"


_NOTES = frozenset({Code.PADDED, Code.NO_ID_WORD, Code.NO_FINAL_NEWLINE, Code.CRLF, Code.TAB_IN_STRING})
_WARNINGS = frozenset(
    {
        Code.CLOCK_GOES_BACK,
        Code.KIND_DIFFERS,
        Code.NO_MEMBERS,
        Code.NO_SEGMENTS,
        Code.NOT_ASCII,
        Code.PARTIAL_NAME,
        Code.STRING_TOO_LONG,
        Code.TOO_LARGE,
        Code.TRANSFER_FORM,
        Code.UNBALANCED_QUOTE,
        Code.ZERO_RUN,
    }
)


def severity_of(code: Code) -> Severity:
    """Return the severity of a problem: what no table names is broken."""
    if code in _NOTES:
        return Severity.NOTE
    return Severity.WARNING if code in _WARNINGS else Severity.BROKEN


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a content."""

    code: Code
    detail: str
    """One line: what is wrong, and what its author or the operator can do."""
    line: int | None = None
    """Line of a text kernel, from 1; None of a binary one, and of the content as a whole."""

    @property
    def severity(self) -> Severity:
        """The severity of the code."""
        return severity_of(self.code)


def problem(code: Code, detail: str, *, line: int | None = None) -> Problem:
    """Return a problem whose detail is one printable line, however hostile what it quotes."""
    return Problem(code, one_line(detail), line)
