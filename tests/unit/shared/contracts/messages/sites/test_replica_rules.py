"""Which rule a site has, and what it follows by it."""

import pytest
from pydantic import ValidationError

from shared.contracts.messages.sites.patterns import PATTERN_BYTES_MAX
from shared.contracts.messages.sites.replica_rules import (
    WHOLE,
    Followed,
    Mode,
    ReplicaRules,
    SiteLabels,
    SiteRule,
)


def test_the_first_rule_that_fits_a_site_is_its_rule() -> None:
    """By name, by label, or as one of all; a site that none fits holds everything."""
    rules = ReplicaRules(
        collection="c",
        version=1,
        labels=(SiteLabels(site="b", labels=("zone=tucson",)),),
        rules=(
            SiteRule(sites=("a",), mode=Mode.MIRROR),
            SiteRule(sites=("zone=tucson", "a"), exclude=("ck/",)),
            SiteRule(sites=("zone=lowell",), mode=Mode.SEND_ONLY),
        ),
    )
    assert rules.of("a").mode is Mode.MIRROR
    assert rules.of("b").exclude == ("ck/",)
    assert rules.of("c") is WHOLE
    every = rules.model_copy(update={"rules": (*rules.rules, SiteRule(sites=("*",), include=("*.tm",)))})
    assert every.of("c").include == ("*.tm",)


def test_patterns_are_those_of_gitignore() -> None:
    """A directory with all below it, what is excepted again, names anywhere."""
    followed = Followed(include=("ck/", "*.tm"), exclude=("ck/old/", "!ck/old/keep.bc", "*.tmp"))
    asked = ("ck/a.bc", "ck/old/a.bc", "ck/old/keep.bc", "mk/x.tm", "spk/a.bsp", "ck/a.tmp")
    assert [path for path in asked if followed.holds(path)] == ["ck/a.bc", "ck/old/keep.bc", "mk/x.tm"]
    assert followed.holds("ck", directory=True)
    assert not followed.holds("spk", directory=True)
    assert not followed.whole
    assert WHOLE.whole


def test_a_site_that_only_sends_is_to_hold_nothing_of_others() -> None:
    """Whatever its patterns say."""
    assert not Followed(mode=Mode.SEND_ONLY).holds("a")
    assert not Followed(mode=Mode.SEND_ONLY).whole


@pytest.mark.parametrize(
    "rule",
    [
        {"sites": ()},
        {"sites": ("A",)},
        {"sites": ("zone=",)},
        {"sites": ("a",), "mode": "one-way"},
        {"sites": ("a",), "include": ("a\nb",)},
        {"sites": ("a",), "include": ("",)},
        {"sites": ("a",), "exclude": tuple("x" * 1000 for _ in range(PATTERN_BYTES_MAX // 1000 + 1))},
        {"sites": ("a",), "exclude": ("!",)},
        {"sites": ("a",), "exclude": ("ck\\",)},
        {"sites": ("a",), "exclude": ("[z-a]",)},
    ],
)
def test_rules_that_mean_nothing_are_refused(rule: dict[str, object]) -> None:
    """By whoever reads them first."""
    with pytest.raises(ValidationError):
        SiteRule.model_validate(rule)
