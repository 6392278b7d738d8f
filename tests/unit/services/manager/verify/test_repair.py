"""The repair of files that rotted."""

from pathlib import Path

from services.manager.state.rules.reconcile import Action
from shared.contracts.messages.ask import Ask, AskKind, Repair
from shared.contracts.messages.batch import BaseRef, Change
from shared.model.entry import DELETED, Kind
from testing.disk.root import file_state
from tests.unit.services.manager.kept_site import KeptSite

GOOD = b"good bytes"
CONTENT = file_state(GOOD).content or ""


async def rotten(folder: Path) -> KeptSite:
    """Return a site whose one file has rotted."""
    site = KeptSite(folder)
    await site.begin({"f": GOOD, "other": b"other"})
    site.user.rot("f")
    return site


async def repair(site: KeptSite, content: str = CONTENT) -> None:
    """Ask for a repair of the file."""
    asked = Ask(collection="kernels", kind=AskKind.REPAIR, repairs=(Repair(path="f", content=content),))
    await site.context.repairer.repair(asked)


def due(site: KeptSite) -> list[tuple[str, Action]]:
    """Return what the site is about to do."""
    return [(one.path, action) for action in Action for one in site.state.index.due(action)]


async def test_what_rotted_is_wanted_again_on_the_prior_that_stands_there(tmp_path: Path) -> None:
    """Nothing is touched until it has come, and no look takes the rot for a change."""
    site = await rotten(tmp_path)
    await repair(site)
    await site.look()
    assert due(site) == [("f", Action.PLACE)]
    assert site.publish() == []
    want = site.state.want(step=1, grace_over=True, postponed=frozenset())
    assert want is not None
    [need] = want.needs
    decayed = site.user.read("f")
    assert decayed is not None
    assert (need.path, need.held.kind, need.held.content) == ("f", Kind.FILE, file_state(decayed).content)
    assert decayed != GOOD


async def test_what_rotted_before_a_later_revision_came_makes_way_for_it(tmp_path: Path) -> None:
    """No worker replaces what is not its prior: the site would have stayed behind for good."""
    site = await rotten(tmp_path)
    later = file_state(b"edited elsewhere")
    site.orchestrator.others_change(Change(path="f", state=later, base=BaseRef(revision=1)))
    site.fold()
    await repair(site, later.content or "")
    want = site.state.want(step=1, grace_over=True, postponed=frozenset())
    assert want is not None
    [need] = want.needs
    assert (need.revision, need.held.content) == (2, file_state(site.user.read("f") or b"").content)


async def test_a_person_who_mends_it_first_wins(tmp_path: Path) -> None:
    """What stands there then is their change, as everywhere else."""
    site = await rotten(tmp_path)
    await repair(site)
    site.user.write("f", b"edited by hand")
    await site.look()
    assert due(site) == [("f", Action.SEND)]


async def test_what_is_not_rotten_is_not_wanted(tmp_path: Path) -> None:
    """A repair that comes twice, or after a person has written, changes nothing."""
    site = KeptSite(tmp_path)
    await site.begin({"f": GOOD, "other": b"other"})
    await repair(site)
    assert due(site) == []
    site.user.write("f", b"edited")
    await repair(site)
    assert due(site) == []


async def test_a_change_that_nobody_else_has_is_not_replaced(tmp_path: Path) -> None:
    """It is the only copy of somebody's work, rotten or not."""
    site = await rotten(tmp_path)
    site.user.write("f", b"new, not published")
    await site.look()
    site.user.rot("f")
    await repair(site, file_state(b"new, not published").content or "")
    await repair(site)
    assert due(site) == [("f", Action.SEND)]


async def test_another_content_than_the_collections_repairs_nothing(tmp_path: Path) -> None:
    """Who vouched for it has another revision."""
    site = await rotten(tmp_path)
    await repair(site, file_state(b"of another revision").content or "")
    assert due(site) == []


async def test_what_rotted_and_was_deleted_elsewhere_makes_way(tmp_path: Path) -> None:
    """So does what became a directory; no worker takes away what is not its prior."""
    site = await rotten(tmp_path)
    site.orchestrator.others_change(Change(path="f", state=DELETED, base=BaseRef(revision=1)))
    site.fold()
    await repair(site)
    decayed = site.user.read("f")
    assert decayed is not None
    want = site.state.want(step=1, grace_over=True, postponed=frozenset())
    assert want is not None
    [need] = want.needs
    assert (need.path, need.held.content) == ("f", file_state(decayed).content)
    assert site.publish() == []
