"""Listings of directories as web servers give them: HTML of any of them, JSON of nginx and Caddy. Pure.

HTML tells names; sizes in it are rounded (Apache, lighttpd), and times have no zone. So the text beside a
name is kept as a token that changes with the file, and nothing else is read from it.
"""

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Final
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from shared.model.entry import Kind
from shared.roots.port import Stat

BESIDE_MAX: Final = 200
"""Characters beside a name that are looked at: a date and a size are shorter."""

TOKEN_DIGITS: Final = 16


class NoListingError(ValueError):
    """The answer is no listing of a directory; `str()` says what it is."""


def parse_index(directory: str, base: str, media_type: str, body: bytes) -> list[Stat]:
    """Return what a listing names, directories included, each once.

    Args:
        directory: its path below the provider's address; empty for that itself.
        base: the URL path of the listing, with a slash at its end.
        media_type: of the answer.
        body: of the answer.

    Raises:
        NoListingError: it is JSON of another form, or a page with a form for a password.
    """
    found = _json(directory, body) if media_type == "application/json" else _html(directory, base, body)
    return list({one.path: one for one in found}.values())


def _html(directory: str, base: str, body: bytes) -> Iterator[Stat]:
    page = LexborHTMLParser(body)
    if page.css_first("input[type=password]") is not None:
        raise NoListingError("the answer is a form for logging in")
    for link in page.css("a"):
        href = link.attributes.get("href")
        name = None if not href else _name(href, base)
        if name is None:
            continue
        path = f"{directory}/{name.rstrip('/')}" if directory else name.rstrip("/")
        if name.endswith("/"):
            yield Stat(path=path, kind=Kind.DIRECTORY)
        else:
            yield Stat(path=path, kind=Kind.FILE, version=_beside(link))


def _name(href: str, base: str) -> str | None:
    """Return the name that a link has in the listing's own directory; None for a link to elsewhere."""
    parts = urlsplit(href)
    if parts.scheme or parts.netloc or parts.query or not parts.path:
        return None  # Also the links by which Apache sorts.
    path = unquote(parts.path, errors="surrogateescape")
    if path.startswith("/"):
        if not path.startswith(base):
            return None
        path = path[len(base) :]
    name = path.removeprefix("./")
    bare = name.removesuffix("/")
    return name if bare and "/" not in bare and bare not in (".", "..") else None


def _beside(link: LexborNode) -> str:
    """Return a token of the text beside a link: in the same line, or in the other cells of its row."""
    row = link.parent
    while row is not None and row.tag not in ("tr", "pre", "body"):
        row = row.parent
    if row is not None and row.tag == "tr":
        text = row.text(separator=" ")
    else:
        following = link.next
        text = following.text() if following is not None and following.tag == "-text" else ""
    text = " ".join(text.split())[:BESIDE_MAX]
    return "~" + sha256(text.encode("utf-8", "replace")).hexdigest()[:TOKEN_DIGITS] if text else ""


def _json(directory: str, body: bytes) -> Iterator[Stat]:
    try:
        rows = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NoListingError("the answer says that it is JSON, and is not") from error
    if not isinstance(rows, list):
        raise NoListingError("the answer is JSON, and no list of names")
    for row in rows:
        name = row.get("name") if isinstance(row, dict) else None
        if not isinstance(name, str) or row.get("is_symlink") is True:
            continue
        bare = name.rstrip("/")
        if not bare or "/" in bare or bare in (".", ".."):
            continue
        path = f"{directory}/{bare}" if directory else bare
        if row.get("type") == "directory" or row.get("is_dir") is True:
            yield Stat(path=path, kind=Kind.DIRECTORY)
        elif row.get("type", "file") == "file":
            told = f"{row.get('size')} {row.get('mtime') or row.get('mod_time')}"
            yield Stat(
                path=path, kind=Kind.FILE, version="~" + sha256(told.encode()).hexdigest()[:TOKEN_DIGITS]
            )
