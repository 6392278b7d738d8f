"""The index of a directory as HTML, in the form that nginx made common. Pure.

wget, lftp, rclone and aria2 read names from `href` and sizes and times from each file's own head. So a row is
one link and two columns, names are whole, and nothing sorts.
"""

from collections.abc import Iterable, Iterator
from html import escape
from time import gmtime, strftime

from services.gateway.tree.addresses import reference
from services.gateway.tree.row import Row

MEDIA_TYPE = "text/html; charset=utf-8"

COLUMN = 50
"""Characters to the column of times, where the name leaves them."""

SIZE_WIDTH = 20
"""Of the column of sizes: digits of the largest file, and a blank."""

CONTROLS = {code: f"\\x{code:02x}" for code in (*range(0x20), 0x7F)}
"""Shown, so that a name with a line feed stays one row; the reference holds the true name."""


def head(title: str, *, parent: bool, query: str = "") -> str:
    """Return what comes before the rows.

    Args:
        title: the address that is shown.
        parent: whether a link leads one level up. The root of a collection has none: mirrors would follow it.
        query: ends each reference, as `?link=...` for who was let in by one.
    """
    shown = _shown(title)
    up = f'<a href="../{escape(query)}">../</a>\n' if parent else ""
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8">'
        f"<title>Index of {shown}</title></head>\n"
        f"<body>\n<h1>Index of {shown}</h1><hr><pre>{up}"
    )


def rows(listed: Iterable[Row], query: str = "") -> Iterator[str]:
    """Yield one line for each row; `query` ends each reference."""
    ending = escape(query)
    for row in listed:
        name = row.name + ("/" if row.directory else "")
        link = f'<a href="{reference(row.name, directory=row.directory)}{ending}">{_shown(name)}</a>'
        time = strftime("%d-%b-%Y %H:%M", gmtime(row.mtime))
        size = "-" if row.directory else str(row.size)
        yield f"{link}{' ' * max(1, COLUMN - len(name))}{time}{size:>{SIZE_WIDTH}}\n"


FOOT = "</pre><hr></body>\n</html>\n"


def _shown(text: str) -> str:
    return escape(text.translate(CONTROLS))
