"""The zones of sites, as rules say them."""

import asyncio
from collections.abc import Mapping

from services.orchestrator.upkeep.zones import Zones, zones_of
from shared.contracts.bucket_keys import replica_rules_key
from shared.contracts.buckets import Bucket
from shared.contracts.messages.sites.replica_rules import ReplicaRules, SiteLabels
from shared.contracts.topology import Topology
from testing.bus.memory import MemoryBus, MemoryServer


def rules(version: int, **labels: tuple[str, ...]) -> ReplicaRules:
    """Return a version that gives labels to sites."""
    said = tuple(SiteLabels(site=site, labels=some) for site, some in labels.items())
    return ReplicaRules(collection="c", version=version, labels=said)


def test_a_site_is_in_the_zone_that_its_first_such_label_names():
    """One without such a label is in none."""
    made = rules(1, a=("disk=fast", "zone=x", "zone=y"), b=("zone=y",), d=("disk=fast",))
    assert zones_of(made) == {"a": "zone=x", "b": "zone=y"}


async def test_the_newest_labels_count_and_what_cannot_be_read_changes_nothing():
    """An orchestrator of an older version goes on with the zones that it knows."""
    bus, heard = MemoryBus(MemoryServer(Topology()), "orchestrator"), asyncio.Queue[Mapping[str, str]]()
    zones = Zones(bus=bus, said=bus, collection="c", take=heard.put_nowait)
    async with asyncio.TaskGroup() as group:
        following = group.create_task(zones.follow())
        for version, zone in ((1, "zone=x"), (3, "zone=y")):
            made = rules(version, a=(zone,)).model_dump_json().encode()
            await bus.put(Bucket.RULES, replica_rules_key("c", version), made)
            assert await heard.get() == {"a": zone}
            await bus.put(Bucket.RULES, replica_rules_key("c", version + 1), b"{")
            await asyncio.sleep(0)
        following.cancel()
    assert heard.empty()
