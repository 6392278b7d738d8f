"""The simulated night: announced and asked about through the parts that the service has."""

import random
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np

from services.satellites.app import make_keeper, visits_of
from services.satellites.catalogue.gather import Candidate
from services.satellites.demo.drawing import drawn
from services.satellites.demo.made_up_sky import SOURCE, made_up_records
from services.satellites.demo.survey import Pointing, survey
from services.satellites.propagate import ElementSets, Tracks, allowed, propagate_visit
from services.satellites.settings import SatellitesSettings
from services.satellites.visits.pair import NoPair
from services.satellites.visits.question import make_question
from services.satellites.visits.visits import Visits


@dataclass(slots=True)
class NightClock:
    """The clock of the simulated night."""

    moment: datetime

    def now(self) -> datetime:
        """Return the moment of the night."""
        return self.moment

    def time_ns(self) -> int:
        """Return nanoseconds since 1970."""
        return int(self.moment.timestamp() * 1e9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What came of one visit. A real service tells none of it but the list."""

    number: int
    sources: int
    masked: int
    by: Mapping[str, int]
    """Of each shell that hides any, how many sources it hides."""
    widest_margin_arcsec: float
    picture: str


def demo_settings() -> SatellitesSettings:
    """Return settings with the made-up sky as the only source."""
    source = {"kind": "folder", "name": SOURCE, "folder": "/", "format": "json", "least_objects": 1000}
    return SatellitesSettings.model_validate({"sources": [source]})


async def night(begin: datetime, visits: int, seed: int) -> AsyncIterator[Seen]:
    """Yield what comes of each visit of a night."""
    clock, draw, settings = NightClock(begin), random.Random(seed), demo_settings()
    keeper = make_keeper(settings, clock, draw)
    shells = made_up_records(begin)
    sets = ElementSets.from_records([record for shell in shells.values() for record in shell])
    keeper.offer(Candidate(source=SOURCE, sets=sets, flawed=0))
    sky = {name: ElementSets.from_records(records) for name, records in shells.items()}
    async with visits_of(settings, keeper, pair=NoPair(), clock=clock) as known:
        for pointing in survey(begin, visits, settings.site.site(), draw):
            clock.moment += timedelta(minutes=1)
            yield await _asked(pointing, known, sky, settings)


async def _asked(
    pointing: Pointing, known: Visits, sky: Mapping[str, ElementSets], settings: SatellitesSettings
) -> Seen:
    await known.announce(pointing.visit)
    question = make_question(1, pointing.sources)
    (ids,) = await known.ask(pointing.visit.key, [question])
    # The tracks once more, for the picture: `Visits` gives none away.
    tracks = {name: _tracks(pointing, sets, settings) for name, sets in sky.items()}
    hidden = {name: int((~allowed(one, question.corners)).sum()) for name, one in tracks.items()}
    together = _joined(list(tracks.values()))
    margin = float(np.degrees(together.margin.max()) * 3600.0) if len(together.margin) else 0.0
    return Seen(
        number=pointing.visit.visit_id,
        sources=len(question),
        masked=len(question) - len(ids),
        by={name: count for name, count in hidden.items() if count},
        widest_margin_arcsec=margin,
        picture=drawn(pointing, together, set(ids)),
    )


def _tracks(pointing: Pointing, sets: ElementSets, settings: SatellitesSettings) -> Tracks:
    exposure = pointing.visit.exposure(settings.visits.field_radius_deg)
    return propagate_visit(sets, settings.site.site(), exposure, settings.geometry)


def _joined(tracks: Sequence[Tracks]) -> Tracks:
    return replace(
        tracks[0],
        start=np.concatenate([one.start for one in tracks]),
        end=np.concatenate([one.end for one in tracks]),
        margin=np.concatenate([one.margin for one in tracks]),
    )
