"""Looks that overlap with other news: what changed meanwhile is looked at again."""

from services.manager.look.hashing.hash_file import Found
from tests.unit.services.manager.site import (
    base,
    directory,
    file,
)
from tests.unit.services.manager.state.helpers import new_site


def test_a_path_that_changed_after_the_look_began_is_skipped():
    """What was placed meanwhile is newer than what the look saw."""
    site = new_site()
    stamp = site.state.index.stamp
    site.placed("f", 5, file("2"))
    stale = site.state.note([Found("f", file("1"), None)], [], stamp=stamp)
    stale += site.state.note([], ["f"], stamp=stamp)
    assert stale == ["f", "f"]
    assert site.local("f") == file("2")


def test_a_path_that_did_not_change_is_noted():
    """The stamp is that of the row, not that of the index."""
    site = new_site()
    site.sees("f", file("1"))
    stamp = site.state.index.stamp
    site.placed("g", 5, file("2"))
    assert site.state.note([Found("f", file("3"), None)], [], stamp=stamp) == []
    assert site.local("f") == file("3")


def test_a_decision_does_not_make_a_look_stale():
    """A commit moves the base; what the look saw is still newer than what was known."""
    site = new_site()
    site.sees("f", file("1"))
    site.orchestrator.decide(site.sends())
    stamp = site.state.index.stamp
    site.folds()
    assert site.state.note([Found("f", file("2"), None)], [], stamp=stamp) == []
    assert (site.local("f"), site.base("f")) == (file("2"), base(1, file("1")))


def test_what_is_below_a_path_that_changed_waits_with_it():
    """Half of a file that became a directory would be a file with files below it."""
    site = new_site()
    stamp = site.state.index.stamp
    site.placed("f", 5, file("1"))
    found = [Found("f", directory(), None), Found("f/x", file("2"), None), Found("g", file("2"), None)]
    assert site.state.note(found, [], stamp=stamp) == ["f", "f/x"]
    assert (site.local("f"), site.local("f/x"), site.local("g")) == (file("1"), None, file("2"))


def test_a_file_above_a_path_that_changed_waits_with_it():
    """Half of a directory that became a file would be a file with files below it, too."""
    site = new_site()
    site.sees("d", directory())
    stamp = site.state.index.stamp
    site.placed("d/x", 5, file("1"))
    assert site.state.note([Found("d", file("2"), None)], ["d/x"], stamp=stamp) == ["d", "d/x"]
    assert site.local("d") == directory()


def test_what_is_below_a_path_that_the_look_saw_unchanged_waits_with_it():
    """A directory may have become a file in a report although the look found nothing new about it."""
    site = new_site()
    site.sees("d", directory())
    stamp = site.state.index.stamp
    site.placed("d", 5, file("1"))
    assert site.state.note([Found("d/x", file("2"), None)], [], stamp=stamp) == ["d", "d/x"]
    assert site.local("d/x") is None


def test_a_file_in_place_of_a_directory_that_fills_waits():
    """What was placed below it while the look went on is not known to be gone."""
    site = new_site()
    site.sees("d", directory())
    stamp = site.state.index.stamp
    site.placed("d/x", 5, file("1"))
    assert site.state.note([Found("d", file("2"), None)], [], stamp=stamp) == ["d"]
    assert site.local("d") == directory()


def test_a_directory_that_went_with_what_changed_in_it_waits_with_it():
    """Its delete alone would be refused, and a file in its place become a conflict that nobody caused."""
    site = new_site()
    site.publishes("d", directory())
    stamp = site.state.index.stamp
    site.sees("d/x", file("1"))
    assert site.state.note([], ["d", "d/x"], stamp=stamp) == ["d", "d/x"]
    assert site.local("d") == directory()


def test_a_directory_that_is_gone_and_fills_waits():
    """What was placed below it while the look went on made it anew."""
    site = new_site()
    site.sees("d", directory())
    stamp = site.state.index.stamp
    site.placed("d/x", 5, file("1"))
    assert site.state.note([], ["d"], stamp=stamp) == ["d"]
    assert site.local("d") == directory()
