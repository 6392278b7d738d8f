"""A store of objects in memory, as S3 has them: no directories, no modes, versions given by the store.

It shows that the port asks for nothing that only a file system has.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from types import TracebackType
from typing import Self

from blake3 import blake3

from shared.model.entry import Kind
from shared.model.paths import PathError, belongs_to_site, check_path
from shared.roots.errors import ChangedError, MissingError, NoSpaceError, StorageError
from shared.roots.port import Outcome, Publication, Put, Refusal, Stat, Strengths

CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class _Object:
    data: bytes
    version: str


@dataclass(slots=True)
class ObjectStore:
    """The store itself, with conditional writes."""

    bytes_max: int | None = None
    objects: dict[str, _Object] = field(default_factory=dict)
    mark: bytes | None = None
    before_write: Callable[[], None] = lambda: None
    """Called before a condition is looked at: what others do in the last instant."""
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def write(self, path: str, data: bytes) -> str:
        """Write without a condition, as other clients do; return the version."""
        with self._lock:
            return self._write(path, data)

    def write_if(self, path: str, data: bytes | None, *, prior: str | None) -> str:
        """Write, or remove where `data` is None, if `prior` stands there. Raises ChangedError."""
        self.before_write()
        with self._lock:
            standing = self.objects.get(path)
            if (None if standing is None else standing.version) != prior:
                raise ChangedError(f"{path!r} is another version than the one that was to be replaced")
            if data is None:
                del self.objects[path]
                return ""
            return self._write(path, data)

    def _write(self, path: str, data: bytes) -> str:
        others = sum(len(one.data) for name, one in self.objects.items() if name != path)
        if self.bytes_max is not None and others + len(data) > self.bytes_max:
            raise NoSpaceError(f"no room for {path!r}: the store is full")
        version = f"v{next(self._numbers)}"
        self.objects[path] = _Object(data, version)
        return version


class ObjectRoot:
    """Implements `Root` and `Store` over an `ObjectStore`."""

    url = "memory://objects"
    strengths = Strengths(compares=True, keeps_times=False, keeps_modes=False, keeps_directories=False)

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return None

    def list(self, prefix: str = "") -> Iterator[Stat]:
        begin = f"{prefix}/" if prefix else ""
        for path in sorted(self._store.objects, key=lambda path: path.encode()):
            if path.startswith(begin):
                yield self.stat(path)

    def names(self, path: str) -> Sequence[Stat]:
        begin = f"{path}/" if path else ""
        found: dict[str, Stat] = {}
        for one in self.list(path):
            name, slash, _ = one.path[len(begin) :].partition("/")
            stat = Stat(path=begin + name, kind=Kind.DIRECTORY) if slash else one
            if found.setdefault(stat.path, stat).kind is not stat.kind:
                raise StorageError(f"{stat.path!r} is an object and a directory")
        return tuple(found.values())

    def read_mark(self) -> bytes | None:
        return self._store.mark

    def write_mark(self, data: bytes) -> None:
        self._store.mark = data

    def sweep_old(self, before: datetime) -> None:  # noqa: ARG002 - nothing is left
        return None

    def make_directory(self, path: str) -> None:  # noqa: ARG002 - there are none
        return None

    def remove_directory(self, path: str) -> None:  # noqa: ARG002
        return None

    def stat(self, path: str) -> Stat:
        found = self._object(path)
        return Stat(path=path, kind=Kind.FILE, size=len(found.data), version=found.version)

    def read(
        self, path: str, *, start: int = 0, size: int | None = None, version: str | None = None
    ) -> Iterator[bytes]:
        found = self._object(path)
        if version is not None and found.version != version:
            raise ChangedError(f"{path!r} is another version than the one that was asked for")
        end = len(found.data) if size is None else min(start + size, len(found.data))
        for offset in range(start, end, CHUNK):
            yield found.data[offset : min(offset + CHUNK, end)]

    def publish(self, group: Sequence[Publication]) -> Sequence[Outcome]:
        return [self._publish(one) for one in group]

    def sweep(self) -> None:
        return None

    def _publish(self, one: Publication) -> Outcome:
        try:
            check_path(one.path)
            if belongs_to_site(one.path):
                raise PathError(f"{one.path!r} lies in the control directory")
            data = _bytes_of(one) if isinstance(one, Put) else None
            if isinstance(one, Put) and data is None:
                return Outcome(path=one.path, refusal=Refusal.CORRUPT, detail="not the bytes announced")
            version = self._store.write_if(one.path, data, prior=one.prior)
        except ChangedError as error:
            return Outcome(path=one.path, refusal=Refusal.CHANGED, detail=str(error))
        except NoSpaceError as error:
            return Outcome(path=one.path, refusal=Refusal.NO_SPACE, detail=str(error))
        except (PathError, StorageError) as error:
            return Outcome(path=one.path, refusal=Refusal.FAILED, detail=str(error))
        content = "" if data is None else blake3(data).hexdigest()
        return Outcome(path=one.path, version=version, content=content)

    def _object(self, path: str) -> _Object:
        try:
            return self._store.objects[path]
        except KeyError:
            raise MissingError(f"nothing is at {path!r}") from None


def _bytes_of(put: Put) -> bytes | None:
    """Return the bytes; None where they are not those announced."""
    data = b"".join(put.read())
    fits = len(data) <= put.size_max and put.content in (None, blake3(data).hexdigest())
    return data if fits else None
