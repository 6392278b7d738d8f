"""The built-in task that fetches a file from a web server into the collection: whole, or not at all."""

import asyncio
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final, Protocol

import httpx

from services.runner.files import FileError, Files
from services.runner.settings import Address, RunnerFile
from services.runner.tasks.http import TRY_AGAIN, Caller, address_of
from services.runner.tasks.port import Step, StepError
from shared.model.impostors import HEAD_BYTES, impostor
from shared.model.paths import PathError, check_path
from shared.roots.errors import StorageError
from shared.states.errors import TIMEOUT
from shared.states.values import Json

BLOCK: Final = 1024 * 1024

ALGORITHMS: Final[Mapping[str, Callable[[], "Hasher"]]] = {
    "sha512": lambda: hashlib.sha512(usedforsecurity=False),
    "sha256": lambda: hashlib.sha256(usedforsecurity=False),
    "sha1": lambda: hashlib.sha1(usedforsecurity=False),
    "md5": lambda: hashlib.md5(usedforsecurity=False),
}
"""Checksums that a step may name, as its arguments call them."""

DIFFERENT: Final = "Fetch.Different"


class Hasher(Protocol):
    """What `hashlib` has, as far as it is used."""

    def update(self, data: bytes, /) -> object:
        """Take bytes in."""

    def hexdigest(self) -> str:
        """Return what the bytes so far come to."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that a step asks for."""

    url: str
    path: str
    size: int | None
    sums: Mapping[str, str]
    """By algorithm, in lower case."""
    replace: bool


@dataclass(frozen=True, slots=True)
class FetchTask:
    """Fetches what the runner's file allows calls to."""

    caller: Caller
    file: RunnerFile
    files: Files
    spool: Path
    """Where bytes wait until they are checked."""
    instant: bool = False

    async def run(self, step: Step) -> Json:
        """Fetch a file, check it, and publish it. Raises StepError."""
        wanted = wanted_of(step.job.arguments)
        address = address_of(self.file, wanted.url)
        spooled = self.spool / f"{step.job.execution}-{step.job.task.replace('/', '_')}.fetched"
        try:
            await self._fetch(wanted, address, spooled)
            return await asyncio.to_thread(self._publish, step, wanted, spooled)
        except FileError as error:
            raise StepError(error.error, str(error)) from error
        except StorageError as error:
            raise StepError("Collection.Failed", str(error)) from error
        except OSError as error:
            raise StepError("Runner.Failed", f"the runner's own directory: {error}") from error
        finally:
            await asyncio.to_thread(partial(spooled.unlink, missing_ok=True))

    async def _fetch(self, wanted: Wanted, address: Address, spooled: Path) -> None:
        """Bring all bytes, and hold them against what is said of them. Raises StepError and OSError."""
        await asyncio.to_thread(partial(self.spool.mkdir, parents=True, exist_ok=True))
        url = wanted.url
        try:
            # What is compressed on its way has another size, and other sums.
            asked = {"Accept-Encoding": "identity"}
            async with (
                self.caller.client(address) as client,
                client.stream("GET", url, headers=asked) as answer,
            ):
                if answer.status_code != httpx.codes.OK:
                    name = "Http.Retryable" if answer.status_code in TRY_AGAIN else "Http.Failed"
                    raise StepError(name, f"{url} answered {answer.status_code}")
                if "content-range" in answer.headers:
                    raise StepError(
                        "Http.Failed", f"{url} was answered with a part, and all of it was asked for"
                    )
                if answer.headers.get("content-encoding", "identity") != "identity":
                    raise StepError(
                        "Http.Failed", f"{url} is compressed on its way, although that was declined"
                    )
                await self._spool(answer, wanted, address, spooled)
        except httpx.TimeoutException as error:
            raise StepError(TIMEOUT, f"{url} sent nothing for {address.timeout_seconds:g} s") from error
        except httpx.HTTPError as error:
            raise StepError("Http.Retryable", f"{url} cannot be fetched: {error!r}") from error

    async def _spool(self, answer: httpx.Response, wanted: Wanted, address: Address, spooled: Path) -> None:
        hashers = {name: ALGORITHMS[name]() for name in wanted.sums}
        size, head = 0, b""
        with spooled.open("wb") as file:
            async for block in answer.aiter_bytes(BLOCK):
                size += len(block)
                if size > address.file_bytes:
                    raise StepError(
                        "Fetch.TooLarge", f"{wanted.url} has more than {address.file_bytes} bytes"
                    )
                head = head or block[:HEAD_BYTES]
                await asyncio.to_thread(_take, block, hashers.values(), file)
        _demand_as_said(wanted, answer, size, hashers, head)

    def _publish(self, step: Step, wanted: Wanted, spooled: Path) -> Json:
        group = {wanted.path: partial(_blocks, spooled)}
        most = max(spooled.stat().st_size, 1)
        return next(self.files.publish(group, size_max=most, replace=wanted.replace, announce=step.announce))


def wanted_of(arguments: Json) -> Wanted:
    """Return what a step asks for. Raises StepError."""
    said = arguments if isinstance(arguments, dict) else {}
    url, path, size = said.get("url"), said.get("path"), said.get("size")
    if not isinstance(url, str) or not isinstance(path, str):
        raise StepError("Task.BadArguments", "the arguments lack a text named url, or one named path")
    try:
        check_path(path)
    except PathError as error:
        raise StepError("Task.BadArguments", f"{path!r} is no path: {error}") from error
    if size is not None and (not isinstance(size, int) or isinstance(size, bool)):
        raise StepError("Task.BadArguments", "size is a number of bytes")
    sums = {name: str(said[name]).lower() for name in ALGORITHMS if said.get(name) is not None}
    return Wanted(url, path, size, sums, said.get("replace") is True)


def _take(block: bytes, hashers: Iterable[Hasher], file: BinaryIO) -> None:
    for hasher in hashers:
        hasher.update(block)
    file.write(block)


def _demand_as_said(
    wanted: Wanted, answer: httpx.Response, size: int, hashers: Mapping[str, Hasher], head: bytes
) -> None:
    """Raise StepError: what came is not what was said."""
    said = answer.headers.get("content-length")
    if said is not None and said != str(size):
        raise StepError("Http.Retryable", f"{wanted.url} ended after {size} of {said} bytes")
    if wanted.size is not None and wanted.size != size:
        raise StepError(DIFFERENT, f"{wanted.url} has {size} bytes, and {wanted.size} were expected")
    for name, hasher in hashers.items():
        if hasher.hexdigest() != wanted.sums[name]:
            raise StepError(
                DIFFERENT,
                f"{name} of {wanted.url} is {hasher.hexdigest()}, and {wanted.sums[name]} was expected",
            )
    found = impostor(head, size)
    if found is not None and not wanted.sums:
        raise StepError("Fetch.Impostor", f"{wanted.url}: {found.detail}")


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block
