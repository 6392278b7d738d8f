"""The index of a directory as JSON, in the form of nginx' `autoindex_format json`. Pure.

See https://nginx.org/en/docs/http/ngx_http_autoindex_module.html: an array of objects with `name`, `type`,
`mtime` and, of files, `size`. `blake3` is added.
"""

import json
from collections.abc import Iterable, Iterator

from services.gateway.tree.row import Row, http_date

MEDIA_TYPE = "application/json"


def rows(listed: Iterable[Row]) -> Iterator[str]:
    """Yield the objects of an array without its brackets, each but the first with the comma before it."""
    separator = ""
    for row in listed:
        yield separator + json.dumps(_object(row), ensure_ascii=False)
        separator = ",\n"


def _object(row: Row) -> dict[str, str | int | None]:
    kind = "directory" if row.directory else "file"
    common: dict[str, str | int | None] = {"name": row.name, "type": kind, "mtime": http_date(row.mtime)}
    return common if row.directory else {**common, "size": row.size, "blake3": row.content}
