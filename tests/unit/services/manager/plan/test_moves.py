"""The files that a site lacks of the log, and who has them."""

from services.manager.plan.moves import Amount, Moves, moves
from shared.catalog.store.projection import Projection
from shared.contracts.messages.transfers.want import Want
from shared.model.entry import DELETED
from tests.unit.services.orchestrator.decide.deciding import directory, file
from tests.unit.services.orchestrator.match.test_match import NOTHING, big, catalogue, held, want

HISTORY = (("f", 2, big("1", 60)), ("g", 3, big("2", 40)), ("d", 4, directory()))


def lacks(tree: Projection, asking: Want, *others: Want, paths: str) -> Moves:
    """Return what a site lacks at some paths."""
    heads = [head for path in paths if (head := tree.head(path)) is not None]
    return moves(asking, heads, catalogue=tree, others={one.site: one for one in others})


def test_files_travel_from_the_first_site_that_has_them() -> None:
    """Directories are no files; what it has asked for and what comes later count alike."""
    tree = catalogue(*HISTORY)
    asking = want("b", ("f", 2, NOTHING), placed=1)
    found = lacks(tree, asking, want("c", placed=9), want("a", placed=9), paths="fgd")
    assert (found.travels, found.sources) == (Amount(2, 100), {"a": Amount(2, 100)})
    assert (found.unavailable, found.local, found.deletions, found.blocked) == (Amount(), Amount(), 0, 0)


def test_a_site_that_has_everything_lacks_nothing() -> None:
    """Also its author, whose want is older than the commit."""
    tree = catalogue(*HISTORY)
    for asking in (want("b", placed=9), want("a", placed=0)):
        assert lacks(tree, asking, paths="fgd").travels == Amount()


def test_what_nobody_there_has_waits() -> None:
    """It is told apart: a person has to bring a site back."""
    tree = catalogue(*HISTORY)
    found = lacks(tree, want("b", placed=1), want("c", placed=2), paths="fg")
    assert (found.travels, found.sources, found.unavailable) == (
        Amount(2, 100),
        {"c": Amount(1, 60)},
        Amount(1, 40),
    )


def test_what_a_site_has_elsewhere_does_not_travel() -> None:
    """After a rename, say."""
    tree = catalogue(("old", 1, file("1")), ("old", 2, DELETED), ("n", 2, file("1")))
    asking = want("b", placed=1, unplaced=("old",))
    found = lacks(tree, asking, want("a", placed=9), paths="n")
    assert (found.travels, found.local.files) == (Amount(), 1)


def test_deletions_are_counted_where_something_stands() -> None:
    """What never was there is not deleted."""
    tree = catalogue(("f", 1, file("1")), ("f", 3, DELETED), ("g", 3, file("2")), ("g", 4, DELETED))
    assert lacks(tree, want("b", placed=2), paths="fg").deletions == 1
    assert lacks(tree, want("b", ("f", 3, held("1")), placed=4), paths="f").deletions == 1


def test_what_a_change_is_in_the_way_of_is_blocked() -> None:
    """Nothing moves there until it is decided."""
    tree = catalogue(*HISTORY)
    found = lacks(tree, want("b", placed=9, unplaced=("f",)), want("a", placed=9), paths="f")
    assert (found.blocked, found.travels) == (1, Amount())
