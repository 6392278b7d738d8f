"""One run of a job: made, watched, asked how it ended, and removed, whatever happens."""

import asyncio
import logging
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from services.runner.command.process import Ended
from services.runner.job.api import ClusterApi, ClusterError
from services.runner.job.log import PodLog
from services.runner.job.manifest import INPUT, OUTPUT, SECRETS
from services.runner.job.pod import GONE, NO_POD, Pod, Seen, Stage, seen_in
from services.runner.program.clusters import Job
from services.runner.tasks.port import StepError
from shared.states.values import Json

log = logging.getLogger(__name__)

LOOK_EVERY: Final = 1.0
"""Seconds between two looks at a pod."""

PATIENCE: Final = 120.0
"""Seconds for which a cluster may not answer while a job runs: as a control plane does that is renewed."""

LATE_SECONDS: Final = 30.0
"""For a node to end a pod, beside its grace; and for the last lines of its log to come."""

NOT_STARTED, LOST, ENGINE_FAILED = "Container.NotStarted", "Container.Lost", "Container.EngineFailed"

REFUSED: Final = frozenset({400, 403, 409, 422})
"""Answers to a job that is made, after which trying again does not help."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobProcess:
    """Runs a job over a working directory; see `CommandProcess`."""

    api: ClusterApi
    job: Job
    name: str
    manifest: Mapping[str, Json]
    exchange: Path
    """For input, output and secrets; it is removed with the job."""
    secrets: Mapping[str, str]
    seconds: float
    line: Callable[[str], None]
    look_every: float = LOOK_EVERY

    async def run(self, given: bytes) -> Ended:
        """Run it with `given` as its input. Cancelled, it removes the job before it is done.

        Raises:
            StepError: it could not be begun, its node was lost, or the cluster does not answer.
        """
        try:
            await asyncio.to_thread(self._lay_out, given)
            await self._create()
            return await self._attend()
        finally:
            await asyncio.shield(self._remove())

    def _lay_out(self, given: bytes) -> None:
        shutil.rmtree(self.exchange, ignore_errors=True)
        secrets = self.exchange / SECRETS
        secrets.mkdir(parents=True, mode=0o700)
        (self.exchange / INPUT).write_bytes(given)
        for name, value in self.secrets.items():
            place = secrets / name
            place.touch(mode=0o600)
            place.write_text(value)

    async def _create(self) -> None:
        try:
            await self.api.create(self.manifest)
        except ClusterError as error:
            if error.status in REFUSED:
                raise StepError(NOT_STARTED, f"image {self.job.image}: {error}") from error
            raise

    async def _attend(self) -> Ended:
        said = PodLog(self.api, self.line, bytes_max=self.job.log_bytes)
        following: asyncio.Task[None] | None = None
        watch = _Watch(self, asyncio.get_running_loop().time)
        try:
            while True:
                pod, seen = await watch.look()
                if pod is not None and _has_more(following, seen):
                    following = asyncio.create_task(said.follow(pod.metadata.name))
                ended = await asyncio.to_thread(watch.decide, seen)
                if ended is not None:
                    if following is not None and ended.why == "exit":
                        await asyncio.wait([following], timeout=LATE_SECONDS)
                    return ended
                await asyncio.sleep(self.look_every)
        finally:
            if following is not None:
                following.cancel()
                await asyncio.wait([following])

    async def _remove(self) -> None:
        """Remove job, pod and exchange; what the cluster does not remove now it removes by itself, later."""
        try:
            await self.api.remove(self.name)
            async with asyncio.timeout(self.job.grace_seconds + LATE_SECONDS):
                while await self.api.pods(self.name):  # noqa: ASYNC110 - it is the cluster's to say
                    await asyncio.sleep(self.look_every)
        except (ClusterError, TimeoutError) as error:
            log.warning("job %s may be left for a while: %s", self.name, str(error) or "its pod does not end")
        await asyncio.to_thread(shutil.rmtree, self.exchange, ignore_errors=True)


class _Watch:
    """Looks at the pod of a job, and decides when it has ended, or has to be."""

    def __init__(self, process: JobProcess, time: Callable[[], float]) -> None:
        self._process = process
        self._time = time
        self._made = self._heard = time()
        self._began: float | None = None
        self._had_pod = False

    async def look(self) -> tuple[Pod | None, Seen]:
        """Return the pod, and how far it is. Raises ClusterError: the cluster is away for too long."""
        try:
            pods = await self._process.api.pods(self._process.name)
            gone = GONE if self._had_pod else None
            if not pods and not self._had_pod:
                gone = await self._process.api.failure(self._process.name)
        except ClusterError:
            if self._time() - self._heard > PATIENCE:
                raise
            return None, Seen(stage=Stage.RUNS if self._began is not None else Stage.WAITS)
        self._heard = self._time()
        if not pods:
            return None, Seen(stage=Stage.LOST if gone else Stage.WAITS, words=gone or NO_POD)
        self._had_pod = True
        return pods[-1], seen_in(pods[-1])

    def decide(self, seen: Seen) -> Ended | None:
        """Return how the job ended; None where it goes on. Blocks. Raises StepError."""
        job = self._process.job
        match seen.stage:
            case Stage.NEVER:
                raise StepError(NOT_STARTED, f"image {job.image}: {seen.words}")
            case Stage.LOST:
                raise StepError(LOST, f"it was not run to its end: {seen.words}")
            case Stage.WAITS:
                if self._time() - self._made > job.start_seconds:
                    words = f"image {job.image}: not begun within {job.start_seconds} s: {seen.words}"
                    raise StepError(ENGINE_FAILED, words)
                return None
            case Stage.RUNS:
                return self._bounded()
            case Stage.ENDED:
                return self._ended(seen)

    def _bounded(self) -> Ended | None:
        """Return how a job that runs is ended for what it took, where it is."""
        process, now = self._process, self._time()
        self._began = now if self._began is None else self._began
        if now - self._began > process.seconds:
            words = f"it ran longer than {process.seconds:g} s, and was ended"
            return Ended(code=None, why="timeout", words=words)
        return self._too_much()

    def _too_much(self) -> Ended | None:
        bytes_max = self._process.job.stdout_bytes
        if _size(self._process.exchange / OUTPUT) <= bytes_max:
            return None
        words = f"it wrote more than {bytes_max} bytes to standard output, and was ended"
        return Ended(code=None, why="output", words=words)

    def _ended(self, seen: Seen) -> Ended:
        job = self._process.job
        if seen.out_of_memory and seen.code != 0:
            words = f"it took more than {job.memory_bytes} bytes of memory, and was ended"
            return Ended(code=seen.code, why="memory", words=words)
        words = f"it ended with code {seen.code}"
        output = self._process.exchange / OUTPUT
        return self._too_much() or Ended(code=seen.code, why="exit", stdout=_bytes(output), words=words)


def _has_more(following: asyncio.Task[None] | None, seen: Seen) -> bool:
    """Tell whether a log is to be followed, or to be followed again since its connection broke."""
    if following is None:
        return seen.stage in (Stage.RUNS, Stage.ENDED)
    return following.done() and seen.stage is Stage.RUNS


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except FileNotFoundError:
        return 0


def _bytes(path: Path) -> bytes:
    """Return what a file holds; nothing where the pod has put something else there."""
    return path.read_bytes() if path.is_file() and not path.is_symlink() else b""
