"""What could not be placed waits longer each time, and says since when."""

from datetime import UTC, datetime, timedelta

from services.manager.state.rules.postponements import KEPT_MAX, Postponements
from shared.contracts.messages.transfers.report import Reason, Unplaced
from shared.model.backoff import Backoff

AT = datetime(2026, 11, 29, 12, tzinfo=UTC)
BACKOFF = Backoff(first=10, longest=600)


def refusal(path: str = "f", reason: Reason = Reason.FAILED, *, kept: bool = False) -> Unplaced:
    """Return what a worker reports."""
    return Unplaced(path=path, revision=3, reason=reason, detail=f"cannot move {path!r}", kept=kept)


def after(seconds: float) -> datetime:
    """Return a later time."""
    return AT + timedelta(seconds=seconds)


def test_each_refusal_doubles_the_pause_and_keeps_the_first_time():
    """A person sees since when a path is refused, how often, and when the next try is."""
    paths = Postponements(BACKOFF)
    now, pauses = 0.0, []
    for _ in range(8):
        paths.postpone(refusal(), now=now, at=after(now))
        (until,) = paths.dues()
        pauses.append(until - now)
        now = until
    assert pauses == [10, 20, 40, 80, 160, 320, 600, 600]
    one = paths.refused()["f"]
    assert (one.since, one.tries, one.next_try) == (AT, 8, after(now))


def test_what_another_change_was_in_the_way_of_is_no_refusal_and_waits_a_minute_at_most():
    """The site's next look tells what stands there; nobody has to act."""
    paths = Postponements(BACKOFF)
    for _ in range(9):
        paths.postpone(refusal(reason=Reason.CHANGED), now=0.0, at=AT)
    assert paths.dues() == [60]
    assert not paths.refused()


def test_a_change_that_is_met_three_times_and_never_seen_is_told():
    """A file that rotted is not its prior, and no look sees that it was written to."""
    paths = Postponements(BACKOFF)
    told = []
    for _ in range(3):
        paths.postpone(refusal(reason=Reason.CHANGED), now=0.0, at=AT)
        paths.postpone(refusal("g"), now=0.0, at=AT)
        told.append(paths.unseen())
    assert told == [[], [], ["f"]]


def test_a_placed_path_begins_anew():
    """Its next failure is the first one."""
    paths = Postponements(BACKOFF)
    paths.postpone(refusal(), now=0.0, at=AT)
    assert paths.placed("f")
    assert not paths.placed("f")
    paths.postpone(refusal(), now=100.0, at=after(100))
    assert (paths.refused()["f"].tries, paths.refused()["f"].since) == (1, after(100))


def test_a_person_who_asks_is_answered_at_once():
    """Everything is asked for now, and waits as long as before if it is refused once more."""
    paths = Postponements(BACKOFF)
    for _ in range(3):
        paths.postpone(refusal(), now=0.0, at=AT)
    assert paths.waiting(1.0) == {"f"}
    paths.try_now()
    assert (paths.waiting(1.0), paths.expired(1.0)) == (frozenset(), ["f"])
    paths.postpone(refusal(), now=1.0, at=after(1))
    assert paths.dues() == [81]


def test_refusals_outlive_the_process_and_are_tried_at_its_start():
    """What is staged is known to be staged, the pause goes on growing, and since when is not forgotten."""
    paths = Postponements(BACKOFF)
    paths.postpone(refusal(kept=True), now=0.0, at=AT)
    paths.postpone(refusal("g", Reason.CHANGED), now=0.0, at=AT)
    again = Postponements(BACKOFF, kept=paths.kept())
    assert again.waiting(0.5) == frozenset()
    assert again.refused()["f"].staged
    again.postpone(refusal(kept=True), now=5.0, at=after(5))
    assert (again.dues(), again.refused()["f"].since) == ([25], AT)


def test_what_outlives_the_process_is_bounded():
    """A full disk refuses thousands; the first of them say enough."""
    paths = Postponements(BACKOFF)
    for number in range(KEPT_MAX + 5):
        paths.postpone(refusal(f"f{number}"), now=0.0, at=after(number))
    assert [one.path for one in paths.kept()][-1] == f"f{KEPT_MAX - 1}"
