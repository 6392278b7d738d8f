"""Addresses below `/data/`: from paths, and back. Pure."""

from urllib.parse import quote

DATA = "/data"

UNRESERVED = "-._~"
"""What a reference may hold as it is beside letters and digits (RFC 3986, section 2.3). Nothing else stays:
a colon in the first component of a relative reference would read as a scheme."""


def reference(name: str, *, directory: bool) -> str:
    """Return the relative reference to a child of the directory that is shown."""
    return quote(name, safe=UNRESERVED) + ("/" if directory else "")


def address(collection: str, path: str, *, directory: bool) -> str:
    """Return the absolute path of the address of a path in a collection; the empty path is its root."""
    whole = f"{DATA}/{collection}/{path}" if path else f"{DATA}/{collection}"
    return quote(whole, safe=f"/{UNRESERVED}") + ("/" if directory else "")
