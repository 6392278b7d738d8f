"""What a change may cost."""

import pytest

from benchmarks.bounds import Change


def change(sent, *, number=2, rsync=10_000, whole=1_000_000, signature=5_000):
    """Return a change that cost this much."""
    return Change(name="f", number=number, sent=sent, rsync=rsync, whole=whole, signature=signature)


@pytest.mark.parametrize(("sent", "holds"), [(17_500, True), (17_501, False)])
def test_the_first_change_may_cost_the_signature_as_well(sent, holds):
    """Up to 1.75 times what rsync sends and receives."""
    assert change(sent, number=1).holds is holds


@pytest.mark.parametrize(("sent", "holds"), [(14_096, True), (14_097, False)])
def test_later_changes_cost_no_more_than_rsync(sent, holds):
    """But for 4 KiB of names and hashes."""
    assert change(sent).holds is holds


@pytest.mark.parametrize(
    ("sent", "number", "holds"), [(9_096, 2, True), (9_097, 2, False), (14_096, 1, True)]
)
def test_no_change_costs_more_than_the_whole_file(sent, number, holds):
    """Compressed by itself, 4 KiB on top, and the signature the first time."""
    assert change(sent, number=number, whole=5_000, rsync=100_000).holds is holds
