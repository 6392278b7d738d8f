"""What is not asked for, since nobody knows yet what stands there."""

from services.manager.look.scan import WHOLE, Scope
from services.manager.look.unhashed import Unseen


def test_nothing_is_all_seen_before_a_whole_look_has_finished():
    """A look at one directory, or one that had more than it could take, says nothing about the rest."""
    unseen = Unseen()
    unseen.take(Scope(directories=frozenset({"d"})), (), finished=True)
    unseen.take(WHOLE, (), finished=False)
    assert not unseen.all_seen
    unseen.take(WHOLE, ("moving",), finished=True)
    assert (unseen.all_seen, unseen.paths) == (True, {"moving"})
    unseen.take(WHOLE, (), finished=False)
    assert unseen.all_seen


def test_a_look_at_a_directory_forgets_what_was_moving_in_it_alone():
    """What moves elsewhere still does, as far as anybody knows."""
    unseen = Unseen()
    unseen.take(WHOLE, ("d/one", "e/two", "e"), finished=True)
    unseen.take(Scope(directories=frozenset({"d", "e"})), ("d/three",), finished=True)
    assert unseen.paths == {"d/three"}
    unseen.take(WHOLE, (), finished=True)
    assert unseen.paths == set()
