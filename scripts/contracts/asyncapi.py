"""What travels on the bus, as AsyncAPI 3.0: from the channels, the topology and the models."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import models_json_schema

from shared.bus.headers import SPEC_VERSION
from shared.contracts.channels import BYTES, CHANNELS, JSON, Channel
from shared.contracts.messages.kinds import KINDS
from shared.contracts.messages.presence import (
    Counters,
    ManagerPresence,
    OrchestratorPresence,
    OrchestratorRecord,
    SiteRecord,
    WorkerPresence,
)
from shared.contracts.topology import Bucket, StreamSpec, Topology
from shared.model.base import FrozenModel
from shared.model.names import NAME_PATTERN
from shared.observability.trace_context import TRACE_PARENT

ROOT = Path(__file__).parents[2]

SCHEMAS = "#/components/schemas/"

MANAGER, ORCHESTRATOR, TRANSFER = "manager", "orchestrator", "transfer"

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Use:
    """Who sends on a channel, who receives, and what for."""

    senders: tuple[str, ...]
    receivers: tuple[str, ...]
    summary: str


USES: Mapping[str, Use] = {
    "batch": Use(
        (MANAGER,), (ORCHESTRATOR,), "What one site saw change in one quiet window, signed by the site."
    ),
    "batch.chunk": Use(
        (MANAGER,), (ORCHESTRATOR,), "A piece of a batch over one message, right before what names it."
    ),
    "commit": Use(
        (ORCHESTRATOR,), (MANAGER, ORCHESTRATOR), "The decision on one batch, signed, with the batch."
    ),
    "commit.chunk": Use(
        (ORCHESTRATOR,),
        (MANAGER, ORCHESTRATOR),
        "A piece of a commit over one message, right before what names it.",
    ),
    "want": Use(
        (MANAGER,), (ORCHESTRATOR,), "What a site has placed, and what it asks for next; the newest counts."
    ),
    "job.build": Use((ORCHESTRATOR,), (TRANSFER,), "Build one pack and publish its parts."),
    "job.apply": Use((ORCHESTRATOR,), (TRANSFER,), "Stage, verify and publish placements at one site."),
    "job.sign": Use((ORCHESTRATOR,), (TRANSFER,), "Publish the librsync signature of a content."),
    "signature.head": Use((TRANSFER,), (TRANSFER,), "Part 0 of a signature, published after the others."),
    "signature.part": Use((TRANSFER,), (TRANSFER,), "A piece of a librsync signature."),
    "pack.manifest": Use((TRANSFER,), (TRANSFER,), "Part 0 of a pack: how each content lies in its stream."),
    "pack.part": Use((TRANSFER,), (TRANSFER,), "A piece of a pack's byte stream."),
    "checkpoint.manifest": Use(
        (ORCHESTRATOR,), (MANAGER, ORCHESTRATOR), "Part 0 of what a log folds to, signed, published last."
    ),
    "checkpoint.part": Use((ORCHESTRATOR,), (MANAGER, ORCHESTRATOR), "Rows of what a log folds to."),
    "report": Use((TRANSFER,), (MANAGER, ORCHESTRATOR), "What transfer workers did, or could not do."),
    "ask": Use((MANAGER,), (MANAGER,), "What a person asks of sites, from whichever manager they spoke to."),
    "dead": Use(
        (ORCHESTRATOR, TRANSFER),
        (MANAGER,),
        "A message that nobody could handle, for people; headers say why.",
    ),
}

PARAMETERS: Mapping[str, str] = {
    "collection": f"The collection: {NAME_PATTERN}.",
    "site": f"The site: {NAME_PATTERN}; `_` in an ask stands for all.",
    "author": "The site whose worker publishes it.",
    "content": "BLAKE3-256 of the content, 64 hexadecimal digits.",
    "pack": "One attempt at one pack, 32 hexadecimal digits.",
    "part": "1 and up.",
    "revision": "The last commit that was folded, by its stream sequence.",
    "consumer": "The durable consumer whose handler gave the message up.",
}

BUCKETS: Mapping[Bucket, tuple[tuple[type[FrozenModel], ...], str]] = {
    Bucket.SITES: ((SiteRecord, OrchestratorRecord), "Whose key speaks for each site and orchestrator."),
    Bucket.REPLICAS: ((Counters,), "What each process has put on the bus, over its restarts."),
    Bucket.PRESENCE: (
        (ManagerPresence, WorkerPresence, OrchestratorPresence),
        "Signs of life; a key is gone a while after the last.",
    ),
    Bucket.LEASES: ((), "Which orchestrator works on which collection: its public key."),
    Bucket.SATELLITES: (
        (),
        "Sealed records of visits, and slots of providers: for replicas alone.",
    ),
}
"""Rules are not used yet."""


def asyncapi() -> Document:
    """Return the document."""
    topology = Topology()
    streams = {spec.name: spec for spec in topology.streams()}
    channels = {
        **{_id(one.name): _channel(one, streams[one.stream], topology.prefix) for one in CHANNELS},
        **{f"bucket-{bucket}": _bucket(bucket) for bucket in BUCKETS},
    }
    return {
        "asyncapi": "3.0.0",
        "info": _info(),
        "defaultContentType": JSON,
        "servers": {
            "nats": {
                "host": "127.0.0.1:4222",
                "protocol": "nats",
                "description": "NATS JetStream, 2.12 or later; one server or a cluster.",
            }
        },
        "channels": channels,
        "operations": _operations(),
        "components": {
            "messages": _messages(),
            "messageTraits": {"event": {"headers": _event_headers()}},
            "schemas": _schemas(),
        },
    }


def _info() -> Document:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return {
        "title": "SpiceRack",
        "version": project["version"],
        "description": (
            "What managers, orchestrators and transfer workers say to each other. The first token of every "
            "subject is a setting (SPICERACK_NATS_PREFIX). Payloads are JSON, in one zstd frame when "
            "they are long; docs/versions.md says what may change between versions."
        ),
        "license": {"name": project["license"], "url": "https://www.apache.org/licenses/LICENSE-2.0"},
    }


def _channel(channel: Channel, stream: StreamSpec, prefix: str) -> Document:
    names = re.findall(r"{(\w+)}", channel.template)
    return {
        "address": channel.address(prefix),
        "summary": USES[channel.name].summary,
        "description": f"Kept in the stream {stream.name}. {_keeping(stream)}",
        "parameters": {name: {"description": PARAMETERS[name]} for name in names},
        "messages": {one: {"$ref": f"#/components/messages/{one}"} for one in _message_names(channel.name)},
    }


def _keeping(stream: StreamSpec) -> str:
    if stream.keep_forever:
        return "For ever: delete and purge are denied; appended to by compare-and-set alone."
    kept = "A work queue: until it is done" if stream.work_queue else "Until it is replaced or too old"
    if stream.max_age:
        kept += f", {stream.max_age:.0f} seconds at most"
    full = "refuses new ones" if stream.refuse_when_full else "drops the oldest"
    return f"{kept}. Bounded by {stream.max_bytes} bytes, above which it {full}."


def _bucket(bucket: Bucket) -> Document:
    models, summary = BUCKETS[bucket]
    names = [f"value-{model.__name__}" for model in models] or ["value-text"]
    return {
        "address": f"$KV.{bucket}.{{key}}",
        "summary": summary,
        "description": "A key-value bucket: the newest value of each key. Values carry no event headers.",
        "parameters": {"key": {"description": "The key; it may have several tokens."}},
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in names},
    }


def _operations() -> Document:
    found: Document = {}
    for channel in CHANNELS:
        use = USES[channel.name]
        for action, services in (("send", use.senders), ("receive", use.receivers)):
            for service in services:
                found[f"{service}-{action}-{_id(channel.name)}"] = {
                    "action": action,
                    "channel": {"$ref": f"#/channels/{_id(channel.name)}"},
                    "summary": f"{service}: {use.summary}",
                }
    return found


def _messages() -> Document:
    found: Document = {}
    for channel in CHANNELS:
        kind = KINDS[channel.name]
        if not kind.models:
            found[_id(channel.name)] = _message(channel.content_type, {"type": "string", "format": "binary"})
        for name, model in zip(_message_names(channel.name), kind.models, strict=False):
            message = _message(channel.content_type, _ref(model))
            if kind.signed is not None:
                message["description"] = f"Its `body` is the JSON text of a {kind.signed.__name__}."
                message["x-body"] = _ref(kind.signed)
            found[name] = message
        if kind.chunked is not None:
            found[_chunked_name(channel.name)] = _message(channel.content_type, _ref(kind.chunked))
    for models, _ in BUCKETS.values():
        for model in models:
            found[f"value-{model.__name__}"] = {"contentType": JSON, "payload": _ref(model)}
    found["value-text"] = {"contentType": "text/plain", "payload": {"type": "string"}}
    return found


def _message(content_type: str, payload: Document) -> Document:
    return {
        "contentType": content_type,
        "traits": [{"$ref": "#/components/messageTraits/event"}],
        "payload": payload,
    }


def _message_names(channel: str) -> list[str]:
    kind = KINDS[channel]
    chunked = [_chunked_name(channel)] if kind.chunked is not None else []
    if len(kind.models) > 1:
        return [*(f"{_id(channel)}-{model.__name__}" for model in kind.models), *chunked]
    return [_id(channel), *chunked]


def _chunked_name(channel: str) -> str:
    return f"{_id(channel)}-chunked"


def _event_headers() -> Document:
    def text(description: str, **more: object) -> Document:
        return {"type": "string", "description": description, **more}

    properties = {
        "ce-id": text("Unique for its source: the message id where there is one."),
        "ce-source": text("Who published it: /<site>/manager, /<site>/transfer or /orchestrator/<key>."),
        "ce-type": text(
            "The kind, and the major version of the payload.", pattern=r"^spicerack\.[a-z.]+\.v\d+$"
        ),
        "ce-specversion": text("Of CloudEvents.", const=SPEC_VERSION),
        "ce-datacontenttype": text("Of the data before compression.", enum=[JSON, BYTES]),
        TRACE_PARENT: text("W3C trace context.", pattern="^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$"),
    }
    return {"type": "object", "required": list(properties), "properties": properties}


def _schemas() -> Document:
    models: list[type[FrozenModel]] = []
    for kind in KINDS.values():
        models += [*kind.models, *(model for model in (kind.signed, kind.chunked) if model is not None)]
    for values, _ in BUCKETS.values():
        models += values
    unique = list(dict.fromkeys(models))
    _, found = models_json_schema(
        [(model, "validation") for model in unique], ref_template=SCHEMAS + "{model}"
    )
    schemas: Document = TypeAdapter(Document).validate_python(found["$defs"])
    return {name: _as_draft_07(schemas[name]) for name in sorted(schemas)}


def _as_draft_07(schema: Any) -> Any:  # noqa: ANN401  JSON is any
    """Return a schema of JSON Schema 2020-12 as AsyncAPI's draft-07 takes it."""
    if isinstance(schema, list):
        return [_as_draft_07(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    result = {key: _as_draft_07(value) for key, value in schema.items()}
    if "prefixItems" in result:
        result["items"] = result.pop("prefixItems")
    if isinstance(result.get("discriminator"), dict):
        result["discriminator"] = result["discriminator"]["propertyName"]
    return result


def _ref(model: type[FrozenModel]) -> Document:
    return {"$ref": f"{SCHEMAS}{model.__name__}"}


def _id(name: str) -> str:
    return name.replace(".", "-")
