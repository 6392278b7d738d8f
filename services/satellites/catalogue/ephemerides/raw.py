"""Segments of states as files give them, and the port of their decoders. Pure.

No message of an error quotes what could not be read: it may be a part of an ephemeris.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from services.satellites.catalogue.decode.port import MalformedError
from services.satellites.catalogue.ephemerides.bounds import (
    COVARIANCES_MAX,
    FILE_SEGMENTS_MAX,
    FILE_STATES_MAX,
)

Numbers = tuple[float, ...]


class StateFormat(StrEnum):
    """Formats of files of states; the value is how their names end."""

    OEM = "oem"
    """CCSDS 502.0-B, keyword and value notation."""
    OEM_XML = "xml"
    """CCSDS 502.0-B as XML, alone or within an NDM (CCSDS 505.0-B)."""
    STARLINK = "txt"
    """The files that SpaceX publishes (modified ITC): `MEME_NUMBER_NAME_....txt`."""


@dataclass(slots=True, repr=False)
class RawCovariance:
    """The six numbers of a place's covariance, km^2: lower triangle by rows."""

    epoch: str
    axes: str | None
    """None: those of the states."""
    numbers: Numbers


@dataclass(slots=True, repr=False)
class RawSegment:
    """One segment: what its metadata say by their keywords, its states and covariances."""

    metadata: dict[str, str] = field(default_factory=dict)
    epochs: list[str] = field(default_factory=list)
    states: list[Numbers] = field(default_factory=list)
    """Place and velocity, km and km/s."""
    covariances: list[RawCovariance] = field(default_factory=list)

    def add_state(self, epoch: str, numbers: Numbers) -> None:
        """Add a state. Raises MalformedError: there are too many."""
        if len(self.epochs) >= FILE_STATES_MAX:
            raise MalformedError(f"a file of states has more than {FILE_STATES_MAX} of them")
        self.epochs.append(epoch)
        self.states.append(numbers)

    def add_covariance(self, covariance: RawCovariance) -> None:
        """Add a covariance. Raises MalformedError: there are too many."""
        if len(self.covariances) >= COVARIANCES_MAX:
            raise MalformedError(f"a segment of states has more than {COVARIANCES_MAX} covariances")
        self.covariances.append(covariance)


@dataclass(slots=True, repr=False)
class RawFile:
    """One file."""

    created: str = ""
    segments: list[RawSegment] = field(default_factory=list)

    def add_segment(self) -> RawSegment:
        """Begin a segment. Raises MalformedError: there are too many."""
        if len(self.segments) >= FILE_SEGMENTS_MAX:
            raise MalformedError(f"a file of states has more than {FILE_SEGMENTS_MAX} segments")
        self.segments.append(RawSegment())
        return self.segments[-1]


DecodeStates = Callable[[str, bytes], RawFile]
"""Reads a file of a name, whole. Raises MalformedError: it is not of its format, or above a bound."""


def numbers_of(words: list[str]) -> Numbers:
    """Return words as numbers. Raises MalformedError."""
    try:
        return tuple(map(float, words))
    except ValueError:
        raise MalformedError("a file of states has a word that is no number") from None


def text_of(data: bytes) -> str:
    """Return a file's text. Raises MalformedError: it is not ASCII, as CCSDS 502.0-B wants it."""
    try:
        return data.decode("ascii")
    except UnicodeDecodeError:
        raise MalformedError("a file of states is not ASCII") from None
