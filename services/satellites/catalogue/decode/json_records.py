"""OMM as a JSON array of objects, read object by object. Pure.

The whole body at once would hold the interpreter's lock for most of a second; one object takes some 20
microseconds, and other threads run between two of them.
"""

import codecs
import json
import re
from collections.abc import Sequence
from enum import Enum, auto

from services.satellites.catalogue.decode.bounds import FIELDS_MAX, RECORD_BYTES_MAX
from services.satellites.catalogue.decode.port import MalformedError, RawRecord

BLANKS = re.compile(r"[ \t\r\n]*")
COMMA = re.compile(r"[ \t\r\n]*,")


class _Expects(Enum):
    ARRAY = auto()
    FIRST = auto()
    RECORD = auto()
    COMMA = auto()
    NOTHING = auto()


class JsonRecords:
    """Decoder of a JSON array."""

    def __init__(self) -> None:
        self._utf8 = codecs.getincrementaldecoder("utf-8-sig")("strict")
        self._objects = json.JSONDecoder(object_pairs_hook=_flat)
        self._text = ""
        self._expects = _Expects.ARRAY

    def feed(self, data: bytes | bytearray) -> Sequence[RawRecord]:
        """Return the objects that `data` has completed. Raises MalformedError."""
        self._text += self._decoded(bytes(data), final=False)
        return self._read()

    def close(self) -> Sequence[RawRecord]:
        """Return nothing more. Raises MalformedError: the array is not closed."""
        self._text += self._decoded(b"", final=True)
        records = self._read()
        if self._expects is not _Expects.NOTHING:
            raise MalformedError("the JSON ends before its array does")
        return records

    def _decoded(self, data: bytes, *, final: bool) -> str:
        try:
            return self._utf8.decode(data, final)
        except UnicodeDecodeError:
            raise MalformedError("the JSON is not UTF-8") from None

    def _read(self) -> list[RawRecord]:
        records: list[RawRecord] = []
        at = 0
        while (place := _skip(self._text, at)) < len(self._text):
            after = self._step(place, records)
            at = place
            if after is None:
                break
            at = after
            if self._expects is _Expects.COMMA and (comma := COMMA.match(self._text, at)):
                at = comma.end()
                self._expects = _Expects.RECORD
        else:
            at = place
        self._text = self._text[at:]
        return records

    def _step(self, place: int, records: list[RawRecord]) -> int | None:
        """Read one token or object; return the place after it, None where more text is needed."""
        sign = self._text[place]
        match self._expects, sign:
            case _Expects.ARRAY, "[":
                self._expects = _Expects.FIRST
            case _Expects.COMMA, ",":
                self._expects = _Expects.RECORD
            case ((_Expects.FIRST | _Expects.COMMA), "]"):
                self._expects = _Expects.NOTHING
            case ((_Expects.FIRST | _Expects.RECORD), "{"):
                return self._object(place, records)
            case _:
                raise MalformedError("the JSON is not an array of objects")
        return place + 1

    def _object(self, place: int, records: list[RawRecord]) -> int | None:
        try:
            found, after = self._objects.raw_decode(self._text, place)
        except (ValueError, RecursionError):
            if len(self._text) - place > RECORD_BYTES_MAX:
                raise MalformedError("the JSON has an object that cannot be read") from None
            return None
        if after - place > RECORD_BYTES_MAX or len(found) > FIELDS_MAX:
            raise MalformedError("the JSON has an object above the bounds")
        records.append(found)
        self._expects = _Expects.COMMA
        return int(after)


def _flat(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return a record. A second record may be hidden in one that has a key twice, or more than values."""
    record = dict(pairs)
    if len(record) < len(pairs) or any(isinstance(value, dict | list) for value in record.values()):
        raise MalformedError("the JSON has an object with a key twice, or with more than values in it")
    return record


def _skip(text: str, at: int) -> int:
    blanks = BLANKS.match(text, at)
    return at if blanks is None else blanks.end()
