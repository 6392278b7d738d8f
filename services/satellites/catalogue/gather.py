"""One body of a provider gathered: bytes in, a candidate for the catalogue out. For a thread."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np

from services.satellites.catalogue.columns import joined, newest_rows, no_sets
from services.satellites.catalogue.decode.formats import make_decoder
from services.satellites.catalogue.decode.port import Format, RawRecord
from services.satellites.catalogue.fields import Unusable, read_record
from services.satellites.catalogue.rivals import changed, contradicting, distinct
from services.satellites.catalogue.unread import Unread, unread_of
from services.satellites.catalogue.unsure import falling, widen
from services.satellites.julian import julian_date
from services.satellites.propagate.element_sets import ElementSets
from services.satellites.propagate.record import ElementRecord
from services.satellites.propagate.rows import chosen_rows

CHUNK = 4096
"""Records that are kept as objects, of some 500 bytes each: as columns they take a quarter of it."""

FUTURE = timedelta(hours=48)
"""An epoch further ahead is no measurement: sets are published for the next day at most."""


@dataclass(frozen=True, slots=True, repr=False)
class Candidate:
    """What a provider sent, before anybody trusts it: the newest set of each object."""

    source: str
    sets: ElementSets
    flawed: int
    """Records of which no orbit can be made."""
    unread: Unread = field(default_factory=Unread)
    """The objects that these are about."""
    rivals: ElementSets = field(default_factory=no_sets)
    """Other sets of the same objects that tell of another orbit than the newest."""
    near: ElementSets = field(default_factory=no_sets)
    """The other sets that tell of the same orbit."""

    def __repr__(self) -> str:
        """Show nothing of the content."""
        return "Candidate(...)"

    def wipe(self) -> None:
        """Zero all that is held."""
        self.sets.wipe()
        self.unread.wipe()
        self.rivals.wipe()
        self.near.wipe()


class Gathering:
    """Reads the bodies of one source, in order. Not safe for two threads at a time."""

    def __init__(self, source: str, format_: Format, *, now: datetime) -> None:
        self._source = source
        self._latest = now + FUTURE
        self._format = format_
        self._decoder = make_decoder(format_)
        self._records: list[ElementRecord] = []
        self._chunks: list[ElementSets] = []
        self._flawed: list[int | None] = []

    def feed(self, data: bytes | bytearray) -> None:
        """Read a piece of the body. Raises MalformedError."""
        self._take(self._decoder.feed(data))

    def next_body(self) -> None:
        """End one body and begin another of the same format. Raises MalformedError: the one is not whole."""
        self._take(self._decoder.close())
        self._decoder = make_decoder(self._format)

    def finish(self) -> Candidate:
        """End the last body, and return what all gave. Raises MalformedError: it is not whole."""
        self._take(self._decoder.close())
        self._close_chunk()
        whole = joined(self._chunks)
        widen(whole, falling(whole))
        sets, rivals, near = _divided(whole, julian_date(self._latest - FUTURE))
        for part in (whole, *self._chunks):
            part.wipe()
        self._chunks.clear()
        unread = unread_of(self._flawed)
        return Candidate(self._source, sets, len(self._flawed), unread, rivals, near)

    def _take(self, raws: Sequence[RawRecord]) -> None:
        for raw in raws:
            record = read_record(raw, source=self._source, latest=self._latest)
            if isinstance(record, Unusable):
                self._flawed.append(record.catalog_number)
                continue
            self._records.append(record)
            if len(self._records) >= CHUNK:
                self._close_chunk()

    def _close_chunk(self) -> None:
        self._chunks.append(ElementSets.from_records(self._records))
        self._records.clear()


def _divided(whole: ElementSets, now_jd: float) -> tuple[ElementSets, ElementSets, ElementSets]:
    """Return copies of the newest sets, of those that contradict them, and of those that do not."""
    rows = newest_rows(whole)
    sets, rest = chosen_rows(whole, rows), chosen_rows(whole, np.delete(np.arange(len(whole)), rows))
    others = contradicting(sets, rest, now_jd=now_jd)
    agreed = chosen_rows(rest, np.setdiff1d(changed(sets, rest), others))
    rivals, near = chosen_rows(rest, others), chosen_rows(agreed, distinct(agreed))
    rest.wipe()
    agreed.wipe()
    return sets, rivals, near
