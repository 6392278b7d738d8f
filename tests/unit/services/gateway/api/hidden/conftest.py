"""Fixtures of tests of what is hidden."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.unit.services.gateway.api.hidden.frames_rack import Rack, open_rack


@pytest.fixture
async def rack(tmp_path: Path) -> AsyncIterator[Rack]:
    """A gateway of a collection of frames."""
    async with open_rack(tmp_path) as opened:
        yield opened
