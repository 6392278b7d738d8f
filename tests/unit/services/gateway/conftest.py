"""Fixtures of a gateway's tests."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.unit.services.gateway.desk import Desk, open_desk


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """A gateway with an empty log."""
    async with open_desk(tmp_path) as opened:
        yield opened
