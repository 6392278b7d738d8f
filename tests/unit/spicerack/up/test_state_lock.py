"""One state directory belongs to one `up`."""

import pytest

from spicerack.errors import CommandError
from spicerack.up.lock import check_not_running, state_lock


def test_second_holder_is_refused_and_told_the_pid(tmp_path):
    """The line names the process that holds the directory."""
    with (
        state_lock(tmp_path, pid=4711),
        pytest.raises(CommandError, match=r"already runs .*pid 4711"),
        state_lock(tmp_path, pid=1),
    ):
        pass


def test_looking_sees_the_holder(tmp_path):
    """The check before anything is touched says the same."""
    with state_lock(tmp_path, pid=4711), pytest.raises(CommandError, match="pid 4711"):
        check_not_running(tmp_path)


def test_lock_is_free_again_afterwards(tmp_path):
    """A lock file that is left over locks nothing."""
    with state_lock(tmp_path, pid=1):
        pass
    check_not_running(tmp_path)
    with state_lock(tmp_path, pid=2):
        pass


def test_looking_makes_nothing(tmp_path):
    """A state directory that is not there is not held, and stays away."""
    check_not_running(tmp_path / "state")
    assert list(tmp_path.iterdir()) == []
