"""Files of one source of ephemerides gathered: bytes in, a candidate for the catalogue out. For a thread."""

from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from services.satellites.catalogue.decode.port import MalformedError
from services.satellites.catalogue.ephemerides.deviations import StateRules
from services.satellites.catalogue.ephemerides.epochs import EpochError, tai_seconds
from services.satellites.catalogue.ephemerides.formats import DECODERS
from services.satellites.catalogue.ephemerides.raw import RawFile, RawSegment, StateFormat
from services.satellites.catalogue.ephemerides.read_segment import (
    ReadSegment,
    SegmentError,
    Window,
    identity_of,
    read_segment,
)
from services.satellites.catalogue.ephemerides.starlink import number_in_name
from services.satellites.catalogue.unread import Unread, unread_of
from services.satellites.julian import modified_julian_date
from services.satellites.propagate import ElementRecord, ElementSets, Site, UntrustedError
from services.satellites.propagate.earth.frames import Frame, frame_at
from services.satellites.propagate.earth.iers_tables import IersTables
from services.satellites.propagate.earth.time_scales import MJD_2000, SECONDS_A_DAY, instant
from services.satellites.propagate.states.axes import to_gcrs
from services.satellites.propagate.states.stand_in import ellipses, stand_in
from services.satellites.propagate.states.tables import (
    StateTables,
    chosen_segments,
    joined_tables,
    no_tables,
)

Floats = NDArray[np.float64]

SECONDS_AN_HOUR = 3600.0
CENTRE = Site(0.0, 0.0, 0.0)
"""Any: frames are asked for, no observer."""
UNIX_MJD = 40587.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StateLimits:
    """What is kept of one source."""

    hours_before: float
    """States older than this at the load are not kept."""
    hours_after: float
    states_most: int
    """Of all files: a state takes 72 bytes."""


@dataclass(frozen=True, slots=True, repr=False)
class StateCandidate:
    """What a source of ephemerides has, before anybody trusts it."""

    source: str
    tables: StateTables
    sets: ElementSets
    """What stands for objects without elements where their states end: their orbits."""
    flawed: int
    """Files and segments that cannot be used."""
    unread: Unread = field(default_factory=Unread)
    """The objects that these are about, as far as they say so."""

    def __repr__(self) -> str:
        """Show nothing of the content."""
        return "StateCandidate(...)"

    def wipe(self) -> None:
        """Zero all that is held."""
        self.tables.wipe()
        self.sets.wipe()
        self.unread.wipe()


class StateGathering:
    """Reads the files of one source. Not safe for two threads at a time."""

    def __init__(
        self,
        source: str,
        format_: StateFormat,
        rules: StateRules,
        limits: StateLimits,
        *,
        now: datetime,
        leaps: IersTables,
    ) -> None:
        """Begin with no file. Raises MalformedError: the tables of the Earth's turn are out of date."""
        self._source, self._rules, self._limits, self._leaps = source, rules, limits, leaps
        self._decode = DECODERS[format_]
        self._now = tai_seconds(now.strftime("%Y-%m-%dT%H:%M:%S"), "UTC", leaps)
        self._window = Window(
            self._now - limits.hours_before * SECONDS_AN_HOUR,
            self._now + limits.hours_after * SECONDS_AN_HOUR,
        )
        self._days = modified_julian_date(now) - UNIX_MJD
        try:
            self._frame = frame_at(instant(MJD_2000 + self._now / SECONDS_A_DAY, leaps), CENTRE)
        except UntrustedError as error:
            raise MalformedError(str(error)) from None
        self._newest: dict[int, float] = {}
        self._tables: list[StateTables] = [no_tables()]
        self._orbits: dict[int, tuple[float, ElementRecord]] = {}
        self._states = 0
        self._flawed: list[int | None] = []

    def take(self, name: str, data: bytes) -> None:
        """Read a file; one that cannot be read is counted. Raises MalformedError: there are too many."""
        try:
            file = self._decode(name, data)
            created = tai_seconds(file.created, "UTC", self._leaps)
        except (MalformedError, EpochError):
            self._flawed.append(number_in_name(name))
            return
        self._take_segments(file, created)
        if self._states > self._limits.states_most:
            raise MalformedError("there are more states than states_most: keep fewer hours, or raise it")

    def finish(self) -> StateCandidate:
        """Return what all files gave: of each object what its newest file has."""
        whole = joined_tables(self._tables)
        newest = np.array([self._newest.get(int(one), 0.0) for one in whole.identity])
        tables = chosen_segments(whole, whole.created >= newest)
        for part in (whole, *self._tables):
            part.wipe()
        self._tables.clear()
        sets = ellipses([record for _, record in self._orbits.values()])
        self._orbits.clear()
        unread = unread_of(self._flawed)
        return StateCandidate(
            source=self._source, tables=tables, sets=sets, flawed=len(self._flawed), unread=unread
        )

    def _take_segments(self, file: RawFile, created: float) -> None:
        for raw in file.segments:
            read = self._read(raw, created)
            if read is None:
                continue
            self._newest[read.identity] = max(created, self._newest.get(read.identity, created))
            self._keep_orbit(read, created)
            if read.table is not None:
                self._tables.append(read.table)
                self._states += len(read.table.time)

    def _read(self, raw: RawSegment, created: float) -> ReadSegment | None:
        try:
            return read_segment(raw, created, self._rules, self._window, self._leaps)
        except SegmentError:
            self._flawed.append(_named(raw))
            return None

    def _keep_orbit(self, read: ReadSegment, created: float) -> None:
        known = self._orbits.get(read.identity)
        if known is not None and known[0] > created:
            return
        place, velocity = _in_teme(read, read.times - self._now, self._frame)
        epoch_days = self._days + (read.times[0] - self._now) / SECONDS_A_DAY
        record = stand_in(read.identity, float(epoch_days), read.times, place, velocity)
        if record is not None:
            self._orbits[read.identity] = (created, record)


def _in_teme(read: ReadSegment, seconds: Floats, frame: Frame) -> tuple[Floats, Floats]:
    place, velocity = to_gcrs(read.axes, read.states[:, :3], read.states[:, 3:], seconds, frame)
    return place @ frame.teme_to_gcrs, velocity @ frame.teme_to_gcrs


def _named(raw: RawSegment) -> int | None:
    try:
        return identity_of(raw)
    except SegmentError:
        return None
