"""The families whose heads are looked at."""

import pytest

from shared.fits import problems as fits
from shared.heads.families import head_problems, is_of_a_family, tells_its_end
from shared.model.reading import BytesReader
from shared.spice import problems as kernels


@pytest.mark.parametrize(
    ("name", "member", "end"),
    [
        ("a.bsp", True, True),
        ("a.tls", True, False),
        ("a.fits", True, True),
        ("a.fits.fz", True, True),
        ("a.fits.gz", True, False),
        ("a.tar.gz", False, False),
        ("a.txt", False, False),
    ],
)
def test_names_claim_a_family_and_some_files_tell_their_end(name, member, end):
    """What tells its end is waited for while bytes are missing."""
    assert is_of_a_family(name) is member
    assert tells_its_end(name) is end


@pytest.mark.parametrize("name", ["a.bsp", "a.fits"])
def test_each_family_tells_its_own_problems(name):
    """A page is one under any name."""
    (found,) = head_problems(BytesReader(b"<html></html>"), name)
    assert found.code.value == "web-page"


def test_codes_that_two_families_have_weigh_the_same_or_less_with_frames():
    """A rule of the quarantine is about both."""
    both = {each.value for each in kernels.Code} & {each.value for each in fits.Code}
    heavier = [
        code for code in both if fits.severity_of(fits.Code(code)) > kernels.severity_of(kernels.Code(code))
    ]
    assert "truncated" in both
    assert heavier == []
