"""The problems of a FITS file, each with its weight. Codes that kernels have too mean the same."""

from dataclasses import dataclass
from enum import StrEnum

from shared.model.problems import Severity, one_line


class Code(StrEnum):
    """The problems that are told apart. Values are part of what is published: they never change."""

    EMPTY = "empty"
    WEB_PAGE = "web-page"
    ERROR_PAGE = "error-page"
    LFS_POINTER = "lfs-pointer"
    ANNEX_POINTER = "annex-pointer"
    PARTIAL_NAME = "partial-name"
    NOT_FITS = "not-fits"
    TRUNCATED = "truncated"
    BAD_HEADER = "bad-header"
    BAD_ARCHIVE = "bad-archive"
    NO_MEMBER = "no-member"
    PACKED = "packed"
    TOO_LARGE = "too-large"
    BAD_SUM = "bad-sum"
    MISSING_KEYWORDS = "missing-keywords"
    BAD_VALUE = "bad-value"
    TRAILING_BYTES = "trailing-bytes"
    NOT_STANDARD = "not-standard"
    NO_FILL = "no-fill"
    PADDED = "padded"
    BAD_CARD = "bad-card"


_WARNINGS = frozenset(
    {
        Code.PARTIAL_NAME,
        Code.NO_MEMBER,
        Code.PACKED,
        Code.TOO_LARGE,
        Code.BAD_SUM,
        Code.BAD_VALUE,
        Code.TRAILING_BYTES,
    }
)
_NOTES = frozenset({Code.MISSING_KEYWORDS, Code.NOT_STANDARD, Code.NO_FILL, Code.PADDED, Code.BAD_CARD})


def severity_of(code: Code) -> Severity:
    """Return the severity of a problem: what no table names is broken."""
    if code in _NOTES:
        return Severity.NOTE
    return Severity.WARNING if code in _WARNINGS else Severity.BROKEN


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a file."""

    code: Code
    detail: str
    """One line: what is wrong, and what its author or the operator can do."""

    @property
    def severity(self) -> Severity:
        """The severity of the code."""
        return severity_of(self.code)


def problem(code: Code, detail: str) -> Problem:
    """Return a problem whose detail is one printable line, however hostile what it quotes."""
    return Problem(code, one_line(detail))
