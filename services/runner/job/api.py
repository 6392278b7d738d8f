"""The API of a cluster, as far as jobs need it: six calls, over HTTP with the token of the pod.

The packages for Kubernetes wrap hundreds of kinds, and most of them block; httpx is here already.
"""

import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Final, TypeVar

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError

from services.runner.job.pod import Condition, Pod
from services.runner.program.clusters import Cluster
from services.runner.tasks.port import StepError
from shared.states.values import Json

TIMEOUT_SECONDS: Final = 30.0
"""For an answer; of a log that is followed, without a byte: it is asked for again then."""

WORDS_MAX: Final = 500

LINE_BYTES: Final = 16 * 1024
"""Of a line that is put together."""

ENGINE_FAILED: Final = "Container.EngineFailed"


class ClusterError(StepError):
    """The cluster does not do what it is asked for; the operator must act, unless trying again helps."""

    def __init__(self, words: str, *, status: int = 0) -> None:
        super().__init__(ENGINE_FAILED, words)
        self.status = status
        """Of HTTP; 0: no answer came."""


class Named(BaseModel):
    """An object's name."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: str


class JobStatus(BaseModel):
    """How a job stands."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    conditions: tuple[Condition, ...] = ()


class Held(BaseModel):
    """A job, as far as it is looked at."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    metadata: Named
    status: JobStatus = JobStatus()


class Jobs(BaseModel):
    """A list of jobs."""

    items: tuple[Held, ...] = ()


class Pods(BaseModel):
    """A list of pods."""

    items: tuple[Pod, ...] = ()


Listed = TypeVar("Listed", Jobs, Pods, Held)


class ClusterApi:
    """Asks one cluster, in one namespace. All calls raise ClusterError."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster

    async def create(self, job: Mapping[str, Json]) -> None:
        """Make a job."""
        await self._ask("POST", "/apis/batch/v1", "jobs", json=job)

    async def remove(self, name: str) -> None:
        """Remove a job with its pods; one that is not there is removed."""
        try:
            await self._ask(
                "DELETE", "/apis/batch/v1", f"jobs/{name}", params={"propagationPolicy": "Foreground"}
            )
        except ClusterError as error:
            if error.status != httpx.codes.NOT_FOUND:
                raise

    async def failure(self, name: str) -> str | None:
        """Return why a job will have no pod any more; None where it may."""
        try:
            answer = await self._ask("GET", "/apis/batch/v1", f"jobs/{name}")
        except ClusterError as error:
            if error.status == httpx.codes.NOT_FOUND:
                return "the job is gone: somebody removed it"
            raise
        failed = (one for one in _read(Held, answer).status.conditions if one.type == "Failed")
        return next((one.words for one in failed if one.status == "True"), None)

    async def jobs(self, label: str) -> list[str]:
        """Return the names of the jobs that have a label."""
        answer = await self._ask("GET", "/apis/batch/v1", "jobs", params={"labelSelector": label})
        return [one.metadata.name for one in _read(Jobs, answer).items]

    async def pods(self, job: str) -> tuple[Pod, ...]:
        """Return the pods of a job."""
        answer = await self._ask("GET", "/api/v1", "pods", params={"labelSelector": f"job-name={job}"})
        return _read(Pods, answer).items

    async def log(self, pod: str, *, container: str, since: str) -> AsyncIterator[str]:
        """Yield the lines of a pod's log, each after its time, until it ends or the connection does.

        Args:
            pod: its name.
            container: whose log.
            since: the time of the last line that is known; empty: from the beginning.
        """
        asked = {"container": container, "follow": "true", "timestamps": "true"}
        asked |= {"sinceTime": since} if since else {}
        async with self._client() as client:
            path = f"{self._place('/api/v1')}/pods/{pod}/log"
            async with client.stream("GET", path, params=asked) as answer:
                if not answer.is_success:
                    return
                async for line in _lines(answer):
                    yield line

    async def _ask(
        self,
        method: str,
        group: str,
        what: str,
        *,
        params: Mapping[str, str] | None = None,
        json: Mapping[str, Json] | None = None,
    ) -> bytes:
        async with self._client() as client:
            path = f"{self._place(group)}/{what}"
            answer = await client.request(method, path, params=params, json=json)
        if not answer.is_success:
            said = answer.text[:WORDS_MAX]
            raise ClusterError(
                f"the cluster answered {answer.status_code} to {method} {what}: {said}",
                status=answer.status_code,
            )
        return answer.content

    def _place(self, group: str) -> str:
        return f"{group}/namespaces/{self._said('namespace')}"

    @asynccontextmanager
    async def _client(self) -> AsyncIterator[httpx.AsyncClient]:
        """Give a client with the token as it is now: the cluster renews it every hour."""
        authority = self._cluster.account / "ca.crt"
        try:
            verify = ssl.create_default_context(cafile=str(authority)) if authority.exists() else True
            async with httpx.AsyncClient(
                base_url=self._cluster.address,
                headers={"Authorization": f"Bearer {self._said('token')}"},
                timeout=TIMEOUT_SECONDS,
                trust_env=False,
                verify=verify,
            ) as client:
                yield client
        except (httpx.HTTPError, ssl.SSLError) as error:
            raise ClusterError(f"{self._cluster.address} cannot be asked: {error!r}") from error

    def _said(self, name: str) -> str:
        place = self._cluster.account / name
        try:
            return place.read_text().strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ClusterError(f"{place} of the service account cannot be read: {error}") from error


async def _lines(answer: httpx.Response) -> AsyncIterator[str]:
    """Yield lines; one that is too long comes in pieces."""
    rest = b""
    async for block in answer.aiter_bytes():
        *lines, rest = (rest + block).split(b"\n")
        for line in lines:
            yield line.decode(errors="replace")
        if len(rest) > LINE_BYTES:
            yield rest.decode(errors="replace")
            rest = b""
    if rest:
        yield rest.decode(errors="replace")


def _read(kind: type[Listed], data: bytes) -> Listed:
    try:
        return kind.model_validate_json(data)
    except ValidationError as error:
        raise ClusterError(f"the cluster answers what is no {kind.__name__}") from error
