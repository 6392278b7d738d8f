"""How long changes take to be in place."""

from datetime import UTC, datetime, timedelta

from services.manager.status.placing_times import REVISIONS_MAX, Visible

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def after(seconds: float) -> datetime:
    """Return a time after noon."""
    return NOON + timedelta(seconds=seconds)


def test_a_change_counts_from_its_batch_to_the_report():
    """Two paths of one commit in one report count once, in the bucket of their time and all above it."""
    visible = Visible()
    visible.folded(7, NOON)
    visible.placed([7, 7], after(3))

    counts = dict(visible.buckets())
    assert (counts["2.0"], counts["5.0"], counts["+Inf"]) == (0, 1, 1)
    assert visible.sum == 3.0


def test_what_was_folded_by_an_earlier_process_is_not_counted():
    """A revision whose time is not known adds nothing."""
    visible = Visible()
    visible.placed([7], NOON)

    assert dict(visible.buckets())["+Inf"] == 0


def test_a_time_without_an_offset_is_in_utc():
    """What a peer writes into its batch cannot stop the others."""
    visible = Visible()
    visible.folded(1, NOON.replace(tzinfo=None))
    visible.placed([1], after(1))

    assert visible.sum == 1.0


def test_a_clock_that_is_behind_counts_as_no_time():
    """What arrives before it was made, by the clocks, took no time; it does not take time away."""
    visible = Visible()
    visible.folded(1, after(5))
    visible.placed([1], NOON)

    assert dict(visible.buckets())["0.5"] == 1
    assert visible.sum == 0.0


def test_only_so_many_commits_are_remembered():
    """The oldest are forgotten first, so that memory has a bound."""
    visible = Visible()
    for revision in range(REVISIONS_MAX + 1):
        visible.folded(revision, NOON)
    visible.placed([0, 1], after(1))

    assert dict(visible.buckets())["+Inf"] == 1
