"""Element sets of two lines, with or without a line of the name before them. Pure.

Columns are those of CelesTrak's description of the format (https://celestrak.org/NORAD/documentation/tle-fmt.php).
Numbers above 99 999 are read in their alpha-5 form. The library that propagates takes garbage lines without
a word, so length, numbers of the lines and check sums are tested here.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from services.satellites.catalogue.decode.lines import Lines
from services.satellites.catalogue.decode.port import MalformedError, RawRecord

LENGTH = 69
NAME_MAX = LENGTH - 1
"""Signs of a name. CelesTrak's have 24 at most; one as long as a line has a line glued to it."""

ALPHA_5 = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Letters for 10 to 33 as the first of five signs; I and O are left out."""

PIVOT = 57
"""Years below are of this century: the first satellite flew in 1957."""


class TleRecords:
    """Decoder of pairs of lines."""

    def __init__(self) -> None:
        self._lines = Lines()
        self._first: str | None = None
        self._named = False
        """Whether the last line was a name: the first line of its pair follows, and nothing else."""

    def feed(self, data: bytes | bytearray) -> Sequence[RawRecord]:
        """Return the records of the pairs that `data` has completed. Raises MalformedError."""
        return self._read(self._lines.feed(data))

    def close(self) -> Sequence[RawRecord]:
        """Return the last record. Raises MalformedError: a second line, or the pair of a name, is missing."""
        rest = self._lines.rest()
        records = self._read([rest] if rest else [])
        if self._first is not None or self._named:
            raise MalformedError("the TLE text ends within a pair of lines, or behind a name")
        return records

    def _read(self, lines: Sequence[str]) -> list[RawRecord]:
        records: list[RawRecord] = []
        for line in filter(None, map(str.rstrip, lines)):
            if self._first is not None:
                records.append(parse_pair(self._first, line))
                self._first = None
            elif line.startswith("1 ") and len(line) == LENGTH:
                self._first, self._named = line, False
            elif self._named or line.startswith(("1 ", "2 ")) or len(line) > NAME_MAX:
                raise MalformedError("the TLE text has a line out of its place or of a wrong length")
            else:
                self._named = True
        return records


def parse_pair(first: str, second: str) -> RawRecord:
    """Return the fields of two lines by their OMM keywords.

    Raises:
        MalformedError: a length, a check sum, a number or a column is wrong.
    """
    if len(first) != LENGTH or len(second) != LENGTH or not second.startswith("2 "):
        raise MalformedError("the TLE text has a line out of its place or of a wrong length")
    if not (first.isascii() and second.isascii() and _summed(first) and _summed(second)):
        raise MalformedError("the TLE text has a line with a wrong check sum")
    if "_" in first + second:  # Python's own way to write numbers
        raise MalformedError("the TLE text has a column that is no number")
    if first[2:7] != second[2:7]:
        raise MalformedError("the TLE text has two lines of different objects")
    try:
        return _fields(first, second)
    except (ValueError, OverflowError):
        raise MalformedError("the TLE text has a column that is no number") from None


def _fields(first: str, second: str) -> RawRecord:
    return {
        "NORAD_CAT_ID": _number(first[2:7]),
        "EPOCH": _epoch(first[18:32]).isoformat(),
        "MEAN_MOTION_DOT": float(first[33:43]),
        "MEAN_MOTION_DDOT": _decimal(first[44:52]),
        "BSTAR": _decimal(first[53:61]),
        "EPHEMERIS_TYPE": int(first[62].strip() or "0"),
        "INCLINATION": float(second[8:16]),
        "RA_OF_ASC_NODE": float(second[17:25]),
        "ECCENTRICITY": float(f"0.{second[26:33].strip()}"),
        "ARG_OF_PERICENTER": float(second[34:42]),
        "MEAN_ANOMALY": float(second[43:51]),
        "MEAN_MOTION": float(second[52:63]),
    }


def _summed(line: str) -> bool:
    """Tell whether the last digit is the sum of the digits, each minus as one, modulo ten."""
    total = sum(int(sign) if sign.isdigit() else sign == "-" for sign in line[:-1])
    return line[-1] == str(total % 10)


def _number(text: str) -> int:
    head, tail = text[0], text[1:]
    if head in ALPHA_5:
        return (ALPHA_5.index(head) + 10) * 10_000 + int(tail)
    return int(text)


def _epoch(text: str) -> datetime:
    year = int(text[:2])
    day = float(text[2:])
    start = datetime(year + (2000 if year < PIVOT else 1900), 1, 1)
    return start + timedelta(days=day - 1)


def _decimal(text: str) -> float:
    """Return a number with its decimal point before the first digit and a power of ten of one digit."""
    sign = -1.0 if text[0] == "-" else 1.0
    return sign * float(f"0.{text[1:6].strip() or '0'}e{text[6:8].replace(' ', '') or '0'}")
