"""Labels of a site, changed without a file of rules."""

import pytest

from shared.contracts.http.sites.replica_rules import RulesVersion
from shared.contracts.messages.sites.replica_rules import SiteLabels, SiteRule
from spicerack.commands.sites.labels import labelled, labels_of
from spicerack.errors import UsageProblem

RULES = RulesVersion(
    collection="c",
    version=3,
    message="why",
    copies=2,
    labels=(SiteLabels(site="b", labels=("zone=tucson", "disk=ssd")),),
    rules=(SiteRule(sites=("zone=tucson",), exclude=("raw/",)),),
)


def test_a_label_replaces_the_one_of_its_name_and_all_else_stays() -> None:
    """What stood when it was looked at is named, so that nobody's other change is overwritten."""
    wanted = labelled(RULES, "b", ["zone=flagstaff"])
    assert wanted.labels == (SiteLabels(site="b", labels=("disk=ssd", "zone=flagstaff")),)
    assert (wanted.replaces, wanted.copies, wanted.rules) == (3, 2, RULES.rules)
    added = labelled(RULES, "a", ["zone=x"])
    assert [one.site for one in added.labels] == ["a", "b"]


def test_a_label_without_a_value_is_taken_away() -> None:
    """With its last one a site has none."""
    assert labelled(RULES, "b", ["zone="]).labels == (SiteLabels(site="b", labels=("disk=ssd",)),)
    assert labelled(RULES, "b", ["zone=", "disk="]).labels == ()
    assert (labels_of(RULES, "b"), labels_of(RULES, "a")) == (("zone=tucson", "disk=ssd"), ())


@pytest.mark.parametrize("text", ["zone", "=x", "Zone=x", "zone=a b"])
def test_what_is_no_label_is_refused(text: str) -> None:
    """Nothing is asked of the manager."""
    with pytest.raises(UsageProblem):
        labelled(RULES, "b", [text])
