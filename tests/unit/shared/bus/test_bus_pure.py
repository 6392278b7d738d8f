"""The small pure parts of the bus."""

from datetime import UTC, datetime
from random import Random

import nats.errors
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.bus.consume.retry import RetryPolicy
from shared.bus.headers import Event, event_of
from shared.bus.nats import translate
from shared.bus.nats.publish import parse_ack
from shared.bus.nats.publish_headers import publish_headers
from shared.bus.nats.reply_subject import Place, parse_reply_subject
from shared.bus.nats.stream_config import differences, stream_config
from shared.bus.port import (
    BusError,
    BusTimeoutError,
    NoStreamError,
    StoreFullError,
    WrongLastSequenceError,
)
from shared.bus.settings import BusSettings
from shared.contracts.topology import Stream, Topology
from shared.model.backoff import Backoff
from testing.bus.stream import matches


@pytest.mark.parametrize(
    ("code", "description", "kind"),
    [
        (10071, "wrong last sequence: 4", WrongLastSequenceError),
        (10164, "wrong last sequence", WrongLastSequenceError),
        (10077, "maximum bytes exceeded", StoreFullError),
        (10077, "input/output error", BusError),
        (10047, "insufficient storage resources available", StoreFullError),
        (10059, "stream not found", NoStreamError),
        (10014, "consumer not found", NoStreamError),
        (10008, "JetStream system temporarily unavailable", BusTimeoutError),
        (10167, "too many requests", BusTimeoutError),
        (10110, "not permitted", BusError),
    ],
)
def test_server_errors_mean_what_the_port_says(code, description, kind):
    """Told by JetStream's own code, with its words and what was being done."""
    error = translate.from_server(code, description, doing="publish to a.b")
    assert type(error) is kind
    assert "publish to a.b" in str(error)
    assert description in str(error)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (nats.errors.TimeoutError(), BusTimeoutError),
        (TimeoutError(), BusTimeoutError),
        (nats.errors.OutboundBufferLimitError(), BusTimeoutError),
        (nats.errors.ConnectionClosedError(), BusTimeoutError),
        (ConnectionResetError(), BusTimeoutError),
        (nats.errors.NoRespondersError(), NoStreamError),
        (nats.errors.MaxPayloadError(), BusError),
        (nats.errors.BadSubjectError(), BusError),
    ],
)
def test_client_errors_mean_what_the_port_says(error, kind):
    """A lost connection is a time-out: it may have been done all the same."""
    assert type(translate.from_client(error, doing="x")) is kind


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (nats.errors.SlowConsumerError("a.b", None, 1, None), "slow-consumer"),
        (nats.errors.Error("nats: 'Authorization Violation'"), "authorization"),
        (nats.errors.Error('Permissions Violation for Publish to "a.b"'), "permission"),
        (nats.errors.StaleConnectionError(), "connection"),
        (nats.errors.NoServersError(), "connection"),
        (ConnectionRefusedError(), "connection"),
        (nats.errors.Error("Invalid Subject"), "other"),
    ],
)
def test_errors_that_nobody_asked_for_have_one_of_few_causes(error, cause):
    """What a metric can carry as a label, and a person can act on."""
    assert translate.cause_of(error) == cause


def test_publish_headers_say_what_is_asked():
    """JetStream's own names beside the caller's; a time to live in whole seconds, rounded up."""
    assert publish_headers({"ce-id": "7"}, message_id="m", expected=0, ttl=1.2) == {
        "ce-id": "7",
        "Nats-Msg-Id": "m",
        "Nats-Expected-Last-Subject-Sequence": "0",
        "Nats-TTL": "2",
    }
    assert publish_headers(None, ttl=0.1) == {"Nats-TTL": "1"}
    assert publish_headers(None) == {}


def test_answer_of_something_else_is_no_ack():
    """Somebody who subscribed to the subject and answered must not be taken for the stream."""
    with pytest.raises(BusError, match="no stream answered"):
        parse_ack(b"hello", doing="publish")


