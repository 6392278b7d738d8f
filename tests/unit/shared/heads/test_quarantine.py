"""The policy of the quarantine."""

import pytest

from shared.heads.quarantine import DEFAULT, NO_POLICY, RULES, parse_policy
from shared.spice.problems import Code, problem


def reason(policy, code, *, replaces_whole=False):
    """Return the code for which a file with one problem is quarantined, if it is."""
    found = policy.reason([problem(code, "x")], replaces_whole=replaces_whole)
    return None if found is None else found.code


@pytest.mark.parametrize(
    ("code", "new", "over_whole"),
    [
        (Code.WEB_PAGE, True, True),
        (Code.LFS_POINTER, True, True),
        (Code.TRUNCATED, True, True),
        (Code.EMPTY, False, True),
        (Code.FTP_DAMAGE, False, True),
        (Code.NOT_A_KERNEL, False, False),
        (Code.CRLF, False, False),
    ],
)
def test_by_default_what_is_never_meant_stays_and_damage_replaces_nothing_whole(code, new, over_whole):
    """A format that we do not know is reported at most."""
    policy = parse_policy(DEFAULT)
    assert (reason(policy, code) is not None) is new
    assert (reason(policy, code, replaces_whole=True) is not None) is over_whole


def test_rules_are_named_or_none_is():
    """A name that there is not is told with those there are."""
    assert parse_policy("none") == parse_policy("") == NO_POLICY
    assert NO_POLICY.idle
    assert parse_policy(" empty , web-page").codes == {"empty", "web-page"}
    with pytest.raises(
        ValueError, match=r"'typo' is no rule of the quarantine: there are .*broken-over-whole"
    ):
        parse_policy("typo")
    assert parse_policy(",".join(RULES)).over_whole
