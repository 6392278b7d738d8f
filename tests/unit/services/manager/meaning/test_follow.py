"""The paths of a rule by meaning while kernels arrive and are described."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from services.manager.meaning.follow import RuleByMeaning
from services.manager.state.site_rule import Moved
from shared.bus.codec import encode
from shared.bus.describer_keys import DescriberKeys
from shared.catalog.store.projection_view import projection_view
from shared.contracts.messages.batch import Change
from shared.contracts.messages.description import Asked, Description, Findings, Told
from shared.contracts.messages.kernels.kernel_facts import KernelFacts
from shared.contracts.messages.presence import DescriberRecord
from shared.contracts.messages.sites.replica_rules import ReplicaRules, SiteRule
from shared.contracts.topology import Topology
from shared.identity.keys import SigningKey
from testing.bus.memory import MemoryBus, MemoryServer
from tests.unit.services.manager.kept_site import KeptSite
from tests.unit.services.manager.site import MADE_AT, file
from tests.unit.services.manager.wiring import until

TOPOLOGY = Topology()
KEY = SigningKey(b"d" * 32)


@dataclass
class Following:
    """Site a, which follows kernels by what descriptions say of them."""

    kept: KeptSite
    bus: MemoryBus
    moves: list[Moved] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Wire it."""
        self.meaning = RuleByMeaning(
            self.bus,
            topology=TOPOLOGY,
            collection="kernels",
            state=self.kept.state,
            open_view=lambda: projection_view(self.kept.database),
            moved=self.moves.append,
            retry=0.01,
        )

    @property
    def paths(self) -> frozenset[str]:
        """What the site follows."""
        return self.kept.state.rule.now.followed.paths

    def arrives(self, path: str, digit: str) -> None:
        """Have another site bring a file."""
        self.kept.orchestrator.others_change(Change(path=path, state=file(digit)))
        self.kept.fold()
        self.meaning.look_again()

    async def is_told(self, digit: str, family: str, *members: str) -> None:
        """Have a describer say what a content is."""
        facts = KernelFacts(family=family, form="text", told_by="content", members=members)
        description = Description(
            collection="kernels",
            content=digit * 64,
            size=9,
            name="f",
            site="b",
            made_at=MADE_AT,
            told=Told.RECOGNISED,
            asked=(Asked(name="kernels", version=1),),
            findings=Findings(kind=family, kernel=facts),
        )
        subject = TOPOLOGY.description("kernels", digit * 64)
        await self.bus.publish(subject, encode(KEY.sign(description.model_dump_json())))

    def takes(self, **words: object) -> None:
        """Take a rule."""
        rule = SiteRule.model_validate({"sites": ("a",), **words})
        self.kept.state.take_rules(ReplicaRules(collection="kernels", version=1, rules=(rule,)))
        self.meaning.look_again()


@asynccontextmanager
async def following(folder: Path) -> AsyncIterator[Following]:
    """Yield it while it runs."""
    bus = MemoryBus(MemoryServer(TOPOLOGY), "test")
    record = DescriberRecord(collection="kernels", site="b", key=KEY.public)
    await DescriberKeys(bus, collection="kernels").register(record)
    kept = KeptSite(folder / "a")
    await kept.begin({})
    site = Following(kept, bus)
    task = asyncio.create_task(site.meaning.run())
    yield site
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def is_current(site: Following, *paths: str) -> Callable[[], bool]:
    """Return what tells whether these are followed, by all that is known."""
    return lambda: site.paths == {*paths} and site.meaning.current() is not None


async def test_kernels_are_followed_as_they_arrive_and_are_described(tmp_path: Path) -> None:
    """A meta-kernel once its last member is there; which member is missing is told until then."""
    async with following(tmp_path) as site:
        site.arrives("mk/m.tm", "1")
        site.arrives("ck/a.bc", "2")
        site.takes(kinds=("ck",), closure_of=("mk/m.tm",))
        await until(is_current(site))
        assert ["waits until it is described" in line for line in site.meaning.lines] == [True]
        await site.is_told("1", "mk", "../ck/a.bc", "../spk/b.bsp")
        await site.is_told("2", "ck")
        await until(is_current(site, "ck/a.bc"))
        assert ["../spk/b.bsp" in line for line in site.meaning.lines] == [True]
        site.arrives("spk/b.bsp", "3")
        await until(is_current(site, "ck/a.bc", "mk/m.tm", "spk/b.bsp"))
        assert site.meaning.lines == []
        site.arrives("ck/c.bc", "2")
        await until(is_current(site, "ck/a.bc", "ck/c.bc", "mk/m.tm", "spk/b.bsp"))
        assert {path for moved in site.moves for path in moved.entered} == site.paths


async def test_a_description_that_says_otherwise_has_a_kernel_leave(tmp_path: Path) -> None:
    """As when its describer knows more by now."""
    async with following(tmp_path) as site:
        site.arrives("ck/a.bc", "2")
        site.takes(kinds=("ck",))
        await site.is_told("2", "ck")
        await until(is_current(site, "ck/a.bc"))
        await site.is_told("2", "spk")
        await until(is_current(site))
        assert site.moves[-1].left == {"ck/a.bc"}


async def test_kernels_are_known_to_whoever_plans_a_rule_before_any_is_in_force(tmp_path: Path) -> None:
    """Nothing is read before somebody asks."""
    async with following(tmp_path) as site:
        site.arrives("ck/a.bc", "2")
        await site.is_told("2", "ck")
        found = await site.meaning.kernels()
        assert [(one.path, one.family) for one in found.kernels] == [("ck/a.bc", "ck")]
        assert site.moves == []


async def test_a_rule_that_comes_to_more_than_can_be_told_changes_nothing(
    tmp_path: Path, monkeypatch
) -> None:
    """Status says so."""
    async with following(tmp_path) as site:
        site.arrives("ck/a.bc", "2")
        monkeypatch.setattr("shared.model.path_set.PACKED_MAX", 3)
        site.takes(kinds=("ck",))
        await site.is_told("2", "ck")
        await until(lambda: "comes to 1 kernels: " in "".join(site.meaning.lines))
        assert (site.paths, site.meaning.current()) == (frozenset(), None)


async def test_what_a_meta_kernel_loads_is_placed_early_where_a_rule_says_so(tmp_path: Path) -> None:
    """The site follows everything all the same; once the rule says so no more, nothing is early."""
    async with following(tmp_path) as site:
        state = site.kept.state
        site.arrives("mk/m.tm", "1")
        site.arrives("spk/b.bsp", "2")
        site.takes(first_of=("mk/m.tm",))
        await site.is_told("1", "mk", "../spk/b.bsp")
        await until(lambda: state.index.members == {"spk/b.bsp"})
        assert state.rule.now.followed.everything
        state.take_rules(ReplicaRules(collection="kernels", version=2))
        site.meaning.look_again()
        assert state.index.members == frozenset()
