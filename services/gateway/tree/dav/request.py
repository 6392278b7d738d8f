"""Header fields of WebDAV requests (RFC 4918, section 10). Pure."""

from enum import Enum
from urllib.parse import unquote, urlsplit

from services.gateway.tree.addresses import DATA


class Depth(Enum):
    """How far below the named resource a request reaches."""

    ITSELF = "0"
    CHILDREN = "1"
    ALL = "infinity"


class DavRequestError(ValueError):
    """The caller must send another request; `str()` says what is wrong with this one."""


def depth_of(value: str | None) -> Depth:
    """Return the depth that a header says; all where there is none (RFC 4918, section 9.1)."""
    try:
        return Depth((value or Depth.ALL.value).strip().lower())
    except ValueError as error:
        raise DavRequestError(f"Depth is {value!r}: say 0, 1 or infinity") from error


def overwrites(value: str | None) -> bool:
    """Tell whether a MOVE or COPY may replace what stands at its destination (section 10.6)."""
    said = (value or "T").strip().upper()
    if said not in ("T", "F"):
        raise DavRequestError(f"Overwrite is {value!r}: say T or F")
    return said == "T"


def destination_of(value: str | None, *, host: str, collection: str) -> str:
    """Return the path in the collection that a Destination header names, without a slash at its end.

    Args:
        value: the header: an absolute URL, or an absolute path.
        host: `Host` of the request: another server is no destination.
        collection: the collection that the request is about: another one is no destination either.

    Raises:
        DavRequestError: it names none.
    """
    if not value:
        raise DavRequestError("a MOVE or COPY needs a Destination")
    try:
        parts = urlsplit(value.strip())
        path = unquote(parts.path, errors="strict")
    except ValueError as error:
        raise DavRequestError("Destination is no URL in UTF-8") from error
    if parts.netloc and parts.netloc.lower() != host.lower():
        raise DavRequestError(f"Destination is on {parts.netloc!r}: only this server can be one")
    within = f"{DATA}/{collection}/"
    if parts.query or parts.fragment or not path.startswith(within):
        raise DavRequestError(f"Destination has to lie below {within}")
    return path.removeprefix(within).removesuffix("/")
