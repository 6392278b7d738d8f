"""Headers of an answer that is a file's content. Pure."""

import base64
import mimetypes
from datetime import UTC, datetime
from urllib.parse import quote

from services.gateway.contents.digests import Digests
from services.gateway.reading.conditions import Validators, etag_of, http_date
from shared.model.entry import State
from shared.spice.kinds.by_name import claimed

Header = tuple[bytes, bytes]

NANOSECONDS = 1_000_000_000

BYTES = "application/octet-stream"

LINK = "inode/symlink"
"""Of a symbolic link, whose bytes are its target (the shared MIME database of freedesktop.org)."""

FITS = "application/fits"
"""RFC 4047: `image/fits` is for files of one image alone, and a name does not tell that."""

FITS_SUFFIXES = (".fits", ".fit", ".fts", ".fits.fz", ".fit.fz", ".fts.fz")
"""In either case. What fpack made is FITS, too; what gzip made is not until it is unpacked."""

YEAR_SECONDS = 31_536_000

CHANGING = "no-cache"
"""A path may hold another content a moment later: caches ask each time, and get 304."""

IMMUTABLE = f"max-age={YEAR_SECONDS}, immutable"
"""A hash never names other bytes."""

SAFE_NAME = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -_.+,=@~#$&!()[]{}^'")
"""What every client reads alike in a quoted `filename`."""


def validators_of(state: State) -> Validators:
    """Return what requests for a file are held against."""
    return Validators(etag=etag_of(state.content or ""), modified=modified_of(state.mtime_ns))


def modified_of(mtime_ns: int) -> datetime | None:
    """Return a file's time in whole seconds; None where HTTP cannot tell it."""
    try:
        return datetime.fromtimestamp(mtime_ns // NANOSECONDS, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def digest_headers(digests: Digests | None) -> list[Header]:
    """Return the digests of the whole content: RFC 9530, and RFC 3230 for those who check that one."""
    if digests is None:
        return []
    sha256 = base64.b64encode(digests.sha256)
    return [(b"repr-digest", b"sha-256=:" + sha256 + b":"), (b"digest", b"SHA-256=" + sha256)]


def validator_headers(validators: Validators, cache: str) -> list[Header]:
    """Return what a 200, a 206 and a 304 have in common."""
    found = [(b"etag", (validators.etag or "").encode()), (b"cache-control", cache.encode())]
    if validators.modified is not None:
        found.append((b"last-modified", http_date(validators.modified).encode()))
    return found


def content_type_of(name: str) -> str:
    """Return the media type that a name tells.

    Kernels are bytes, those of text too: the lists of types know `.bsp` as a map of a game, and an
    intermediary may change the ends of lines of a text.
    """
    if claimed(name) is not None:
        return BYTES
    if name.lower().endswith(FITS_SUFFIXES):
        return FITS
    found, encoding = mimetypes.guess_type(name, strict=False)
    return BYTES if found is None or encoding is not None else found


def disposition_of(name: str) -> str:
    """Return a `Content-Disposition` (RFC 6266): a file to keep, never a page of this origin."""
    if set(name) <= SAFE_NAME:
        return f'attachment; filename="{name}"'
    plain = "".join(character if character in SAFE_NAME else "_" for character in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
