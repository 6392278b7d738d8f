"""What a site says of itself: how long changes wait for it, and how far it is in a look."""

from pathlib import Path

import pytest

from services.manager.look.directory.scan import Scope
from services.manager.status.presence import presence_of
from services.manager.tasks.publish import PublishTask
from shared.contracts.messages.batch import Change
from shared.contracts.messages.presence import ManagerPresence, ScanProgress
from shared.contracts.messages.sites.replica_rules import Mode, ReplicaRules, SiteRule
from testing.disk.root import file_state
from tests.unit.services.manager.kept_site import KeptSite


@pytest.fixture
async def site(tmp_path: Path) -> KeptSite:
    """A site that has published two files."""
    site = KeptSite(tmp_path)
    await site.begin({"a.bsp": b"1", "b.bsp": b"2"})
    return site


def said(site: KeptSite) -> ManagerPresence:
    """Return what the site says, once it has seen what is due."""
    task = PublishTask(site.context)
    site.context.state.index.update_due()
    task.tally = site.context.state.index.tally()
    return presence_of(site.context, task)


async def test_a_site_says_when_the_oldest_change_was_made_that_it_lacks(site: KeptSite) -> None:
    """The log says it, so a manager that was restarted or away says the same."""
    assert said(site).oldest_change_at is None
    head = site.context.state.projection.position.revision
    site.orchestrator.others_change(Change(path="theirs", state=file_state(b"3")))
    site.orchestrator.others_change(Change(path="theirs too", state=file_state(b"4")))
    site.fold()
    made_at = site.context.state.projection.commits.made_at(head + 1)
    assert made_at is not None
    assert said(site).oldest_change_at == made_at


async def test_a_site_says_how_far_it_is_in_a_look(site: KeptSite) -> None:
    """Nothing where no look is under way; else what was listed, and what has still to be hashed."""
    site.write({"c.bsp": b"3"})
    await site.look(Scope())
    assert said(site).scan is None
    site.context.observed.scanning = True
    site.context.directory_look.hashed.waiting = 1
    assert said(site).scan == ScanProgress(seen=3, to_hash=1)


async def test_a_site_names_what_nobody_has_until_somebody_does(site: KeptSite) -> None:
    """It is behind for that alone; what became of the path since ends it, too."""
    for path, data in (("lost", b"3"), ("again", b"4")):
        site.orchestrator.others_change(Change(path=path, state=file_state(data)))
    site.fold()
    head = site.context.state.projection.position.revision
    site.context.publisher.lacks("lost", head - 1)
    site.context.publisher.lacks("again", head)
    assert [line for line in said(site).problems if "has the bytes of 'lost', 'again': bring back" in line]
    site.context.publisher.placed("lost")
    site.orchestrator.others_change(Change(path="again", state=file_state(b"5"), base={"revision": head}))
    site.fold()
    assert not said(site).problems


async def test_what_a_receiving_site_changed_itself_is_told_as_refused_where_newer_waits(
    site: KeptSite,
) -> None:
    """Nobody has to wait for it: only its own people can let the newer content in."""
    rule = SiteRule(sites=("a",), mode=Mode.RECEIVE_ONLY)
    site.state.take_rules(ReplicaRules(collection="kernels", version=1, rules=(rule,)))
    site.write({"a.bsp": b"mine", "b.bsp": b"mine, too"})
    await site.look(Scope())
    assert (said(site).refused, said(site).behind) == (0, 0)
    base = site.context.state.projection.head("a.bsp")
    assert base is not None
    newer = Change(path="a.bsp", state=file_state(b"newer"), base={"revision": base.revision})
    site.orchestrator.others_change(newer)
    site.fold()
    presence = said(site)
    assert (presence.refused, presence.behind) == (1, 1)
    assert presence.refusals[0].startswith("a.bsp was changed at this site, which only receives")
