"""The commands of links and of visibility: what is typed, and what is written."""

from datetime import UTC, datetime

import pytest

from shared.contracts.http.access import RulesShown
from spicerack.commands.deployment.link import seconds_of
from spicerack.commands.deployment.visibility import lines_of
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
