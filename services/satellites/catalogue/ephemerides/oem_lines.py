"""OEM in keyword and value notation (CCSDS 502.0-B-3, section 5). Pure."""

from enum import Enum, auto

from services.satellites.catalogue.decode.port import MalformedError
from services.satellites.catalogue.ephemerides.bounds import LINE_CHARACTERS_MAX
from services.satellites.catalogue.ephemerides.raw import (
    RawCovariance,
    RawFile,
    RawSegment,
    numbers_of,
    text_of,
)

VERSION = "CCSDS_OEM_VERS"
STATE_WORDS = (7, 10)
"""An epoch, a place, a velocity, and where the writer has it, an acceleration."""
ROWS = 6
"""Of a covariance; the first three are of the place."""


class _In(Enum):
    HEADER = auto()
    METADATA = auto()
    STATES = auto()
    COVARIANCE = auto()


class _Reader:
    """Takes the lines of one file, in order."""

    def __init__(self) -> None:
        self.file = RawFile()
        self.inside = _In.HEADER
        self._segment: RawSegment | None = None
        self._epoch = ""
        self._axes: str | None = None
        self._row = 0
        self._numbers: list[float] = []

    def take(self, line: str) -> None:
        """Take a line that is neither empty nor a comment."""
        match self.inside, line:
            case ((_In.HEADER | _In.STATES), "META_START"):
                self._segment, self.inside = self.file.add_segment(), _In.METADATA
            case _In.METADATA, "META_STOP":
                self.inside = _In.STATES
            case _In.STATES, "COVARIANCE_START":
                self.inside, self._epoch, self._axes, self._row = _In.COVARIANCE, "", None, ROWS
            case _In.COVARIANCE, "COVARIANCE_STOP":
                self._end_of_matrix()
                self.inside = _In.STATES
            case _In.STATES, _:
                self._state(line.split())
            case _In.COVARIANCE, _ if "=" not in line:
                self._covariance_row(numbers_of(line.split()))
            case _:
                self._keyword(line)

    def _keyword(self, line: str) -> None:
        keyword, sign, value = (part.strip() for part in line.partition("="))
        if not sign or not keyword or not value:
            raise MalformedError("an OEM has a line that is neither a keyword nor numbers")
        if self.inside is _In.HEADER:
            self.file.created = value if keyword == "CREATION_DATE" else self.file.created
        elif self.inside is _In.METADATA:
            self._of_segment().metadata[keyword] = value
        elif keyword == "EPOCH":
            self._end_of_matrix()
            self._epoch, self._row, self._numbers = value, 0, []
        elif keyword == "COV_REF_FRAME":
            self._axes = value

    def _state(self, words: list[str]) -> None:
        if len(words) not in STATE_WORDS:
            raise MalformedError("an OEM has a state of too few or too many words")
        self._of_segment().add_state(words[0], numbers_of(words[1:7]))

    def _covariance_row(self, numbers: tuple[float, ...]) -> None:
        self._row += 1
        if not self._epoch or self._row > ROWS or len(numbers) != self._row:
            raise MalformedError("an OEM has a covariance that is no lower triangle of six rows")
        if self._row <= 3:
            self._numbers.extend(numbers)
        if self._row == ROWS:
            covariance = RawCovariance(self._epoch, self._axes, tuple(self._numbers))
            self._of_segment().add_covariance(covariance)

    def _end_of_matrix(self) -> None:
        if self._row != ROWS:
            raise MalformedError("an OEM has a covariance that ends too early")

    def _of_segment(self) -> RawSegment:
        if self._segment is None:
            raise MalformedError("an OEM has states before its metadata")
        return self._segment


def decode_oem(_: str, data: bytes) -> RawFile:
    """Return what a file has. Raises MalformedError."""
    reader = _Reader()
    lines = text_of(data).splitlines()
    meant = [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("COMMENT")]
    if not meant or meant[0].partition("=")[0].strip() != VERSION:
        raise MalformedError("an OEM does not begin with its version")
    for line in meant:
        if len(line) > LINE_CHARACTERS_MAX:
            raise MalformedError(f"an OEM has a line of more than {LINE_CHARACTERS_MAX} characters")
        reader.take(line)
    if reader.inside is not _In.STATES or not data.endswith((b"\n", b"\r")):
        raise MalformedError("an OEM ends too early")
    return reader.file
