"""A file at whose place another one stands: what the feed says is done, and all of a granule or nothing."""

from pathlib import Path

import pytest

from services.acquirer.place.duplicates import version_name
from services.acquirer.state.rows import Status
from tests.unit.services.acquirer.acquiring import Played, acquirer_of

FEED = "path = '.*'\ngranule = '(g)\\..*'\nquiet_seconds = 0\nduplicates = "


@pytest.mark.parametrize(
    ("mode", "status", "words"),
    [
        ("error", Status.QUEUED, "another file stands at g.a"),
        ("skip", Status.SKIPPED, "another file stands at g.a, and stays"),
    ],
)
async def test_what_stands_stays_and_the_granule_with_it(
    mode: str, status: Status, words: str, web_provider: Played, tmp_path: Path
):
    """Its other file does not come, either: half of a granule is none."""
    web_provider.has({"g.a": "new", "g.b": "beside"})
    async with acquirer_of(tmp_path, web_provider, f"{FEED}'{mode}'") as acquirer:
        (acquirer.root / "g.a").write_text("old")
        await acquirer.turn()
        assert acquirer.files() == {"g.a": "old"}
        assert acquirer.one("g").status is status
        assert words in acquirer.one("g").detail


async def test_a_replacement_goes_over_it_and_a_version_keeps_it(web_provider: Played, tmp_path: Path):
    """The older file is kept under the time of its last modification; the same bytes are no duplicate."""
    web_provider.has({"g.a": "new"})
    async with acquirer_of(tmp_path, web_provider, f"{FEED}'version'") as acquirer:
        (acquirer.root / "g.a").write_text("old")
        await acquirer.turn()
        (kept,) = set(acquirer.files()) - {"g.a"}
        assert acquirer.files() == {"g.a": "new", kept: "old"}
        assert kept.startswith("g.a.v20")
    async with acquirer_of(tmp_path, web_provider, f"{FEED}'replace'") as acquirer:
        web_provider.has({"g.a": "newer"})
        await acquirer.turn()
        assert acquirer.files() == {"g.a": "newer", kept: "old"}
        web_provider.has({"g.a": "newest"})
        (acquirer.root / "g.a").write_text("newest")
        await acquirer.turn()
        assert acquirer.one("g").status is Status.UNCHANGED


def test_versions_of_one_instant_have_names_of_their_own():
    """Each is a millisecond later than the one whose name is taken."""
    taken = {"f.v20260304T050607080", "f.v20260304T050607081"}
    name = version_name("f", 1772600767_080_000_000, taken=taken.__contains__)
    assert name == "f.v20260304T050607082"
