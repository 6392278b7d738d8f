"""Reading pages to their end, and writing their rows as one JSON document: memory stays bounded."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import TypeVar

from shared.model.base import FrozenModel

Write = Callable[[str], None]
Cursor = TypeVar("Cursor", str, int)
Page = TypeVar("Page", bound=FrozenModel)


def pages(read: Callable[[Cursor | None], Page], next_of: Callable[[Page], Cursor | None]) -> Iterator[Page]:
    """Yield all pages. `read` takes a page's cursor, None for the first; `next_of` tells the next one."""
    cursor: Cursor | None = None
    while True:
        page = read(cursor)
        yield page
        following = next_of(page)
        # A cursor that does not move would have us ask for ever.
        if following is None or following == cursor:
            return
        cursor = following


def write_json(head: Mapping[str, object], name: str, rows: Iterable[FrozenModel], write: Write) -> None:
    """Write one JSON object: the members of `head` and, under `name`, the rows, one a line."""
    remaining = iter(rows)
    # The first row is read before anything is written: what fails at once prints nothing but its error.
    first = list(islice(remaining, 1))
    members = "".join(f"{json.dumps(key)}: {json.dumps(value)}, " for key, value in head.items())
    write(f"{{{members}{json.dumps(name)}: [")
    separator = "\n"
    for row in chain(first, remaining):
        write(separator + json.dumps(row.model_dump(mode="json")))
        separator = ",\n"
    write("\n]}\n")
