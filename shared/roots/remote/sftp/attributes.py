"""Attributes of SFTP (version 3 of the protocol), read as a root tells of files."""

import stat
from collections.abc import Mapping

import asyncssh

from shared.model.entry import Kind
from shared.roots.port import Stat

NANOSECONDS = 1_000_000_000
TIME_MAX = 2**32 - 1
"""Times are unsigned numbers of 32 bits: seconds since 1970-01-01 UTC."""

KINDS: Mapping[int, Kind] = {stat.S_IFREG: Kind.FILE, stat.S_IFDIR: Kind.DIRECTORY}


def kind_of(attributes: asyncssh.SFTPAttrs) -> Kind | None:
    """Return the kind; None for links and special files, which roots pass over."""
    return KINDS.get(stat.S_IFMT(attributes.permissions or 0))


def to_stat(path: str, attributes: asyncssh.SFTPAttrs) -> Stat | None:
    """Return what a root tells of it; None for what roots pass over."""
    kind = kind_of(attributes)
    mode = stat.S_IMODE(attributes.permissions or 0)
    if kind is Kind.DIRECTORY:
        return Stat(path=path, kind=kind, mode=mode)
    if kind is None:
        return None
    size, mtime = attributes.size or 0, attributes.mtime or 0
    version = f"{size:x}-{mtime:x}"
    return Stat(path=path, kind=kind, size=size, mtime_ns=mtime * NANOSECONDS, mode=mode, version=version)


def seconds_of(mtime_ns: int) -> int:
    """Return whole seconds that the protocol can carry: what lies outside becomes its nearest end."""
    return min(max(mtime_ns // NANOSECONDS, 0), TIME_MAX)
