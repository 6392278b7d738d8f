"""Memory of refused writes."""

from services.gateway.writing.refusals import Refusals


def test_a_refusal_stands_for_its_caller_and_path_and_time():
    """Nobody else, nowhere else, and not for ever."""
    now = [0.0]
    refusals = Refusals(seconds=10, monotonic=lambda: now[0])
    refusals.note("me", "f")
    assert refusals.stands("me", "f")
    assert not refusals.stands("me", "g")
    assert not refusals.stands("you", "f")
    now[0] = 9.0
    refusals.note("me", "f")
    now[0] = 18.0
    assert refusals.stands("me", "f")
    now[0] = 20.0
    assert not refusals.stands("me", "f")


def test_a_write_that_succeeds_ends_it():
    """The caller may delete what it has written."""
    refusals = Refusals(seconds=10, monotonic=lambda: 0.0)
    refusals.note("me", "f")
    refusals.forget("me", "f")
    assert not refusals.stands("me", "f")


def test_only_so_many_are_remembered():
    """The oldest are forgotten."""
    refusals = Refusals(seconds=10, monotonic=lambda: 0.0, remembered_max=2)
    for path in "abc":
        refusals.note("me", path)
    assert [refusals.stands("me", path) for path in "abc"] == [False, True, True]
