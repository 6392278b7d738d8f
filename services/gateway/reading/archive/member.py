"""The members of an archive, and the port to its forms. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from shared.model.entry import Entry, Kind, State

FILE_MODE = 0o644
"""Of what has no bits of its own."""

MANIFEST_NAME = "MANIFEST.b3"
"""Of the member that lists all others: `b3sum --check` takes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One file of an archive."""

    name: str
    size: int
    """Bytes."""
    mtime_ns: int
    mode: int
    entry: Entry | None = None
    """Whose content it is; None where `data` is all of it."""
    data: bytes = b""


class ArchiveForm(Protocol):
    """Makes the bytes of one archive around those of its members, which come one after the other."""

    media_type: str
    suffix: str

    def length(self, members: Sequence[Member]) -> int:
        """Return how many bytes the whole archive has."""

    def begin(self, member: Member) -> bytes:
        """Return what stands before a member's bytes."""

    def add(self, data: bytes) -> bytes:
        """Return what a part of a member's bytes becomes."""

    def finish(self) -> bytes:
        """Return what stands after a member's bytes."""

    def close(self) -> bytes:
        """Return what stands at the end of the archive."""


def members_of(entries: Iterable[Entry]) -> list[Member]:
    """Return the members of an archive of files: first the manifest, then each file under its path."""
    files = [entry for entry in entries if entry.state.kind is Kind.FILE]
    text = "".join(f"{_line(entry)}\n" for entry in files).encode()
    newest = max((entry.state.mtime_ns for entry in files), default=0)
    manifest = Member(
        name=_free_name({entry.path for entry in files}),
        size=len(text),
        mtime_ns=newest,
        mode=FILE_MODE,
        data=text,
    )
    return [manifest, *map(_member, files)]


def _member(entry: Entry) -> Member:
    state = entry.state
    return Member(
        name=entry.path, size=state.size, mtime_ns=state.mtime_ns, mode=_mode_of(state), entry=entry
    )


def _mode_of(state: State) -> int:
    """Return the permission bits of a member; a link is a file that holds its target."""
    return FILE_MODE if state.is_link else state.mode or FILE_MODE


def _line(entry: Entry) -> str:
    """Return a line as `b3sum` writes it: names with a backslash or a line feed are escaped, and marked."""
    escaped = entry.path.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
    return f"{'' if escaped == entry.path else chr(92)}{entry.state.content}  {escaped}"


def _free_name(taken: set[str]) -> str:
    name = MANIFEST_NAME
    while name in taken:
        name = f"_{name}"
    return name
