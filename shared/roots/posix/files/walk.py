"""The way from a root's descriptor to a name: component by component, no link followed, each name exact."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from shared.model.paths import CONTROL_DIRECTORY
from shared.roots.posix.files.components import components
from shared.roots.posix.files.errors import translate, translated
from shared.roots.posix.files.exact_names import ExactNames
from shared.roots.posix.files.port import MissingError, OccupiedError, TwinError

WALK = os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC

Entry = tuple[int, bytes]
"""A directory's descriptor, and a name in it."""


class Walk:
    """Ways below one root. The descriptor of the root stays the caller's."""

    def __init__(self, root: int) -> None:
        self._root = root
        self._names = ExactNames()

    @contextmanager
    def at(self, operation: str, path: str) -> Iterator[Entry]:
        """Yield the parent's descriptor and the last name, whether it is there or not.

        Errors inside become the port's.
        """
        names = components(path)
        parent = self._enter(names[:-1])
        try:
            with translated(operation, path):
                yield parent, names[-1].encode() if names else b"."
        finally:
            os.close(parent)

    @contextmanager
    def entry(self, operation: str, path: str) -> Iterator[Entry]:
        """Yield the parent's descriptor and the last name, which is there under exactly this name.

        Raises:
            MissingError: it is not.
        """
        with self.at(operation, path) as (parent, name):
            if not self._exact(parent, name, path):
                raise MissingError(f"{path!r} is not there: another name answers to it")
            yield parent, name

    @contextmanager
    def vacancy(self, operation: str, path: str, *, undo: Callable[[int, bytes], None]) -> Iterator[Entry]:
        """Yield the parent's descriptor and a last name that the block gives to something.

        Args:
            operation: as errors name it.
            path: where something is put.
            undo: takes it away again, where the file system did not keep the name.

        Raises:
            OccupiedError: something of this name is there.
            TwinError: another name answers to this one, or would be kept in its place.
        """
        with self.at(operation, path) as (parent, name):
            try:
                yield parent, name
            except FileExistsError as error:
                raise self._occupied(operation, path, parent, name) from error
            twin = self._kept_as(parent, name, path)
            if twin is not None:
                undo(parent, name)
                raise TwinError(
                    f"cannot {operation} {path!r}: this file system would keep it as {twin!r}; rename it "
                    "where it was made, or keep the site on a file system that keeps names",
                    twin=_beside(path, twin),
                )

    @contextmanager
    def replaceable(self, operation: str, path: str) -> Iterator[Entry]:
        """Yield the parent's descriptor and the last name, which is there exactly so, or not at all.

        Raises:
            TwinError: another name answers to it.
        """
        with self.at(operation, path) as (parent, name):
            try:
                exact = self._exact(parent, name, path)
            except FileNotFoundError:
                exact = True
            if not exact:
                raise self._occupied(operation, path, parent, name)
            yield parent, name

    @contextmanager
    def two(self, operation: str, one: str, other: str) -> Iterator[tuple[Entry, Entry]]:
        """Yield parent and name of two paths that are there; errors inside name both."""
        with (
            self.entry(operation, one) as first,
            self.entry(operation, other) as second,
            translated(operation, f"{one} -> {other}"),
        ):
            yield first, second

    def _kept_as(self, parent: int, name: bytes, path: str) -> str | None:
        """Return the name under which the file system lists what was just given `name`, if it is another."""
        try:
            return None if self._exact(parent, name, path) else self._names.twin(parent, name)
        except OSError:  # it went meanwhile, or nobody may list the directory: a scan will tell
            return None

    def _occupied(self, operation: str, path: str, parent: int, name: bytes) -> OccupiedError:
        twin = None if _is_ours(path) else self._names.twin(parent, name)
        if twin is None:
            return OccupiedError(f"cannot {operation} {path!r}: {os.strerror(errno.EEXIST)}")
        return TwinError(
            f"cannot {operation} {path!r}: this file system takes it for {_beside(path, twin)!r}, which is "
            "there; rename or remove one of the two",
            twin=_beside(path, twin),
        )

    def _enter(self, names: tuple[str, ...]) -> int:
        """Return a new descriptor of the directory that the names lead to."""
        current = os.dup(self._root)
        for depth, name in enumerate(names):
            path = "/".join(names[: depth + 1])
            try:
                following = os.open(name.encode(), WALK, dir_fd=current)
                if not self._exact(current, name.encode(), path):
                    os.close(following)
                    raise MissingError(f"{path!r} is not there: another name answers to it")
            except OSError as error:
                if error.errno in (errno.ENOTDIR, errno.ELOOP):
                    raise MissingError(f"{path!r} is no directory") from error
                raise translate(error, "enter", "/".join(names)) from error
            finally:
                os.close(current)
            current = following
        return current

    def _exact(self, parent: int, name: bytes, path: str) -> bool:
        return name == b"." or _is_ours(path) or self._names.holds(parent, name)


def _is_ours(path: str) -> bool:
    """Tell whether a path lies below the control directory, where no two names are alike."""
    return path.startswith(f"{CONTROL_DIRECTORY}/")


def _beside(path: str, name: str) -> str:
    directory, slash, _ = path.rpartition("/")
    return f"{directory}{slash}{name}"
