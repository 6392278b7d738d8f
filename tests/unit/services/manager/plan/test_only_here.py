"""What one site alone holds."""

from services.manager.plan.only_here import SHOWN_MAX, holds_all, only_here
from shared.catalog.store.database import open_database
from shared.catalog.store.projection import Projection
from shared.contracts.messages.sites.replica_rules import Followed
from shared.contracts.messages.transfers.want import Want
from tests.unit.shared.catalog.logging_commits import Log, file, put


def want(site: str, **fields: object) -> Want:
    """Return what a site says that holds all of two files."""
    values = {"collection": "kernels", "log_id": "a" * 32, "head": 4, "placed": 4, "step": 1, **fields}
    return Want(site=site, **values)


def a_tree() -> Projection:
    """Return a tree of two files, of which site a is the author."""
    log, tree = Log(), Projection(open_database(":memory:"))
    for name in ("one", "two"):
        tree.apply(log.write(put(name, file("1"))))
    return tree


def alone(site: Want | None, *others: Want) -> tuple[int, list[str], int]:
    """Return how many files a site alone holds, the first of them, and how many nobody else is to hold."""
    tree = a_tree()
    found = only_here(site, {one.site: one for one in others}, tree.live(), catalogue=tree)
    return found.files, found.shown, found.unfollowed


def test_what_another_site_holds_is_not_here_alone():
    """Whatever a third one lacks."""
    assert alone(want("a"), want("b"), want("c", placed=0)) == (0, [], 0)


def test_what_others_have_not_placed_yet_is_here_alone():
    """A site that is half way holds the first half."""
    assert alone(want("a"), want("b", placed=2)) == (1, ["two"], 0)
    assert alone(want("a")) == (2, ["one", "two"], 2)


def test_what_nobody_else_follows_never_drains():
    """The rules are to be widened: waiting does not help."""
    others = want("b", followed=Followed(include=("one",)))
    assert alone(want("a"), others) == (1, ["two"], 1)


def test_a_site_that_holds_nothing_has_nothing_alone():
    """Also one that never said anything."""
    assert alone(want("c", placed=0)) == (0, [], 0)
    assert alone(None) == (0, [], 0)


def test_a_whole_copy_is_told_without_looking_at_each_file():
    """One that lacks anything, or leaves anything out, is none."""
    assert holds_all(want("b"), head=4)
    assert not holds_all(want("b"), head=5)
    assert not holds_all(want("b", unplaced=("one",)), head=4)
    assert not holds_all(want("b", followed=Followed(include=("one",))), head=4)
    assert SHOWN_MAX > 0
