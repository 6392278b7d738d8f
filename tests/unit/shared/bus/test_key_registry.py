"""The registry of keys: which records it takes."""

import pytest

from shared.bus.key_registry import NameTakenError, Registry
from shared.contracts.messages.presence import SiteRecord
from shared.contracts.topology import Topology
from testing.bus.memory import MemoryBus, MemoryServer


def record(collection: str, key: str = "5") -> SiteRecord:
    """Return site a of a collection."""
    return SiteRecord(collection=collection, site="a", key=key * 64)


async def test_a_site_is_refused_whose_name_another_collection_has():
    """Both would take jobs from one queue: each would get those of the other, as words that nobody reads."""
    registry = Registry(MemoryBus(MemoryServer(Topology()), "manager"))
    await registry.register_site(record("kernels"))
    with pytest.raises(NameTakenError, match="collection kernels has a site a on this server"):
        await registry.register_site(record("images"))
    assert [one.collection for one in await registry.sites()] == ["kernels"]
    await registry.register_site(record("kernels"))
    await registry.forget_site("kernels", "a")
    await registry.register_site(record("images"))
