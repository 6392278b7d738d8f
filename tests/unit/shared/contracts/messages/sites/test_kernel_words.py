"""What a rule says of kernels."""

from typing import Any

import pytest
from pydantic import ValidationError

from shared.contracts.messages.sites.replica_rules import Followed, ReplicaRules, SiteRule


def test_words_become_a_meaning() -> None:
    """Names of bodies are those that SPICE knows by itself, as it reads them."""
    rule = SiteRule(
        sites=("b",), bodies=("mars", -143, "-74"), covers=("2000-01-01T12:00:00 TDB/60",), kinds=("ck",)
    )
    meaning = rule.meaning
    assert (meaning.bodies, meaning.covers, meaning.kinds) == ({499, -143, -74}, ((0.0, 60.0),), {"ck"})
    assert rule.by_meaning
    assert not SiteRule(sites=("b",), exclude=("ck/",)).by_meaning
    assert Followed(closure_of=("mk/a.tm",)).by_meaning


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"bodies": ["MARZ"]}, "say NAIF's code of it"),
        ({"bodies": [True]}, "valid"),
        ({"covers": ["2018"]}, "is no time"),
        ({"covers": ["2019-01-01/2018-01-01"]}, "stops before it starts"),
        ({"kinds": ["spx"]}, "'spk', 'ck'"),
        ({"closure_of": ["../mk/a.tm"]}, "path"),
        ({"newest_only": 1}, "valid boolean"),
    ],
)
def test_words_that_mean_nothing_are_refused(words: dict[str, Any], said: str) -> None:
    """With what would do."""
    with pytest.raises(ValidationError, match=said):
        SiteRule.model_validate({"sites": ["b"], **words})


def test_a_site_follows_what_its_rule_comes_to() -> None:
    """And what nobody has published yet, by patterns alone; nothing is held before the paths are known."""
    rule = Followed(kinds=("ck",), exclude=("ck/old/",))
    assert not rule.holds("ck/a.bc")
    known = rule.selecting(["ck/a.bc"])
    assert known.holds("ck/a.bc")
    assert known.follows("ck", directory=True)
    assert [known.follows(path) for path in ("ck/b.bc", "spk")] == [False, False]
    assert [known.follows(path, made=False) for path in ("ck/b.bc", "ck/old/b.bc")] == [True, False]
    assert (known.everything, known.whole) == (False, False)


def test_paths_of_nobody_are_taken_from_a_rule() -> None:
    """People write rules, and sites find the paths."""
    rule = SiteRule.model_validate({"sites": ["b"], "kinds": ["ck"], "selected": "eJw="})
    rules = ReplicaRules(collection="c", rules=(rule,))
    assert rules.of("b").selected is None
