"""Fixtures of the SPICE service's tests."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.unit.services.spice.rack import Rack, open_rack


@pytest.fixture
async def rack(tmp_path: Path) -> AsyncIterator[Rack]:
    """A service with an empty log."""
    async with open_rack(tmp_path) as opened:
        yield opened
