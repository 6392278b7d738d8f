"""What a question has led to, and the least set of it."""

import pytest

from shared.spice.kinds.kind import Family
from shared.spice.sets.least import least_set
from shared.spice.sets.model import Candidate, Missing
from shared.spice.sets.needed import NEEDS_MAX, Needed, TooManyNeedsError
from shared.spice.sets.preference import preference


def kernel(path: str, *, superseded_by: str | None = None) -> Candidate:
    """Return a kernel that may be in a set."""
    return Candidate(
        path=path,
        content=path,
        family="fk",
        form="text",
        quality=1,
        preference=preference(path, 1, "", misnamed=False),
        superseded_by=superseded_by,
    )


def test_one_kernel_that_meets_two_needs_is_the_least_set() -> None:
    """Those that meet one of them alone are left out, and each reason is told."""
    needed = Needed()
    needed.define("x", Family.FK, [kernel("a"), kernel("b")])
    needed.define("y", Family.FK, [kernel("b"), kernel("c")])
    found = least_set(needed)

    assert [(one.candidate.path, one.needed_for) for one in found.members] == [("b", ("x", "y"))]
    assert [one.path for one in found.considered] == ["a", "b", "c"]


def test_a_version_that_was_replaced_meets_a_need_alone() -> None:
    """Where there is a newer one it does not count."""
    old = kernel("old", superseded_by="new")
    for candidates, expected in (([old, kernel("new")], "new"), ([old], "old")):
        needed = Needed()
        needed.define("x", Family.FK, candidates)
        assert [one.candidate.path for one in least_set(needed).members] == [expected]


def test_what_no_kernel_gives_is_missing_unless_nobody_minds() -> None:
    """Gaps that are told twice are one."""
    needed = Needed()
    needed.define("x", Family.FK, [], gaps=[(0.0, 2.0)])
    needed.lack("x", Family.FK, [(1.0, 3.0)])
    needed.define("y", Family.FK, [], optional=True)

    assert least_set(needed).missing == (Missing("x", "fk", ((0.0, 3.0),)),)


def test_needs_are_bounded() -> None:
    """The caller is told, before memory and time are gone."""
    needed = Needed()
    for number in range(NEEDS_MAX):
        needed.over_time("body", number, Family.SPK)
    needed.over_time("body", 0, Family.SPK)
    with pytest.raises(TooManyNeedsError, match="ask for fewer"):
        needed.define("x", Family.FK, [kernel("a")])
