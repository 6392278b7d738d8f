"""Fixtures for tests against a real server."""

import pytest

from testing.bus.nats_server import running_server


@pytest.fixture
async def nats_server(tmp_path):
    """A server on a store of its own."""
    async with running_server(tmp_path / "nats") as server:
        yield server
