"""The client without asyncio does what the other does, also inside of a running loop."""

import asyncio
import inspect
from pathlib import Path

import pytest

import spicerack
from spicerack.client.gateway.async_client import AsyncClient
from spicerack.client.gateway.errors import UnavailableError
from spicerack.client.gateway.sync_client import Client
from spicerack.client.gateway.transport import Patience
from tests.unit.services.gateway.desk import COLLECTION, open_desk
from tests.unit.shared.web.serving import serving


def public(kind: type) -> dict[str, list[str]]:
    """Return the public methods of a class with the names of their parameters."""
    return {
        name: list(inspect.signature(method).parameters)
        for name, method in inspect.getmembers(kind, inspect.isfunction)
        if not name.startswith("_")
    }


def test_both_clients_have_the_same_methods() -> None:
    """By name and by parameters."""
    assert public(Client) == public(AsyncClient)


async def test_it_works_inside_of_a_loop(tmp_path: Path) -> None:
    """As a notebook runs one."""
    async with open_desk(tmp_path) as desk:
        await desk.commit({"a": b"one", "b": b"two"})
        async with serving(desk.application) as served:
            url = await served.url("")

            def use() -> tuple[list[str], bytes]:
                with Client(url, collection=COLLECTION) as client:
                    return [row.path for row in client.files()], client.read("a")

            assert await asyncio.to_thread(use) == (["a", "b"], b"one")


def test_errors_arrive_as_they_are() -> None:
    """Nobody listens there."""
    with (
        Client("http://127.0.0.1:9", patience=Patience(attempts=1)) as client,
        pytest.raises(UnavailableError, match="no gateway answers"),
    ):
        client.read("a")


def test_the_client_is_what_the_package_is_named_for() -> None:
    """`import spicerack` alone loads none of it."""
    assert spicerack.Client is Client
    assert spicerack.AsyncClient is AsyncClient
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        _ = spicerack.Nothing  # type: ignore[attr-defined]


def test_what_the_methods_take_is_named_beside_the_client() -> None:
    """A person who types `spicerack.` and Tab sees all of it, before any of it is loaded."""
    assert {"Client", "LinkRequest", "Progress", "Put", "RulesWanted"} <= set(dir(spicerack))
    assert all(getattr(spicerack, name).__name__ == name for name in dir(spicerack))
