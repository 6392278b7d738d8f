"""A gateway that dies at any step of a move, and looks at any moment: the log has all of it, or nothing."""

import asyncio
import random
import time
from itertools import count
from pathlib import Path

import pytest

from shared.contracts.messages.batch import Batch, Condition
from shared.contracts.messages.transfers.want import Held
from shared.model.entry import DELETED, Kind, State
from shared.roots.posix.groups.group import Group, GroupChange
from shared.roots.posix.groups.site_writer import SiteWriter, recover_groups
from shared.roots.posix.groups.sources import FromFile
from shared.roots.posix.hashing import observe
from testing.disk.disk import MemoryDisk
from testing.disk.files import Faults, MemoryFiles
from tests.unit.services.manager.kept_site import KeptSite
from tests.unit.services.manager.site import MADE_AT

FILES = ("0", "1", "2")
OLD, NEW = [f"m/{name}" for name in FILES], [f"n/{name}" for name in FILES]
NOTHING = Held(kind=Kind.DELETED)

STEPS_WRITING, STEPS_RECOVERING = 112, 60
"""Disk operations of the move, and about as many as a new gateway needs at most to bring it in order."""

WORLDS = 25
"""Some 30 ms each; three thousand others were right when this was written."""


class DiedError(BaseException):
    """The gateway's process ends here."""


class MovingSite:
    """A site whose gateway moves a directory, and whose manager looks meanwhile."""

    def __init__(self, folder: Path) -> None:
        self.site = KeptSite(folder, disk=MemoryDisk(clock=count(time.time_ns()).__next__))
        asyncio.run(self.site.begin({path: path.encode() for path in (*OLD, "kept")}))
        self.said: list[Batch] = []

    def look(self) -> None:
        """Let the manager look, and what it says be decided."""
        asyncio.run(self.site.look())
        self.site.state.adopt()
        signed = self.site.state.make_batch(made_at=MADE_AT)
        if signed is not None:
            self.said.append(Batch.model_validate_json(signed.body))
            self.site.orchestrator.decide(signed)
            self.site.fold()

    def move(self, *, look_at: int, die_at: int) -> None:
        """Let the gateway move the directory, until it dies before one of its disk operations."""
        files = self._files(look_at=look_at, die_at=die_at)
        sources = {new: FromFile(old) for old, new in zip(OLD, NEW, strict=True)}
        try:
            SiteWriter(lambda: files, now=self.site.context.clock.now).write(self._group(), sources)
        except DiedError:
            return

    def recover(self, *, look_at: int) -> None:
        """Let a new gateway bring in order what the dead one left."""
        recover_groups(self._files(look_at=look_at), now=self.site.context.clock.now)

    def _files(self, *, look_at: int, die_at: int = -1) -> MemoryFiles:
        operations = count()

        def before(*_: str) -> None:
            at = next(operations)
            if at == look_at:
                self.look()
            if at == die_at:
                raise DiedError

        return MemoryFiles(self.site.disk, faults=Faults(before=before))

    def _group(self) -> Group:
        states = {path: self._state(path) for path in OLD}
        puts = [
            GroupChange(path=new, prior=NOTHING, state=states[old], condition=Condition())
            for old, new in zip(OLD, NEW, strict=True)
        ]
        deletes = [
            GroupChange(
                path=path,
                prior=Held(kind=Kind.FILE, content=state.content),
                state=DELETED,
                condition=Condition(content=state.content),
            )
            for path, state in states.items()
        ]
        now = self.site.context.clock.now()
        return Group(id="5" * 32, at=now, together=True, message="moved", changes=(*puts, *deletes))

    def _state(self, path: str) -> State:
        seen = observe(self.site.files, path)
        found = seen.status.fingerprint
        return State(
            kind=Kind.FILE, content=seen.content, size=found.size, mtime_ns=found.mtime_ns, mode=0o644
        )


@pytest.mark.parametrize("seed", range(WORLDS))
def test_a_move_is_whole_or_not_at_all_whenever_its_gateway_dies(tmp_path: Path, seed: int):
    """Looks come while it writes, when it is dead, and while another brings it in order."""
    chance, moving = random.Random(seed), MovingSite(tmp_path)
    moving.move(die_at=chance.randrange(STEPS_WRITING + 1), look_at=chance.randrange(STEPS_WRITING))
    moving.look()
    moving.recover(look_at=chance.randrange(STEPS_RECOVERING))
    for _ in range(2):
        moving.look()
    files = sorted(moving.site.user.files())
    assert files in (sorted(("kept", *OLD)), sorted(("kept", *NEW)))
    live = moving.site.orchestrator.tree.live().items()
    assert sorted(path for path, entry in live if entry.state.kind is Kind.FILE) == files
    assert all(batch.group is not None for batch in moving.said)
