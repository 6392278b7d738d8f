"""Times of answers over HTTP: they do not tell how many satellites are in the field."""

import asyncio
import json
import time

import numpy as np
import pytest

from services.satellites.propagate import Exposure, GeometrySettings, propagate_visit
from services.satellites.settings import SiteSettings
from tests.integration.satellites.satellites_process import FIELD, Night, folder_source, running, sets_of, sky

pytestmark = pytest.mark.slow

CROWD = 200
"""Satellites that follow each other through the field: some thousand arcs."""
ASKED = 60
"""Questions about each field, asked in turns, so that whatever else the machine does meets both alike."""
SOURCES = 500
SHUFFLES = 2000
CHANCE = 0.001
"""Of calling two samples of one distribution different."""


def crowded(records, night):
    """Return records with many more of the one that crosses the field of a night."""
    exposure = Exposure(night.begin, night.end, night.ra, night.dec, FIELD)
    site, settings = SiteSettings().site(), GeometrySettings()
    crossing = next(
        one for one in records if len(propagate_visit(sets_of([one]), site, exposure, settings).margin)
    )
    more = [
        crossing
        | {
            "NORAD_CAT_ID": str(80001 + number),
            "MEAN_ANOMALY": f"{(float(crossing['MEAN_ANOMALY']) + (number - CROWD / 2) * 0.02) % 360:.4f}",
        }
        for number in range(CROWD)
    ]
    return [*records, *more]


def empty_field(records, night):
    """Return a pointing that no satellite comes near."""
    sets, site, settings = sets_of(records), SiteSettings().site(), GeometrySettings()
    for step in range(400):
        ra, dec = night.ra + 180.0 + step * 3.7, -30.0 + step % 60
        exposure = Exposure(night.begin, night.end, ra % 360.0, dec, FIELD)
        if not len(propagate_visit(sets, site, exposure, settings).margin):
            return ra % 360.0, dec
    raise AssertionError("every pointing is crossed")


def question(visit_id, detector_id, ra, dec):
    """Return a question about boxes all over a field, each detector's its own."""
    draw = np.random.default_rng(detector_id)
    places = np.array([ra, dec]) + draw.uniform(-1.0, 1.0, (SOURCES, 2))
    sources = [
        {"diasource_id": place, "bbox": [[x, y], [x + 0.001, y], [x + 0.001, y + 0.001], [x, y + 0.001]]}
        for place, (x, y) in enumerate(places.tolist())
    ]
    return {"visit_id": visit_id, "detector_id": detector_id, "diasources": sources}


async def times_of(directory, records, pointings, night, grid):
    """Return how long answers about each pointing took, shape (2, ASKED)."""
    settings = f"answer_grid_seconds = {grid}\n" + folder_source(directory / "folder")
    found = np.empty((2, ASKED))
    async with running(directory / f"home{grid}", settings, SPICERACK_LOG_LEVEL="WARNING") as one:
        await one.ready()
        for visit_id, (ra, dec) in enumerate(pointings):
            visit = night.visit(visit_id) | {"boresight_ra": ra, "boresight_dec": dec}
            assert (await one.ask("PUT", "/visit_cache", visit)).status_code == 200
        for turn in range(ASKED):
            for visit_id, (ra, dec) in enumerate(pointings):
                body = json.dumps(question(visit_id, turn, ra, dec)).encode()
                begun = time.perf_counter()
                answer = await one.client.put("/diasource_allow_list", content=body)
                found[visit_id, turn] = time.perf_counter() - begun
                assert answer.status_code == 200
                await asyncio.sleep(0.01)
    return found


def apart(one, other):
    """Return the largest distance of two empirical distributions (Kolmogorov and Smirnov's)."""
    places = np.sort(np.concatenate([one, other]))
    ranks = [np.searchsorted(np.sort(sample), places, side="right") / len(sample) for sample in (one, other)]
    return np.abs(ranks[0] - ranks[1]).max()


def differ(found):
    """Tell whether two samples are of different distributions, by shuffling them (a permutation test)."""
    draw, both = np.random.default_rng(1), found.ravel().copy()
    seen, more = apart(*found), 0
    for _ in range(SHUFFLES):
        draw.shuffle(both)
        more += apart(both[:ASKED], both[ASKED:]) >= seen
    return (more + 1) / (SHUFFLES + 1) < CHANCE


async def test_times_of_a_crowded_and_an_empty_field_are_one_distribution(tmp_path):
    """On the grid of the service nobody tells fields apart; on one too fine to hide work, anybody does."""
    records = sky(300)
    night = Night(records)
    records = crowded(records, night)
    pointings = [(night.ra, night.dec), empty_field(records, night)]
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a.json").write_text(json.dumps(records))
    assert not differ(await times_of(tmp_path, records, pointings, night, 0.25))
    assert differ(await times_of(tmp_path, records, pointings, night, 0.0001))
