"""Fixtures of tests of publishing: roots with and without atomic exchange."""

import pytest

from testing.disk.root import Root


@pytest.fixture(params=[True, False], ids=["exchange", "no-exchange"])
def root(request):
    """A root on a file system with, and one without, atomic exchange."""
    return Root(can_exchange=request.param)


@pytest.fixture
def swapping():
    """A root on a file system with atomic exchange."""
    return Root()
