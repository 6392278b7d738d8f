"""Rules of replicas as people write and read them."""

import pytest

from shared.contracts.http.sites.replica_rules import RulesPlan, RulesVersion, SiteRulePlan
from shared.contracts.messages.sites.replica_rules import Mode, SiteLabels
from spicerack.commands.sites.rules.rule_file import EXAMPLE, parse_rules
from spicerack.commands.sites.rules.rule_lines import plan_lines, version_lines
from spicerack.errors import UsageProblem


def test_the_example_is_read_and_shown_again() -> None:
    """What `show --json` prints is a file of rules, too."""
    wanted = parse_rules(EXAMPLE)
    assert wanted.copies == 2
    assert wanted.labels[1] == SiteLabels(site="mirror", labels=("zone=tucson",))
    rule, meant = wanted.rules
    assert (meant.closure_of, meant.bodies) == (("mk/em16_v004.tm",), ("MARS", -143))
    assert (rule.mode, rule.include, rule.exclude) == (Mode.MIRROR, ("ck/", "*.tm"), ("ck/old/",))
    shown = RulesVersion(collection="c", version=1, **wanted.model_dump(exclude={"replaces"}))
    assert parse_rules(shown.model_dump_json()) == wanted
    assert version_lines(shown) == [
        "version 1 of c",
        "a site gives up what is left out once 2 others hold it by their rules",
        "where one drains, is removed, or is away for 24 hours, others hold what lacks copies then: "
        "zone=tucson",
        "labels:",
        "  lab: zone=flagstaff",
        "  mirror: zone=tucson",
        "zone=tucson: mirror",
        "  only ck/, *.tm",
        "  without ck/old/",
        "  first *2026*.bc",
        "  early what is loaded by mk/em16_v004.tm",
        "laptop: two-way",
        "  mk/em16_v004.tm with all that they load",
        "  kernels of the kinds spk, ck, that cover the bodies MARS, -143, that cover some of "
        "2021-01-01/2021-07-01, that no newer version replaced",
        "all other sites: everything, two-way",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("rules = [", "neither TOML nor JSON"),
        ('[[rules]]\nsites = ["a"]\nmode = "sideways"', r"rules\.0\.mode"),
        ("rule = []", "rules have no 'rule'"),
        ("", "no rules in it"),
        ("copies = 2", "no rules in it"),
        ('[[rules]]\nsites = ["a"]\nincludes = ["x"]', r"rules\.0\.includes"),
        ('[[rules]]\nsites = ["a"]\nbodies = ["MARZ"]', r"^rules\.0\.bodies\.0: 'MARZ' is no body"),
        ('[[rules]]\nsites = ["a"]\nbodies = [12345678901]', r"^rules\.0\.bodies\.0\S*: .* less than"),
    ],
)
def test_what_is_no_rule_is_refused_in_words(text: str, words: str) -> None:
    """Before anything is asked."""
    with pytest.raises(UsageProblem, match=words):
        parse_rules(text)


def test_no_rules_are_said_on_purpose() -> None:
    """Then every site holds everything: a command that failed before a pipe does not say that."""
    assert parse_rules("rules = []").rules == parse_rules('{"rules": []}').rules == ()


def test_a_plan_says_what_moves_what_goes_and_what_is_refused() -> None:
    """A person decides on it."""
    site = SiteRulePlan(
        name="b",
        mode=Mode.TWO_WAY,
        files=2,
        bytes=2048,
        arriving_files=0,
        arriving_bytes=0,
        leaving_files=1,
        leaving_bytes=1024,
    )
    plan = RulesPlan(
        collection="c",
        replaces=1,
        sites=(site,),
        few=1,
        few_shown=("ck/a.bc",),
        unfollowed=2,
        unfollowed_shown=("x", "y"),
    )
    lines = plan_lines(plan)
    assert lines[3].split("  ")[0] == "b"
    assert lines[3].endswith("1 file, 1.0 KiB")
    assert lines[4].endswith("so that no site gives any of them up: ck/a.bc")
    assert lines[5] == "refused: no site would follow 2 files: x, y"
