"""OEM as XML (CCSDS 505.0-B), alone or within an NDM, read event by event. Pure."""

from collections.abc import Mapping

from services.satellites.catalogue.decode.bounds import DEPTH_MAX, FIELDS_MAX
from services.satellites.catalogue.decode.port import MalformedError
from services.satellites.catalogue.decode.xml_parser import new_parser, parse
from services.satellites.catalogue.ephemerides.bounds import LINE_CHARACTERS_MAX
from services.satellites.catalogue.ephemerides.raw import (
    RawCovariance,
    RawFile,
    RawSegment,
    numbers_of,
)

ROOTS = frozenset({"ndm", "oem"})
STATE = ("X", "Y", "Z", "X_DOT", "Y_DOT", "Z_DOT")
COVARIANCE = ("CX_X", "CY_X", "CY_Y", "CZ_X", "CZ_Y", "CZ_Z")
GROUPS = frozenset({"metadata", "stateVector", "covarianceMatrix"})


class _Reader:
    """Takes the events of one document. Every leaf of a group is a field of it by its name."""

    def __init__(self) -> None:
        self.file = RawFile()
        self.parser = new_parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text_of
        self._open: list[str] = []
        self._segment: RawSegment | None = None
        self._fields: dict[str, str] = {}
        self._text: list[str] = []
        self._characters = 0

    def _start(self, name: str, _: Mapping[str, str]) -> None:
        local = name.rpartition(":")[2]
        if not self._open and local not in ROOTS:
            raise MalformedError("the XML is neither an NDM nor an OEM")
        if len(self._open) >= DEPTH_MAX:
            raise MalformedError(f"the XML is deeper than {DEPTH_MAX}")
        if local == "segment":
            self._segment = self.file.add_segment()
        if local in GROUPS:
            self._fields = {}
        self._open.append(local)
        self._text.clear()
        self._characters = 0

    def _end(self, _: str) -> None:
        local = self._open.pop()
        if local in GROUPS:
            self._end_group(local)
        elif text := "".join(self._text).strip():
            if local == "CREATION_DATE":
                self.file.created = text
            self._fields[local] = text
            if len(self._fields) > FIELDS_MAX:
                raise MalformedError("the XML has a group with too many fields")
        self._text.clear()

    def _end_group(self, local: str) -> None:
        fields, segment = self._fields, self._segment
        if segment is None:
            raise MalformedError("the XML has states outside of a segment")
        try:
            if local == "metadata":
                segment.metadata = fields
            elif local == "stateVector":
                segment.add_state(fields["EPOCH"], numbers_of([fields[name] for name in STATE]))
            else:
                numbers = numbers_of([fields[name] for name in COVARIANCE])
                segment.add_covariance(RawCovariance(fields["EPOCH"], fields.get("COV_REF_FRAME"), numbers))
        except KeyError:
            raise MalformedError("the XML has a state that lacks a field") from None

    def _text_of(self, text: str) -> None:
        self._characters += len(text)
        if self._characters > LINE_CHARACTERS_MAX and self._open[-1] != "COMMENT":
            raise MalformedError("the XML has a field that is too long")
        self._text.append(text)


def decode_oem_xml(_: str, data: bytes) -> RawFile:
    """Return what a document has. Raises MalformedError."""
    reader = _Reader()
    parse(reader.parser, data, final=True)
    return reader.file
