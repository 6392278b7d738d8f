"""What a new file succeeds, told from its name."""

import pytest

from services.orchestrator.match.lineage import kin, lineage_of
from shared.model.entry import Entry
from tests.unit.services.orchestrator.decide.deciding import file


def entries(*paths):
    """Return live files at these paths."""
    return [Entry(path=path, revision=1, author="a", state=file("1")) for path in paths]


def related(path, *others):
    """Return the paths of the kin, likeliest first."""
    return [entry.path for entry in kin(path, entries(*others))]


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("lsk/naif0011.tls", "lsk/naif0012.tls"),
        ("ck/em16_tgo_v01.bc", "ck/em16_tgo_v02.bc"),
        ("lro_clkcor_2019239_v00.tsc", "lro_clkcor_2019283_v00.tsc"),
        ("fk/MEX_V14.TF", "fk/mex_v15.tf"),
        ("sclk/a_9.tsc", "sclk/a_10.tsc"),
    ],
)
def test_names_that_differ_in_numbers_alone_are_kin(older, newer):
    """As NAIF and missions number their versions."""
    assert related(newer, older) == [older]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("lsk/naif0011.tls", "old/naif0011.tls"),
        ("a_v01.bc", "b_v02.bc"),
        ("a_v01.bc", "a_v02.bsp"),
        ("a_v01.bc", "a_v01.bc"),
        ("a_v01.bc", "a_v01_02.bc"),
        ("readme", "README"),
    ],
)
def test_other_names_are_not(one, other):
    """Another directory, another stem, another type, itself, or no version at all."""
    assert related(one, other) == []


def test_the_latest_before_is_the_likeliest():
    """Whatever order they come in, and by number, not by text."""
    assert related("a_v10.bc", "a_v9.bc", "a_v11.bc", "a_v2.bc", "a_v12.bc") == [
        "a_v9.bc",
        "a_v2.bc",
        "a_v11.bc",
        "a_v12.bc",
    ]


def test_the_same_period_comes_before_the_same_version():
    """A new version of one day is nearer to that day's old one than to another day's."""
    assert related("c_2020002_v2.bc", "c_2020001_v2.bc", "c_2020002_v1.bc")[0] == "c_2020002_v1.bc"


@pytest.mark.parametrize("name", ["x" + "1" * 64, "-".join("1" * 17), "none"])
def test_hashes_and_the_like_are_no_versions(name):
    """Too many digits, too many runs of them, none."""
    assert lineage_of(name) is None
