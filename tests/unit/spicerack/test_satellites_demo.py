"""The demonstration of the satellites service."""

import random
from datetime import UTC, datetime
from xml.etree import ElementTree

from services.satellites.demo.made_up_sky import FIRST_NUMBER, made_up_records
from services.satellites.demo.night import night
from services.satellites.demo.survey import survey
from services.satellites.settings import SiteSettings
from spicerack.app import invoke

BEGIN = datetime(2026, 11, 29, 3, 0, tzinfo=UTC)


def test_no_object_of_the_demo_exists():
    """Numbers are of a range that nothing has, and all sets are made from shells."""
    shells = made_up_records(BEGIN).values()
    numbers = [record.catalog_number for shell in shells for record in shell]

    assert min(numbers) == FIRST_NUMBER
    assert len(set(numbers)) == len(numbers) > 2000


def test_pointings_follow_the_sky():
    """Two visits with the same draw are where the sky has turned to between them."""
    site = SiteSettings().site()
    first, *_ = survey(BEGIN, 1, site, random.Random(7))
    later, *_ = survey(BEGIN.replace(hour=4), 1, site, random.Random(7))

    turned = (later.visit.boresight_ra_deg - first.visit.boresight_ra_deg) % 360.0
    assert abs(turned - 15.041) < 0.01
    assert later.visit.boresight_dec_deg == first.visit.boresight_dec_deg


async def test_a_night_masks_some_sources_and_draws_them():
    """Some source of some visit is masked, never all, and it is told by what; the tenth is at the belt."""
    seen = [one async for one in night(BEGIN, 14, 1)]

    assert set(seen[9].by) == {"geostationary"}
    assert all(max(one.by.values(), default=0) <= one.masked <= sum(one.by.values()) for one in seen)
    assert 0 < sum(one.masked for one in seen) < sum(one.sources for one in seen) / 2
    for one in seen:
        picture = ElementTree.fromstring(one.picture)
        circles = picture.iter("{http://www.w3.org/2000/svg}circle")
        assert sum(1 for circle in circles if circle.get("r") == "3") == one.sources


def test_the_command_shows_a_table_and_writes_a_picture(tmp_path, capsys):
    """`spicerack satellites demo` ends well, with a line for each visit."""
    picture = tmp_path / "night.svg"

    assert invoke(["satellites", "demo", "--visits", "2", "--plot", str(picture)]) == 0
    shown = capsys.readouterr().out
    assert "not allowed" in shown
    assert picture.read_text().startswith("<svg")