@pytest.mark.parametrize(
    "reply",
    [
        "$JS.ACK.JOBS.transfer-a.2.7.5.1700000000000000000.3",
        "$JS.ACK.hub.accounthash.JOBS.transfer-a.2.7.5.1700000000000000000.3",
        "$JS.ACK.hub.accounthash.JOBS.transfer-a.2.7.5.1700000000000000000.3.random",
    ],
)
def test_reply_subject_of_every_form_is_read(reply):
    """With and without a domain: the form depends on the server."""
    assert parse_reply_subject(reply) == Place(
        deliveries=2, stream_sequence=7, consumer_sequence=5, pending=3
    )


@pytest.mark.parametrize("reply", ["", "_INBOX.x", "$JS.ACK.a.b", "$JS.ACK.a.b.c.d.e.f.g"])
def test_other_reply_subject_is_refused(reply):
    """It is no delivery of JetStream."""
    with pytest.raises(BusError, match="not a delivery"):
        parse_reply_subject(reply)


@pytest.mark.parametrize(
    ("pattern", "subject", "expected"),
    [
        ("a.b", "a.b", True),
        ("a.b", "a.c", False),
        ("a.*", "a.b", True),
        ("a.*", "a.b.c", False),
        ("a.*", "a", False),
        ("a.>", "a.b.c", True),
        ("a.>", "a", False),
        (">", "a", True),
        ("*.b.*", "a.b.c", True),
    ],
)
def test_patterns_match_as_on_the_server(pattern, subject, expected):
    """`*` is one token, `>` is one or more."""
    assert matches(pattern, subject) is expected


@given(st.integers(min_value=1, max_value=10**6), st.integers())
def test_delays_stay_within_their_bounds(attempt, seed):
    """However often it failed."""
    policy = RetryPolicy(backoff=Backoff(first=1, longest=60, jitter=0.2))
    assert 0.8 <= policy.delay(attempt, Random(seed)) <= 72


def test_delays_double():
    """Without jitter, up to the longest."""
    policy = RetryPolicy(backoff=Backoff(first=1, longest=5))
    assert [policy.delay(attempt, Random(0)) for attempt in (1, 2, 3, 4, 5)] == [1, 2, 4, 5, 5]


def test_event_comes_back_from_its_headers():
    """With all attributes, and with the required ones only."""
    full = Event(
        id="1",
        source="/site/alpha/manager",
        type="spicerack.batch.v1",
        time=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
        traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    )
    for event in (full, Event(id="1", source="/x", type="t")):
        assert event_of(event.to_headers()) == event


@pytest.mark.parametrize("missing", ["ce-id", "ce-source", "ce-type", "ce-specversion"])
def test_headers_without_a_required_attribute_are_no_event(missing):
    """CloudEvents 1.0 requires four."""
    headers = Event(id="1", source="/x", type="t").to_headers()
    del headers[missing]
    assert event_of(headers) is None


def test_differences_ignore_what_the_server_leaves_out():
    """False, 0 and empty are the same as absent; fields that we do not set do not count."""
    current = {"a": 1, "c": "x", "placement": {"cluster": "y"}}
    assert differences(current, {"a": 1, "b": False, "d": 0, "c": "z"}) == [("c", "x", "z")]


def test_caches_have_one_replica_on_a_cluster_too():
    """All state has three."""
    configs = {
        spec.name: stream_config(spec, replicas=3, message_bytes=1)["num_replicas"]
        for spec in Topology().streams()
    }
    assert {name for name, replicas in configs.items() if replicas == 1} == {
        Stream.PACKS,
        Stream.SIGNATURES,
        Stream.CHECKPOINTS,
        Stream.STEPLOGS,
    }
    assert set(configs.values()) == {1, 3}


def test_consumer_names_tell_their_stream():
    """Whatever the site or collection is called; other names are refused."""
    topology = Topology()
    for spec in (topology.decider("a-b"), topology.worker("manager-1"), topology.reader("transfer-1")):
        assert topology.stream_of(spec.name) is spec.stream
    with pytest.raises(ValueError, match="no consumer"):
        topology.stream_of("nobody-1")


def test_domain_is_part_of_every_request():
    """A site behind a leaf node talks to the hub's JetStream."""
    assert BusSettings(servers=("nats://h",), domain="hub").api_prefix == "$JS.hub.API"
    assert BusSettings(servers=("nats://h",)).api_prefix == "$JS.API"
