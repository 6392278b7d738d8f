"""What becomes of messages whose handlers fail in every way, over the bus in memory."""

import asyncio
import io
import json
import logging
from contextlib import asynccontextmanager, suppress
from random import Random

import pytest

from shared.bus.codec import BadMessageError
from shared.bus.consume.consumer import ConsumerRunner, HandBack, RetryableError
from shared.bus.consume.retry import RetryPolicy
from shared.bus.port import BusTimeoutError
from shared.contracts.messages.version import NewerSchemaError
from shared.contracts.topology import ConsumerSpec, Stream
from shared.model.backoff import Backoff
from shared.observability.logs import configure_logging
from testing.bus.conformance.bench import ACK_WAIT, SITE
from testing.bus.faults import Fate, Trouble
from testing.bus.memory import MemoryBus
from testing.switches.redelivery import EchoingBus

POLICY = RetryPolicy(backoff=Backoff(first=1, longest=8, jitter=0.2), max_attempts=3)


class Handler:
    """Notes what it was given, and ends as told: an exception, or a number of seconds of work."""

    def __init__(self, *endings):
        self.endings, self.seen, self.done, self.cancelled = list(endings), [], [], 0

    async def __call__(self, message):
        self.seen.append(message.data)
        ending = self.endings.pop(0) if self.endings else 0
        if isinstance(ending, BaseException):
            raise ending
        try:
            await asyncio.sleep(ending)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        self.done.append(message.data)


@pytest.fixture
def bus(memory_server):
    """A client."""
    return MemoryBus(memory_server, "test")


@pytest.fixture
def spec(topology):
    """The worker's consumer."""
    worker = topology.worker(SITE)
    return ConsumerSpec(name=worker.name, stream=worker.stream, subject=worker.subject, ack_wait=ACK_WAIT)


@asynccontextmanager
async def running(bus, topology, spec, handler, **options):
    """Run a handler for the block; yields the runner."""
    runner = ConsumerRunner(bus, topology=topology, source=Random(1), policy=POLICY, **options)
    task = asyncio.ensure_future(runner.run(spec, handler))
    try:
        yield runner
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_a_consumer_that_the_server_has_lost_is_made_again(bus, topology, spec):
    """A store that was lost and restored knows no durables: who reads from one makes it, and goes on."""
    handler = Handler()
    await bus.publish(topology.job(SITE, "sign"), b"x")
    async with running(bus, topology, spec, handler, ensure=bus.ensure_consumer), asyncio.timeout(60):
        while not handler.done:  # noqa: ASYNC110  a runner tells nobody of it
            await asyncio.sleep(0.01)
    assert handler.done == [b"x"]


async def test_what_a_handler_logs_names_its_message_and_trace(bus, topology, spec, memory_server):
    """Every line that a handler logs says which message and which trace it is about."""
    stream = io.StringIO()
    root = logging.getLogger()
    before = root.handlers[:], root.level
    configure_logging(service="transfer", json=True, stream=stream)
    handled = asyncio.Event()

    async def handler(message):
        logging.getLogger("test").info("working")
        handled.set()

    try:
        memory_server.ensure_consumer(spec)
        async with running(bus, topology, spec, handler):
            trace = f"00-{'1' * 32}-{'2' * 16}-01"
            await bus.publish(topology.job(SITE, "sign"), b"x", headers={"traceparent": trace})
            async with asyncio.timeout(60):
                await handled.wait()
    finally:
        root.handlers[:], root.level = before
    (line,) = [json.loads(text) for text in stream.getvalue().splitlines() if '"working"' in text]
    named = {name: line[name] for name in ("subject", "stream_sequence", "delivery", "trace_id")}
    assert named == {
        "subject": topology.job(SITE, "sign"),
        "stream_sequence": 1,
        "delivery": 1,
        "trace_id": "1" * 32,
    }


def dead(server):
    """Return the dead letters."""
    return list(server.stored(Stream.DEAD))


def jobs(server):
    """Return the data of jobs that are not done."""
    return [message.data for message in server.stored(Stream.JOBS)]


