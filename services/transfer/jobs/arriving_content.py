"""One content of a pack on its way into a staged file. Blocks."""

from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType

from shared.contracts.messages.transfers.manifest import PackedContent
from shared.delta.decode import ContentDecoder
from shared.roots.posix.files.port import ReadableFile
from shared.roots.posix.publish.staging import StagedFile


class ArrivingContent:
    """Decodes a content piece by piece. Leave it, as a context manager, where it is not ended."""

    def __init__(
        self, packed: PackedContent, *, basis: ReadableFile | None, create: Callable[[], StagedFile]
    ) -> None:
        """Make the staged file, and take over the open basis.

        Raises:
            CorruptError: the basis is missing, or cannot be one.
            StorageError: a file refused.
        """
        with ExitStack() as opened:
            if basis is not None:
                opened.enter_context(basis)
            self._target = opened.enter_context(create())
            self._decoder = ContentDecoder(packed, basis=basis, target=self._target)
            self._opened = opened.pop_all()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._opened.__exit__(kind, error, trace)

    def feed(self, data: bytes) -> None:
        """Append what some more encoded bytes make. Raises CorruptError and StorageError."""
        self._decoder.feed(data)

    def end(self) -> str:
        """Verify and seal the staged file; return its path.

        Raises:
            CorruptError: it is not the content.
            StorageError: the file refused.
        """
        self._decoder.finish()
        self._target.seal()
        self._opened.close()
        return self._target.path
