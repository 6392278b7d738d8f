"""Groups at a site at which a worker places what another site commits, in any order: whole or nothing."""

import random
from collections import deque
from collections.abc import Callable

import pytest

from services.manager.look.hashing.hash_file import Found
from services.manager.state.rules.reconcile import Action
from shared.contracts.messages.batch import BaseRef, Batch, Change, Condition
from shared.contracts.messages.transfers.want import Held
from shared.model.entry import DELETED, Entry, Kind, State
from shared.roots.posix.groups.group import Group, GroupChange, Stage
from tests.unit.services.manager.site import MADE_AT, Orchestrator, Site, file, fingerprint

ACTS = 40
WORLDS = 25
"""Some 15 ms each; four thousand others were right when this was written."""

PATHS = ("f", "g")


def is_live(head: Entry | None) -> bool:
    """Tell whether anything stands at a path."""
    return head is not None and head.live


class World:
    """A site with its directory, its worker and its gateway, and another site that writes."""

    def __init__(self, chance: random.Random, *, conditional: bool) -> None:
        self.chance = chance
        self.conditional = conditional
        self.site = Site(Orchestrator())
        self.directory: dict[str, State] = {}
        self.touched: dict[str, int] = {}
        self.touches = 100
        self.jobs: list[tuple[str, int, State, State]] = []
        self.reports: deque[tuple[str, int, State, int]] = deque()
        self.number = 0
        self.groups: list[Group] = []
        self.removed: dict[str, str] = {}
        """By group, the path at which it removes a file."""
        self.decided: list[tuple[bool, bool]] = []
        """Of each group, whether the old file and the new one stood in the tree when it was decided."""
        self.acts: tuple[Callable[[], None], ...] = (
            self.another_writes,
            self.gateway_writes,
            self.is_asked,
            self.places,
            self.places,
            self.reports_back,
            self.looks,
            self.sends,
            self.folds,
        )

    def act(self) -> None:
        """Let anybody act."""
        self.chance.choice(self.acts)()

    def another_writes(self) -> None:
        """Let the other site put a version, or remove one."""
        path = self.chance.choice(PATHS)
        head = self.site.orchestrator.tree.head(path)
        base = None if head is None else BaseRef(revision=head.revision)
        state = DELETED if head is not None and head.live and self.chance.random() < 0.3 else self._new()
        self.site.orchestrator.others_change(Change(path=path, state=state, base=base))

    def gateway_writes(self) -> None:
        """Let the gateway remove a file that stands as its tree has it, and put another, as one group."""
        path = self.chance.choice(PATHS)
        head = self.site.state.projection.head(path)
        if head is None or not head.live or self._at(path) != head.state or self.groups:
            return
        new = f"new-{self.touches}"
        held = Held(kind=Kind.FILE, content=head.state.content)
        condition = Condition(content=head.state.content) if self.conditional else None
        changes = (
            GroupChange(path=path, prior=held, state=DELETED, condition=condition),
            GroupChange(path=new, prior=Held(kind=Kind.DELETED), state=self._new()),
        )
        for change in changes:
            self._stand(change.path, change.state)
        group_id = f"{self.touches:032x}"
        self.removed[group_id] = path
        self.groups.append(Group(id=group_id, stage=Stage.CLOSED, at=MADE_AT, together=True, changes=changes))

    def is_asked(self) -> None:
        """Let a worker be told what is to be placed, by what the index says stands there."""
        wanted = self.site.state.want(step=1, grace_over=True, postponed=frozenset())
        busy = {path for path, *_ in (*self.jobs, *self.reports)}
        for need in () if wanted is None else wanted.needs:
            if need.path in busy:
                continue
            head = self.site.state.projection.head(need.path)
            self.site.state.provenance.asked([need])
            prior = self.site.local(need.path) or DELETED
            self.jobs.append((need.path, need.revision, DELETED if head is None else head.state, prior))

    def places(self) -> None:
        """Let the worker do any of its jobs: where nothing stands, or what it was told stands there."""
        if not self.jobs:
            return
        path, revision, state, prior = self.jobs.pop(self.chance.randrange(len(self.jobs)))
        stands = self._at(path)
        if not (stands.same(state) or stands.same(DELETED) or stands.same(prior)):
            return
        if not stands.same(state):
            self._stand(path, state)
        self.reports.append((path, revision, state, self.touched.get(path, 1)))

    def reports_back(self) -> None:
        """Let the oldest report arrive."""
        if self.reports:
            path, revision, state, touch = self.reports.popleft()
            self.number += 1
            self.site.placed(path, revision, state, number=self.number if state is DELETED else touch)

    def looks(self) -> None:
        """Let the manager look at all of the directory."""
        index = self.site.state.index
        names = {*self.directory, *PATHS}
        known = {path: row for path in names if (row := index.row(path)) is not None}
        found = [
            Found(path, state, fingerprint(self.touched[path]))
            for path, state in self.directory.items()
            if path not in known or not known[path].local.same(state)
        ]
        gone = [
            path
            for path, row in known.items()
            if path not in self.directory and row.local.kind is not Kind.DELETED
        ]
        self.site.state.note(found, gone, stamp=index.stamp, groups=self.groups)
        self.groups = []

    def sends(self) -> None:
        """Let the manager have what it has to say decided."""
        self.site.state.adopt()
        signed = self.site.sends()
        if signed is not None:
            batch, tree = Batch.model_validate_json(signed.body), self.site.orchestrator.tree
            if batch.sequence > tree.decided("a", f"{1:016x}"):
                self.site.orchestrator.decide(signed)
                if batch.group is not None:
                    removed, made = self.removed[batch.group.id], batch.changes[-1].path
                    self.decided.append((is_live(tree.head(removed)), is_live(tree.head(made))))

    def folds(self) -> None:
        """Let the site fold the log."""
        self.site.folds()
        self.site.state.adopt()

    def rests(self) -> None:
        """Let everybody but the writers act until nothing is left to do."""
        for _ in range(30):
            for act in (self.looks, self.sends, self.folds, self.is_asked):
                act()
            while self.jobs or self.reports:
                self.places()
                self.reports_back()

    def _new(self) -> State:
        self.touches += 1
        return file("0").model_copy(update={"content": f"{self.touches:064x}"})

    def _at(self, path: str) -> State:
        return self.directory.get(path, DELETED)

    def _stand(self, path: str, state: State) -> None:
        self.touches += 1
        self.touched[path] = self.touches
        if state.kind is Kind.DELETED:
            self.directory.pop(path, None)
        else:
            self.directory[path] = state


@pytest.mark.parametrize("seed", range(WORLDS))
def test_a_group_is_whole_or_nothing_whatever_is_placed_meanwhile(seed: int):
    """The log takes the removal and the new file or neither, and the directory follows it in the end."""
    chance = random.Random(seed)
    world = World(chance, conditional=chance.random() < 0.5)
    for _ in range(ACTS):
        world.act()
    world.rests()
    assert (True, True) not in world.decided
    live: dict[str, Entry] = dict(world.site.orchestrator.tree.live())
    assert world.directory == {path: entry.state for path, entry in live.items()}
    assert not any(world.site.state.index.due(action) for action in Action if action is not Action.NOTHING)
