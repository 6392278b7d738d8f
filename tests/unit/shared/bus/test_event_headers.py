"""The headers that every message carries."""

import random

import pytest

from shared.bus.event_headers import EventHeaders
from shared.bus.headers import event_of
from shared.contracts.channels import CHANNELS, channel_of
from shared.contracts.topology import Topology
from shared.observability.task_context import task_context, within
from shared.observability.trace_context import TraceContext, parse_trace_parent

HEADERS_BYTES_MAX = 320
"""Of one message: a control message is some hundred bytes by itself, and ten of them make one change."""

TRACE = TraceContext("a" * 32, "b" * 16)
RACK = Topology()


def stamp() -> EventHeaders:
    """Return the stamp of a manager."""
    return EventHeaders(prefix="rack", origin="/mro-lab/manager", source=random.Random(1))


@pytest.mark.parametrize(
    ("subject", "name"),
    [
        (RACK.batch("c", "a"), "batch"),
        (RACK.log("c"), "commit"),
        (RACK.want("c", "a"), "want"),
        (RACK.job("a", "build"), "job.build"),
        (RACK.job("a", "apply"), "job.apply"),
        (RACK.job("a", "sign"), "job.sign"),
        (RACK.signature("c", "a", "f" * 64, 0), "signature.head"),
        (RACK.signature("c", "a", "f" * 64, 3), "signature.part"),
        (RACK.pack("c", "a", "f" * 32, 0), "pack.manifest"),
        (RACK.pack("c", "a", "f" * 32, 12), "pack.part"),
        (RACK.report("c", "a"), "report"),
        (RACK.ask("c", "_"), "ask"),
        (RACK.dead("transfer-a"), "dead"),
        (RACK.read("c", "a"), "read.request"),
        (RACK.read_credit("c", "a", "f" * 32), "read.credit"),
        (RACK.read_part("c", "a", "b", "f" * 32, 0), "read.state"),
        (RACK.read_part("c", "a", "b", "f" * 32, 7), "read.part"),
    ],
)
def test_every_subject_of_the_topology_is_an_event(subject: str, name: str) -> None:
    """Each method of the topology gives a subject of one channel."""
    channel = channel_of(subject, prefix="rack")
    assert channel is not None
    assert channel.name == name
    headers = stamp().headers(subject, message_id=None, given=None)
    event = event_of(headers)
    assert event is not None
    assert (event.type, event.source) == (f"spicerack.{name}.v1", "/mro-lab/manager")
    assert sum(len(key) + len(value) + 4 for key, value in headers.items()) <= HEADERS_BYTES_MAX


def test_channels_and_streams_are_the_same_table() -> None:
    """Every channel lies in its stream's subjects, and every stream has a channel."""
    streams = {spec.name: spec for spec in RACK.streams()}
    kept = [channel for channel in CHANNELS if channel.stream is not None]
    assert {channel.stream for channel in kept} == set(streams)
    for channel in kept:
        patterns = [subject.split(".") for subject in streams[channel.stream].subjects]
        address = channel.address("rack").split(".")
        assert any(
            all(own in (token, "*", ">") for own, token in zip(pattern, address, strict=False))
            and (pattern[-1] == ">" or len(pattern) == len(address))
            for pattern in patterns
        ), channel.name


@pytest.mark.parametrize(
    "subject", ["other.batch.c.a", "rack.batch.c", "rack.nothing.c.a", "$KV.rack-sites.a"]
)
def test_what_is_none_of_ours_gets_no_headers(subject: str) -> None:
    """A subject outside of the topology is left alone."""
    assert channel_of(subject, prefix="rack") is None
    assert stamp().headers(subject, message_id=None, given={"a": "b"}) == {"a": "b"}


def test_a_message_id_is_the_id_of_the_event() -> None:
    """What is published again under its message id is the same event; without one each is another."""
    one = stamp()
    headers = one.headers(RACK.log("c"), message_id="c.a.1", given=None)
    assert headers["ce-id"] == "c.a.1"
    ids = {one.headers(RACK.want("c", "a"), message_id=None, given=None)["ce-id"] for _ in range(10)}
    assert len(ids) == 10


def test_a_message_belongs_to_the_trace_at_hand() -> None:
    """The trace at hand is passed on; where there is none, the message begins one that is not sampled."""
    with within(TRACE):
        assert stamp().headers(RACK.log("c"), message_id=None, given=None)["traceparent"] == TRACE.header()
    assert task_context().trace is None
    alone = parse_trace_parent(stamp().headers(RACK.log("c"), message_id=None, given=None)["traceparent"])
    assert alone is not None
    assert not alone.sampled


def test_what_is_given_wins() -> None:
    """A dead letter stays the event that it was, in its trace."""
    given = {
        "ce-id": "x",
        "ce-type": "spicerack.batch.v1",
        "traceparent": TRACE.header(),
        "Dead-Reason": "why",
    }
    headers = stamp().headers(RACK.dead("orchestrator-c"), message_id="dead-1", given=given)
    assert headers["ce-type"] == "spicerack.batch.v1"
    assert headers["traceparent"] == TRACE.header()
    assert headers["Dead-Reason"] == "why"
