"""Sets around a visit, out of a folder with one sealed file a day."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from services.satellites.catalogue.columns import TimedSets, epochs_jd, joined
from services.satellites.catalogue.decode.port import Format, MalformedError
from services.satellites.catalogue.gather import Candidate, Gathering
from services.satellites.catalogue.rivals import contradicting, distinct, rivals_of
from services.satellites.catalogue.unsure import sinking, widen
from services.satellites.errors import CatalogueUnfitError
from services.satellites.history.seal import opened
from services.satellites.history.whole import end_of, flaw_of_day, flaw_of_days
from services.satellites.julian import MJD_JD, UNIX, UNIX_JD
from services.satellites.propagate import ElementSets
from services.satellites.propagate.rows import chosen_rows
from services.satellites.visits.policy import TAI_UTC

DAYS_AROUND = 1
"""Days on each side of a visit's: the nearest set before it is taken, and the nearest after it."""

SUFFIX = ".omm.sealed"
SOURCE = "history"


def days_around(mjd_tai: float) -> list[date]:
    """Return the days whose files hold sets around a time. Pure."""
    moment = UNIX + timedelta(days=mjd_tai + MJD_JD - UNIX_JD) - TAI_UTC
    return [moment.date() + timedelta(days=step) for step in range(-DAYS_AROUND, DAYS_AROUND + 1)]


def nearest(days: Sequence[Candidate], jd: float) -> ElementSets:
    """Return copies of each object's sets around a date (JD), and of all that contradict them. Pure.

    All from before it, and the nearest after it: where those of one day are false and near, those of another
    are not. An object that none tells of before it stands by all that come after it.
    """
    every = joined([part for day in days for part in (day.sets, day.near)])
    together = chosen_rows(every, distinct(every))
    sides = _around(together, jd)
    closest = _nearest_rows(together, jd, sides)
    chosen, others = chosen_rows(together, closest), chosen_rows(together, np.setdiff1d(sides, closest))
    rivals = rivals_of(
        chosen, [_always(together), *(_always(day.rivals) for day in days)], now_jd=jd, own_days=0.0
    )
    agreed = chosen_rows(others, np.delete(np.arange(len(others)), contradicting(chosen, others, now_jd=jd)))
    found = joined([chosen, agreed, rivals.sets])
    for part in (every, together, chosen, others, agreed, rivals):
        part.wipe()
    widen(found, sinking(found, now_jd=jd))
    return found


def _around(sets: ElementSets, jd: float) -> NDArray[np.intp]:
    """Return the rows from before a date (JD), and those after it that count."""
    after = epochs_jd(sets) > jd
    told = np.isin(sets.catalog_number, sets.catalog_number[~after])
    nearest_after = _nearest_rows(sets, jd, np.flatnonzero(after & told))
    return np.union1d(np.flatnonzero(~after | ~told), nearest_after)


def _nearest_rows(sets: ElementSets, jd: float, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return of some rows the one of each object whose epoch is nearest to a date (JD)."""
    order = rows[np.lexsort((np.abs(epochs_jd(sets)[rows] - jd), sets.catalog_number[rows]))]
    _, first = np.unique(sets.catalog_number[order], return_index=True)
    return np.asarray(order[first])


def _always(sets: ElementSets) -> TimedSets:
    return TimedSets(sets, np.full(len(sets), np.inf))


@dataclass(frozen=True, slots=True)
class SealedDays:
    """Reads days in a thread, one visit at a time; keeps nothing of them."""

    folder: Path
    secret: bytes = field(repr=False)
    least_objects: int
    """Fewer objects in a day are half a catalogue."""
    reach_days: float = 0.0
    """How old some sets of a day must be, so that it holds every object; 0 does not ask."""
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def around(self, mjd_tai: float) -> ElementSets:
        """Return the set of each object that is nearest to a time. The caller wipes them.

        Raises:
            CatalogueUnfitError: a day is missing, damaged, flawed or half.
        """
        async with self._one:
            return await asyncio.to_thread(self._around, mjd_tai)

    def _around(self, mjd_tai: float) -> ElementSets:
        days = days_around(mjd_tai)
        parts: list[Candidate] = []
        try:
            for day in days:
                parts.append(self._day(day))
            if (flaw := flaw_of_days(parts)) is not None:
                raise _unfit(days[DAYS_AROUND], flaw)
            return nearest(parts, mjd_tai + MJD_JD - TAI_UTC / timedelta(days=1))
        finally:
            for part in parts:
                part.wipe()

    def _day(self, day: date) -> Candidate:
        gathering = Gathering(SOURCE, Format.JSON, now=end_of(day))
        try:
            with (self.folder / f"{day.isoformat()}{SUFFIX}").open("rb") as file:
                for piece in opened(file, secret=self.secret, day=day):
                    gathering.feed(piece)
            candidate = gathering.finish()
        except OSError:
            raise CatalogueUnfitError(
                f"operator: there is no history of {day.isoformat()}; seal it"
            ) from None
        except MalformedError:
            raise _unfit(day, "not whole") from None
        flaw = flaw_of_day(candidate, day, least_objects=self.least_objects, reach_days=self.reach_days)
        if flaw is not None:
            candidate.wipe()
            raise _unfit(day, flaw)
        return candidate


def _unfit(day: date, flaw: str) -> CatalogueUnfitError:
    return CatalogueUnfitError(f"operator: the history of {day.isoformat()} is {flaw}; seal it")


def day_of(text: str) -> date:
    """Return a day as an argument has it. Raises ValueError."""
    return datetime.strptime(text, "%Y-%m-%d").date()
