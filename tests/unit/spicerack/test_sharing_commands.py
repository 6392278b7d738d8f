"""The commands of links and of visibility: what is typed, and what is written."""

from datetime import UTC, datetime

import pytest

from shared.contracts.http.access import LinkMade, RulesShown
from spicerack.commands.deployment.link import hint_of, seconds_of
from spicerack.commands.deployment.visibility import (
    lines_of,
    parse_until,
    places_of,
    reach_line,
)
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
                {"pattern": "old/**", "public_from": "2026-11-29T12:00:00Z"},
            ],
        }
    )
    assert lines_of(rules, NOW) == [
        "open    lsk: to everybody, without a token",
        "hidden  raw/**: until 2027-01-01 00:00 UTC, but for team",
        "hidden  x\\x1b: until it is unhidden",
        "public  old/**: since 2026-11-29 12:00 UTC",
    ]
    assert "no rules" in lines_of(RulesShown(collection="spice"), NOW)[0]


@pytest.mark.parametrize("path", ["..", "a/../b", "", "/", "a//b", "x" * 300])
def test_a_place_that_can_be_no_path_is_typed_wrongly(path: str) -> None:
    """It is refused in a line before the gateway is asked."""
    with pytest.raises(UsageProblem, match="PATH"):
        places_of([path], everything=False)


def test_places_are_told_without_the_slash_of_a_directory() -> None:
    """Paths and the whole collection are asked for one at a time."""
    assert places_of(["lsk/", "pck/a.tpc"], everything=False) == ("lsk", "pck/a.tpc")
    assert places_of(None, everything=True) == ()
    for paths, everything in ((None, False), (["lsk"], True)):
        with pytest.raises(UsageProblem, match="say paths, or --all"):
            places_of(paths, everything=everything)


def test_a_rule_may_end_at_a_day() -> None:
    """Midnight of UTC; what is no time is refused in a line."""
    assert parse_until("2027-02-01") == datetime(2027, 2, 1, tzinfo=UTC)
    assert parse_until("2027-02-01T06:00Z") == datetime(2027, 2, 1, 6, tzinfo=UTC)
    with pytest.raises(UsageProblem, match="--until 'soon'"):
        parse_until("soon")


def test_a_rule_about_nothing_is_told() -> None:
    """Who mistyped a directory would believe it hidden."""
    assert reach_line("Raw/**", 0, "fits", "look") == "nothing fits Raw/** now: look"
    assert reach_line("raw/**", 3, "fits", "look") == "3 paths now: raw/**"
    assert reach_line("raw/**", None, "fits", "look").startswith("very many")


def test_who_made_a_link_to_hand_in_is_told_how() -> None:
    """The name of a file goes before the link."""
    made = LinkMade(url="http://a/content/ck?link=x", link="x", expires_at=NOW, by="me")
    assert hint_of(made).endswith("curl -T FILE 'http://a/content/ck/FILE?link=x'")
