"""Signs of life: said at every beat, and in between only where something is new."""

import asyncio
from collections import Counter

import pytest

from shared.contracts.messages.presence import WorkerPresence
from shared.contracts.topology import Topology
from shared.service.presence import Presence
from testing.bus.faults import NoFaults
from testing.bus.memory import MemoryBus, MemoryServer
from testing.simulation.scheduling.choices import Choices
from testing.simulation.scheduling.loop import SimulatedLoop


class Counting(NoFaults):
    """Lets everything go well, and counts it."""

    def __init__(self):
        self.seen = Counter()

    def fate(self, client, operation, target):
        """Count."""
        self.seen[operation, target.split(".")[1]] += 1
        return super().fate(client, operation, target)


class PublishTask:
    """Somebody with a presence, and what was asked of the server."""

    def __init__(self, loop):
        self.loop = loop
        self.faults = Counting()
        self.active = ()
        self.bulk = (0, 0)
        self.server = MemoryServer(Topology(), faults=self.faults)
        self.every = 5.0
        self.presence = Presence(
            MemoryBus(self.server, "worker", timeout=0.1),
            key="transfer.a.1",
            counters="transfer.a",
            describe=lambda: WorkerPresence(site="a", active=self.active),
            bulk_bytes=lambda: self.bulk,
            every=self.every,
            expires=15.0,
        )

    def said(self):
        """Return how often presence and counters were put."""
        seen = self.faults.seen
        return seen["publish", "rack-presence"], seen["publish", "rack-replicas"]

    def run(self, speak):
        """Let it speak."""
        self.loop.run_until_complete(speak())


@pytest.fixture
def speaker():
    """Somebody who has said all once."""
    loop = SimulatedLoop(Choices(1))
    speaker = PublishTask(loop)
    speaker.run(speaker.presence.say_all)
    yield speaker
    loop.close()


def test_what_is_not_new_is_not_said_again(speaker):
    """Being stirred without a change costs the server nothing."""
    speaker.run(speaker.presence.say)
    assert speaker.said() == (1, 1)


def test_what_is_new_is_said_without_the_counters(speaker):
    """A change of state is said at once; counters that count control messages alone wait for the beat."""
    speaker.active = ("job",)
    speaker.run(speaker.presence.say)
    assert speaker.said() == (2, 1)


def test_bytes_of_packs_are_counted_at_once(speaker):
    """Who sent a pack says so, so that what was saved is not shown late."""
    speaker.bulk = (100, 200)
    speaker.run(speaker.presence.say)
    assert speaker.said() == (1, 2)


def test_a_beat_says_all_of_it(speaker):
    """Signs of life expire: they are said again though nothing is new."""
    speaker.run(speaker.presence.say_all)
    assert speaker.said() == (2, 2)


def test_signs_of_life_come_however_often_somebody_is_woken():
    """A file that is appended to all the time wakes a manager all the time: it stays online."""
    loop = SimulatedLoop(Choices(1))
    speaker = PublishTask(loop)

    async def wake():
        running = asyncio.ensure_future(speaker.presence.run())
        for _ in range(150):
            await asyncio.sleep(0.4)
            speaker.presence.wake()
        running.cancel()

    speaker.run(wake)
    assert speaker.said()[0] >= 60 / 5


def test_a_sign_of_life_that_could_not_be_said_is_said_soon():
    """A rack that starts makes its buckets in a second: its workers are heard of then, not a beat later."""
    loop = SimulatedLoop(Choices(1))
    speaker = PublishTask(loop)

    async def start():
        speaker.server.go_down()
        running = asyncio.ensure_future(speaker.presence.run())
        await asyncio.sleep(1)
        speaker.server.come_up()
        await asyncio.sleep(speaker.every / 2)
        running.cancel()

    speaker.run(start)
    loop.close()
    assert speaker.said()[0] == 1
