"""What a site gives up when its rule leaves something out, and what it keeps."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from services.manager.meaning.contents import KnownContent
from services.manager.meaning.kernels import KnownKernels, TimedSpans
from services.manager.surplus import Kept, Surplus
from services.manager.tasks.give_up_surplus import give_up_surplus
from services.manager.tasks.heed_pauses import read_pause
from shared.bus.codec import encode
from shared.contracts.messages.batch import BaseRef, Change
from shared.contracts.messages.sites.membership import Standing
from shared.contracts.messages.sites.replica_rules import Followed, ReplicaRules, SiteRule
from shared.contracts.messages.transfers.want import Want
from shared.model.entry import DELETED
from shared.roots.posix.trash import Trash
from shared.service.members import MemberStore
from tests.unit.services.manager.kept_site import KeptSite
from tests.unit.services.manager.wiring import until

VERSION = 3
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


@dataclass
class Leaving:
    """Site a, whose rule leaves `ck/` out."""

    kept: KeptSite
    looked: list[str] = field(default_factory=list)

    async def gives_up(self, *wants: Want, known: KnownKernels | None = None, gives: bool = True) -> Kept:
        """Have one round, with what other sites say, and what is known of kernels."""
        state, clock = self.kept.state, self.kept.context.clock
        surplus = Surplus(state, site="a", clock=clock, look_at=self.looked.append, known=known, gives=gives)
        return await surplus.give_up(self.kept.files, {want.site: want for want in wants})

    @property
    def trashed(self) -> int:
        """How much is in the trash."""
        return len(list(Trash(self.kept.files).entries()))

    def says(self, site: str, *, placed: int = 1, rule: int = VERSION, **more: object) -> Want:
        """Return what another site says."""
        log_id = self.kept.state.projection.position.log_id
        return Want(collection="kernels", site=site, log_id=log_id, head=9, placed=placed, rule=rule, **more)


def rules(copies: int = 1) -> ReplicaRules:
    """Return rules by which site a follows no `ck/`."""
    rule = SiteRule(sites=("a",), exclude=("ck/",))
    return ReplicaRules(collection="kernels", version=VERSION, copies=copies, rules=(rule,))


@pytest.fixture
async def leaving(tmp_path) -> Leaving:
    """Return it, with two files of which it has published both."""
    kept = KeptSite(tmp_path / "a")
    await kept.begin({"ck/old/a.bc": b"attitude", "spk/b.bsp": b"orbit"})
    kept.state.take_rules(rules())
    return Leaving(kept)


async def test_what_another_site_holds_goes_to_the_trash_with_the_empty_directories(leaving: Leaving) -> None:
    """No deletion comes of it, whatever the next look sees; what the rule keeps is not touched."""
    assert await leaving.gives_up(leaving.says("b")) == Kept()
    assert leaving.trashed == 1
    assert leaving.kept.user.files() == {"spk/b.bsp": b"orbit"}
    assert "ck" not in [one.name for one in leaving.kept.files.list("")]
    await leaving.kept.look()
    assert leaving.kept.publish() == []
    leaving.kept.state.take_rules(ReplicaRules(collection="kernels", version=4))
    await leaving.kept.look()
    assert leaving.kept.publish() == []
    assert "ck/old/a.bc" in leaving.kept.state.unplaced(limit=9)


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("nobody else is there", None),
        ("it has not placed it", {"placed": 0}),
        ("its rule leaves it out, too", {"followed": Followed(exclude=("*.bc",))}),
        ("it keeps other rules, and may be giving it up", {"rule": VERSION - 1}),
        ("it is paused, and its disk may be away", {"paused": True}),
    ],
)
async def test_a_last_copy_stays(leaving: Leaving, why: str, said: dict[str, object] | None) -> None:
    """Whatever the rule says, and status names it."""
    wants = () if said is None else (leaving.says("b", **said),)
    found = await leaving.gives_up(*wants)
    assert (found.files, found.shown, leaving.trashed) == (1, ("ck/old/a.bc",), 0), why
    (line,) = found.lines
    assert line.startswith("1 file stays here though the rule of the site leaves them out")


async def test_what_no_site_follows_any_more_stays_at_each_and_status_says_how_to_free_it(
    leaving: Leaving,
) -> None:
    """A stranger found replaced versions at three sites where one copy was asked for: none of them counts."""
    unfollowing = Followed(include=("spk/",))
    stays = await leaving.gives_up(
        leaving.says("b", followed=unfollowing), leaving.says("c", followed=unfollowing)
    )
    assert (stays.files, stays.unfollowed, leaving.trashed) == (1, 1, 0)
    assert "follows 1 of them" in stays.lines[0]
    waits = await leaving.gives_up(leaving.says("b", followed=unfollowing), leaving.says("c", placed=0))
    assert (waits.files, waits.unfollowed, "of them" in waits.lines[0]) == (1, 0, False)
    assert await leaving.gives_up(leaving.says("b", followed=unfollowing), leaving.says("c")) == Kept()


async def test_as_many_others_are_asked_for_as_the_rules_say(leaving: Leaving) -> None:
    """Two copies are two other sites."""
    leaving.kept.state.take_rules(rules(copies=2))
    assert (await leaving.gives_up(leaving.says("b"))).files == 1
    assert (await leaving.gives_up(leaving.says("b"), leaving.says("c"))).files == 0


async def test_what_was_made_or_changed_here_stays(leaving: Leaving) -> None:
    """Nobody else has those bytes."""
    leaving.kept.write({"ck/old/a.bc": b"another attitude", "ck/mine": b"mine"})
    await leaving.kept.look()
    found = await leaving.gives_up(leaving.says("b"))
    assert (found.files, leaving.trashed) == (2, 0)


async def test_a_site_that_drains_tells_what_was_made_there_and_touches_nothing(leaving: Leaving) -> None:
    """What others hold is not told, and lies there on."""
    leaving.kept.write({"ck/mine": b"mine"})
    await leaving.kept.look()
    found = await leaving.gives_up(leaving.says("b"), gives=False)
    assert (found.shown, leaving.trashed, "ck/old/a.bc" in leaving.kept.user.files()) == (
        ("ck/mine",),
        0,
        True,
    )


async def test_what_comes_to_lie_at_a_site_that_drains_is_told(leaving: Leaving) -> None:
    """Its rounds go on: a person who drains it asks what it alone has."""
    kept, context = leaving.kept, leaving.kept.context
    await MemberStore(context.said, "kernels").set("a", Standing.DRAINING, since=NOON, by="ada")
    await read_pause(context)
    kept.write({"ck/mine": b"mine"})
    await kept.look()
    said = leaving.says("a", followed=context.state.rule.now.followed)
    await context.bus.publish(context.topology.want("kernels", "a"), encode(said))
    task = asyncio.create_task(give_up_surplus(context))
    await until(lambda: "ck/mine" in context.observed.surplus.shown)
    task.cancel()
    assert leaving.trashed == 0


async def test_a_file_that_was_changed_since_the_last_look_stays_and_is_looked_at(leaving: Leaving) -> None:
    """The index knows other bytes than those that stand there."""
    leaving.kept.write({"ck/old/a.bc": b"another attitude"})
    assert (await leaving.gives_up(leaving.says("b"))).files == 1
    assert (leaving.trashed, leaving.looked) == (0, ["ck/old/a.bc"])
    assert leaving.kept.user.files()["ck/old/a.bc"] == b"another attitude"


@pytest.fixture
async def meant(tmp_path) -> Leaving:
    """Return site a with a meta-kernel and its member, which its rule by meaning leaves out."""
    kept = KeptSite(tmp_path / "a")
    await kept.begin({"ck/a.bc": b"attitude", "mk/m.tm": b"loads it", "spk/b.bsp": b"orbit"})
    rule = SiteRule(sites=("a",), kinds=("spk",))
    kept.state.take_rules(ReplicaRules(collection="kernels", version=VERSION, rules=(rule,)))
    kept.state.take_selection({"spk/b.bsp"}, lambda _path, _content: ())
    return Leaving(kept)


def told(leaving: Leaving, *undescribed: str, lacks: bool = False) -> KnownKernels:
    """Return what is known of its kernels, but for some."""
    files = {
        one.path: one.local.content or "" for one in leaving.kept.state.index.files("", after="", limit=9)
    }
    contents = {
        content: KnownContent(family="mk" if path.endswith(".tm") else "ck", members=LOADS if lacks else ())
        for path, content in files.items()
        if path not in undescribed
    }
    return KnownKernels(files.items(), contents, TimedSpans())


LOADS = ("../ck/a.bc",)


async def test_a_meta_kernel_goes_before_what_it_loads(meant: Leaving) -> None:
    """Where it stays, as the last copy, all that it loads stays as well."""
    held_elsewhere = Followed(include=("ck/",))
    stays = await meant.gives_up(meant.says("b", followed=held_elsewhere), known=told(meant, lacks=True))
    assert (stays.shown, meant.trashed) == (("mk/m.tm", "ck/a.bc"), 0)
    assert await meant.gives_up(meant.says("b"), known=told(meant, lacks=True)) == Kept()
    assert meant.kept.user.files() == {"spk/b.bsp": b"orbit"}


@pytest.mark.parametrize(
    ("untold", "stay"), [("ck/a.bc", {"ck/a.bc"}), ("mk/m.tm", {"ck/a.bc", "mk/m.tm"}), ("spk/b.bsp", set())]
)
async def test_what_nobody_has_described_stays(meant: Leaving, untold: str, stay: set[str]) -> None:
    """With all else, where it is a meta-kernel: nobody knows what it loads."""
    await meant.gives_up(meant.says("b"), known=told(meant, untold))
    assert meant.kept.user.files().keys() == {"spk/b.bsp", *stay}


async def test_what_a_meta_kernel_here_loads_stays_though_it_was_deleted(meant: Leaving) -> None:
    """Found on a rack: it went while the transfer of what the next version loads took its time."""
    rows = {one.path: one.local.content or "" for one in meant.kept.state.index.files("", after="", limit=9)}
    del rows["ck/a.bc"]
    contents = {content: KnownContent(family="mk", members=LOADS) for content in rows.values()}
    known = KnownKernels(rows.items(), contents, TimedSpans())
    gone = Change(path="ck/a.bc", base=BaseRef(revision=1), state=DELETED)
    meant.kept.orchestrator.others_change(gone)
    meant.kept.fold()
    stays = await meant.gives_up(meant.says("b", placed=2, followed=Followed(include=("ck/",))), known=known)
    assert stays.shown == ("mk/m.tm", "ck/a.bc")
