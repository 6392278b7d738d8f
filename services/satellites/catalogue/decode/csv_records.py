"""OMM as CSV (RFC 4180), one record a line, read line by line. Pure."""

import csv
from collections.abc import Sequence

from services.satellites.catalogue.decode.bounds import FIELDS_MAX
from services.satellites.catalogue.decode.lines import Lines
from services.satellites.catalogue.decode.port import MalformedError, RawRecord


class CsvRecords:
    """Decoder of CSV with a line of keywords first."""

    def __init__(self) -> None:
        self._lines = Lines()
        self._names: tuple[str, ...] | None = None

    def feed(self, data: bytes | bytearray) -> Sequence[RawRecord]:
        """Return the records of the lines that `data` has completed. Raises MalformedError."""
        return self._read(self._lines.feed(data))

    def close(self) -> Sequence[RawRecord]:
        """Return nothing more.

        Raises:
            MalformedError: the last line has no end, so that its last number may have lost digits; or there
                was not even a line of keywords.
        """
        if self._lines.rest():
            raise MalformedError("the CSV ends within a line")
        if self._names is None:
            raise MalformedError("the CSV has no line of keywords")
        return ()

    def _read(self, lines: Sequence[str]) -> list[RawRecord]:
        records: list[RawRecord] = []
        for line in filter(None, lines):
            cells = _cells(line)
            if self._names is None:
                self._names = _names(cells)
            elif len(cells) == len(self._names):
                records.append({name: cell or None for name, cell in zip(self._names, cells, strict=True)})
            else:
                raise MalformedError("the CSV has a line with too few or too many cells")
        return records


def _cells(line: str) -> list[str]:
    try:
        return next(csv.reader([line], strict=True))
    except (csv.Error, StopIteration):
        raise MalformedError("the CSV has a line that cannot be read") from None


def _names(cells: list[str]) -> tuple[str, ...]:
    names = tuple(cell.strip() for cell in cells)
    if len(names) > FIELDS_MAX or len(set(names)) < len(names) or "NORAD_CAT_ID" not in names:
        raise MalformedError("the CSV does not begin with a line of OMM's keywords")
    return names
