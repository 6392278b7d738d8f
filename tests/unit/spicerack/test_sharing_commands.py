"""The commands of links and of visibility: what is typed, and what is written."""

from datetime import UTC, datetime

import pytest

from shared.contracts.http.access import RulesShown
from spicerack.commands.deployment.link import seconds_of
from spicerack.commands.deployment.visibility import lines_of, places_of
from spicerack.errors import UsageProblem

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


def test_a_link_is_good_for_a_time_and_never_for_ever() -> None:
    """An end that is past is none."""
    assert seconds_of("7d", NOW) == 7 * 86400
    for text in ("never", "2026-01-01", "soon"):
        with pytest.raises(UsageProblem):
            seconds_of(text, NOW)


def test_rules_are_told_one_a_line() -> None:
    """What is open, what is hidden, until when, and from whom it is not."""
    rules = RulesShown.model_validate(
        {
            "collection": "spice",
            "anonymous": ["lsk"],
            "hidden": [
                {"pattern": "raw/**", "public_from": "2027-01-01T00:00:00Z", "groups": ["team"]},
                {"pattern": "x\x1b"},
            ],
        }
    )
    assert lines_of(rules) == [
        "open    lsk: to everybody, without a token",
        "hidden  raw/**: until 2027-01-01 00:00 UTC, but for team",
        "hidden  x\\x1b: until it is unhidden",
    ]
    assert "no rules" in lines_of(RulesShown(collection="spice"))[0]


@pytest.mark.parametrize("path", ["..", "a/../b", "", "/", "a//b", "x" * 300])
def test_a_place_that_can_be_no_path_is_typed_wrongly(path: str) -> None:
    """It is refused in a line before the gateway is asked."""
    with pytest.raises(UsageProblem, match="anonymous"):
        places_of([path], everything=False)


def test_places_are_told_without_the_slash_of_a_directory() -> None:
    """Paths and the whole collection are asked for one at a time."""
    assert places_of(["lsk/", "pck/a.tpc"], everything=False) == ("lsk", "pck/a.tpc")
    assert places_of(None, everything=True) == ()
    for paths, everything in ((None, False), (["lsk"], True)):
        with pytest.raises(UsageProblem, match="say paths, or --all"):
            places_of(paths, everything=everything)
