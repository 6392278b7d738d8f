"""The choice of some files of many."""

from services.manager.verify.sample import is_drawn, outermost

PATHS = [f"kernels/{number}" for number in range(2000)]


def test_a_sample_has_about_as_many_as_were_asked_for() -> None:
    """And all of them, where all were."""
    assert all(is_drawn(path, number=1, percent=100) for path in PATHS)
    assert 150 < sum(is_drawn(path, number=1, percent=10) for path in PATHS) < 250


def test_another_number_draws_others() -> None:
    """Again and again a few percent come to all; the same number draws the same at every site."""
    one, again, other = ([path for path in PATHS if is_drawn(path, number=n, percent=10)] for n in (1, 1, 2))
    assert one == again
    assert len(set(one) & set(other)) < 60


def test_nothing_is_read_twice_where_paths_lie_in_each_other() -> None:
    """A directory has all below it."""
    assert outermost(["b/c", "a", "b", "a/x/y", "ab", "b"]) == ["a", "ab", "b"]
