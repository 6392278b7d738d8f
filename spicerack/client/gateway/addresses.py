"""Addresses of a gateway's routes, as a client writes them. Pure."""

from urllib.parse import quote


def below_collection(collection: str) -> str:
    """Return the path that the routes of a collection begin with."""
    return f"/api/v1/collections/{quote(collection, safe='')}"


def quoted(path: str) -> str:
    """Return a path of the collection as the end of an address."""
    return quote(path)
