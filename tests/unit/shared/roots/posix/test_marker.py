"""The root's marker: there, missing, or damaged, and never half."""

import random

import pytest

from shared.roots.posix.control import MARKER
from shared.roots.posix.files.port import DeniedError
from shared.roots.posix.marker import Marker, MarkerError, read_marker, write_marker
from testing.disk.root import Root

ONE = Marker(site="bonn", collection="mro-spice", root_id="0" * 32, generation=1)
TWO = ONE.model_copy(update={"generation": 2})


@pytest.fixture
def root():
    """A root in memory."""
    return Root()


def test_marker_comes_back(root):
    """What was written is read, the newest of them."""
    assert read_marker(root.files) is None
    write_marker(root.files, ONE)
    write_marker(root.files, TWO)
    assert read_marker(root.files) == TWO


@pytest.mark.parametrize("data", [b"", b"{}", b'{"site": "../x"}', b"\xff\xfe"])
def test_damaged_marker_is_not_a_missing_one(root, data):
    """It is an error that does not tell anybody to make a new one (I3)."""
    root.user.write(MARKER, data)
    with pytest.raises(MarkerError) as raised:
        read_marker(root.files)
    assert "held" in str(raised.value)


def test_unreadable_marker_is_not_a_missing_one(root):
    """Lack of evidence is an error (I3)."""
    write_marker(root.files, ONE)

    def deny(operation, _path):
        if operation == "open":
            raise DeniedError("no")

    root.faults.before = deny
    with pytest.raises(DeniedError):
        read_marker(root.files)


@pytest.mark.parametrize("seed", range(40))
def test_power_failure_leaves_the_old_or_the_new_marker(root, seed):
    """Cut off anywhere."""

    class PowerFailure(BaseException):
        pass

    write_marker(root.files, ONE)
    steps = iter(range(seed % 8))

    def before(_operation, _path):
        if next(steps, None) is None:
            raise PowerFailure

    root.faults.before = before
    ended = False
    try:
        write_marker(root.files, TWO)
        ended = True
    except PowerFailure:
        pass
    root.disk.crash(random.Random(seed))
    found = read_marker(Root(disk=root.disk).files)
    assert found == TWO if ended else found in (ONE, TWO)
