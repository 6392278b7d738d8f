"""Jobs: what a cluster is asked for, what its words mean, and that a step in one is as any other."""

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio
from pydantic import ValidationError

from services.runner.files import Files
from services.runner.job.launch import JobLaunch
from services.runner.job.manifest import OWNER, Asked, manifest
from services.runner.job.pod import Pod, Stage, seen_in
from services.runner.job.run import JobProcess
from services.runner.job.sweep import remove_jobs
from services.runner.program.clusters import Cluster, Job
from services.runner.program.place import Place
from services.runner.program.task import ProgramTask
from services.runner.settings import RunnerFile
from services.runner.tasks.port import StepError, Task
from shared.roots.posix.open_posix import open_posix
from testing.servers.played_cluster import PlayedCluster, played_cluster
from tests.unit.services.runner.program_conformance import DEAF, ProgramConformance

ASKED = Asked(
    name="n",
    owner="one",
    work="state/work/one/e1",
    exchange="state/work/one/e1.exchange",
    user=(10001, 10002),
    environment={"A": "1"},
    seconds=60.5,
)


def pod(status: Mapping[str, object], **metadata: object) -> Pod:
    """Return a pod as a cluster tells of it."""
    return Pod.model_validate({"metadata": {"name": "p", **metadata}, "status": status})


def container(**state: object) -> dict[str, object]:
    """Return the status of a pod whose container is so."""
    return {"phase": "Running", "containerStatuses": [{"name": "step", "state": state}]}


def test_how_long_a_job_bears_a_lost_node_is_a_number():
    """Else a pod stays for five minutes on a node that is gone, and its step is told as late."""
    lost = {"key": "node.kubernetes.io/unreachable", "operator": "Exists", "tolerationSeconds": 5}
    told = manifest(Job(image="i", argv=("a",), tolerations=(lost,)), Cluster(), ASKED)
    assert told["spec"]["template"]["spec"]["tolerations"] == [lost]


