"""The opening of a root by its address: the scheme chooses among the kinds that a process was given.

A new kind is a module beside `posix/` that implements `Root` (`port.py`), and an opener that a service hands
in where it is wired.
"""

from collections.abc import Callable, Mapping
from urllib.parse import unquote, urlsplit

from shared.model.errors import OperatorError
from shared.roots.port import Root

Opener = Callable[[str], Root]
"""Opens the root at a URL."""


class RootUrlError(OperatorError):
    """No root can be opened at the address."""


def open_root(url: str, *, openers: Mapping[str, Opener]) -> Root:
    """Open the root at `url`: an absolute path, or `scheme://...`.

    Args:
        url: where the root is.
        openers: the kinds of roots that this process can open, by scheme.

    Raises:
        RootUrlError: no opener knows the scheme.
        StorageError: the root cannot be reached.
    """
    scheme = scheme_of(url)
    if scheme not in openers:
        known = ", ".join(f"{one}://" for one in sorted(openers))
        raise RootUrlError(f"{url!r} cannot be opened as a root: say a directory, or one of {known}")
    return openers[scheme](url)


def scheme_of(url: str) -> str:
    """Return the scheme of a root's address; a plain path is `file`."""
    scheme, separator, _ = url.partition("://")
    return scheme.lower() if separator else "file"


def path_of(url: str) -> str:
    """Return the directory that a path or a `file://` URL names.

    Raises:
        RootUrlError: the URL names another host.
    """
    if "://" not in url:
        return url
    parts = urlsplit(url)
    if parts.netloc not in ("", "localhost"):
        raise RootUrlError(f"{url!r} names a directory of another host: mount it, and say its path")
    return unquote(parts.path)
