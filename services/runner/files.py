"""Files of the collection at this site, as steps read and publish them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from blake3 import blake3

from services.runner.tasks.port import Announce
from shared.model.entry import Kind
from shared.model.paths import PathError, check_path
from shared.roots.errors import MissingError
from shared.roots.port import Put, Refusal, Root
from shared.states.values import Json

Read = Callable[[], Iterable[bytes]]

LOOKS = 3
"""At what stands at the paths of a group: each one more means that somebody placed a file since the last."""


class FileError(Exception):
    """A file cannot be read or published; `error` is the name that Retry and Catch see."""

    def __init__(self, error: str, cause: str) -> None:
        super().__init__(cause)
        self.error = error


@dataclass(frozen=True, slots=True)
class Files:
    """The site's files. All methods block: call them from a thread. They raise StorageError, too."""

    open_root: Callable[[], Root]
    may_publish: bool = True

    def read(self, path: str, *, size_max: int | None = None) -> Iterator[bytes]:
        """Yield the bytes of a file. Raises FileError."""
        _check(path)
        left = size_max
        with self.open_root() as root:
            try:
                for block in root.read(path):
                    left = None if left is None else left - len(block)
                    if left is not None and left < 0:
                        raise FileError("Collection.TooLarge", f"{path} has more than {size_max} bytes")
                    yield block
            except MissingError as error:
                raise FileError("Collection.Missing", f"{path} is not at this site") from error

    def publish(
        self, group: Mapping[str, Read], *, size_max: int, replace: bool, announce: Announce
    ) -> Iterator[Json]:
        """Publish files as one group; yield path, content and size of each.

        What is there with the same bytes is as if it had been published: a step may be run again.

        Args:
            group: how to read each, by path. What may change meanwhile is not in it.
            size_max: bytes of one of them.
            replace: whether other bytes at a path are replaced.
            announce: told all contents by path before any is there: whoever sees one can ask who made it.

        Raises:
            FileError: one was refused.
            StepError: it could not be announced.
        """
        if not self.may_publish:
            raise FileError("Collection.ReceiveOnly", "this site publishes nothing: run the step at another")
        with self.open_root() as root:
            contents = self._published(root, group, size_max=size_max, replace=replace, announce=announce)
            for path in group:
                yield {"path": path, "content": contents[path], "size": root.stat(path).size}

    def _published(
        self,
        root: Root,
        group: Mapping[str, Read],
        *,
        size_max: int,
        replace: bool,
        announce: Announce,
        looks: int = LOOKS,
    ) -> Mapping[str, str]:
        """Place a group, and return all contents by path; what others placed since is looked at again."""
        puts, contents = self._compared(root, group, size_max=size_max, replace=replace)
        if not puts:
            return contents
        announce({put.path: content_of(put.read()) for put in puts})
        outcomes = root.publish(puts)
        refused = next((one for one in outcomes if one.refusal is not None), None)
        if refused is None:
            return contents | {one.path: one.content for one in outcomes}
        if refused.refusal is not Refusal.CHANGED:
            raise FileError("Collection.Failed", f"{refused.path}: {refused.detail or refused.refusal}")
        if replace or looks == 1:
            raise FileError("Collection.Changed", f"{refused.path}: {refused.detail or refused.refusal}")
        return self._published(
            root, group, size_max=size_max, replace=replace, announce=announce, looks=looks - 1
        )

    def _compared(
        self, root: Root, group: Mapping[str, Read], *, size_max: int, replace: bool
    ) -> tuple[list[Put], dict[str, str]]:
        """Return what is to be placed, and the contents that stand there already by path."""
        puts: list[Put] = []
        same: dict[str, str] = {}
        for path, read in group.items():
            _check(path)
            prior = self._prior(root, path)
            if prior is not None and not replace:
                same[path] = self._same(root, path, read)
            else:
                puts.append(Put(path=path, read=read, size_max=size_max, prior=prior))
        return puts, same

    def _prior(self, root: Root, path: str) -> str | None:
        try:
            found = root.stat(path)
        except MissingError:
            return None
        if found.kind is not Kind.FILE:
            raise FileError("Collection.Exists", f"a directory stands at {path}")
        return found.version

    def _same(self, root: Root, path: str, read: Read) -> str:
        there, ours = content_of(root.read(path)), content_of(read())
        if there != ours:
            raise FileError(
                "Collection.Exists", f"another file stands at {path}: say `replace` to replace it"
            )
        return ours


def content_of(blocks: Iterable[bytes]) -> str:
    """Return the name of a content, from its bytes."""
    sums = blake3()
    for block in blocks:
        sums.update(block)
    return sums.hexdigest()


def _check(path: str) -> None:
    try:
        check_path(path)
    except PathError as error:
        raise FileError("Task.BadArguments", f"{path!r} is no path: {error}") from error
