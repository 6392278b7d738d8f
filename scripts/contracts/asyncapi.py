"""What travels on the bus, as AsyncAPI 3.0: from the channels, the topology and the models."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import models_json_schema

from shared.bus.headers import SPEC_VERSION
from shared.contracts.channel import BYTES, JSON, Channel
from shared.contracts.channels import PARAMETERS
from shared.contracts.topology import BucketSpec, Stream, StreamSpec, Topology
from shared.model.base import FrozenModel
from shared.observability.trace_context import TRACE_PARENT

ROOT = Path(__file__).parents[2]

SCHEMAS = "#/components/schemas/"

Document = dict[str, Any]


def asyncapi(topology: Topology = Topology()) -> Document:  # noqa: B008  it is frozen
    """Return the document of a topology."""
    streams = {spec.name: spec for spec in topology.streams()}
    channels = {
        **{_id(one.name): _channel(one, streams, topology.prefix) for one in topology.channels},
        **{f"bucket-{spec.name}": _bucket(spec) for spec in _documented(topology)},
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
        "operations": _operations(topology),
        "components": {
            "messages": _messages(topology),
            "messageTraits": {"event": {"headers": _event_headers()}},
            "schemas": _schemas(topology),
        },
    }


def _info() -> Document:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return {
        "title": "SpiceRack",
        "version": project["version"],
        "description": (
            "What managers, orchestrators, transfer workers and gateways say to each other. The first token "
            "of every subject is a setting (SPICERACK_NATS_PREFIX). Payloads are JSON, in one zstd frame "
            "when they are long; docs/versions.md says what may change between versions."
        ),
        "license": {"name": project["license"], "url": "https://www.apache.org/licenses/LICENSE-2.0"},
    }


def _channel(channel: Channel, streams: Mapping[Stream, StreamSpec], prefix: str) -> Document:
    kept = "Kept by no stream: whoever does not listen just then does not hear it."
    if channel.stream is not None:
        stream = streams[channel.stream]
        kept = f"Kept in the stream {stream.name}. {_keeping(stream)}"
    elif channel.shared_out:
        kept += " One of those who listen for a site hears each message."
    return {
        "address": channel.address(prefix),
        "summary": channel.summary,
        "description": kept,
        "parameters": {name: {"description": PARAMETERS.get(name, name)} for name in channel.parameters},
        "messages": {one: {"$ref": f"#/components/messages/{one}"} for one in _message_names(channel)},
    }


def _keeping(stream: StreamSpec) -> str:
    if stream.keep_forever:
        return "For ever: delete and purge are denied; appended to by compare-and-set alone."
    kept = "A work queue: until it is done" if stream.work_queue else "Until it is replaced or too old"
    if stream.max_age:
        kept += f", {stream.max_age:.0f} seconds at most"
    full = "refuses new ones" if stream.refuse_when_full else "drops the oldest"
    return f"{kept}. Bounded by {stream.max_bytes} bytes, above which it {full}."


def _documented(topology: Topology) -> list[BucketSpec]:
    """Return the buckets."""
    return list(topology.buckets())


def _bucket(spec: BucketSpec) -> Document:
    names = [f"value-{model.__name__}" for model in spec.models] or ["value-text"]
    return {
        "address": f"$KV.{spec.name}.{{key}}",
        "summary": spec.summary,
        "description": "A key-value bucket: the newest value of each key. Values carry no event headers.",
        "parameters": {"key": {"description": "The key; it may have several tokens."}},
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in names},
    }


def _operations(topology: Topology) -> Document:
    found: Document = {}
    for channel in topology.channels:
        for action, services in (("send", channel.senders), ("receive", channel.receivers)):
            for service in services:
                found[f"{service}-{action}-{_id(channel.name)}"] = {
                    "action": action,
                    "channel": {"$ref": f"#/channels/{_id(channel.name)}"},
                    "summary": f"{service}: {channel.summary}",
                }
    return found


def _messages(topology: Topology) -> Document:
    found: Document = {}
    for channel in topology.channels:
        if not channel.models:
            found[_id(channel.name)] = _message(channel.content_type, {"type": "string", "format": "binary"})
        for name, model in zip(_message_names(channel), channel.models, strict=False):
            message = _message(channel.content_type, _ref(model))
            if channel.signed is not None:
                message["description"] = f"Its `body` is the JSON text of a {channel.signed.__name__}."
                message["x-body"] = _ref(channel.signed)
            found[name] = message
        if channel.chunked is not None:
            found[_chunked_name(channel)] = _message(channel.content_type, _ref(channel.chunked))
    for spec in topology.buckets():
        for model in spec.models:
            found[f"value-{model.__name__}"] = {"contentType": JSON, "payload": _ref(model)}
    found["value-text"] = {"contentType": "text/plain", "payload": {"type": "string"}}
    return found


def _message(content_type: str, payload: Document) -> Document:
    return {
        "contentType": content_type,
        "traits": [{"$ref": "#/components/messageTraits/event"}],
        "payload": payload,
    }


def _message_names(channel: Channel) -> list[str]:
    chunked = [_chunked_name(channel)] if channel.chunked is not None else []
    if len(channel.models) > 1:
        return [*(f"{_id(channel.name)}-{model.__name__}" for model in channel.models), *chunked]
    return [_id(channel.name), *chunked]


def _chunked_name(channel: Channel) -> str:
    return f"{_id(channel.name)}-chunked"


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


def _schemas(topology: Topology) -> Document:
    models: list[type[FrozenModel]] = []
    for channel in topology.channels:
        models += [*channel.models, *filter(None, (channel.signed, channel.chunked))]
    for spec in topology.buckets():
        models += spec.models
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
