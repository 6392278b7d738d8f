"""Sites whose rule follows kernels by what they mean, while others bring, replace and delete them at will."""

import asyncio
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from blake3 import blake3
from hypothesis import given, settings
from hypothesis import strategies as st

from services.manager.meaning.contents import KnownContent
from services.manager.meaning.kernels import KnownKernels, TimedSpans
from services.manager.meaning.resolve import resolve
from services.manager.surplus import Surplus
from shared.contracts.messages.batch import BaseRef, Change
from shared.contracts.messages.sites.replica_rules import Followed, ReplicaRules, SiteRule
from shared.contracts.messages.transfers.want import Want
from shared.model.entry import DELETED, Kind, State
from tests.unit.services.manager.kept_site import KeptSite

KERNELS = ("a.bc", "b.bc", "c.bsp", "d.bsp")
METAS = ("m.tm", "n.tm")
RULES = (
    {"kinds": ("ck",)},
    {"kinds": ("mk",)},
    {"closure_of": ("m.tm",)},
    {"kinds": ("spk",), "closure_of": ("n.tm",)},
)

puts = st.tuples(st.just("put"), st.sampled_from(KERNELS), st.integers(0, 2))
metas = st.tuples(st.just("put"), st.sampled_from(METAS), st.frozensets(st.sampled_from(KERNELS), max_size=3))
deletes = st.tuples(st.just("delete"), st.sampled_from((*KERNELS, *METAS)), st.none())
tells = st.tuples(st.just("tell"), st.integers(0, 9), st.none())
rules = st.tuples(st.just("rule"), st.sampled_from(RULES), st.none())
others = st.tuples(
    st.sampled_from(("settle", "find", "place", "give up", "give up all but")), st.none(), st.none()
)
worlds = st.lists(puts | metas | deletes | tells | rules | others, min_size=10, max_size=60)


@dataclass
class World:
    """Site a, and what there is to know."""

    kept: KeptSite
    contents: dict[str, tuple[bytes, KnownContent]] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)
    found: tuple[object, KnownKernels] | None = None
    version: int = 0

    def heads(self) -> dict[str, str]:
        """Return the content of each live path."""
        tree = self.kept.state.projection
        found = ((path, tree.head(path)) for path in (*KERNELS, *METAS))
        return {path: one.state.content or "" for path, one in found if one is not None and one.live}

    def put(self, path: str, what: object) -> None:
        """Have another site bring a file."""
        members = tuple(sorted(what)) if isinstance(what, frozenset) else ()
        data = f"{path} {what if not members else ' '.join(members)}".encode()
        content = blake3(data).hexdigest()
        family = {"bc": "ck", "bsp": "spk", "tm": "mk"}[path.partition(".")[2]]
        self.contents[content] = (data, KnownContent(family=family, members=members))
        state = State(kind=Kind.FILE, content=content, size=len(data), mtime_ns=0, mode=0o644)
        self._change(path, state)

    def delete(self, path: str) -> None:
        """Have another site delete a file."""
        if path in self.heads():
            self.deleted.add(path)
            self._change(path, DELETED)

    def _change(self, path: str, state: State) -> None:
        head = self.kept.state.projection.head(path)
        base = None if head is None else BaseRef(revision=head.revision)
        self.kept.orchestrator.others_change(Change(path=path, base=base, state=state))
        self.kept.fold()

    async def rule(self, words: dict[str, object]) -> None:
        """Have the site follow others."""
        self.version += 1
        one = SiteRule.model_validate({"sites": ("a",), **words})
        made = ReplicaRules(collection="kernels", version=self.version, rules=(one,))
        self.kept.state.take_rules(made)
        await self._look()

    async def _look(self) -> None:
        """Look at what is there, as after each change of what is followed."""
        await self.kept.look()
        self.kept.state.adopt()

    def stamp(self) -> object:
        """Return all that what is followed follows from."""
        state = self.kept.state
        return (state.projection.position, len(self.told), state.rule.now.followed)

    async def find(self) -> None:
        """Find what the rule comes to."""
        rule = self.kept.state.rule.now.followed
        known = {content: self.contents[content][1] for content in self.told}
        kernels = KnownKernels(self.heads().items(), known, TimedSpans())
        paths = resolve(rule, kernels, before=rule.paths).paths
        self.kept.state.take_selection(paths, kernels.loads)
        await self._look()
        self.found = (self.stamp(), kernels)

    async def place(self) -> None:
        """Place what is asked for."""
        self.kept.state.adopt()
        want = self.kept.state.want(step=1, grace_over=True, postponed=frozenset())
        for need in want.needs if want else ():
            head = self.kept.state.projection.head(need.path)
            if head is not None and head.live:
                self.kept.user.write(need.path, self.contents[head.state.content or ""][0])
            elif need.path in self.kept.user.files():
                self.kept.user.delete(need.path)
        await self._look()

    async def settle(self) -> None:
        """Come to what the rule says, but for what is to go."""
        self.told.update(self.contents)
        for _ in range(3):
            await self.find()
            await self.place()
        await self.find()

    async def give_up(self, *exclude: str) -> None:
        """Give up what may go; site b holds all but what fits some patterns."""
        if self.found is None or self.found[0] != self.stamp():
            return
        state = self.kept.state
        position = state.projection.position
        b = Want(
            collection="kernels",
            site="b",
            log_id=position.log_id or "",
            head=position.revision,
            placed=position.revision,
            rule=self.version,
            followed=Followed(exclude=exclude),
        )
        surplus = Surplus(
            state, site="a", clock=self.kept.context.clock, look_at=lambda _: None, known=self.found[1]
        )
        await surplus.give_up(self.kept.files, {"b": b})

    def holds_together(self) -> None:
        """No meta-kernel here lacks a member that the collection has had all the time."""
        here, heads = self.kept.user.files(), self.heads()
        for path in here.keys() & {*METAS}:
            _, known = self.contents[blake3(here[path]).hexdigest()]
            lacks = {one for one in known.members if one in heads} - here.keys() - self.deleted
            assert not lacks, f"{path} lacks {lacks}"


async def _lives(steps: list[tuple[str, object, object]], folder: Path) -> None:
    world = World(KeptSite(folder / "a"))
    await world.kept.begin({})
    await world.rule(RULES[1])
    for name, one, other in steps:
        await _step(world, name, one, other)
        world.holds_together()
    for _ in range(3):
        await world.settle()
        await world.give_up()
        world.holds_together()
    assert world.kept.user.files().keys() == world.kept.state.rule.now.followed.paths


async def _step(world: World, name: str, one: object, other: object) -> None:
    match name:
        case "put":
            world.put(str(one), other)
        case "delete":
            world.delete(str(one))
        case "tell":
            untold = sorted(world.contents.keys() - world.told)
            world.told.update(untold[int(str(one)) :][:1])
        case "settle":
            await world.settle()
        case "rule":
            await world.rule(dict(one))  # type: ignore[call-overload]
        case "find":
            await world.find()
        case "place":
            await world.place()
        case "give up":
            await world.give_up()
        case "give up all but":
            await world.give_up("*.tm")


@settings(max_examples=40, deadline=None)
@given(worlds)
def test_no_meta_kernel_lacks_a_member_and_all_comes_to_what_the_rule_says(
    steps: list[tuple[str, object, object]],
) -> None:
    """In whatever order kernels arrive, are described, placed and given up."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_lives(steps, Path(folder)))
