"""Looks at directories in which names are ignored."""

from pathlib import Path

import pytest

from services.manager.look.ignores.patterns import IGNORE_FILE
from services.manager.status.presence import presence_of
from services.manager.tasks.publish import PublishTask
from shared.contracts.messages.batch import Change
from testing.disk.root import file_state
from tests.unit.services.manager.kept_site import KeptSite


@pytest.fixture
async def site(tmp_path: Path) -> KeptSite:
    """A site that has published two files."""
    site = KeptSite(tmp_path)
    await site.begin({"a.bsp": b"1", "scratch/old": b"2"})
    return site


async def published(site: KeptSite) -> set[str]:
    """Look until nothing is left to look at, and return what is published."""
    again = await site.look()
    while again is not None:
        again = await site.look(again[1])
    return {change.path for change in site.publish()}


def ignored(site: KeptSite) -> tuple[int, tuple[str, ...]]:
    """Return what people are told."""
    presence = presence_of(site.context, PublishTask(site.context))
    return presence.ignored, presence.ignored_shown


async def test_half_done_files_are_not_published_and_told_until_they_have_their_name(site: KeptSite) -> None:
    """A rename publishes them; nothing waits for them."""
    site.write({"b.bsp.part": b"half", ".c.bsp.X7fQa2": b"half", "d.bsp": b"whole"})
    assert await published(site) == {"d.bsp"}
    assert ignored(site) == (2, (".c.bsp.X7fQa2",))
    site.user.rename("b.bsp.part", "b.bsp")
    site.user.delete(".c.bsp.X7fQa2")
    assert await published(site) == {"b.bsp"}
    assert ignored(site) == (0, ())


async def test_a_changed_ignore_is_no_deletion(site: KeptSite) -> None:
    """What the collection has stays in it, and its changes are published: also below an ignored directory."""
    site.write({IGNORE_FILE: b"scratch/\n*.bsp\n"})
    assert await published(site) == set()
    site.write({"a.bsp": b"changed", "scratch/old": b"changed", "scratch/new": b"3", "n.bsp": b"4"})
    assert await published(site) == {"a.bsp", "scratch/old"}
    site.user.delete("a.bsp")
    assert await published(site) == {"a.bsp"}


async def test_what_is_ignored_no_more_is_published(site: KeptSite) -> None:
    """And a file that an editor takes away for a moment publishes nothing."""
    site.write({IGNORE_FILE: b"*.log\n", "x.log": b"x"})
    assert await published(site) == set()
    site.user.delete(IGNORE_FILE)
    first = await site.look()
    assert first is not None, "another look has to tell"
    assert site.publish() == []
    site.write({IGNORE_FILE: b"*.log\n*.tmp\n"})
    assert await published(site) == set()
    site.user.delete(IGNORE_FILE)
    assert await published(site) == {"x.log"}


async def test_nothing_is_published_while_the_rules_cannot_be_understood(site: KeptSite) -> None:
    """Status names the line; mended, all goes on."""
    site.write({IGNORE_FILE: b"!\n", "x.log": b"x"})
    again = await site.look()
    assert again is not None
    assert site.publish() == []
    problems = presence_of(site.context, PublishTask(site.context)).problems
    assert any("cannot be understood" in problem for problem in problems)
    site.write({IGNORE_FILE: b"*.log\n"})
    assert await published(site) == set()


async def test_a_name_that_the_collection_has_is_not_ignored(site: KeptSite) -> None:
    """Another site publishes it: then it is one file at both."""
    site.write({"x.part": b"ours"})
    assert await published(site) == set()
    site.orchestrator.others_change(Change(path="x.part", state=file_state(b"theirs")))
    site.fold()
    assert await published(site) == {"x.part"}