async def test_handled_message_is_acknowledged(memory_server, bus, topology, spec):
    """Each once, and then gone."""
    handler = Handler()
    for number in range(20):
        await bus.publish(topology.job(SITE, "sign"), bytes([number]))
    async with running(bus, topology, spec, handler) as runner:
        await asyncio.sleep(5)
        assert sorted(handler.seen) == [bytes([number]) for number in range(20)]
        assert runner.figures.handled == 20
    assert jobs(memory_server) == []


async def test_message_that_cannot_be_understood_is_a_dead_letter_at_once(memory_server, bus, topology, spec):
    """The copy says what, where from and why; the message is gone from the queue."""
    ack = await bus.publish(topology.job(SITE, "sign"), b"{", headers={"ce-id": "7"})
    handler = Handler(BadMessageError("size: should be\na number"))
    async with running(bus, topology, spec, handler):
        await asyncio.sleep(5)
    (letter,) = dead(memory_server)
    assert handler.seen == [b"{"]
    assert letter.data == b"{"
    assert letter.subject == topology.dead(spec.name)
    assert letter.headers == {
        "ce-id": "7",
        "Dead-Reason": "cannot be understood: size: should be a number",
        "Dead-Stream": "JOBS",
        "Dead-Consumer": spec.name,
        "Dead-Subject": topology.job(SITE, "sign"),
        "Dead-Sequence": str(ack.sequence),
        "Dead-Attempts": "1",
        "Dead-Bytes": "1",
    }
    assert jobs(memory_server) == []


async def test_handed_back_message_never_dies(memory_server, bus, topology, spec):
    """Waiting is no failure, however often."""
    handler = Handler(*[HandBack("the site is away", delay=1)] * 10)
    await bus.publish(topology.job(SITE, "sign"), b"1")
    async with running(bus, topology, spec, handler) as runner:
        await asyncio.sleep(60)
        assert runner.figures.failed == 0
    assert handler.done == [b"1"]
    assert dead(memory_server) == []


async def test_lost_bus_never_kills_a_message(memory_server, bus, topology, spec):
    """A handler that could not publish is tried again for as long as it takes."""
    handler = Handler(*[BusTimeoutError("no answer in time")] * 6)
    await bus.publish(topology.job(SITE, "sign"), b"1")
    async with running(bus, topology, spec, handler):
        await asyncio.sleep(120)
    assert handler.done == [b"1"]
    assert dead(memory_server) == []


async def test_message_of_a_newer_version_waits_for_the_upgrade(memory_server, bus, topology, spec):
    """It stays in the queue: throwing it away would lose what only the new version understands."""
    handler = Handler(*[NewerSchemaError("version 2")] * 20)
    await bus.publish(topology.job(SITE, "sign"), b"1")
    async with running(bus, topology, spec, handler):
        await asyncio.sleep(60)
    assert dead(memory_server) == []
    assert jobs(memory_server) == [b"1"]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (RetryableError("no space left at alpha"), "failed 3 times, the last time: no space left at alpha"),
        (
            KeyError("oops"),
            "failed 3 times, the last time: our fault, please report it: KeyError: 'oops'",
        ),
    ],
)
async def test_message_that_cannot_be_done_dies_after_its_last_attempt(
    memory_server, topology, spec, error, reason
):
    """With a reason for a person; the messages behind it are handled."""
    bus, handler = MemoryBus(memory_server, "test"), Handler(error)
    await bus.publish(topology.job(SITE, "sign"), b"bad")

    async def handle(message):
        handler.seen.append(message.data)
        if message.data == b"bad":
            raise error

    async with running(bus, topology, spec, handle):
        await asyncio.sleep(1)
        await bus.publish(topology.job(SITE, "sign"), b"good")
        await asyncio.sleep(60)
    assert handler.seen.count(b"bad") == 3
    assert handler.seen.count(b"good") == 1
    assert [letter.headers["Dead-Reason"] for letter in dead(memory_server)] == [reason]
    assert jobs(memory_server) == []


