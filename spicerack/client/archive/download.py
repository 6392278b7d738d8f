"""The download of a frame's file: skipped where it is there, resumed where it was cut, and verified."""

import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import httpx
from blake3 import blake3
from pydantic import JsonValue

from shared.model.backoff import Backoff
from shared.model.content import ContentId
from shared.model.paths import PathError, check_path
from spicerack.client.gateway.part_file import PartFile
from spicerack.client.gateway.progress import Progress, Report, Stage
from spicerack.errors import CommandError

ATTEMPTS = 6
"""Of one file without a byte of progress."""

PIECE_BYTES = 1024 * 1024

MODE = 0o644

PASSING = frozenset({429, 502, 503, 504})
"""Statuses that another moment may change."""

Open = Callable[[str, Mapping[str, str]], AbstractContextManager[httpx.Response]]
"""Asks for an address with some headers; the answer's body is not read yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameFile:
    """The newest file of a frame."""

    name: str
    url: str
    size: int
    content: ContentId
    """BLAKE3-256, hexadecimal."""

    @classmethod
    def of(cls, row: Mapping[str, JsonValue]) -> Self:
        """Return the file of a row. Raises CommandError: what was answered names no file."""
        name, url, size, content = (row.get(key) for key in ("filename", "url", "size", "content"))
        if not (isinstance(name, str) and isinstance(url, str) and isinstance(size, int)):
            raise CommandError("what answers is no archive of this version of SpiceRack")
        try:
            check_path(name)
        except PathError as error:
            raise CommandError(f"what answers is no archive of SpiceRack: {error}") from error
        if "/" in name:
            raise CommandError(f"what answers is no archive of SpiceRack: {name!r} is no name of a file")
        return cls(name=name, url=url, size=size, content=str(content))


def bring(
    open_at: Open,
    file: FrameFile,
    directory: Path,
    *,
    report: Report,
    sleep: Callable[[float], None],
    backoff: Backoff,
) -> bool:
    """Bring a file into a directory; tell whether it was not there yet. Blocks.

    Raises:
        CommandError: it is not to be had, or this host cannot keep it.
    """
    target = directory / file.name
    if _is_there(target, file):
        report(Progress(file.name, Stage.UNCHANGED, file.size, file.size))
        return False
    part = PartFile(target, file.content)
    try:
        part.open()
        _fill(open_at, part, file, report, sleep=sleep, backoff=backoff)
        if not part.is_right():
            part.drop()
            raise CommandError(f"{file.name}: other bytes came than the archive names; nothing was kept")
        part.finish(mtime_ns=time.time_ns(), mode=MODE)
    finally:
        part.close()
    report(Progress(file.name, Stage.DONE, file.size, file.size))
    return True


def _is_there(target: Path, file: FrameFile) -> bool:
    try:
        if not target.is_file() or target.stat().st_size != file.size:
            return False
        digest = blake3(max_threads=blake3.AUTO)
        digest.update_mmap(target)
    except OSError:
        return False
    return digest.hexdigest() == file.content


def _fill(
    open_at: Open,
    part: PartFile,
    file: FrameFile,
    report: Report,
    *,
    sleep: Callable[[float], None],
    backoff: Backoff,
) -> None:
    """Fetch what is missing, as often as it takes while bytes come. Raises CommandError."""
    failures = 0
    while part.size < file.size:
        before = part.size
        problem = _fetch(open_at, part, file, report)
        failures = 1 if part.size > before else failures + 1
        if problem and failures >= ATTEMPTS:
            raise CommandError(f"{file.name}: {problem}; what came is kept: run it again")
        if problem:
            sleep(backoff.delay(failures))
    if part.size > file.size:
        part.restart()
        raise CommandError(f"{file.name}: more bytes came than the archive names; nothing was kept")


def _fetch(open_at: Open, part: PartFile, file: FrameFile, report: Report) -> str:
    """Fetch what comes of one answer; return what was wrong with it. Raises CommandError: a refusal."""
    start = part.size
    # The file may be told by its path, where another content may stand by now: then it comes from its begin.
    head = {"Range": f"bytes={start}-", "If-Range": f'"{file.content}"'} if start else {}
    try:
        with open_at(file.url, {**head, "Accept-Encoding": "identity"}) as answer:
            if answer.status_code in PASSING:
                return f"the answer is {answer.status_code}"
            if not answer.is_success:
                raise CommandError(f"{file.name}: the answer is {answer.status_code}: {_words(answer)}")
            if start and answer.status_code != httpx.codes.PARTIAL_CONTENT:
                part.restart()
            for piece in answer.iter_raw(PIECE_BYTES):
                part.append(piece)
                report(Progress(file.name, Stage.MOVING, part.size, file.size))
    except httpx.HTTPError as error:
        return f"the connection failed ({type(error).__name__})"
    return "" if part.size >= file.size else "the answer ended early"


def _words(answer: httpx.Response) -> str:
    try:
        return str(answer.json().get("detail", ""))[:300]
    except (ValueError, AttributeError):
        return "no reason was given"
