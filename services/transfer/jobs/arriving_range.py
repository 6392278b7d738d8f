"""One range of a content on its way behind what has come before. Blocks."""

import threading
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Self

from shared.contracts.messages.transfers.manifest import Manifest, PackedContent
from shared.delta.decode import ContentDecoder
from shared.delta.errors import CorruptError, DeltaError
from shared.delta.pack import PackSplitter, Piece
from shared.roots.posix.files.port import WritableFile


class ArrivingRange:
    """Decodes a range as the parts of its pack come. Its methods may be called in one thread after the other.

    A context manager: when it is left, nothing is written any more, whatever still runs in a thread.
    """

    def __init__(self, manifest: Manifest, packed: PackedContent, target: WritableFile) -> None:
        """Expect the parts of a pack, of which one content is the range.

        Raises:
            CorruptError: the manifest contradicts itself.
        """
        self._packed = packed
        self._splitter = PackSplitter(manifest)
        self._decoder = ContentDecoder(packed, basis=None, target=target)
        self._left = False
        self._busy = threading.Lock()
        self.broken = ""
        """Why what came is not the range, where it is not."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._busy:
            self._left = True

    def take(self, parts: Sequence[bytes]) -> None:
        """Append what the next parts hold.

        Raises:
            DeltaError: one is not what the manifest names, or does not decode.
            StorageError: the file refused.
        """
        with self._busy:
            if self._left:
                return
            try:
                for part in parts:
                    self._feed(self._splitter.split(part))
            except DeltaError as error:
                self.broken = str(error)
                raise

    def finish(self) -> None:
        """Tell that there are no more parts.

        Raises:
            CorruptError: the range is not whole.
        """
        try:
            self._splitter.finish()
            self._decoder.finish()
        except CorruptError as error:
            self.broken = str(error)
            raise

    def _feed(self, pieces: Iterable[Piece]) -> None:
        for piece in pieces:
            if piece.packed is self._packed:
                self._decoder.feed(piece.data)
