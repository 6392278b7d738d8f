"""The launch of jobs: one for each step."""

import os
from dataclasses import dataclass
from pathlib import Path

from services.runner.container.launch import container_name
from services.runner.files import Files
from services.runner.job.api import ClusterApi
from services.runner.job.manifest import Asked, manifest
from services.runner.job.run import LOOK_EVERY, JobProcess
from services.runner.program.clusters import Cluster, Job
from services.runner.program.launch import Run
from services.runner.program.place import Place
from services.runner.program.task import ProgramTask


@dataclass(frozen=True, slots=True, kw_only=True)
class JobLaunch:
    """Begins runs of one job of the runner's file."""

    cluster: Cluster
    job: Job
    place: Place
    look_every: float = LOOK_EVERY

    def __call__(self, run: Run) -> JobProcess:
        """Return a job that can be run."""
        name = container_name(self.place.owner, run.step)
        exchange = run.directory.with_name(f"{run.directory.name}.exchange")
        asked = Asked(
            name=name,
            owner=self.place.owner,
            work=self._in_claim(run.directory),
            exchange=self._in_claim(exchange),
            user=(os.getuid(), os.getgid()),
            environment=run.environment,
            seconds=run.seconds,
        )
        return JobProcess(
            api=ClusterApi(self.cluster),
            job=self.job,
            name=name,
            manifest=manifest(self.job, self.cluster, asked),
            exchange=exchange,
            secrets=run.secrets,
            seconds=run.seconds,
            line=run.line,
            look_every=self.look_every,
        )

    def _in_claim(self, directory: Path) -> str:
        """Return a directory of the runner as a path within the volume claim."""
        return str(Path(self.cluster.state) / directory.relative_to(self.place.state))


def job_task(name: str, job: Job, files: Files, *, cluster: Cluster, place: Place) -> ProgramTask:
    """Return the task of a job of the runner's file."""
    return ProgramTask(
        f"job {name}", job, JobLaunch(cluster=cluster, job=job, place=place), files, place.path
    )
