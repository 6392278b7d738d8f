"""Settings of geometry: how much a question, a job, a process and all of them together may take."""

from datetime import timedelta

from pydantic import Field

from services.spice.geometry.jobs.jobs import JobBounds
from services.spice.geometry.process.pool import Allowance, PoolBounds
from services.spice.geometry.questions.searches import STEPS_MAX
from services.spice.geometry.questions.times import TIMES_MAX
from shared.service.config import ServiceConfig

MIB = 1024**2
GIB = 1024**3


class GeometryConfig(ServiceConfig):
    """`SPICERACK_*` of geometry."""

    kernel_bytes: int = Field(default=20 * GIB, ge=MIB)
    """Disk for files of kernels that processes load: copies, which share blocks where the file system can."""
    job_kernel_bytes: int | None = Field(default=None, ge=MIB)
    """Of these, that jobs hold from when they are taken to when they end; None is half of them."""
    remote_at_once: int = Field(default=4, ge=1, le=256)
    """Kernels that are read at other sites at the same time, since this one lacks them; others wait."""
    remote_window_bytes: int = Field(default=4 * MIB, ge=128 * 1024, le=64 * MIB)
    """On the way of each of them: what a line of 300 Mbit/s carries in 0.1 s."""
    cspice_processes: int = Field(default=2, ge=1, le=256)
    """Processes that hold kernels: each takes one processor while it calculates."""
    cspice_per_set: int = Field(default=1, ge=1, le=64)
    """Of these, for one kernel set."""
    cspice_memory_bytes: int = Field(default=2 * GIB, ge=512 * MIB)
    """Address space of one process; libraries map more than they use."""
    cspice_recycle_bytes: int = Field(default=512 * MIB, ge=64 * MIB)
    """Resident memory above which a process makes way for a new one."""
    cspice_questions: int = Field(default=10_000, ge=1)
    """After which a process makes way for a new one."""
    geometry_waiting: int = Field(default=64, ge=1)
    """Questions that wait for a process; one more is answered 503."""
    geometry_seconds: float = Field(default=30.0, gt=0, le=55)
    """That a question may take; a request has 60."""
    geometry_times: int = Field(default=200_000, ge=1, le=TIMES_MAX)
    """Times of one question."""
    geometry_steps: int = Field(default=100_000, ge=1, le=STEPS_MAX)
    """Steps of one search."""
    geometry_bytes: int = Field(default=64 * MIB, ge=MIB, le=GIB)
    """Bytes of one answer, which is in memory until it is told."""
    jobs: int = Field(default=200, ge=1, le=10_000)
    """That are kept, whether they ended or not."""
    jobs_at_once: int = Field(default=1, ge=1, le=64)
    """That are calculated at a time: leave some processes to questions that somebody waits for."""
    job_seconds: float = Field(default=3600.0, gt=0)
    """That a job may take, and as long that it may wait for kernels of other sites."""
    job_bytes: int = Field(default=GIB, ge=MIB)
    """Bytes of the answer of a job, which is on disk."""
    job_hours: float = Field(default=24.0, gt=0, le=24 * 31)
    """From a job's question to when it is forgotten."""

    def job_kernel_limit(self) -> int:
        """Return the bytes of kernels that jobs may hold: questions need room, too."""
        return self.kernel_bytes // 2 if self.job_kernel_bytes is None else self.job_kernel_bytes

    def pool_bounds(self) -> PoolBounds:
        """Return how much processes take together."""
        return PoolBounds(
            processes=self.cspice_processes,
            per_set=self.cspice_per_set,
            memory_bytes=self.cspice_memory_bytes,
            recycle_bytes=self.cspice_recycle_bytes,
            questions=self.cspice_questions,
            waiting=self.geometry_waiting,
        )

    def allowance(self) -> Allowance:
        """Return what a question may take."""
        return Allowance(self.geometry_seconds, self.geometry_times, self.geometry_steps, self.geometry_bytes)

    def job_allowance(self) -> Allowance:
        """Return what a job may take."""
        return Allowance(self.job_seconds, TIMES_MAX, STEPS_MAX, self.job_bytes)

    def job_bounds(self) -> JobBounds:
        """Return how much jobs take together."""
        return JobBounds(
            at_once=self.jobs_at_once,
            jobs=self.jobs,
            keep=timedelta(hours=self.job_hours),
            arrive=timedelta(seconds=self.job_seconds),
        )
