"""The store of summaries writes what it has taken in together, and counts nothing else as taken."""

from datetime import UTC, datetime, timedelta

from services.workflow.executions.store import REMEMBERED_MAX, UNSAVED_MAX, SummaryStore
from services.workflow.executions.summary import RUNNING, SUCCEEDED
from shared.contracts.messages.workflow import ExecutionRecord
from shared.states.history import events as ev

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def begun(number):
    """Return the first record of an execution."""
    event = ev.ExecutionStarted(
        at=NOW, execution=f"e{number}", name="", workflow="w", definition="d", input=None, seed="s"
    )
    return _record(number, 0, event)


def ended(number):
    """Return the second and last record of an execution."""
    return _record(number, 1, ev.ExecutionSucceeded(at=NOW + timedelta(seconds=1), output=None))


def _record(number, first, event):
    return ExecutionRecord(
        collection="spice", workflow="w", execution=f"e{number}", first=first, events=(event,)
    )


def test_a_killed_process_goes_on_from_a_position_that_fits_what_was_written(tmp_path):
    """What another connection sees is all of the records up to its position, and none after it."""
    store = SummaryStore(tmp_path / "e.db")
    for number in range(UNSAVED_MAX + 10):
        store.take(number + 1, begun(number))
    left = SummaryStore(tmp_path / "e.db")  # The first was not closed: so a kill leaves it.
    assert left.position == UNSAVED_MAX
    assert left.counts() == {RUNNING: UNSAVED_MAX}
    for number in range(UNSAVED_MAX, UNSAVED_MAX + 10):
        assert left.take(number + 1, begun(number)) == store.get(f"e{number}")
    assert left.counts() == store.counts() == {RUNNING: UNSAVED_MAX + 10}
    left.close()
    store.close()


def test_lists_have_what_was_taken_in_last(tmp_path):
    """Counts, pages and single executions agree after each record; closing keeps all."""
    store = SummaryStore(tmp_path / "e.db")
    store.take(1, begun(1))
    assert [one.execution for one in store.running()] == ["e1"]
    store.take(2, ended(1))
    assert store.get("e1").status == SUCCEEDED
    assert store.running() == []
    assert store.count("status = ?", (SUCCEEDED,)) == 1
    store.take(3, begun(2))
    store.close()
    again = SummaryStore(tmp_path / "e.db")
    assert again.position == 3
    assert again.counts() == {SUCCEEDED: 1, RUNNING: 1}
    again.forget()
    assert (again.position, again.get("e2"), again.counts()) == (0, None, {})
    again.close()


def test_memory_is_bounded_and_what_left_it_is_read_again(tmp_path):
    """An execution goes on after thousands of others were taken in."""
    store = SummaryStore(tmp_path / "e.db")
    count = REMEMBERED_MAX + UNSAVED_MAX
    for number in range(count):
        store.take(number + 1, begun(number))
    assert len(store._remembered) <= REMEMBERED_MAX + UNSAVED_MAX
    assert store.take(count + 1, ended(0)).status == SUCCEEDED
    store.close()
