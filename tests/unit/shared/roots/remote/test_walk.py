"""A walk over directories that are listed one at a time."""

import pytest

from shared.model.entry import Kind
from shared.roots.errors import StorageError
from shared.roots.port import Stat
from shared.roots.remote.walk import walk


def test_a_tree_that_is_deeper_than_paths_can_say_is_an_error_and_no_endless_walk():
    """A server that lists a directory in itself for ever is stopped where no path could name it."""
    with pytest.raises(StorageError, match="longer than"):
        for _ in walk("", lambda path: [Stat(path=f"{path}/deep".lstrip("/"), kind=Kind.DIRECTORY)]):
            pass


def test_the_order_is_that_of_whole_paths():
    """A directory stands where its content begins: behind names that go on with what sorts before a slash."""
    listed = {
        "": [
            Stat(path="d", kind=Kind.DIRECTORY),
            Stat(path="d.x", kind=Kind.FILE),
            Stat(path="d0", kind=Kind.FILE),
        ],
        "d": [Stat(path="d/e", kind=Kind.FILE)],
    }
    assert [stat.path for stat in walk("", lambda path: listed[path])] == ["d.x", "d", "d/e", "d0"]
