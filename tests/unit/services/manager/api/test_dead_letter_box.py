"""Dead letters: listed, opened, tried again and dropped."""

import pytest

from services.manager.api.dead_letter import dead_letter, why_not_again
from services.manager.api.dead_letter_box import CannotRetryError, DeadLetterBox, NoSuchLetterError
from shared.bus.chunks import cut
from shared.bus.consume.dead_letters import DeadLetters
from shared.bus.port import Message
from shared.contracts.topology import Stream, Topology
from testing.bus.memory import MemoryBus, MemoryServer

TOPOLOGY = Topology()
JOB = TOPOLOGY.job("a", "apply")
WORKER = TOPOLOGY.worker("a")
GOOD = {"Dead-Consumer": WORKER.name, "Dead-Subject": JOB, "Dead-Stream": "JOBS", "Dead-Bytes": "3"}


class Bench:
    """A bus with a box of dead letters, and somebody who buries."""

    def __init__(self) -> None:
        server = MemoryServer(TOPOLOGY)
        server.ensure_consumer(WORKER)
        self.bus = MemoryBus(server, "manager")
        self.box = DeadLetterBox(self.bus, TOPOLOGY)

    async def bury(self, data: bytes = b"job", *, reason: str = "cannot be understood") -> int:
        """Publish a job and give it up; return the letter's id."""
        await self.bus.publish(JOB, data, headers={"ce-id": "7"})
        (delivery,) = await self.bus.fetch(WORKER.name, batch=1, timeout=1)
        await DeadLetters(self.bus, TOPOLOGY).bury(delivery, WORKER, reason=reason)
        return await self.bus.caught_up(Stream.DEAD, TOPOLOGY.dead(WORKER.name))

    async def ids(self, *, after: int = 0) -> list[int]:
        """Return the ids of all letters."""
        return [letter.id async for letter in self.box.letters(after=after)]


@pytest.fixture
async def bench() -> Bench:
    """An empty box."""
    return Bench()


def test_a_batch_in_chunks_is_not_tried_again():
    """Its chunks are not kept, and need not be: its site says it again."""
    headers = {**GOOD, "Dead-Consumer": "orchestrator-c", "Dead-Subject": TOPOLOGY.batch("c", "a")}
    letter = dead_letter(
        Message("rack.dead.orchestrator-c", 1, cut(b"batch", message_bytes=2).naming, headers)
    )
    assert "its site says it again" in why_not_again(letter, TOPOLOGY)


async def test_letters_are_listed_oldest_first(bench: Bench):
    """With who gave them up and why, from any id on."""
    first, second = await bench.bury(), await bench.bury(reason="no such\nbasis")
    assert await bench.ids() == [first, second]
    assert await bench.ids(after=first) == [second]
    letter = await bench.box.read(second)
    assert (letter.consumer, letter.stream, letter.subject) == (WORKER.name, "JOBS", JOB)
    assert (letter.reason, letter.attempts, letter.size) == ("no such basis", 1, 3)
    assert (letter.headers, letter.text(2), letter.whole) == ({"ce-id": "7"}, "jo", True)


async def test_a_letter_that_is_tried_again_leaves_the_box(bench: Bench):
    """The original is where it was, with its own headers and no others."""
    number = await bench.bury()
    await bench.box.retry(number)
    (delivery,) = await bench.bus.fetch(WORKER.name, batch=1, timeout=1)
    assert (delivery.message.subject, delivery.message.data) == (JOB, b"job")
    assert delivery.message.headers == {"ce-id": "7"}
    assert await bench.ids() == []
    with pytest.raises(NoSuchLetterError, match=f"no dead letter {number}"):
        await bench.box.retry(number)


async def test_a_letter_that_dies_again_is_a_new_one(bench: Bench):
    """Trying again does not hide that it failed once more."""
    number = await bench.bury()
    await bench.box.retry(number)
    (delivery,) = await bench.bus.fetch(WORKER.name, batch=1, timeout=1)
    await DeadLetters(bench.bus, TOPOLOGY).bury(delivery, WORKER, reason="still")
    (again,) = await bench.ids()
    assert again > number


async def test_a_dropped_letter_is_gone(bench: Bench):
    """It alone, and nothing is published."""
    first, second = await bench.bury(), await bench.bury()
    await bench.box.drop(first)
    assert await bench.ids() == [second]
    assert await bench.bus.last(Stream.JOBS, JOB) is None
    with pytest.raises(NoSuchLetterError):
        await bench.box.drop(first)


async def test_a_letter_that_cannot_be_tried_again_stays(bench: Bench):
    """The reason says what to do, and nothing is lost."""
    ack = await bench.bus.publish(TOPOLOGY.dead("x"), b"stray", headers={"Dead-Subject": "rack.log.kernels"})
    with pytest.raises(CannotRetryError, match=f"spicerack dead drop {ack.sequence}"):
        await bench.box.retry(ack.sequence)
    assert await bench.ids() == [ack.sequence]


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ({"Dead-Bytes": "4"}, "only 3 of its 4 bytes"),
        ({"Dead-Consumer": "nobody"}, "no consumer is called 'nobody'"),
        ({"Dead-Subject": "rack.log.kernels"}, "does not read 'rack.log.kernels'"),
        ({"Dead-Subject": "rack.job.*.apply"}, "does not read"),
        ({"Dead-Subject": "rack.job.a"}, "does not read"),
        ({"Dead-Subject": "rack.job..apply"}, "does not read"),
        ({"Dead-Subject": ""}, "does not read"),
    ],
)
def test_only_what_a_consumer_reads_is_published_again(headers: dict[str, str], said: str):
    """Who may bury a letter may not have anything else published by a person's retry."""
    assert why_not_again(dead_letter(Message("s", 1, b"job", GOOD)), TOPOLOGY) is None
    letter = dead_letter(Message("s", 1, b"job", {**GOOD, **headers}))
    assert said in str(why_not_again(letter, TOPOLOGY))


def test_a_message_without_headers_is_a_letter_too():
    """What anybody put there can be looked at and dropped."""
    letter = dead_letter(Message("rack.dead.x", 5, b"\xff"))
    assert (letter.id, letter.reason, letter.size, letter.attempts, letter.text(9)) == (5, "", 1, 0, "")
