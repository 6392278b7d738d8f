"""The database of a SPICE service is dropped by one command, and folded again."""

from pathlib import Path

import pytest

from services.spice.rebuild import DATABASE, LOCK, drop_database
from shared.contracts.topology import Topology
from shared.service.state_lock import StateInUseError, state_lock
from testing.bus.memory import MemoryBus, MemoryServer
from tests.kernels.made import made
from tests.unit.services.spice.rack import open_rack


async def test_what_was_dropped_is_folded_again(tmp_path: Path) -> None:
    """All that is known comes from the bus: the answers are the same."""
    bus = MemoryBus(MemoryServer(Topology()), "spice")
    async with open_rack(tmp_path, bus=bus) as rack:
        await rack.commit({"spk/craft_v1.bsp": made("craft_v1.bsp"), "lsk/naif9.tls": made("naif9.tls")})
        before = await rack.get("/coverage", body="-999")
    drop_database(tmp_path / "state")

    assert not list((tmp_path / "state").glob(f"{DATABASE}*"))
    async with open_rack(tmp_path, bus=bus) as rack:
        assert await rack.get("/coverage", body="-999") == before


def test_a_service_that_works_keeps_its_database(tmp_path: Path) -> None:
    """Who is to act is told what to do."""
    (tmp_path / DATABASE).write_bytes(b"in use")
    with state_lock(tmp_path / LOCK), pytest.raises(StateInUseError, match="stop it"):
        drop_database(tmp_path)

    assert (tmp_path / DATABASE).read_bytes() == b"in use"
