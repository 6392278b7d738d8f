"""JetStream's own configuration for the topology's table. Pure."""

from collections.abc import Mapping

from shared.contracts.topology import BucketSpec, ConsumerSpec, StreamSpec

SECOND_NS = 1_000_000_000

CONSUMERS_MAX = 100_000
"""Readers of one stream: every site follows every log that it has. The server's own default is 1000."""

UNLIMITED = -1

PERSIST_MODE = "persist_mode"
"""Chosen when a stream is made, and never changed: the server refuses it, and one that waits for the disk, as
earlier versions made it, does no harm."""


def stream_config(spec: StreamSpec, *, replicas: int, message_bytes: int) -> dict[str, object]:
    """Return the configuration of a stream. `message_bytes` is the server's max_payload."""
    return {
        "name": spec.name.value,
        "subjects": list(spec.subjects),
        "retention": "workqueue" if spec.work_queue else "limits",
        "storage": "file",
        "discard": "new" if spec.refuse_when_full else "old",
        "num_replicas": 1 if spec.single_replica else replicas,
        "max_consumers": CONSUMERS_MAX,
        "max_msgs": UNLIMITED,
        "max_msgs_per_subject": spec.per_subject or UNLIMITED,
        "max_bytes": spec.max_bytes or UNLIMITED,
        "max_age": int(spec.max_age * SECOND_NS),
        "max_msg_size": message_bytes or UNLIMITED,
        "duplicate_window": int(_window(spec.duplicate_window, spec.max_age) * SECOND_NS),
        "deny_delete": spec.keep_forever,
        "deny_purge": spec.keep_forever,
        "allow_direct": True,
        "allow_atomic": spec.together,
        **({PERSIST_MODE: "async"} if spec.persist_later else {}),
    }


def bucket_config(spec: BucketSpec, *, stream: str, replicas: int) -> dict[str, object]:
    """Return the configuration of the stream under a bucket, as NATS clients make it (ADR-8)."""
    return {
        "name": stream,
        "subjects": [f"$KV.{spec.name.value}.>"],
        "retention": "limits",
        "storage": "file",
        "discard": "new",
        "num_replicas": replicas,
        "max_msgs_per_subject": 1,
        "max_age": int(spec.max_age * SECOND_NS),
        "duplicate_window": int(_window(120, spec.max_age) * SECOND_NS),
        "deny_delete": True,
        "allow_rollup_hdrs": True,
        "allow_direct": True,
        "allow_msg_ttl": True,
    }


def consumer_config(spec: ConsumerSpec) -> dict[str, object]:
    """Return the configuration of a durable pull consumer: explicit acks, delivered until it is done."""
    return {
        "name": spec.name,
        "durable_name": spec.name,
        "filter_subject": spec.subject,
        "deliver_policy": "all",
        "ack_policy": "explicit",
        "replay_policy": "instant",
        "max_deliver": UNLIMITED,
        "ack_wait": int(spec.ack_wait * SECOND_NS),
        "max_ack_pending": spec.max_ack_pending,
    }


def differences(
    current: Mapping[str, object], wanted: Mapping[str, object]
) -> list[tuple[str, object, object]]:
    """Return (field, is now, should be) for what differs. The server leaves out what is false, 0 or empty."""
    return [
        (field, current.get(field), value)
        for field, value in wanted.items()
        if current.get(field) != value and (current.get(field) or value)
    ]


def _window(window: float, max_age: float) -> float:
    """Return the window for message ids: the server refuses one longer than messages live."""
    return min(window, max_age) if max_age else window
