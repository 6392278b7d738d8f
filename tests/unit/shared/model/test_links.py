"""Links that a collection may hold lead into it, whatever other links they pass."""

import pytest

from shared.model.entry import Kind, State
from shared.model.links import LINK_MODE, is_link, stays_inside

INSIDE = [
    ("l", b"f"),
    ("l", b"d/f"),
    ("l", b"."),
    ("l", b"./d//f/"),
    ("d/l", b"../f"),
    ("d/e/l", b"../.."),
    ("l", b"..."),
    ("l", b"\xff"),
    ("d/l", b".spicerack"),
]
OUTSIDE = [
    ("l", b""),
    ("l", b"/"),
    ("l", b"/etc/passwd"),
    ("l", b".."),
    ("d/l", b"../../f"),
    ("l", b"d/../f"),
    ("d/e/l", b"x/../../f"),
    ("l", b".spicerack/trash"),
    ("d/l", b"../.SpiceRack"),
    ("l", b"f\0g"),
    ("l", b"f" * 4096),
]


@pytest.mark.parametrize(("path", "target"), INSIDE)
def test_a_link_that_stays_inside_is_kept(path, target):
    """It may climb to the top and no further."""
    assert stays_inside(path, target)


@pytest.mark.parametrize(("path", "target"), OUTSIDE)
def test_a_link_that_may_lead_out_is_not(path, target):
    """Absolute ones, those that climb too far or late, and those into what each site has for itself."""
    assert not stays_inside(path, target)


def test_every_permission_is_told_from_a_link():
    """Nothing that chmod can say makes a link."""
    assert not any(is_link(mode) for mode in range(0o10000))
    assert is_link(LINK_MODE)


@pytest.mark.parametrize(
    ("kind", "content", "mode"),
    [
        (Kind.FILE, "0" * 64, 0o20777),
        (Kind.FILE, "0" * 64, 0o120755),
        (Kind.FILE, "0" * 64, 0o1755),
        (Kind.DIRECTORY, None, LINK_MODE),
    ],
)
def test_other_modes_are_refused(kind, content, mode):
    """What is read from a peer is a file, a directory or a link, and nothing between."""
    with pytest.raises(ValueError, match="has no mode"):
        State(kind=kind, content=content, mode=mode)
