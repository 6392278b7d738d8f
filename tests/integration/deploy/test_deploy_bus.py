"""What a deployment does with a bus: the Job of its topology, and TLS under an authority of its own."""

import asyncio
import datetime
import json
import time
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from services.operator import make_topology
from services.operator.job_stopped import JobStoppedError
from services.operator.make_topology import ReconcileConfig, reconcile, work
from shared.bus.key_registry import Registry
from shared.bus.nats.bus import connect_bus
from shared.bus.port import BusError, BusTimeoutError
from shared.bus.server.config import find_binary
from shared.bus.settings import BusSettings
from shared.contracts.messages.presence import SiteRecord
from shared.contracts.topology import Stream, Topology
from testing.servers.listening import free_port, listening


async def durables(bus):
    """Return the names of the durable consumers, by stream."""
    streams = (Stream.BATCHES, Stream.JOBS)
    answers = {stream: await bus.jetstream.call(f"CONSUMER.NAMES.{stream}") for stream in streams}
    return {stream: sorted(answer["consumers"] or []) for stream, answer in answers.items()}


async def test_the_job_makes_streams_and_the_durables_of_all_sites(nats_server):
    """Sites that it is told of and sites that have registered get a consumer, as often as it runs."""
    config = ReconcileConfig(collection="spice", sites="alpha,beta")
    async with connect_bus(nats_server.bus_settings()) as bus:
        await reconcile(bus, config=config)
        await Registry(bus).register_site(SiteRecord(collection="other", site="gamma", key="0" * 64))
        await reconcile(bus, config=config)
        await reconcile(bus, config=config)
        made = await durables(bus)
        streams = {each["config"]["name"] for each in (await bus.jetstream.call("STREAM.LIST"))["streams"]}

    topology = Topology()
    assert {spec.name for spec in topology.streams()} <= streams
    assert made == {
        Stream.BATCHES: ["orchestrator-other", "orchestrator-spice"],
        Stream.JOBS: ["transfer-alpha", "transfer-beta", "transfer-gamma"],
    }


async def test_the_job_waits_for_a_bus_that_is_not_up_to_it_yet(tmp_path, monkeypatch):
    """A server of a cluster takes connections before it can make streams: the job goes on asking."""
    port, waits = free_port(), asyncio.Event()
    monkeypatch.setattr(make_topology.log, "warning", lambda *_: waits.set())
    config = ReconcileConfig(nats_url=f"nats://127.0.0.1:{port}")
    bare = ["--addr", "127.0.0.1", "--port", str(port)]
    with listening([str(find_binary()), *bare], port, {}):
        job = asyncio.create_task(work(config, asyncio.Event()))
        await waits.wait()
    store = tmp_path / "server.conf"
    store.write_text(f"jetstream {{ store_dir: {tmp_path}/store, max_file_store: 256GB }}")
    with listening([str(find_binary()), *bare, "--config", str(store)], port, {}):
        await job


async def test_the_job_ends_with_the_reason_once_its_patience_is_over():
    """A bus that never comes up is somebody's to mend."""
    config = ReconcileConfig(nats_url=f"nats://127.0.0.1:{free_port()}", patience_seconds=0)

    with pytest.raises(BusError):
        await work(config, asyncio.Event())


async def test_the_job_does_not_end_well_where_it_is_stopped_before():
    """A pod that is evicted would count as done, and no other would make what is not there."""
    config, stop = ReconcileConfig(nats_url=f"nats://127.0.0.1:{free_port()}"), asyncio.Event()
    stop.set()

    with pytest.raises(JobStoppedError, match="run it again"):
        await work(config, stop)


def write_certificate(directory: Path) -> None:
    """Write a certificate for `localhost` that is its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (directory / "tls.key").write_bytes(private)
    (directory / "tls.crt").write_bytes(made.public_bytes(serialization.Encoding.PEM))


def wait_for_port(directory: Path) -> str:
    """Return the client port, once the server has written it."""
    for _ in range(1200):
        for file in directory.glob("*.ports"):
            if text := file.read_text():
                return json.loads(text)["nats"][0].rpartition(":")[2]
        time.sleep(0.05)
    raise TimeoutError("the server did not come up")


@asynccontextmanager
async def tls_server(directory: Path):
    """Run a server that takes TLS alone, and yield its URL."""
    write_certificate(directory)
    (directory / "nats.conf").write_text(
        f"""
listen: "127.0.0.1:-1"
ports_file_dir: "{directory}"
tls {{
  cert_file: "{directory}/tls.crt"
  key_file: "{directory}/tls.key"
}}
"""
    )
    process = await asyncio.create_subprocess_exec(
        str(find_binary()), "-c", str(directory / "nats.conf"), stderr=asyncio.subprocess.DEVNULL
    )
    try:
        port = await asyncio.to_thread(wait_for_port, directory)
        yield f"tls://localhost:{port}"
    finally:
        process.terminate()
        await process.wait()


async def test_a_server_is_believed_by_its_own_authority(tmp_path):
    """With the authority's certificate the bus connects over TLS, and without it does not."""
    async with tls_server(tmp_path) as url:
        settings = BusSettings(servers=(url,), ca_file=tmp_path / "tls.crt")
        async with connect_bus(settings) as bus:
            assert bus.connected
        with pytest.raises(BusTimeoutError, match="no connection to"):
            async with connect_bus(BusSettings(servers=(url,)), wait=1):
                pass
