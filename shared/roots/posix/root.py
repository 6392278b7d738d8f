"""A directory as a root: the narrow port `Files` and its journalled publish, behind the port `Root`."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from shared.contracts.messages.transfers.report import Reason
from shared.contracts.messages.transfers.want import Held
from shared.model.entry import Fingerprint, Kind, State
from shared.model.paths import CONTROL_DIRECTORY, PathError, belongs_to_site, check_path
from shared.roots.errors import (
    ChangedError,
    CorruptError,
    MissingError,
    NoSpaceError,
    StorageError,
    WrongTypeError,
)
from shared.roots.port import Outcome, Publication, Put, Refusal, Remove, Stat, Strengths
from shared.roots.posix.control import make_control
from shared.roots.posix.files.port import Files, FileType, Status
from shared.roots.posix.hashing import ChangingError, observe
from shared.roots.posix.publish.publication import NotPublished, Published
from shared.roots.posix.publish.publication import Publication as Placing
from shared.roots.posix.publish.publish import Publisher
from shared.roots.posix.publish.staging import Staging
from shared.roots.posix.streaming import stage_stream

READ_CHUNK = 1024 * 1024
"""Bytes in memory at once."""

REFUSALS = {Reason.CHANGED: Refusal.CHANGED, Reason.NO_SPACE: Refusal.NO_SPACE}


class PosixRoot:
    """Implements `Root` over `Files`.

    Args:
        files: the directory; closed with the root.
        path: where it is, for people.
        now: the time in UTC, for names in the trash.
        new_id: gives 32 hexadecimal digits that nobody else gives, to tell publishes apart.
    """

    def __init__(
        self, files: Files, *, path: Path, now: Callable[[], datetime], new_id: Callable[[], str]
    ) -> None:
        self._files = files
        self._path = path
        self._new_id = new_id
        self._publisher = Publisher(files, now=now)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._files.close()

    @property
    def url(self) -> str:
        """Its address as a URL."""
        return self._path.as_uri()

    @property
    def strengths(self) -> Strengths:
        """What the file system lets us promise."""
        return Strengths(
            compares=self._files.can_exchange, keeps_times=True, keeps_modes=True, keeps_directories=True
        )

    def list(self, prefix: str = "") -> Iterator[Stat]:
        """Yield everything below a directory. Links and special files are passed over."""
        entries = [
            (f"{prefix}/{listed.name}" if prefix else listed.name, status)
            for listed, status in self._files.statuses(prefix)
            if listed.type is not FileType.OTHER and not (prefix == "" and listed.name == CONTROL_DIRECTORY)
        ]
        for path, status in sorted(entries, key=lambda entry: _order(*entry)):
            if isinstance(status, MissingError):
                continue  # it went while it was looked at
            if isinstance(status, StorageError):
                raise status
            yield _stat(path, status)
            if status.type is FileType.DIRECTORY:
                yield from self.list(path)

    def stat(self, path: str) -> Stat:
        """Return what stands at a path."""
        _demand_ours(path)
        status = self._files.status(path)
        if status.type is FileType.OTHER:
            raise WrongTypeError(f"{path!r} is no file and no directory")
        return _stat(path, status)

    def read(
        self, path: str, *, start: int = 0, size: int | None = None, version: str | None = None
    ) -> Iterator[bytes]:
        """Yield bytes of a file. The name may go meanwhile: the open file is read to its end."""
        _demand_ours(path)
        with self._files.open(path) as file:
            found = _version(file.status().fingerprint)
            if version is not None and found != version:
                raise ChangedError(f"{path!r} is another version than the one that was asked for")
            offset, left = start, size
            while left is None or left > 0:
                data = file.read_at(offset, READ_CHUNK if left is None else min(READ_CHUNK, left))
                if not data:
                    break
                offset, left = offset + len(data), None if left is None else left - len(data)
                yield data
            if file.status().links and _version(file.status().fingerprint) != found:
                raise ChangedError(f"{path!r} was written to while it was read: read it again")

    def publish(self, group: Sequence[Publication]) -> Sequence[Outcome]:
        """Stage all that is put, then publish it as one journalled group."""
        make_control(self._files)
        with self._publisher.begin(self._new_id()) as staging:
            prepared = [self._prepare(staging, one) for one in group]
            placings = [one for one in prepared if isinstance(one, Placing)]
            done = iter(self._publisher.publish(staging, placings) if placings else ())
            return [one if isinstance(one, Outcome) else _outcome(next(done)) for one in prepared]

    def sweep(self) -> None:
        """Bring in order what publishes that died have left."""
        make_control(self._files)
        self._publisher.recover()

    def _prepare(self, staging: Staging, one: Publication) -> Placing | Outcome:
        try:
            _demand_ours(one.path)
            prior = self._prior(one.path, one.prior)
            if isinstance(one, Remove):
                return Placing(path=one.path, state=State(kind=Kind.DELETED), prior=prior)
            staged, state = stage_stream(staging, one)
        except (ChangedError, ChangingError) as error:
            return _refused(one, Refusal.CHANGED, error)
        except CorruptError as error:
            return _refused(one, Refusal.CORRUPT, error)
        except NoSpaceError as error:
            return _refused(one, Refusal.NO_SPACE, error)
        except (PathError, StorageError) as error:
            return _refused(one, Refusal.FAILED, error)
        return Placing(path=one.path, state=state, prior=prior, staged=staged)

    def _prior(self, path: str, version: str | None) -> Held:
        """Return what the publisher must find: the content that a version stands for."""
        try:
            status = self._files.status(path)
        except MissingError:
            if version is not None:
                raise ChangedError(f"{path!r} is not there any more") from None
            return Held(kind=Kind.DELETED)
        if version is None:
            raise ChangedError(f"something stands at {path!r} already")
        if status.type is not FileType.FILE or _version(status.fingerprint) != version:
            raise ChangedError(f"{path!r} is another version than the one that was to be replaced")
        observed = observe(self._files, path)
        if _version(observed.status.fingerprint) != version:
            raise ChangedError(f"{path!r} is another version than the one that was to be replaced")
        return Held(kind=Kind.FILE, content=observed.content)


def _demand_ours(path: str) -> None:
    check_path(path)
    if belongs_to_site(path):
        raise PathError(f"{path!r} is a name that each site keeps for itself")


def _order(path: str, status: Status | StorageError) -> bytes:
    """Sort a directory where its content begins, so that a walk is in the order of whole paths."""
    is_directory = isinstance(status, Status) and status.type is FileType.DIRECTORY
    return (path + "/" if is_directory else path).encode("utf-8", "surrogateescape")


def _stat(path: str, status: Status) -> Stat:
    if status.type is FileType.DIRECTORY:
        return Stat(path=path, kind=Kind.DIRECTORY, mode=status.mode)
    print_ = status.fingerprint
    return Stat(
        path=path,
        kind=Kind.FILE,
        size=print_.size,
        mtime_ns=print_.mtime_ns,
        mode=status.mode,
        version=_version(print_),
    )


def _version(fingerprint: Fingerprint) -> str:
    parts = (fingerprint.size, fingerprint.mtime_ns, fingerprint.ctime_ns, fingerprint.inode)
    return "-".join(f"{part:x}" for part in parts)


def _refused(one: Put | Remove, refusal: Refusal, error: Exception) -> Outcome:
    return Outcome(path=one.path, refusal=refusal, detail=str(error))


def _outcome(done: Published | NotPublished) -> Outcome:
    if isinstance(done, NotPublished):
        return Outcome(path=done.path, refusal=REFUSALS.get(done.reason, Refusal.FAILED), detail=done.detail)
    version = "" if done.fingerprint is None else _version(done.fingerprint)
    return Outcome(path=done.path, version=version, content=done.state.content or "")
