"""The client of a gateway for programs without asyncio: the methods of the other, which it calls."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from shared.contracts.http.access import LinkMade, LinkRequest, LinksRenewed, RulesShown, RulesWanted
from shared.contracts.http.changes import ChangeRow
from shared.contracts.http.files import FileRow
from shared.contracts.http.selections import FileFacts
from spicerack.client.gateway.async_client import AT_ONCE, WAIT, AsyncClient
from spicerack.client.gateway.changing import Change
from spicerack.client.gateway.mirror import Mirrored
from spicerack.client.gateway.portal import Portal
from spicerack.client.gateway.progress import Report, silent
from spicerack.client.gateway.selection import Selection
from spicerack.client.gateway.source import Source
from spicerack.client.gateway.transport import Patience
from spicerack.client.gateway.upload import Uploaded


class Client:
    """Reads and changes the files of one collection through a gateway. Use it as a context manager.

    Arguments and methods are those of `AsyncClient`. Reports come in a thread of the client.
    """

    def __init__(
        self,
        url: str,
        *,
        collection: str = "spice",
        token: str | None = None,
        verify_downloads: bool = True,
        at_once: int = AT_ONCE,
        patience: Patience | None = None,
    ) -> None:
        self._client = AsyncClient(
            url,
            collection=collection,
            token=token,
            verify_downloads=verify_downloads,
            at_once=at_once,
            patience=patience,
        )
        self._portal = Portal("spicerack-client")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connections."""
        try:
            self._portal.call(self._client.close())
        finally:
            self._portal.close()

    def paths(self, selection: Selection | None = None) -> Iterator[FileRow]:
        """See `AsyncClient.paths`."""
        return self._portal.iterate(self._client.paths(selection))

    def files(self, selection: Selection | None = None) -> Iterator[FileRow]:
        """See `AsyncClient.files`."""
        return self._portal.iterate(self._client.files(selection))

    def count(self, selection: Selection | None = None) -> int | None:
        """See `AsyncClient.count`."""
        return self._portal.call(self._client.count(selection))

    def facts(self, path: str) -> FileFacts:
        """See `AsyncClient.facts`."""
        return self._portal.call(self._client.facts(path))

    def row(self, path: str, *, at: str | int | None = None) -> FileRow:
        """See `AsyncClient.row`."""
        return self._portal.call(self._client.row(path, at=at))

    def is_directory(self, path: str) -> bool:
        """See `AsyncClient.is_directory`."""
        return self._portal.call(self._client.is_directory(path))

    def read(self, path: str, *, at: str | int | None = None) -> bytes:
        """See `AsyncClient.read`."""
        return self._portal.call(self._client.read(path, at=at))

    def chunks(self, path: str, *, at: str | int | None = None) -> Iterator[bytes]:
        """See `AsyncClient.chunks`."""
        return self._portal.iterate(self._client.chunks(path, at=at))

    def download(
        self, path: str, target: Path, *, at: str | int | None = None, report: Report = silent
    ) -> FileRow:
        """See `AsyncClient.download`."""
        return self._portal.call(self._client.download(path, target, at=at, report=report))

    def sync_down(
        self,
        directory: Path,
        selection: Selection | None = None,
        *,
        delete: bool = False,
        allow_empty: bool = False,
        checksum: bool = False,
        report: Report = silent,
    ) -> Mirrored:
        """See `AsyncClient.sync_down`."""
        return self._portal.call(
            self._client.sync_down(
                directory,
                selection,
                delete=delete,
                allow_empty=allow_empty,
                checksum=checksum,
                report=report,
            )
        )

    def upload(
        self,
        source: Source,
        path: str,
        *,
        if_match: str | None = None,
        create: bool = False,
        mtime_ns: int | None = None,
        wait: float = WAIT,
        report: Report = silent,
    ) -> Uploaded:
        """See `AsyncClient.upload`."""
        return self._portal.call(
            self._client.upload(
                source, path, if_match=if_match, create=create, mtime_ns=mtime_ns, wait=wait, report=report
            )
        )

    def remove(self, path: str, *, if_match: str | None = None, wait: float = WAIT) -> ChangeRow:
        """See `AsyncClient.remove`."""
        return self._portal.call(self._client.remove(path, if_match=if_match, wait=wait))

    def move(self, source: str, target: str, *, overwrite: bool = False, wait: float = WAIT) -> ChangeRow:
        """See `AsyncClient.move`."""
        return self._portal.call(self._client.move(source, target, overwrite=overwrite, wait=wait))

    def copy(self, source: str, target: str, *, overwrite: bool = False, wait: float = WAIT) -> ChangeRow:
        """See `AsyncClient.copy`."""
        return self._portal.call(self._client.copy(source, target, overwrite=overwrite, wait=wait))

    def commit(
        self, changes: Sequence[Change], *, message: str = "", wait: float = WAIT, report: Report = silent
    ) -> ChangeRow:
        """See `AsyncClient.commit`."""
        return self._portal.call(self._client.commit(changes, message=message, wait=wait, report=report))

    def link(self, request: LinkRequest) -> LinkMade:
        """Make a link; see AsyncClient."""
        return self._portal.call(self._client.link(request))

    def end_links(self) -> LinksRenewed:
        """End every link of the collection."""
        return self._portal.call(self._client.end_links())

    def rules(self) -> RulesShown:
        """Return what everybody may read, and what is hidden."""
        return self._portal.call(self._client.rules())

    def set_rules(self, wanted: RulesWanted, *, revision: int | None = None) -> RulesShown:
        """Replace the rules, all of them: those of a revision, or whichever stand.

        Raises ChangedError: others than those of the revision stand.
        """
        return self._portal.call(self._client.set_rules(wanted, revision=revision))
