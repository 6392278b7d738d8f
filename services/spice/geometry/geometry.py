"""The parts of geometry, wired: files of kernels, processes that hold them, and jobs."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from services.spice.geometry.files.content_files import ContentFiles
from services.spice.geometry.files.sources import KernelSource, NearestSource, RemoteSource, RootSource
from services.spice.geometry.jobs.answers import AnswerFiles
from services.spice.geometry.jobs.book import JobBook
from services.spice.geometry.jobs.claims import Others, alone
from services.spice.geometry.jobs.jobs import Jobs
from services.spice.geometry.jobs.kernel_holds import KernelHolds
from services.spice.geometry.process.pool import Allowance, Pool
from services.spice.geometry.queue.hand_on import HandOn
from services.spice.geometry.queue.shared_pool import SharedPool
from services.spice.geometry.queue.site_queue import SiteQueue
from services.spice.geometry.queue.take import Take
from services.spice.geometry.settings import GeometryConfig
from services.spice.sets.port import KernelSets
from shared.bus.port import Bus
from shared.bus.pubsub import PubSub
from shared.contents.elsewhere import Elsewhere
from shared.contents.figures import RemoteFigures
from shared.observability.clock import Clock
from shared.roots.posix.files.directory import PosixFiles
from shared.roots.posix.files.port import ReadableFile

FILES = "kernels"
"""The folder of files that processes load, below the state's."""

JOBS = "answers"
"""The folder of answers of jobs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Geometry:
    """Everything that the routes of geometry share."""

    collection: str
    sets: KernelSets
    files: ContentFiles
    pool: Pool
    allowance: Allowance
    shared: SharedPool
    """Answers what somebody waits for."""
    jobs: Jobs
    remote: RemoteFigures
    """Of kernels that came from other sites."""
    take: Take | None = None
    """Takes questions of other processes of the site."""

    async def run(self) -> None:
        """Answer jobs until cancelled; then end all processes."""
        try:
            await self.jobs.run()
        finally:
            await self.files.stop()
            await self.pool.stop()

    def start(self) -> None:
        """Take up what an earlier process left. Blocks; raises StoreFullError."""
        # All of it, until it is known what jobs need: the collection may not have it any more.
        self.files.start(spare_all=True)
        self.jobs.start()


def make_geometry(
    config: GeometryConfig,
    *,
    bus: Bus,
    site: str,
    instance: str,
    root: Path,
    sets: KernelSets,
    clock: Clock,
    monotonic: Callable[[], float],
    new_id: Callable[[], str],
    others: Others = alone,
    elsewhere: Elsewhere | None = None,
    pubsub: PubSub | None = None,
) -> Geometry:
    """Wire geometry; nothing is started.

    Args:
        config: settings.
        bus: where jobs are said to all processes of the site.
        site: whose processes they are.
        instance: names this one among them.
        root: the collection's directory at this site; only read.
        sets: finds kernels.
        clock: tells when jobs expire.
        monotonic: seconds; tells who has fallen silent.
        new_id: gives 32 hexadecimal digits that nobody guesses.
        others: tells which processes of the site are there.
        elsewhere: reads kernels that this site lacks; None has them refused.
        pubsub: what questions go over to other processes of the site; None keeps them here.
    """
    files = ContentFiles(
        config.state / FILES, source=_source(config, root, elsewhere), limit_bytes=config.kernel_bytes
    )
    pool = Pool(files, config.pool_bounds())
    queue = SiteQueue(config.topology(), config.collection, site)
    book = JobBook(
        bus,
        collection=config.collection,
        site=site,
        instance=instance,
        now=clock.now,
        monotonic=monotonic,
    )
    return Geometry(
        collection=config.collection,
        sets=sets,
        files=files,
        pool=pool,
        allowance=config.allowance(),
        shared=SharedPool(
            pool=pool,
            allowance=config.allowance(),
            hand_on=None if pubsub is None else HandOn(pubsub=pubsub, queue=queue, new_id=new_id),
        ),
        take=None
        if pubsub is None
        else Take(pubsub=pubsub, queue=queue, pool=pool, allowance=config.allowance()),
        jobs=Jobs(
            book=book,
            files=AnswerFiles(config.state / JOBS),
            kernels=KernelHolds(
                files=files,
                limit_bytes=config.job_kernel_limit(),
                patience=config.geometry_seconds,
                monotonic=monotonic,
                settled=files.spare_no_more,
            ),
            answer=partial(pool.ask, allowance=config.job_allowance()),
            bounds=config.job_bounds(),
            now=clock.now,
            monotonic=monotonic,
            new_id=new_id,
            instance=instance,
            others=others,
        ),
        remote=elsewhere.figures if elsewhere is not None else RemoteFigures(),
    )


def _source(config: GeometryConfig, root: Path, elsewhere: Elsewhere | None) -> KernelSource:
    """Return where kernels are read: in the site's root, and elsewhere what that lacks."""
    here = RootSource(partial(_open_at, root))
    if elsewhere is None:
        return here
    return NearestSource(here, RemoteSource(elsewhere, at_once=config.remote_at_once))


def _open_at(root: Path, path: str) -> ReadableFile:
    with closing(PosixFiles(root)) as files:
        return files.open(path)