async def test_long_work_is_not_delivered_twice(bus, topology, spec):
    """The runner says that it goes on, every third of the ack wait."""
    handler = Handler(ACK_WAIT * 10)
    await bus.publish(topology.job(SITE, "sign"), b"1")
    async with running(bus, topology, spec, handler):
        await asyncio.sleep(ACK_WAIT * 12)
    assert handler.seen == handler.done == [b"1"]


async def test_stop_lets_handlers_finish_and_fetches_no_more(memory_server, bus, topology, spec):
    """What is in flight is done and acknowledged; what came later stays in the queue."""
    handler, stop = Handler(3), asyncio.Event()
    runner = ConsumerRunner(bus, topology=topology, source=Random(1), policy=POLICY)
    await bus.publish(topology.job(SITE, "sign"), b"1")
    task = asyncio.ensure_future(runner.run(spec, handler, stop=stop))
    await asyncio.sleep(1)
    stop.set()
    await asyncio.sleep(0.5)
    await bus.publish(topology.job(SITE, "sign"), b"2")
    await task
    assert handler.done == [b"1"]
    assert jobs(memory_server) == [b"2"]


async def test_stop_cancels_handlers_that_take_too_long(memory_server, bus, topology, spec):
    """Their messages go back at once, and somebody else has them."""
    handler, stop = Handler(1000), asyncio.Event()
    runner = ConsumerRunner(bus, topology=topology, source=Random(1), policy=POLICY, drain_seconds=2)
    await bus.publish(topology.job(SITE, "sign"), b"1")
    task = asyncio.ensure_future(runner.run(spec, handler, stop=stop))
    await asyncio.sleep(1)
    stop.set()
    await task
    assert handler.cancelled == 1
    (again,) = await bus.fetch(spec.name, batch=1, timeout=0.1)
    assert again.attempt == 2


async def test_cancelled_runner_hands_back_what_is_in_flight(bus, topology, spec):
    """The next worker does not wait for the ack wait."""
    handler = Handler(1000)
    await bus.publish(topology.job(SITE, "sign"), b"1")
    async with running(bus, topology, spec, handler):
        await asyncio.sleep(0.5)
    assert handler.cancelled == 1
    assert len(await bus.fetch(spec.name, batch=1, timeout=0.1)) == 1


async def test_runner_goes_on_after_the_bus_was_away(memory_server, bus, topology, spec):
    """Fetching fails for a while; then messages come."""
    handler = Handler()
    memory_server.partition("test")
    async with running(bus, topology, spec, handler):
        await asyncio.sleep(30)
        memory_server.heal()
        await bus.publish(topology.job(SITE, "sign"), b"1")
        await asyncio.sleep(15)
    # A stalled loop may take longer over it than the ack wait: then it comes twice.
    assert set(handler.done) == {b"1"}


async def test_message_stays_where_its_dead_letter_could_not_be_kept(memory_server, bus, topology, spec):
    """Burying is durable before the message goes; burying twice keeps one copy."""

    class LettersLost:
        def __init__(self):
            self.left = 2

        def fate(self, client, operation, target):
            lost = operation == "publish" and ".dead." in target and self.left > 0
            self.left -= lost
            return Fate(trouble=Trouble.UNANSWERED) if lost else Fate()

        def stale(self, client, stream, subject):
            return 0

        def order(self, client, consumer, sequences):
            return range(len(sequences))

    memory_server.faults = LettersLost()
    handler = Handler(*[BadMessageError("no sense")] * 9)
    await bus.publish(topology.job(SITE, "sign"), b"1")
    async with running(bus, topology, spec, handler):
        await asyncio.sleep(60)
    assert len(handler.seen) == 3
    assert len(dead(memory_server)) == 1
    assert jobs(memory_server) == []


async def test_redelivery_switch_brings_every_message_three_times(memory_server, bus, topology, spec):
    """Late and in another order; at the end nothing is left."""
    handler = Handler()
    for number in range(30):
        await bus.publish(topology.job(SITE, "sign"), bytes([number]))
    async with running(EchoingBus(bus, Random(1)), topology, spec, handler):
        await asyncio.sleep(120)
    assert all(handler.seen.count(bytes([number])) == 3 for number in range(30))
    assert handler.seen[:30] != sorted(handler.seen)[:30]
    assert jobs(memory_server) == []
