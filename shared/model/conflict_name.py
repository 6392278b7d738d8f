"""Names of conflict copies: `name.ext.conflict-<UTC of the batch>-<site>-<hash8>`.

The mark comes after the extension, so that a pattern such as `*.bc` does not match a conflict copy.
"""

from datetime import UTC, datetime

from shared.model.paths import NAME_MAX, PATH_MAX

MARK = ".conflict-"
HASH_DIGITS = 8


def conflict_component(name: str, *, made_at: datetime, site: str, tag: str) -> str:
    """Return the name that a component takes when it lost; cut so that it fits a directory entry.

    Args:
        tag: hexadecimal digits that tell two losers of the same second and site apart.
    """
    stamp = made_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
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


def renamed_component(path: str, component_of: str, name: str) -> str:
    """Return `path` with the last component of its ancestor (or itself) `component_of` replaced by `name`.

    Where that is longer than a path may be, the file goes to the root of the collection instead.
    """
    above = component_of.rpartition("/")[0]
    renamed = (f"{above}/{name}" if above else name) + path[len(component_of) :]
    return renamed if len(renamed.encode()) <= PATH_MAX else name
