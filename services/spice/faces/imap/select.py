"""The rows of IMAP's question about kernels."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import PurePosixPath

from services.spice.faces.imap.names import imap_name
from services.spice.kernels.seen_times import SeenTimes
from services.spice.kernels.view import Kernel, KernelView, Sees
from shared.model.base import FrozenModel
from shared.spice.coverage.intervals import union
from shared.spice.coverage.model import Interval
from shared.spice.times.iso import utc_text
from shared.spice.times.known_leaps import KNOWN_LEAPS

ROWS_MAX = 20_000
"""Of one answer: IMAP makes some kernels a day, for ten years."""


class ImapKernel(FrozenModel):
    """One kernel, as IMAP tells it."""

    file_name: str
    kernel_type: str
    min_date_datetime: str
    """UTC; empty where it has no times, or they are not known."""
    max_date_datetime: str
    ingestion_date: str
    """When the commit was made that put it there. UTC."""
    version: str
    path: str
    hash: str
    """BLAKE3-256."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImapWanted:
    """What a kernel must be; days count whole, in UTC."""

    kind: str
    start: date | None = None
    stop: date | None = None
    ingested_from: date | None = None
    ingested_to: date | None = None
    version: str | None = None
    latest: bool = False

    def covers(self, span: Interval | None) -> bool:
        """Tell whether a kernel of these times is wanted; one that has none always is."""
        if span is None:
            return True
        after = self.stop is None or span[0] < _midnight(self.stop + timedelta(days=1))
        return after and (self.start is None or span[1] >= _midnight(self.start))

    def ingested(self, at: datetime | None) -> bool:
        """Tell whether a kernel that was put then is wanted."""
        if at is None:
            return self.ingested_from is None and self.ingested_to is None
        day = at.astimezone(UTC).date()
        early = self.ingested_to is None or day <= self.ingested_to
        return early and (self.ingested_from is None or day >= self.ingested_from)

    def is_version(self, version: str) -> bool:
        """Tell whether a version is wanted: by its number, so that v1 is v001."""
        if self.version is None:
            return True
        wanted = self.version.lower().removeprefix("v")
        return version.isdecimal() and wanted.isdecimal() and int(version) == int(wanted)


def imap_kernels(view: KernelView, wanted: ImapWanted, sees: Sees) -> Iterator[ImapKernel]:
    """Yield the kernels that are wanted, by path."""
    times = SeenTimes(view, sees)
    for kernel in view.kernels():
        file = PurePosixPath(kernel.path).name
        name = imap_name(file)
        if name is None or name.kind != wanted.kind or not sees(kernel.path):
            continue
        if wanted.latest and view.superseding(kernel, sees) is not None:
            continue
        span, at = _span(view, times, kernel), view.commits.made_at(kernel.revision)
        if wanted.covers(span) and wanted.ingested(at) and wanted.is_version(name.version):
            yield ImapKernel(
                file_name=file,
                kernel_type=name.kind,
                min_date_datetime="" if span is None else _told(span[0]),
                max_date_datetime="" if span is None else _told(span[1]),
                ingestion_date="" if at is None else at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S"),
                version=name.version,
                path=kernel.path,
                hash=kernel.content,
            )


def _span(view: KernelView, times: SeenTimes, kernel: Kernel) -> Interval | None:
    covered = view.coverage_of([kernel.content]).get(kernel.content, ())
    spans = union(span for one in times.of(covered) for span in one.intervals or ())
    return (spans[0][0], spans[-1][1]) if spans else None


def _midnight(day: date) -> float:
    return KNOWN_LEAPS.tdb_of_utc((day - date(2000, 1, 1)).days, 0.0)


def _told(et: float) -> str:
    return utc_text(et, KNOWN_LEAPS).replace("T", " ").removesuffix("Z")
