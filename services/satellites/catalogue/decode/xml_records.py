"""OMM as XML (CCSDS 505.0-B), alone or within an NDM, read event by event. Pure."""

from collections.abc import Mapping, Sequence

from services.satellites.catalogue.decode.bounds import DEPTH_MAX, FIELDS_MAX, RECORD_BYTES_MAX
from services.satellites.catalogue.decode.port import MalformedError, RawRecord
from services.satellites.catalogue.decode.xml_parser import new_parser, parse

OMM = "omm"
ROOTS = frozenset({"ndm", OMM})
USER_DEFINED = "USER_DEFINED"
COMMENT = "COMMENT"
"""The one field that may come more than once."""
SEGMENT = "segment"
BESIDE = frozenset({OMM, COMMENT, "MESSAGE_ID"})
"""What an NDM has."""


class XmlRecords:
    """Decoder of XML. Every leaf within an `omm` is a field by its name, or by its parameter."""

    def __init__(self) -> None:
        self._parser = new_parser()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text_of
        self._open: list[str] = []
        self._record: dict[str, object] | None = None
        self._text: list[str] = []
        self._characters = 0
        self._segments = 0
        self._done: list[RawRecord] = []

    def feed(self, data: bytes | bytearray) -> Sequence[RawRecord]:
        """Return the records that `data` has completed. Raises MalformedError."""
        return self._parse(bytes(data), final=False)

    def close(self) -> Sequence[RawRecord]:
        """Return the last records. Raises MalformedError: the document is not whole."""
        return self._parse(b"", final=True)

    def _parse(self, data: bytes, *, final: bool) -> list[RawRecord]:
        parse(self._parser, data, final=final)
        done, self._done = self._done, []
        return done

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        local = _local(name)
        if not self._open and local not in ROOTS:
            raise MalformedError("the XML is neither an NDM nor an OMM")
        if len(self._open) == 1 and self._record is None and local not in BESIDE:
            raise MalformedError("the XML has something other than an OMM in its NDM")
        if len(self._open) >= DEPTH_MAX:
            raise MalformedError(f"the XML is deeper than {DEPTH_MAX}")
        if local == OMM:
            if self._record is not None:
                raise MalformedError("the XML has an OMM within an OMM")
            self._record, self._characters, self._segments = {}, 0, 0
        self._segments += local == SEGMENT
        if self._segments > 1:
            raise MalformedError("the XML has an OMM with two segments")
        self._open.append(attributes.get("parameter", local) if local == USER_DEFINED else local)
        self._text.clear()

    def _end(self, name: str) -> None:
        key = self._open.pop()
        if self._record is None:
            return
        if _local(name) == OMM:
            self._done.append(self._record)
            self._record = None
        elif text := "".join(self._text).strip():
            self._keep(self._record, key, text)
        self._text.clear()

    def _keep(self, record: dict[str, object], key: str, text: str) -> None:
        if key in record and key != COMMENT:
            raise MalformedError("the XML has an OMM with a field that comes twice")
        record[key] = text
        if len(record) > FIELDS_MAX:
            raise MalformedError("the XML has an OMM with too many fields")

    def _text_of(self, text: str) -> None:
        self._characters += len(text)
        if self._record is not None and self._characters > RECORD_BYTES_MAX:
            raise MalformedError("the XML has an OMM that is too long")
        if self._record is not None:
            self._text.append(text)


def _local(name: str) -> str:
    return name.rpartition(":")[2]
