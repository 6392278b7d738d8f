"""Ephemerides as SpaceX publishes them for Starlink (modified ITC). Pure.

Four lines of header, then four lines a state: `YYYYDDDhhmmss.sss`, a place and a velocity (km, km/s, mean
equator and equinox of J2000, UTC), and 21 numbers of the lower triangle of its covariance in UVW axes, seven
a line: U is up, V along the orbit, W across it. The catalogue number stands in the file's name alone:
`MEME_NUMBER_STARLINK-N_....txt`.
"""

import re

from services.satellites.catalogue.decode.port import MalformedError
from services.satellites.catalogue.ephemerides.bounds import LINE_CHARACTERS_MAX
from services.satellites.catalogue.ephemerides.raw import RawCovariance, RawFile, numbers_of, text_of

NAME = re.compile(r"MEME_(\d{1,9})_")
CREATED = "created:"
AXES = "UVW"
HEADER_LINES = 4
LINES_A_STATE = 4
EPOCH = re.compile(r"(\d{4})(\d{3})(\d{2})(\d{2})(\d{2}(?:\.\d+)?)")
COVARIANCE_WORDS = 7
METADATA = {
    "CENTER_NAME": "EARTH",
    "REF_FRAME": "EME2000",
    "TIME_SYSTEM": "UTC",
    "INTERPOLATION": "HERMITE",
    "INTERPOLATION_DEGREE": "7",
}


def number_in_name(name: str) -> int | None:
    """Return the catalogue number that a file of this form is named by; None for any other."""
    found = NAME.match(name)
    return None if found is None else int(found[1])


def decode_starlink(name: str, data: bytes) -> RawFile:
    """Return what a file has. Raises MalformedError."""
    number = NAME.match(name)
    lines = text_of(data).splitlines()
    if number is None:
        raise MalformedError("the name of a file of states has no catalogue number")
    if len(lines) < HEADER_LINES or not lines[0].startswith(CREATED) or lines[3].strip() != AXES:
        raise MalformedError("a file of states has not the four lines of its header")
    if (len(lines) - HEADER_LINES) % LINES_A_STATE or not data.endswith(b"\n"):
        raise MalformedError("a file of states ends within a state")
    file = RawFile(created=_created(lines[0]))
    segment = file.add_segment()
    segment.metadata = METADATA | {"OBJECT_ID": number[1]}
    for at in range(HEADER_LINES, len(lines), LINES_A_STATE):
        words, first = lines[at][:LINE_CHARACTERS_MAX].split(), lines[at + 1][:LINE_CHARACTERS_MAX].split()
        if len(words) != 7 or len(first) != COVARIANCE_WORDS:
            raise MalformedError("a file of states has a state of too few or too many words")
        epoch = _epoch(words[0])
        segment.add_state(epoch, numbers_of(words[1:]))
        segment.add_covariance(RawCovariance(epoch, "RSW", numbers_of(first[:6])))
    return file


def _created(line: str) -> str:
    return line.removeprefix(CREATED).strip().removesuffix("UTC").strip().replace(" ", "T")


def _epoch(word: str) -> str:
    found = EPOCH.fullmatch(word)
    if found is None:
        raise MalformedError("a file of states has an epoch that cannot be read")
    year, day, hour, minute, second = found.groups()
    return f"{year}-{day}T{hour}:{minute}:{second}"
