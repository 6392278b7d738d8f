"""A server that plays the part of a Kubernetes API that jobs need, and runs their pods as processes.

It knows six calls, and answers as the API's reference has it. It is no cluster: nothing is confined, and
images are not looked at. What a real one does beyond it is told by `says`: any status of a pod.
"""

import asyncio
import contextlib
import json
import os
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

NAMESPACE = "lab"
TOKEN = "t0ken-of-the-pod"

Status = dict[str, Any]


@dataclass(slots=True)
class PlayedJob:
    """One job, and its one pod."""

    body: dict[str, Any]
    process: asyncio.subprocess.Process | None = None
    lines: list[str] = field(default_factory=list)
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    lost: bool = False

    def status(self) -> Status:
        """Return the pod's status."""
        if self.process is None:
            return {"phase": "Pending"}
        if not self.ended.is_set():
            return _container({"running": {"startedAt": "2026-11-30T12:00:00Z"}}, "Running")
        code = self.process.returncode or 0
        code = 128 - code if code < 0 else code
        how = {"exitCode": code, "reason": "Completed" if code == 0 else "Error"}
        return _container({"terminated": how}, "Failed" if code else "Succeeded")


def _container(state: dict[str, Any], phase: str) -> Status:
    return {"phase": phase, "containerStatuses": [{"name": "step", "state": state}]}


class PlayedCluster:
    """The server, and what a test does to it."""

    def __init__(self, claim: Path) -> None:
        self.claim = claim
        """The directory that the volume claim is."""
        self.jobs: dict[str, PlayedJob] = {}
        self.made: list[dict[str, Any]] = []
        """All jobs that were asked for."""
        self.says: Status | None = None
        """What the pods of jobs are told to be, where none is to be run."""
        self.keeps = True
        """Whether a job is there after it was made: somebody else may remove it at once."""
        self.refuses: tuple[int, str] | None = None
        """What is answered to a new job."""
        self.came = asyncio.Event()
        """Set when somebody was told that a pod runs."""
        self._tasks: set[asyncio.Task[None]] = set()

    def application(self) -> Starlette:
        """Return what answers."""
        jobs, pods = f"/apis/batch/v1/namespaces/{NAMESPACE}/jobs", f"/api/v1/namespaces/{NAMESPACE}/pods"
        return Starlette(
            routes=[
                Route(jobs, self._create, methods=["POST"]),
                Route(jobs, self._list, methods=["GET"]),
                Route(f"{jobs}/{{name}}", self._remove, methods=["DELETE"]),
                Route(f"{jobs}/{{name}}", self._one, methods=["GET"]),
                Route(pods, self._pods, methods=["GET"]),
                Route(f"{pods}/{{name}}/log", self._log, methods=["GET"]),
            ]
        )

    def lose(self) -> None:
        """Take all pods away, as when their node is lost."""
        for job in self.jobs.values():
            job.lost = True

    async def close(self) -> None:
        """End all that runs."""
        for job in self.jobs.values():
            await _end(job)
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _create(self, request: Request) -> Response:
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return JSONResponse({"kind": "Status", "message": "Unauthorized"}, 401)
        if self.refuses is not None:
            return JSONResponse({"kind": "Status", "message": self.refuses[1]}, self.refuses[0])
        body = json.loads(await request.body())
        job = PlayedJob(body)
        self.made.append(body)
        if self.keeps:
            self.jobs[body["metadata"]["name"]] = job
        if self.says is None:
            task = asyncio.create_task(self._run(job))
            self._tasks.add(task)
        return JSONResponse(body, 201)

    async def _run(self, job: PlayedJob) -> None:
        """Run the container of a job as a process; paths of its mounts are those of the claim."""
        container = job.body["spec"]["template"]["spec"]["containers"][0]
        mounts = {one["mountPath"]: str(self.claim / one["subPath"]) for one in container["volumeMounts"]}

        shell, option, script, *argv = container["command"]
        for path, place in mounts.items():
            script = script.replace(f"{path}/", f"{place}/")
        environment = {one["name"]: mounts.get(one["value"], one["value"]) for one in container["env"]}
        job.process = await asyncio.create_subprocess_exec(
            shell,
            option,
            script,
            *argv,
            cwd=mounts[container["workingDir"]],
            env={"PATH": os.environ["PATH"], **environment},
            stdin=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
        assert job.process.stderr is not None
        async for line in job.process.stderr:
            job.lines.append(line.decode(errors="replace"))
        await job.process.wait()
        job.ended.set()

    async def _list(self, request: Request) -> Response:
        name, _, value = request.query_params["labelSelector"].partition("=")
        found = [job.body for job in self.jobs.values() if job.body["metadata"]["labels"].get(name) == value]
        return JSONResponse({"kind": "JobList", "items": found})

    async def _one(self, request: Request) -> Response:
        job = self.jobs.get(request.path_params["name"])
        return JSONResponse({"message": "not found"}, 404) if job is None else JSONResponse(job.body)

    async def _remove(self, request: Request) -> Response:
        job = self.jobs.pop(request.path_params["name"], None)
        if job is None:
            return JSONResponse({"kind": "Status", "message": "not found"}, 404)
        await _end(job)
        return JSONResponse({"kind": "Status", "status": "Success"})

    async def _pods(self, request: Request) -> Response:
        name = request.query_params["labelSelector"].removeprefix("job-name=")
        job = self.jobs.get(name)
        if job is None or job.lost:
            return JSONResponse({"kind": "PodList", "items": []})
        if job.process is not None:
            self.came.set()
        pod = {"metadata": {"name": f"{name}-x"}, "status": self.says or job.status()}
        return JSONResponse({"kind": "PodList", "items": [pod]})

    async def _log(self, request: Request) -> Response:
        job = self.jobs.get(request.path_params["name"].removesuffix("-x"))
        if job is None:
            return JSONResponse({"kind": "Status", "message": "not found"}, 404)
        return StreamingResponse(_timed(job), media_type="text/plain")


async def _timed(job: PlayedJob) -> AsyncIterator[str]:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(job.ended.wait(), 60)
    for number, line in enumerate(job.lines):
        yield f"{datetime(2026, 11, 30, 12, tzinfo=UTC):%Y-%m-%dT%H:%M:%S}.{number:09d}Z {line}"


async def _end(job: PlayedJob) -> None:
    if job.process is None or job.process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        os.killpg(job.process.pid, signal.SIGKILL)
    await job.process.wait()


def _fill(account: Path) -> None:
    account.mkdir(exist_ok=True)
    (account / "token").write_text(TOKEN)
    (account / "namespace").write_text(NAMESPACE)


@contextlib.asynccontextmanager
async def played_cluster(claim: Path, account: Path) -> AsyncIterator[tuple[PlayedCluster, str]]:
    """Give a cluster and its address for the block; `account` is filled as a pod's is."""
    await asyncio.to_thread(_fill, account)
    cluster = PlayedCluster(claim)
    config = uvicorn.Config(cluster.application(), port=0, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    try:
        while not server.started:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield cluster, f"http://127.0.0.1:{port}"
    finally:
        await cluster.close()
        server.should_exit = True
        await serving
