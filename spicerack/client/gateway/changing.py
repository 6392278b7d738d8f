"""Changes that a client asks for: removals, copies, moves, and groups that are committed together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shared.contracts.http.changes import ChangeRow
from spicerack.client.gateway.addresses import quoted
from spicerack.client.gateway.progress import Report, silent
from spicerack.client.gateway.source import Source
from spicerack.client.gateway.transport import Transport
from spicerack.client.gateway.upload import Asked, Uploads


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """A file of a group."""

    path: str
    source: Source
    if_match: str | None = None
    """The BLAKE3-256 that must stand there."""
    create: bool = False
    """Whether nothing may stand there."""
    link: bool = False
    """Whether the bytes are the target of a symbolic link."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delete:
    """A file that a group removes."""

    path: str
    if_match: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A file that a group moves."""

    source: str
    target: str
    if_match: str | None = None
    """The BLAKE3-256 that must stand at the target."""
    create: bool = False
    """Whether nothing may stand at the target."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A file that a group copies: no byte travels."""

    source: str
    target: str


Change = Put | Delete | Move | Copy


def conditions(*, if_match: str | None = None, create: bool = False) -> dict[str, str]:
    """Return the header fields that say what must stand at a path.

    Args:
        if_match: the BLAKE3-256 of what must stand there.
        create: that nothing may stand there.
    """
    match = {} if if_match is None else {"If-Match": f'"{if_match}"'}
    return {**match, **({"If-None-Match": "*"} if create else {})}


@dataclass(frozen=True, slots=True, kw_only=True)
class Changing:
    """Asks for changes of one collection."""

    transport: Transport
    uploads: Uploads
    below: str
    """The path of the collection's routes."""

    async def remove(self, path: str, *, if_match: str | None, wait: float) -> ChangeRow:
        """Remove a file, or an empty directory."""
        headers = {**conditions(if_match=if_match), **_waiting(wait)}
        answer = await self.transport.ask("DELETE", f"{self.below}/content/{quoted(path)}", headers=headers)
        return self.transport.parsed(ChangeRow, answer)

    async def transfer(
        self, kind: str, source: str, target: str, *, overwrite: bool, wait: float
    ) -> ChangeRow:
        """Move or copy a file."""
        asked = {"from": source, "to": target, "overwrite": overwrite}
        answer = await self.transport.ask("POST", f"{self.below}/{kind}", json=asked, headers=_waiting(wait))
        return self.transport.parsed(ChangeRow, answer)

    async def commit(
        self, changes: Sequence[Change], *, message: str, wait: float, report: Report = silent
    ) -> ChangeRow:
        """Commit changes together, all or none: their files are sent first, and are seen by nobody."""
        asked = [await self._asked(change, report) for change in changes]
        body = {"message": message, "changes": asked}
        answer = await self.transport.ask("POST", f"{self.below}/commits", json=body, headers=_waiting(wait))
        return self.transport.parsed(ChangeRow, answer)

    async def _asked(self, change: Change, report: Report) -> dict[str, Any]:
        match change:
            case Put():
                kept = Asked(path=None, conditions={}, mtime_ns=None, wait=0)
                sent = await self.uploads.upload(change.source, kept, report=report)
                only = _only(change.if_match, create=change.create)
                kind = {"link": True} if change.link else {}
                return {"do": "put", "path": change.path, "upload": sent.upload, **kind, **only}
            case Delete():
                return {"do": "delete", "path": change.path, **_only(change.if_match)}
            case Move():
                only = _only(change.if_match, create=change.create)
                return {"do": "move", "from": change.source, "to": change.target, **only}
            case Copy():
                return {"do": "copy", "from": change.source, "to": change.target}


def _waiting(seconds: float) -> dict[str, str]:
    return {"Prefer": f"wait={seconds:.0f}"} if seconds else {}


def _only(content: str | None, *, create: bool = False) -> dict[str, str]:
    """Return what must stand at a path, as a group says it."""
    if create:
        return {"if_none_match": "*"}
    return {} if content is None else {"if_match": f'"{content}"'}
