"""A site over a disk in memory, whose every file the log has: what looks lead to. No test module."""

from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path

from services.manager.look.directory.scan import WHOLE, Scope
from services.manager.tasks.look import LookTask
from shared.catalog.fold.fold import Folded
from shared.contracts.messages.batch import Batch, Change
from shared.heads.quarantine import NO_POLICY, Policy
from shared.roots.posix.files.port import Files
from testing.disk.disk import MemoryDisk
from testing.disk.files import MemoryFiles
from testing.disk.person import MemoryUser
from tests.unit.services.manager.site import MADE_AT, Orchestrator, trusts
from tests.unit.services.manager.wiring import new_core


class KeptSite:
    """Site `a` of collection `kernels`: its directory, manager and orchestrator, without a bus."""

    def __init__(
        self,
        folder: Path,
        *,
        settle: float = 0.0,
        unfinished: float = 300.0,
        disk: MemoryDisk | None = None,
        policy: Policy = NO_POLICY,
        open_files: Callable[[], Files] | None = None,
    ) -> None:
        folder.mkdir(exist_ok=True)
        self.database = folder / "site.db"
        self.disk = disk or MemoryDisk(clock=count(1_000).__next__)
        self.user = MemoryUser(self.disk)
        self.files = MemoryFiles(self.disk)
        self.orchestrator = Orchestrator()
        self.context = new_core(
            database=self.database,
            open_files=open_files or (lambda: MemoryFiles(self.disk, faults=self.files.faults)),
            settle=settle,
            unfinished=unfinished,
            collection="kernels",
            site="a",
            policy=policy,
        )
        self.state = self.context.state
        self.look_task = LookTask(self.context)
        self._incarnations = count(900)

    async def begin(self, files: Mapping[str, bytes]) -> None:
        """Take the root on, with files that are published at once."""
        await self.context.root.begin()
        self.write(files)
        await self.look()
        self.publish()

    def write(self, files: Mapping[str, bytes]) -> None:
        """Let a person write files."""
        for path, data in files.items():
            self.user.write(path, data)

    async def look(self, scope: Scope = WHOLE) -> tuple[float, Scope] | None:
        """Look as the manager does, and take in what is found."""
        return await self.look_task.look_once(scope)

    def publish(self) -> list[Change]:
        """Send what there is to send, have it decided, and fold it; return the changes."""
        self.state.adopt()
        signed = self.state.make_batch(made_at=MADE_AT)
        if signed is None:
            return []
        self.orchestrator.decide(signed)
        self.fold()
        return list(Batch.model_validate_json(signed.body).changes)

    def fold(self) -> None:
        """Fold what is new in the log."""
        after = self.state.projection.position.revision
        for at, signed in self.orchestrator.log:
            if at > after:
                result = self.state.fold(
                    at, signed, trusts=trusts, incarnation=lambda: f"{next(self._incarnations):016x}"
                )
                assert isinstance(result, Folded)
