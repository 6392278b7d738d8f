"""One body of a provider gathered: bytes in, a candidate for the catalogue out. For a thread."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.satellites.catalogue.decode.formats import make_decoder
from services.satellites.catalogue.decode.port import Format, RawRecord
from services.satellites.catalogue.fields import Unusable, read_record
from services.satellites.propagate.element_sets import ElementSets
from services.satellites.propagate.record import ElementRecord


@dataclass(frozen=True, slots=True, repr=False)
class Candidate:
    """What a provider sent, before anybody trusts it: the newest set of each object."""

    source: str
    sets: ElementSets
    flawed: int
    """Records of which no orbit can be made."""

    def __repr__(self) -> str:
        """Show nothing of the content."""
        return "Candidate(...)"


class Gathering:
    """Reads the bodies of one source, in order. Not safe for two threads at a time."""

    def __init__(self, source: str, format_: Format) -> None:
        self._source = source
        self._format = format_
        self._decoder = make_decoder(format_)
        self._newest: dict[int, ElementRecord] = {}
        self._flawed = 0

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
        sets = ElementSets.from_records(tuple(self._newest.values()))
        self._newest.clear()
        return Candidate(source=self._source, sets=sets, flawed=self._flawed)

    def _take(self, raws: Sequence[RawRecord]) -> None:
        for raw in raws:
            record = read_record(raw, source=self._source)
            if isinstance(record, Unusable):
                self._flawed += 1
                continue
            known = self._newest.get(record.catalog_number)
            if known is None or known.epoch < record.epoch:
                self._newest[record.catalog_number] = record
