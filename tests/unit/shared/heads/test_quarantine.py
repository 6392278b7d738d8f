"""The policy of the quarantine."""

import gzip
import io

import numpy as np
import pytest
from astropy.io import fits

from shared.heads.quarantine import DEFAULT, NO_POLICY, RULES, parse_policy
from shared.model.reading import BytesReader
from shared.spice.problems import Code, problem
from tests.fits.made import primary


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


@pytest.mark.parametrize("name", ["a.fits", "a.fits.fz", "a.fits.gz"])
def test_half_a_frame_is_kept_back_whatever_it_is_packed_with(name):
    """What was cut on its way is never meant."""
    plain = primary(2_000, 100)
    tiled = fits.HDUList([fits.PrimaryHDU(), fits.CompImageHDU(np.arange(40_000).reshape(200, 200))])
    out = io.BytesIO()
    tiled.writeto(out)
    content = {"a.fits": plain, "a.fits.fz": out.getvalue(), "a.fits.gz": gzip.compress(plain)}[name]
    policy = parse_policy(DEFAULT)
    assert policy.problem_of(BytesReader(content), name, replaces_whole=False) is None
    found = policy.problem_of(BytesReader(content[: len(content) // 2]), name, replaces_whole=False)
    assert found is not None
    assert found.code.value == "truncated"
