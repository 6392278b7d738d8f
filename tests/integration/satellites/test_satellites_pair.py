"""Several replicas over the bus: one answer, and failover in the middle of a visit."""

import asyncio
import json
import signal

from shared.contracts.topology import Bucket
from testing.bus.nats_server import server_bus
from tests.integration.satellites.satellites_process import Night, folder_source, running, sky

SECRET = "a secret of the pair alone"
SLOW_BUS = "bus_seconds = 10.0\n"
"""A bus on a busy machine: one that was silent is done without, and each replica would count for itself."""


async def test_a_visit_announced_at_one_is_answered_at_the_other(tmp_path, nats_server):
    """Two machines know one visit; when one is killed in the middle of it, the client notices nothing."""
    folder = tmp_path / "folder"
    folder.mkdir()
    records = sky(300)
    (folder / "a.json").write_text(json.dumps(records))
    (tmp_path / "pair").write_text(SECRET)
    (tmp_path / "pair").chmod(0o600)
    night = Night(records)
    settings = nats_server.bus_settings()
    environment = {
        "SPICERACK_PAIR": "true",
        "SPICERACK_PAIR_FILE": str(tmp_path / "pair"),
        "SPICERACK_NATS_URL": settings.servers[0],
        "SPICERACK_NATS_USER": settings.user,
        "SPICERACK_NATS_PASSWORD": settings.password.get_secret_value(),
    }
    async with (
        server_bus(nats_server) as bus,
        running(tmp_path / "a", SLOW_BUS + folder_source(folder), **environment) as a,
        running(tmp_path / "b", SLOW_BUS + folder_source(folder), **environment) as b,
    ):
        await asyncio.gather(a.ready(), b.ready())
        answers = await asyncio.gather(*(a.ask("PUT", "/visit_cache", night.visit(7)) for _ in range(20)))
        assert {answer.status_code for answer in answers} == {200}
        for number in range(3):
            answer = await a.ask("PUT", "/diasource_allow_list", night.question(7, number))
            assert answer.json()["allow_list"] == night.right
        changed = [
            night.question(7, 0) | {"diasources": night.question(7)["diasources"][:n]} for n in range(1, 4)
        ]
        turns = [
            (await one.ask("PUT", "/diasource_allow_list", changed[n])).status_code
            for n, one in enumerate((b, a, b))
        ]
        assert turns == [200, 200, 429]
        assert (await b.ask("PUT", "/visit_cache", night.visit(9))).status_code == 200
        again = await b.ask("PUT", "/diasource_allow_list", changed[2] | {"visit_id": 9})
        assert again.status_code == 429, "the exposure has one quota under whatever number"
        await a.end(signal.SIGKILL)
        for number in range(3, 6):
            answer = await b.ask("PUT", "/diasource_allow_list", night.question(7, number))
            assert answer.json()["allow_list"] == night.right
        moved = await b.ask("PUT", "/visit_cache", night.visit(7) | {"boresight_dec": 0.0})
        assert moved.status_code == 409
        stored = await bus.values(Bucket.SATELLITES)
        assert {name.partition(".")[0] for name in stored} == {"asked", "size", "time", "visit"}
        assert all(b"boresight" not in message.data for message in stored.values())

        await nats_server.stop()
        assert (await b.ask("PUT", "/diasource_allow_list", night.question(8))).status_code == 404
        assert (await b.ask("PUT", "/visit_cache", night.visit(8))).status_code == 200
        answer = await b.ask("PUT", "/diasource_allow_list", night.question(8))
        assert answer.json()["allow_list"] == night.right
        await nats_server.start()
