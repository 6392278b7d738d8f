"""The wave of a file."""

import pytest

from shared.spice.waves import Wave, wave_of


@pytest.mark.parametrize("path", ["mk/em16_v004.tm", "MK/ROS_OPS.TM", "a.Tm", "imap_2026_001_a01.spice.mk"])
def test_a_meta_kernel_comes_after_all_other_files(path: str) -> None:
    """NAIF's and IMAP's suffixes make a meta-kernel, in either case."""
    assert wave_of(path) is Wave.META_KERNELS
    assert wave_of(path) > wave_of("spk/de440.bsp")


@pytest.mark.parametrize(
    "path",
    [
        "",
        "spk/de440.bsp",
        "mk.tm/a.bc",
        "fk/a.tf",
        "a.tm.conflict-20260101T000000Z-a-0123abcd",
        "a.tmp",
        "tm",
    ],
)
def test_any_other_name_is_an_ordinary_file(path: str) -> None:
    """A suffix in a folder's name or before another suffix does not count."""
    assert wave_of(path) is Wave.FILES
