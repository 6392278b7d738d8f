"""A content that is asked for by its hash, and why it may not be had. Pure."""

from dataclasses import dataclass


class NotHeldError(Exception):
    """Nobody who can be asked holds the content; `str()` says who might."""


class UnavailableError(NotHeldError):
    """Somebody holds the content, or may, and does not give it now; `str()` says who and why."""


class ContentLostError(Exception):
    """The bytes ended, or were others, after some of them had been given: the answer must be cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A content that is asked for."""

    content: str
    """BLAKE3-256, hexadecimal."""
    size: int
    """Bytes."""
    mtime_ns: int = 0
    """Nanoseconds since 1970 UTC: the time that a file with this content has, by the log."""
    paths: tuple[str, ...] = ()
    """Where files with it stand or stood, the likeliest first."""
    here_only: bool = False
    """Whether nothing may travel for it."""
