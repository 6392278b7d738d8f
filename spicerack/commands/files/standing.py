"""The number of paths at a place of a collection: for who typed its name, and may have mistyped it."""

from spicerack.client.gateway.async_client import AsyncClient
from spicerack.client.gateway.selection import Selection


async def count_at(client: AsyncClient, path: str) -> int | None:
    """Return how many paths the caller sees below a directory, 1 for a file; None: very many.

    What merely begins with the same letters is somewhere else.
    """
    below = await client.count(Selection(prefix=f"{path}/"))
    if below != 0:
        return below
    first = await anext(client.paths(Selection(prefix=path)), None)
    return int(first is not None and first.path == path)
