"""The way from a root's descriptor to a name: component by component, no link followed, each name exact."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import TracebackType

from shared.model.paths import CONTROL_DIRECTORY, NO_COMPONENTS
from shared.roots.posix.files.beneath import Beneath
from shared.roots.posix.files.components import components
from shared.roots.posix.files.errors import raise_translated, translate, translated
from shared.roots.posix.files.exact_names import ExactNames, Place, place_of
from shared.roots.posix.files.port import MissingError, OccupiedError, TwinError

WALK = os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC

WAYS_MAX = 10_000
"""Directories remembered, some 300 bytes each; then all are walked to anew."""

OURS = f"{CONTROL_DIRECTORY}/"

Entry = tuple[int, bytes]
"""A directory's descriptor, and a name in it."""


class _Way:
    """The way to one name, held open: a class, since a generator costs more than the way itself."""

    __slots__ = ("_exact", "_operation", "_parent", "_path", "_walk")

    def __init__(self, walk: "Walk", operation: str, path: str, *, exact: bool) -> None:
        self._walk = walk
        self._operation = operation
        self._path = path
        self._exact = exact
        self._parent = -1

    def __enter__(self) -> Entry:
        above, _, last = self._path.rpartition("/")
        reached = self._walk.reach(above) if _is_plain(last) else None
        at: Place | None = None
        if reached is not None:
            self._parent, at = reached
            name = last.encode()
        else:
            names = components(self._path)
            self._parent = self._walk.enter(names[:-1])
            name = names[-1].encode() if names else b"."
        if self._exact:
            self._demand(name, at)
        return self._parent, name

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._parent)
        if error is not None:
            raise_translated(error, self._operation, self._path)

    def _demand(self, name: bytes, at: Place | None) -> None:
        try:
            if not self._walk.is_exact(self._parent, name, self._path, at):
                raise MissingError(f"{self._path!r} is not there: another name answers to it")
        except BaseException as error:
            self.__exit__(type(error), error, error.__traceback__)
            raise


class Walk:
    """Ways below one root. The descriptor of the root stays the caller's."""

    def __init__(self, root: int) -> None:
        self._root = root
        self._names = ExactNames()
        self._beneath: Beneath | None = Beneath()
        self._ways: dict[str, tuple[bytes, Place]] = {}
        """Directories by path, as the system takes it, and place, to which every name on the way is exact and
        stays so."""

    def at(self, operation: str, path: str) -> AbstractContextManager[Entry]:
        """Yield the parent's descriptor and the last name, whether it is there or not.

        Errors inside become the port's.
        """
        return _Way(self, operation, path, exact=False)

    def entry(self, operation: str, path: str) -> AbstractContextManager[Entry]:
        """Yield the parent's descriptor and the last name, which is there under exactly this name.

        Raises:
            MissingError: it is not.
        """
        return _Way(self, operation, path, exact=True)

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
                exact = self.is_exact(parent, name, path)
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
            return None if self.is_exact(parent, name, path) else self._names.twin(parent, name)
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

    def enter(self, names: tuple[str, ...]) -> int:
        """Return a new descriptor of the directory that the names lead to."""
        reached = self.reach("/".join(names))
        return self._step_by_step(names) if reached is None else reached[0]

    def is_exact(self, parent: int, name: bytes, path: str, at: Place | None = None) -> bool:
        """Tell whether a directory lists exactly this name, or the path is one of our own.

        `at` is the place of the directory, where it is known.
        """
        return name == b"." or _is_ours(path) or self._names.holds(parent, name, at)

    def reach(self, directory: str) -> tuple[int, Place] | None:
        """Return a new descriptor of a directory that was reached before, if it is the same one still."""
        known = self._ways.get(directory)
        if known is None or self._beneath is None:
            return None
        path, place = known
        try:
            found = self._beneath.walk(self._root, path)
        except NotImplementedError:
            self._beneath = None
            return None
        except OSError:  # the way step by step tells what is wrong
            return None
        if place_of(found) == place:
            return found, place
        os.close(found)
        return None

    def _step_by_step(self, names: tuple[str, ...]) -> int:
        current, lasting = os.dup(self._root), True
        for depth, name in enumerate(names):
            path = "/".join(names[: depth + 1])
            try:
                following = os.open(name.encode(), WALK, dir_fd=current)
                if not self.is_exact(current, name.encode(), path):
                    os.close(following)
                    raise MissingError(f"{path!r} is not there: another name answers to it")
                lasting = lasting and self._lasts(current, name.encode(), path)
            except OSError as error:
                if error.errno in (errno.ENOTDIR, errno.ELOOP):
                    raise MissingError(f"{path!r} is no directory") from error
                raise translate(error, "enter", "/".join(names)) from error
            finally:
                os.close(current)
            current = following
        if names and lasting:
            self._remember("/".join(names), place_of(current))
        return current

    def _lasts(self, parent: int, name: bytes, path: str) -> bool:
        return _is_ours(path) or self._names.is_proved(place_of(parent), name)

    def _remember(self, path: str, at: Place) -> None:
        if len(self._ways) >= WAYS_MAX:
            self._ways.clear()
        self._ways[path] = (path.encode(), at)


def _is_ours(path: str) -> bool:
    """Tell whether a path lies below the control directory, where no two names are alike."""
    return path.startswith(OURS)


def _is_plain(name: str) -> bool:
    """Tell whether a name can be looked up as it is: most can, and a path to them need not be taken apart."""
    return name.isascii() and name not in NO_COMPONENTS and "\0" not in name


def _beside(path: str, name: str) -> str:
    directory, slash, _ = path.rpartition("/")
    return f"{directory}{slash}{name}"
