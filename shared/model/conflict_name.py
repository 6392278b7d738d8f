"""Names of conflict copies: `name.ext.conflict-<UTC of the batch>-<site>-<hash8>`.

The mark comes after the extension, so that a pattern such as `*.bc` does not match a conflict copy.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from shared.model.paths import NAME_MAX, PATH_MAX

MARK = ".conflict-"
HASH_DIGITS = 8

STAMP = "%Y%m%dT%H%M%SZ"

MARKED = re.compile(
    rf"{re.escape(MARK)}(?P<stamp>[0-9]{{8}}T[0-9]{{6}}Z)-(?P<site>(?:(?!{re.escape(MARK)})[^/])+)-[0-9a-f]{{{HASH_DIGITS}}}$"
)
"""The end of a component that lost."""


@dataclass(frozen=True, slots=True)
class Marked:
    """The name of a conflict copy, taken apart."""

    original: str
    """Where its content stood at its author; of a name that was cut it is not the whole."""
    site: str
    """That its content comes from."""
    made_at: datetime
    """UTC, by that site's clock: when its batch was made."""


def conflict_component(name: str, *, made_at: datetime, site: str, tag: str) -> str:
    """Return the name that a component takes when it lost; cut so that it fits a directory entry.

    Args:
        tag: hexadecimal digits that tell two losers of the same second and site apart.
    """
    stamp = made_at.astimezone(UTC).strftime(STAMP)
    suffix = f"{MARK}{stamp}-{site}-{tag}"
    room = NAME_MAX - len(suffix.encode())
    return name.encode()[:room].decode(errors="ignore") + suffix


def original_path(path: str) -> str | None:
    """Return where the content of a conflict copy stood at its author, None of what is no conflict copy.

    A hint only: of names that were cut it is not the whole.
    """
    components = path.split("/")
    marked = [at for at, component in enumerate(components) if MARK in component]
    if not marked:
        return None
    components[marked[-1]] = components[marked[-1]].rpartition(MARK)[0]
    return "/".join(components)


def read_mark(path: str) -> Marked | None:
    """Return what the path of a conflict copy says; None of a path that was not named as one is."""
    components = path.split("/")
    for at in reversed(range(len(components))):
        found = MARKED.search(components[at])
        if found is None:
            continue
        try:
            made_at = datetime.strptime(found["stamp"], STAMP).replace(tzinfo=UTC)
        except ValueError:  # Digits that are no time: somebody's own name.
            continue
        components[at] = components[at][: found.start()]
        return Marked("/".join(components), found["site"], made_at)
    return None


def renamed_component(path: str, component_of: str, name: str) -> str:
    """Return `path` with the last component of its ancestor (or itself) `component_of` replaced by `name`.

    Where that is longer than a path may be, the file goes to the root of the collection instead.
    """
    above = component_of.rpartition("/")[0]
    renamed = (f"{above}/{name}" if above else name) + path[len(component_of) :]
    return renamed if len(renamed.encode()) <= PATH_MAX else name
