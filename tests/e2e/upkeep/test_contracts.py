"""Everything that running services put on the bus is what the contracts say."""

import asyncio
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nats
import yaml
from jsonschema import Draft7Validator
from nats.aio.msg import Msg

from shared.bus.codec import text_of
from shared.bus.headers import event_of
from shared.contracts.channel import Channel
from shared.contracts.channels import channel_of
from tests.e2e.harness import REPOSITORY, Rack, eventually, random_bytes, write

PREFIX = "rack"
SEEN_AT_LEAST = {
    "batch",
    "commit",
    "want",
    "job.build",
    "job.apply",
    "pack.manifest",
    "pack.part",
    "report",
    "ask",
    "dead",
}


@dataclass
class Recorder:
    """Hears all that is published while it listens, and judges it."""

    document: dict[str, Any]
    seen: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    async def hear(self, message: Msg) -> None:
        """Judge one message."""
        if message.subject.startswith("$KV."):
            self._judge_value(message)
            return
        channel = channel_of(message.subject, prefix=PREFIX)
        if channel is None:
            self.wrong.append(f"{message.subject} is of no channel")
            return
        self.seen.add(channel.name)
        event = event_of(message.headers or {})
        if event is None:
            self.wrong.append(f"{message.subject} is no event: {message.headers}")
        elif channel.name != "dead" and event.type != channel.event_type:
            self.wrong.append(f"{message.subject} is of type {event.type}")
        elif event.traceparent is None:
            self.wrong.append(f"{message.subject} has no trace")
        self._judge_payload(channel, message)

    def _judge_payload(self, channel: Channel, message: Msg) -> None:
        if not channel.models:
            return
        payload = json.loads(text_of(message.data))
        names = [model.__name__ for model in channel.models]
        if not any(self._valid(name, payload) for name in names):
            self.wrong.append(f"{message.subject} is none of {names}: {str(payload)[:200]}")
        if channel.signed is not None and not self._valid(
            channel.signed.__name__, json.loads(payload["body"])
        ):
            self.wrong.append(f"the body of {message.subject} is no {channel.signed.__name__}")

    def _judge_value(self, message: Msg) -> None:
        bucket = message.subject.split(".")[1]
        channel = self.document["channels"].get(f"bucket-{bucket}")
        if channel is None:
            self.wrong.append(f"{message.subject} is of no bucket")
        elif message.data and "value-text" not in channel["messages"]:
            names = [name.removeprefix("value-") for name in channel["messages"]]
            if not any(self._valid(name, json.loads(message.data)) for name in names):
                self.wrong.append(f"{message.subject} is none of {names}: {message.data[:200]!r}")

    def _valid(self, name: str, payload: object) -> bool:
        reference = {"$ref": f"#/components/schemas/{name}", "components": self.document["components"]}
        return bool(Draft7Validator(reference).is_valid(payload))


async def record(rack: Rack, recorder: Recorder) -> None:
    """Let people work at two sites while the recorder listens."""
    server = rack.nats()
    client = await nats.connect(
        f"nats://127.0.0.1:{server['port']}", user=server["user"], password=server["password"]
    )
    for subject in (f"{PREFIX}.>", "$KV.>"):
        await client.subscribe(subject, cb=recorder.hear)
    await client.flush()
    await asyncio.to_thread(work, rack)
    await client.publish(f"{PREFIX}.job.b.apply", b"{}", headers={})
    await asyncio.to_thread(rack.sync)
    await asyncio.to_thread(eventually, lambda: "dead" in recorder.seen, what="a dead letter")
    await client.close()


def work(rack: Rack) -> None:
    """Write, change, delete."""
    write(rack["a"] / "spk" / "large.bsp", random_bytes(1, 700_000))
    write(rack["a"] / "lsk" / "one.tls", "1")
    rack.sync()
    write(rack["a"] / "spk" / "large.bsp", random_bytes(1, 700_000) + b"more")
    write(rack["b"] / "two.tls", "2")
    rack.sync()
    (rack["a"] / "two.tls").unlink()
    rack.sync()


def test_all_that_travels_is_in_the_contracts(tmp_path: Path) -> None:
    """Every subject matches a channel, every message is an event with a trace, every payload its schema."""
    recorder = Recorder(yaml.safe_load((REPOSITORY / "docs" / "asyncapi.yaml").read_text()))
    with Rack(tmp_path, "a", "b", processes=False).running() as rack:
        asyncio.run(record(rack, recorder))
    # What the test itself published to spoil a queue is no event.
    assert [one for one in recorder.wrong if not one.startswith(f"{PREFIX}.job.b.apply is")] == []
    assert recorder.seen >= SEEN_AT_LEAST
