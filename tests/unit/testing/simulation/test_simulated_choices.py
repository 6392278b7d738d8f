"""Choices come from a seed, are recorded, replayed and made short."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testing.simulation.scheduling.choices import Choices, RareEvent, Recording, Stream, describe
from testing.simulation.shrink import shrink


def _some(choices: Choices) -> list[object]:
    return [
        *(choices.draw("a", 1000) for _ in range(5)),
        *(choices.chance("b", 0.5) for _ in range(20)),
        choices.between("c", 1, 2),
        choices.pick("d", "xyz"),
        choices.integer("e", 5, 7),
        choices.generator("f").random(),
    ]


@given(st.integers())
@settings(max_examples=30)
def test_the_same_seed_makes_the_same_choices(seed):
    """A seed is all it takes."""
    assert _some(Choices(seed)) == _some(Choices(seed))


@given(st.integers())
@settings(max_examples=30)
def test_a_recording_replays_the_same_choices(seed):
    """Also after it went through text."""
    choices = Choices(seed)
    made = _some(choices)
    recording = Recording.decode(choices.recording().encode())
    assert recording == choices.recording()
    assert _some(Choices.replaying(recording)) == made


def test_more_draws_under_one_label_change_none_under_another():
    """Every label has a stream of its own."""
    one, other = Choices(5), Choices(5)
    other.draw("new", 10)
    assert [one.draw("old", 100) for _ in range(10)] == [other.draw("old", 100) for _ in range(10)]


def test_a_replay_that_has_run_out_is_plain():
    """After the recording nothing happens any more: no fault, the first item, the shortest delay."""
    choices = Choices.replaying(Recording(1, ()))
    assert not choices.chance("x", 0.999)
    assert choices.between("x", 3, 9) == 3
    assert choices.pick("x", "abc") == "a"
    assert not RareEvent(choices, "x", mean_gap=1).happens()


def test_a_replayed_value_beyond_the_bound_is_the_largest_allowed():
    """An edited recording is always a valid one."""
    choices = Choices.replaying(Recording(1, (Stream("x", (99,)),)))
    assert choices.draw("x", 10) == 9


def test_chances_come_as_often_as_they_should():
    """Also at the ends."""
    choices = Choices(3)
    assert sum(choices.chance("x", 0.25) for _ in range(4000)) == pytest.approx(1000, rel=0.15)
    assert not any(choices.chance("x", 0) for _ in range(100))
    assert all(choices.chance("x", 1) for _ in range(100))


def test_rare_events_come_once_in_their_gap_with_few_draws():
    """Ten thousand opportunities take about a hundred draws."""
    choices = Choices(2)
    event = RareEvent(choices, "x", mean_gap=100)
    happened = sum(event.happens() for _ in range(10_000))
    assert happened == pytest.approx(100, rel=0.3)
    assert len(choices.recording().streams[0].values) == happened + 1
    assert not any(RareEvent(choices, "y", mean_gap=0).happens() for _ in range(100))


def test_shrinking_leaves_what_the_failure_needs_and_nothing_else():
    """One value of one label matters among hundreds: it alone is left, as small as it may be."""
    choices = Choices(8)
    for _ in range(300):
        choices.draw("noise", 1000)
        choices.draw("signal", 1000)

    def fails(recording: Recording) -> bool:
        replay = Choices.replaying(recording)
        return any(replay.draw("signal", 1000) >= 400 for _ in range(300))

    short = shrink(choices.recording(), fails, attempts=500)
    assert fails(short)
    assert describe(short) == "signal: 400"
    assert short.weight == 1


def test_shrinking_keeps_to_its_number_of_runs():
    """Runs cost time: the bound holds, and the best so far comes back."""
    choices = Choices(8)
    for _ in range(200):
        choices.draw("x", 100)
    runs = []

    def fails(recording: Recording) -> bool:
        runs.append(recording)
        return recording.weight > 50

    short = shrink(choices.recording(), fails, attempts=30)
    assert len(runs) <= 30
    assert 50 < short.weight < choices.recording().weight


def test_a_recording_is_described_by_what_is_not_plain():
    """Runs of one value are counted, plain labels left out."""
    recording = Recording(1, (Stream("a", (0, 0, 0, 5, 5, 1)), Stream("b", (0, 0))))
    assert describe(recording) == "a: 0x3 5x2 1"
