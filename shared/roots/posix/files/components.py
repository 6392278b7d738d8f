"""Components of a path: the gate that keeps names below the root."""

from shared.model.paths import NO_COMPONENTS, PathError


def components(path: str) -> tuple[str, ...]:
    """Return the names from the root down to `path`; none for the root itself.

    Lengths are left to the file system, which knows its own limits.

    Raises:
        PathError: the path is absolute, has an empty, `.` or `..` component, a NUL byte, or is no UTF-8.
    """
    if path == "":
        return ()
    try:
        path.encode("utf-8")
    except UnicodeEncodeError as error:
        raise PathError(f"path is not UTF-8: {path!r}") from error
    names = tuple(path.split("/"))
    if "\0" in path or not NO_COMPONENTS.isdisjoint(names):
        raise PathError(f"path is absolute, or has an empty, '.', '..' or NUL component: {path!r}")
    return names
