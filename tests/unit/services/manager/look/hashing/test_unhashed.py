"""What is not asked for, since nobody knows yet what stands there."""

from services.manager.look.directory.scan import WHOLE, Scope
from services.manager.look.hashing.unhashed import UnhashedPaths


def test_nothing_is_all_seen_before_a_whole_look_has_finished():
    """A look at one directory, or one that had more than it could take, says nothing about the rest."""
    unhashed = UnhashedPaths()
    unhashed.take(Scope(directories=frozenset({"d"})), (), finished=True)
    unhashed.take(WHOLE, (), finished=False)
    assert not unhashed.all_hashed
    unhashed.take(WHOLE, ("moving",), finished=True)
    assert (unhashed.all_hashed, unhashed.paths) == (True, {"moving"})
    unhashed.take(WHOLE, (), finished=False)
    assert unhashed.all_hashed


def test_a_look_at_a_directory_forgets_what_was_moving_in_it_alone():
    """What moves elsewhere still does, as far as anybody knows."""
    unhashed = UnhashedPaths()
    unhashed.take(WHOLE, ("d/one", "e/two", "e"), finished=True)
    unhashed.take(Scope(directories=frozenset({"d", "e"})), ("d/three",), finished=True)
    assert unhashed.paths == {"d/three"}
    unhashed.take(WHOLE, (), finished=True)
    assert unhashed.paths == set()
