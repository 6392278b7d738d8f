"""The upload of one file: resumed from what the gateway has, held against its digest there.

It speaks draft-ietf-httpbis-resumable-upload with careful creation: the upload is made first, then filled.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from shared.contracts.http.changes import ChangeRow, UploadRow
from shared.contracts.http.selections import SelectionPage
from spicerack.client.gateway.errors import GatewayError, NotFoundError, RefusedError, UnavailableError
from spicerack.client.gateway.progress import Progress, Report, Stage
from spicerack.client.gateway.selection import Selection
from spicerack.client.gateway.source import Looked, Source, look_at, pieces
from spicerack.client.gateway.transport import Transport

PARTIAL = "application/partial-upload"

YES, NO = "?1", "?0"

WRONG_OFFSET = "mismatching-upload-offset"
"""The problem of a piece that begins elsewhere than the upload ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of the gateway with a file."""

    path: str | None
    """Where it goes when it is whole; None keeps it for a commit."""
    conditions: Mapping[str, str]
    mtime_ns: int | None
    """The time that it shall have; None is that of the source."""
    wait: float
    """Seconds to wait for the commit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploaded:
    """A file that a gateway has taken."""

    upload: str
    """The upload, for a commit."""
    content: str
    """BLAKE3-256."""
    size: int
    revision: int | None
    """Of its commit; None where it is still waited for, or none was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploads:
    """Uploads files into one collection."""

    transport: Transport
    below: str
    """The path of the collection's routes."""

    async def upload(self, source: Source, asked: Asked, *, report: Report) -> Uploaded:
        """Send a file; what the gateway has already is not sent again.

        Raises:
            ChangedError: something else stands at the path than the conditions name, or came first.
            RefusedError: the site cannot take it.
            LocalError: the file cannot be read, or became shorter while it was sent.
            GatewayError: it could not be sent; nothing is visible.
        """
        looked = await look_at(source)
        row = await self._created(looked, asked)
        failures = 0
        while True:
            try:
                row = await self._sent(source, looked, asked, row, report)
                break
            except (UnavailableError, RefusedError) as error:
                before = row.offset
                found = await self._after(error, row, looked, asked)
                if isinstance(found, Uploaded):
                    return found
                row, failures = found, 1 if found.offset > before else failures + 1
                if failures >= self.transport.patience.attempts:
                    raise
                await self.transport.pause(failures, asked=error.retry_after)
        report(Progress(asked.path or row.id, Stage.DONE, looked.size, looked.size))
        return _uploaded(row.id, looked, None if row.change is None else row.change.revision)

    async def _created(self, looked: Looked, asked: Asked) -> UploadRow:
        headers = {
            **asked.conditions,
            "Upload-Complete": NO,
            "Upload-Length": str(looked.size),
            "Repr-Digest": looked.repr_digest,
        }
        mtime_ns = looked.mtime_ns if asked.mtime_ns is None else asked.mtime_ns
        if mtime_ns is not None:
            headers["SpiceRack-Modified"] = f"{mtime_ns // 10**9}.{mtime_ns % 10**9:09}"
        params = {} if asked.path is None else {"path": asked.path}
        # An upload that was made and never heard of again is swept by the gateway: it may be made twice.
        answer = await self.transport.ask(
            "POST", f"{self.below}/uploads", params=params, headers=headers, repeat=True
        )
        return self.transport.parsed(UploadRow, answer)

    async def _sent(
        self, source: Source, looked: Looked, asked: Asked, row: UploadRow, report: Report
    ) -> UploadRow:
        """Send what is missing; put what is whole and was not put yet."""
        if row.complete:
            return await self._put(asked, row)
        headers = {
            "Content-Type": PARTIAL,
            "Content-Length": str(looked.size - row.offset),
            "Upload-Offset": str(row.offset),
            "Upload-Complete": YES,
            "Prefer": f"wait={asked.wait:.0f}",
        }

        async def body() -> AsyncIterator[bytes]:
            moved = row.offset
            async for piece in pieces(source, start=row.offset, size=looked.size):
                yield piece
                moved += len(piece)
                report(Progress(asked.path or row.id, Stage.MOVING, moved, looked.size))

        answer = await self.transport.ask(
            "PATCH", f"{self.below}/uploads/{row.id}", headers=headers, content=body(), once=True
        )
        return self.transport.parsed(UploadRow, answer)

    async def _put(self, asked: Asked, row: UploadRow) -> UploadRow:
        if asked.path is None:
            return row
        conditions = {name.replace("-", "_").lower(): value for name, value in asked.conditions.items()}
        change = {"do": "put", "path": asked.path, "upload": row.id, **conditions}
        headers = {"Prefer": f"wait={asked.wait:.0f}"}
        answer = await self.transport.ask(
            "POST", f"{self.below}/commits", json={"changes": [change]}, headers=headers
        )
        return row.model_copy(update={"change": self.transport.parsed(ChangeRow, answer)})

    async def _after(
        self, error: GatewayError, row: UploadRow, looked: Looked, asked: Asked
    ) -> UploadRow | Uploaded:
        """Return how far an upload is after an answer that did not come, or was no success.

        Raises:
            GatewayError: it is no use to go on.
        """
        if isinstance(error, RefusedError) and error.problem != WRONG_OFFSET:
            raise error
        try:
            return await self.transport.read(UploadRow, f"{self.below}/uploads/{row.id}", {})
        except NotFoundError:
            # What was put is no upload any more: the answer that said so was lost.
            return await self._stands(error, row, looked, asked)

    async def _stands(self, error: GatewayError, row: UploadRow, looked: Looked, asked: Asked) -> Uploaded:
        if asked.path is None:
            raise error
        # A path is the first of all that begin with it.
        parameters = Selection(prefix=asked.path, content=looked.content).parameters(limit=1)
        page = await self.transport.read(SelectionPage, f"{self.below}/files", parameters)
        if not page.files or page.files[0].path != asked.path:
            raise error
        return _uploaded(row.id, looked, page.files[0].revision)


def _uploaded(upload: str, looked: Looked, revision: int | None) -> Uploaded:
    return Uploaded(upload=upload, content=looked.content, size=looked.size, revision=revision)