def test_a_job_has_one_try_no_rights_and_bounds_on_all_that_it_takes():
    """GPUs, nodes and registries are those of the runner's file; no secret is in it."""
    job = Job(
        image="lab/reduce:3",
        argv=("reduce", "-v"),
        memory_bytes=2**30,
        cpus=2.5,
        resources={"nvidia.com/gpu": 1},
        node_selector={"gpu": "a100"},
        tolerations=({"key": "gpu", "operator": "Exists"},),
        pull_secrets=("registry",),
        secrets={"TOKEN": Path("/s/token")},
    )
    told = manifest(job, Cluster(claim="work"), ASKED)
    spec = told["spec"]
    pod_spec = spec["template"]["spec"]
    (only,) = pod_spec["containers"]
    assert (spec["backoffLimit"], pod_spec["restartPolicy"], spec["activeDeadlineSeconds"]) == (
        0,
        "Never",
        661,
    )
    assert only["resources"]["limits"] == {"cpu": "2.5", "memory": "1073741824", "nvidia.com/gpu": "1"}
    assert only["command"][-2:] == ["reduce", "-v"]
    assert {one["mountPath"]: one["subPath"] for one in only["volumeMounts"]} == {
        "/work": "state/work/one/e1",
        "/spicerack": "state/work/one/e1.exchange",
    }
    assert only["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    assert pod_spec["securityContext"]["runAsUser"] == 10001
    assert pod_spec["automountServiceAccountToken"] is False
    assert (pod_spec["nodeSelector"], pod_spec["imagePullSecrets"]) == (
        {"gpu": "a100"},
        [{"name": "registry"}],
    )
    assert told["metadata"]["labels"][OWNER] == "one"
    assert "TOKEN" not in {one["name"] for one in only["env"]}


@pytest.mark.parametrize(
    ("told", "stage", "words"),
    [
        (pod({"phase": "Pending"}), Stage.WAITS, "no pod yet"),
        (pod(container(waiting={"reason": "ContainerCreating"})), Stage.WAITS, "ContainerCreating"),
        (
            pod(container(waiting={"reason": "ImagePullBackOff", "message": "Back-off pulling"})),
            Stage.WAITS,
            "ImagePullBackOff: Back-off pulling",
        ),
        (
            pod(
                {
                    "phase": "Pending",
                    "conditions": [
                        {
                            "type": "PodScheduled",
                            "status": "False",
                            "reason": "Unschedulable",
                            "message": "0/3 nodes are available: 3 Insufficient nvidia.com/gpu.",
                        }
                    ],
                }
            ),
            Stage.WAITS,
            "Insufficient nvidia.com/gpu",
        ),
        (pod(container(waiting={"reason": "InvalidImageName"})), Stage.NEVER, "InvalidImageName"),
        (pod(container(terminated={"exitCode": 128, "reason": "StartError"})), Stage.NEVER, "StartError"),
        (pod(container(running={"startedAt": "2026-11-30T12:00:00Z"})), Stage.RUNS, ""),
        (pod(container(running={}), deletionTimestamp="2026-11-30T12:00:00Z"), Stage.LOST, "node was lost"),
        (pod(container(terminated={"exitCode": 3, "reason": "Error"})), Stage.ENDED, "Error"),
        (
            pod({"phase": "Failed", "reason": "Evicted", "message": "The node was low on resource: memory."}),
            Stage.LOST,
            "Evicted: The node was low",
        ),
        (
            pod(
                {
                    **container(terminated={"exitCode": 137, "reason": "Error"}),
                    "conditions": [
                        {"type": "DisruptionTarget", "status": "True", "reason": "DeletionByTaintManager"}
                    ],
                }
            ),
            Stage.LOST,
            "DeletionByTaintManager",
        ),
    ],
)
def test_the_state_of_a_pod_says_how_far_its_step_is(told, stage, words):
    """What waits for an image or a node has words; what was taken away is no failure of the program."""
    seen = seen_in(told)
    assert (seen.stage, words in seen.words) == (stage, True)


def test_a_pod_that_took_too_much_memory_is_told_from_one_that_failed():
    """Its reason says so: the code is that of any that was killed."""
    assert seen_in(pod(container(terminated={"exitCode": 137, "reason": "OOMKilled"}))).out_of_memory
    assert not seen_in(pod(container(terminated={"exitCode": 137, "reason": "Error"}))).out_of_memory


def test_a_job_without_a_program_is_refused_as_the_file_is_read():
    """The image's own cannot be given its input."""
    with pytest.raises(ValidationError, match="argv"):
        RunnerFile.model_validate({"jobs": {"x": {"image": "i"}}})


class TestJobs(ProgramConformance):
    """Jobs of a cluster that is played, over a claim that is a directory of this machine."""

    cluster: PlayedCluster

    @pytest_asyncio.fixture(autouse=True)
    async def _cluster(self, tmp_path: Path) -> AsyncIterator[None]:
        async with played_cluster(tmp_path, tmp_path / "account") as (self.cluster, address):
            self.settings = Cluster(address=address, account=tmp_path / "account")
            yield

    def task(self, place: Path, program: str, fields: Mapping[str, object]) -> Task:
        """Return the task of a job."""
        said = {"image": "i", "argv": (sys.executable, "-c", program), "grace_seconds": 0.2, **fields}
        job = Job.model_validate(said)
        where = Place(place, "one")
        launch = JobLaunch(cluster=self.settings, job=job, place=where, look_every=0.02)
        files = Files(partial(open_posix, str(place / "root")))
        return ProgramTask("job x", job, launch, files, where.path)

    def nothing_is_left(self, place: Path) -> bool:
        """Tell whether the job is gone, and its directories."""
        return not self.cluster.jobs and super().nothing_is_left(place)

    @pytest.mark.parametrize(
        ("says", "error", "words"),
        [
            (container(waiting={"reason": "ImagePullBackOff"}), "Container.EngineFailed", "ImagePullBackOff"),
            (container(waiting={"reason": "InvalidImageName"}), "Container.NotStarted", "InvalidImageName"),
            (
                container(terminated={"exitCode": 137, "reason": "OOMKilled"}),
                "Command.OutOfMemory",
                "more than 1073741824 bytes",
            ),
            ({"phase": "Failed", "reason": "Evicted"}, "Container.Lost", "Evicted"),
        ],
    )
    async def test_what_a_cluster_cannot_do_is_named(self, tmp_path, says, error, words):
        """An image that cannot be had is waited for as long as the file says."""
        self.cluster.says = says
        with pytest.raises(StepError, match=words) as caught:
            await self.run(tmp_path, "", start_seconds=1)
        assert caught.value.error == error
        assert self.nothing_is_left(tmp_path)

    @pytest.mark.parametrize(
        ("status", "error"),
        [(403, "Container.NotStarted"), (422, "Container.NotStarted"), (503, "Container.EngineFailed")],
    )
    async def test_a_job_that_is_refused_has_the_words_of_the_cluster(self, tmp_path, status, error):
        """Rights that lack, and fields that it does not take."""
        self.cluster.refuses = (status, "jobs.batch is forbidden")
        with pytest.raises(StepError, match=r"jobs\.batch is forbidden") as caught:
            await self.run(tmp_path, "")
        assert caught.value.error == error

    async def test_a_node_that_is_lost_is_no_fault_of_the_program(self, tmp_path):
        """The pod is not there any more; Retry may name the error."""
        running = asyncio.create_task(self.run(tmp_path, DEAF))
        await self.cluster.came.wait()
        self.cluster.lose()
        with pytest.raises(StepError, match="the pod is gone") as caught:
            await running
        assert caught.value.error == "Container.Lost"
        assert self.nothing_is_left(tmp_path)

    async def test_a_job_that_somebody_removed_before_it_ran_is_not_waited_for(self, tmp_path):
        """Nothing will come of it."""
        self.cluster.says = {"phase": "Pending"}
        self.cluster.keeps = False
        with pytest.raises(StepError, match="the job is gone") as caught:
            await self.run(tmp_path, "")
        assert caught.value.error == "Container.Lost"

    async def test_no_secret_is_in_what_the_cluster_is_told(self, tmp_path):
        """Whoever may see jobs and pods sees none."""
        (tmp_path / "token").write_text("t0p-s3cret")
        await self.run(tmp_path, "", secrets={"TOKEN": tmp_path / "token"})
        assert len(self.cluster.made) == 1
        assert "t0p-s3cret" not in str(self.cluster.made)

    async def test_the_jobs_of_a_dead_runner_are_removed_by_the_next(self, tmp_path):
        """Those of others stay."""
        running = asyncio.create_task(self.run(tmp_path, DEAF))
        await self.cluster.came.wait()
        await remove_jobs(self.settings, Place(tmp_path, "two"))
        assert self.cluster.jobs
        await remove_jobs(self.settings, Place(tmp_path, "one"))
        assert not self.cluster.jobs
        with pytest.raises(StepError, match="the pod is gone"):
            await running

    async def test_a_cluster_that_is_away_is_named(self, tmp_path):
        """With its address."""
        self.settings = Cluster(address="http://127.0.0.1:9", account=tmp_path / "account")
        with pytest.raises(StepError, match=r"127\.0\.0\.1:9 cannot be asked") as caught:
            await self.run(tmp_path, "")
        assert caught.value.error == "Container.EngineFailed"


class Stuck:
    """A cluster that makes a job, and is not done with it in time."""

    async def create(self, job):
        """Make it."""

    async def remove(self, name):
        """Say that it will be removed."""

    async def pods(self, name):
        """Take longer than anybody waits."""
        raise TimeoutError


async def test_a_pod_that_does_not_end_is_told_in_words(tmp_path, caplog):
    """Its node is lost: the log named the job, and nothing that was wrong with it."""
    process = JobProcess(
        api=Stuck(),
        job=Job(image="i", argv=("a",)),
        name="one",
        manifest={},
        exchange=tmp_path / "exchange",
        secrets={},
        seconds=1.0,
        line=lambda _: None,
    )
    with pytest.raises(TimeoutError):
        await process.run(b"")

    assert "job one may be left for a while: its pod does not end" in caplog.text
