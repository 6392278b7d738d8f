"""The port of decoders: bytes in, raw records out. Pure.

No message of an error quotes what could not be read: it may be a part of an element set.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Protocol

from services.satellites.catalogue.decode.bounds import BODY_BYTES_MAX, RECORDS_MAX

RawRecord = Mapping[str, object]
"""One record as it came: values are strings, numbers or None, by their OMM keywords (CCSDS 502.0-B)."""


class MalformedError(Exception):
    """The provider must act: a body is not what its format says. The text has no word of the body."""


class Format(StrEnum):
    """Formats that providers send."""

    JSON = "json"
    CSV = "csv"
    XML = "xml"
    TLE = "tle"


WITH_AN_END = frozenset({Format.JSON, Format.XML})
"""Formats that a body which was cut is no longer of: of the others, one cut between two records is whole."""


class Decoder(Protocol):
    """Reads one body. Feed it in order, close it once; after an error it is of no more use."""

    def feed(self, data: bytes | bytearray) -> Sequence[RawRecord]:
        """Return the records that `data` has completed.

        Raises:
            MalformedError: it is not of the format, or above a bound.
        """

    def close(self) -> Sequence[RawRecord]:
        """Return the last records.

        Raises:
            MalformedError: the body ended too early.
        """


MakeDecoder = Callable[[], Decoder]


class Counted:
    """A decoder within the bounds of a body: counts bytes and records of another."""

    def __init__(self, decoder: Decoder) -> None:
        self._decoder = decoder
        self._bytes = 0
        self._records = 0

    def feed(self, data: bytes | bytearray) -> Sequence[RawRecord]:
        """Return the records that `data` has completed. Raises MalformedError."""
        self._bytes += len(data)
        if self._bytes > BODY_BYTES_MAX:
            raise MalformedError(f"the body is longer than {BODY_BYTES_MAX} bytes")
        return self._counted(self._decoder.feed(data))

    def close(self) -> Sequence[RawRecord]:
        """Return the last records. Raises MalformedError."""
        return self._counted(self._decoder.close())

    def _counted(self, records: Sequence[RawRecord]) -> Sequence[RawRecord]:
        self._records += len(records)
        if self._records > RECORDS_MAX:
            raise MalformedError(f"the body has more than {RECORDS_MAX} records")
        return records
