"""The simulated night: announced and asked about through the parts that the service has."""

import random
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from services.satellites.app import make_keeper, visits_of
from services.satellites.catalogue.gather import Candidate
from services.satellites.catalogue.keeper import Keeper
from services.satellites.demo.drawing import drawn
from services.satellites.demo.made_up_sky import SOURCE, made_up_records
from services.satellites.demo.survey import Pointing, survey
from services.satellites.propagate import ElementSets, Tracks, propagate_visit
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
    sets = ElementSets.from_records(made_up_records(begin))
    keeper.offer(Candidate(source=SOURCE, sets=sets, flawed=0))
    async with visits_of(settings, keeper, pair=NoPair(), clock=clock) as known:
        for pointing in survey(begin, visits, settings.site.site(), draw):
            clock.moment += timedelta(minutes=1)
            yield await _asked(pointing, known, keeper, settings)


async def _asked(pointing: Pointing, known: Visits, keeper: Keeper, settings: SatellitesSettings) -> Seen:
    await known.announce(pointing.visit)
    question = make_question(1, pointing.sources)
    (allowed,) = await known.ask(pointing.visit.key, [question])
    tracks = _tracks(pointing, keeper, settings)
    margin = float(np.degrees(tracks.margin.max()) * 3600.0) if len(tracks.margin) else 0.0
    return Seen(
        number=pointing.visit.visit_id,
        sources=len(question),
        masked=len(question) - len(allowed),
        widest_margin_arcsec=margin,
        picture=drawn(pointing, tracks, set(allowed)),
    )


def _tracks(pointing: Pointing, keeper: Keeper, settings: SatellitesSettings) -> Tracks:
    """Return the tracks once more, for the picture: `Visits` gives none away."""
    exposure = pointing.visit.exposure(settings.visits.field_radius_deg)
    with keeper.held() as lease:
        return propagate_visit(lease.sets, settings.site.site(), exposure, settings.geometry)
