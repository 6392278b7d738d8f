"""The client of a gateway for asyncio."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from shared.contracts.http.access import LinkMade, LinkRequest, LinksRenewed, RulesShown, RulesWanted
from shared.contracts.http.changes import ChangeRow
from shared.contracts.http.files import FileRow
from shared.contracts.http.selections import FileFacts, SelectionPage
from spicerack.client.gateway.addresses import below_collection, quoted
from spicerack.client.gateway.changing import Change, Changing, conditions
from spicerack.client.gateway.download import Downloads
from spicerack.client.gateway.errors import MalformedError, NotFoundError
from spicerack.client.gateway.lending import Lending
from spicerack.client.gateway.local_tree import LocalTree
from spicerack.client.gateway.mirror import Mirror, Mirrored
from spicerack.client.gateway.progress import Report, silent
from spicerack.client.gateway.selection import Selection, is_file
from spicerack.client.gateway.source import Source
from spicerack.client.gateway.transport import OURS, Patience, Sleep, Transport
from spicerack.client.gateway.upload import Asked, Uploaded, Uploads
from spicerack.errors import UsageProblem

TOKEN_VARIABLE = "SPICERACK_TOKEN"

TIMEOUT = httpx.Timeout(90.0, connect=10.0)
"""Seconds without a byte: a gateway waits for a commit for as long as WAIT, after it has waited for an
earlier change of the path; and it may read a file before it tells the first byte."""

WAIT = 30.0
"""Seconds to wait for the commit of a change: most take one; a busy rack takes longer, and is asked later."""

READ_BYTES_MAX = 256 * 1024 * 1024
"""Of `read`, which holds a file in memory; larger ones are downloaded."""

AT_ONCE = 8
"""Files that travel at the same time: small ones wait for round trips, large ones share the line."""


class AsyncClient:
    """Reads and changes the files of one collection through a gateway. Use it as an async context manager.

    Args:
        url: where a gateway answers, e.g. `http://rack.example.org:8085` (`spicerack url gateway` tells one).
        collection: its collection.
        token: shown with every request; what SPICERACK_TOKEN says where None.
        verify_downloads: whether what comes is held against its BLAKE3.
        at_once: files that travel at the same time.
        patience: how long requests are tried again.
        sleep: waits; tests pass their own.
        transport: of httpx; tests pass their own.
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
        sleep: Sleep = asyncio.sleep,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        said = os.environ.get(TOKEN_VARIABLE, "") if token is None else token
        base = url.rstrip("/")
        if not base.startswith(("http://", "https://")):
            raise UsageProblem(f"{url!r} is no address of a gateway: say http://HOST:PORT")
        self._http = httpx.AsyncClient(
            base_url=base,
            headers={**OURS, **({"Authorization": f"Bearer {said}"} if said else {})},
            timeout=TIMEOUT,
            trust_env=False,
            transport=transport,
            limits=httpx.Limits(max_connections=at_once + 2),
        )
        self._transport = Transport(self._http, url=base, patience=patience or Patience(), sleep=sleep)
        self._below = below_collection(collection)
        self._at_once = at_once
        self._downloads = Downloads(transport=self._transport, below=self._below, verify=verify_downloads)
        uploads = Uploads(transport=self._transport, below=self._below)
        self._lending = Lending(transport=self._transport, below=self._below)
        self._changing = Changing(transport=self._transport, uploads=uploads, below=self._below)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Let go of the connections."""
        await self._http.aclose()

    async def paths(self, selection: Selection | None = None) -> AsyncIterator[FileRow]:
        """Yield what is selected, directories too, in the order of the paths; pages are followed.

        All pages are of the revision of the first: `now`, and a time, are another one once more has happened.

        Raises:
            GatewayError: a page could not be had.
        """
        chosen, after, at = selection or Selection(), None, None
        while True:
            parameters = {**chosen.parameters(after=after), **({} if at is None else {"at": at})}
            page = await self._transport.read(SelectionPage, f"{self._below}/files", parameters)
            for row in page.files:
                yield row
            if page.next is None or page.next == after:
                return
            after = page.next
            at = page.revision

    async def files(self, selection: Selection | None = None) -> AsyncIterator[FileRow]:
        """Yield the files that are selected, without directories, as `paths` does."""
        async for row in self.paths(selection):
            if is_file(row):
                yield row

    async def count(self, selection: Selection | None = None) -> int | None:
        """Return how many paths are selected; None where the gateway would count for too long."""
        parameters = (selection or Selection()).parameters(limit=1)
        return (await self._transport.read(SelectionPage, f"{self._below}/files", parameters)).count

    async def facts(self, path: str) -> FileFacts:
        """Return all that is known of a path: its head, its history, and which sites hold it.

        Raises:
            NotFoundError: nothing ever stood there, or nothing that the caller may see.
        """
        return await self._transport.read(FileFacts, f"{self._below}/files/{quoted(path)}", {})

    async def row(self, path: str, *, at: str | int | None = None) -> FileRow:
        """Return one file, as it is or as it was.

        Raises:
            NotFoundError: no file stands there.
        """
        # A path is the first of all that begin with it.
        parameters = Selection(prefix=path, at=at).parameters(limit=1)
        page = await self._transport.read(SelectionPage, f"{self._below}/files", parameters)
        head = next(iter(page.files), None)
        if head is None or head.path != path or not is_file(head):
            raise NotFoundError(f"no file stands at {path!r}: `spicerack find` tells what does")
        return head

    async def is_directory(self, path: str) -> bool:
        """Tell whether a directory stands at a path now."""
        parameters = Selection(prefix=path).parameters(limit=1)
        page = await self._transport.read(SelectionPage, f"{self._below}/files", parameters)
        head = next(iter(page.files), None)
        # One that nobody has made by itself is told by what is below it.
        return head is not None and (
            head.path.startswith(f"{path}/") or (head.path == path and not is_file(head))
        )

    async def read(self, path: str, *, at: str | int | None = None) -> bytes:
        """Return the bytes of a small file.

        Raises:
            MalformedError: it has over READ_BYTES_MAX bytes: download it.
        """
        async with self._transport.stream("GET", self._content(path), params=_at(at)) as answer:
            if int(answer.headers.get("content-length", "0")) > READ_BYTES_MAX:
                raise MalformedError(f"{path} has over {READ_BYTES_MAX} bytes: download it into a file")
            return await answer.aread()

    async def chunks(self, path: str, *, at: str | int | None = None) -> AsyncIterator[bytes]:
        """Yield the bytes of a file as they come; they are not verified."""
        async with self._transport.stream("GET", self._content(path), params=_at(at)) as answer:
            async for piece in answer.aiter_bytes():
                yield piece

    async def download(
        self, path: str, target: Path, *, at: str | int | None = None, report: Report = silent
    ) -> FileRow:
        """Bring one file to `target`, resumed where an earlier attempt was cut, and return what it is.

        Raises:
            NotFoundError: no file stands there.
            CorruptError: what came are other bytes.
            LocalError: this host cannot keep it.
        """
        row = await self.row(path, at=at)
        await self._downloads.download(row, target, report=report)
        return row

    async def sync_down(
        self,
        directory: Path,
        selection: Selection | None = None,
        *,
        delete: bool = False,
        allow_empty: bool = False,
        checksum: bool = False,
        report: Report = silent,
    ) -> Mirrored:
        """Make the files of a directory those of a selection: only what differs travels.

        Args:
            directory: made where it is missing.
            selection: what is brought; everything where None.
            delete: whether files that are not selected are removed below the selection's prefix. It needs a
                selection by prefix alone: another one does not tell what else would be there.
            allow_empty: whether that holds where no file is selected, too: a misspelt prefix, or a token that
                may see nothing of it, would remove all of them.
            checksum: whether files of the right size and time are read, and held against their BLAKE3, too.
            report: told how far each file is.

        Raises:
            UsageProblem: deletion with a selection that is more than a prefix.
            NotFoundError: no file is selected, and all that stand here would be removed.
            GatewayError: the listing failed. Single files that fail are in the result.
        """
        chosen = selection or Selection()
        if delete and chosen != Selection(prefix=chosen.prefix, at=chosen.at):
            raise UsageProblem(
                "files are only deleted with a selection by prefix: others do not tell the rest"
            )
        mirror = Mirror(
            downloads=self._downloads,
            tree=LocalTree(directory),
            at_once=self._at_once,
            checksum=checksum,
            report=report,
        )
        below = chosen.prefix if delete else None
        return await mirror.run(self.files(chosen), delete_below=below, allow_empty=allow_empty)

    async def upload(
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
        """Put a file, sent from where it was cut, and held against its digest before anything is visible.

        Args:
            source: a file of this host, or bytes.
            path: where it goes; directories above it are made.
            if_match: the BLAKE3-256 that must stand there.
            create: that nothing may stand there.
            mtime_ns: the time that it shall have, nanoseconds since 1970 UTC; None is that of the source.
            wait: seconds to wait for the commit.
            report: told how far it is.

        Raises:
            ChangedError: something else stands there, or another site's change came first.
            RefusedError: the site cannot take it: it is held, or its disk is full.
            LocalError: the file cannot be read.
        """
        asked = Asked(
            path=path,
            conditions=conditions(if_match=if_match, create=create),
            mtime_ns=mtime_ns,
            wait=wait,
        )
        return await self._changing.uploads.upload(source, asked, report=report)

    async def remove(self, path: str, *, if_match: str | None = None, wait: float = WAIT) -> ChangeRow:
        """Remove a file, or an empty directory; older versions stay in the history."""
        return await self._changing.remove(path, if_match=if_match, wait=wait)

    async def move(
        self, source: str, target: str, *, overwrite: bool = False, wait: float = WAIT
    ) -> ChangeRow:
        """Move a file within the collection, as one commit."""
        return await self._changing.transfer("move", source, target, overwrite=overwrite, wait=wait)

    async def copy(
        self, source: str, target: str, *, overwrite: bool = False, wait: float = WAIT
    ) -> ChangeRow:
        """Copy a file within the collection; no byte travels."""
        return await self._changing.transfer("copy", source, target, overwrite=overwrite, wait=wait)

    async def commit(
        self, changes: Sequence[Change], *, message: str = "", wait: float = WAIT, report: Report = silent
    ) -> ChangeRow:
        """Commit changes together, all of them or none, with a message that the log shows."""
        return await self._changing.commit(changes, message=message, wait=wait, report=report)

    async def link(self, request: LinkRequest) -> LinkMade:
        """Make a link: whoever has it may do what it says until it ends, without a token.

        Raises:
            ForbiddenError: the caller may not do that itself.
        """
        return await self._lending.link(request)

    async def end_links(self) -> LinksRenewed:
        """End every link of the collection."""
        return await self._lending.end_links()

    async def rules(self) -> RulesShown:
        """Return what everybody may read, and what is hidden."""
        return await self._lending.rules()

    async def set_rules(self, wanted: RulesWanted, *, revision: int | None = None) -> RulesShown:
        """Replace the rules, all of them: those of a revision, or whichever stand.

        Raises ChangedError: others than those of the revision stand.
        """
        return await self._lending.set_rules(wanted, revision=revision)

    def _content(self, path: str) -> str:
        return f"{self._below}/content/{quoted(path)}"


def _at(at: str | int | None) -> dict[str, str]:
    return {} if at is None else {"at": str(at)}
