"""What a worker says of bytes that came to it: from which site, how many, and what is on its way."""

from collections import Counter

from services.transfer.jobs.worker import came_from
from shared.contracts.messages.presence import SOURCES_MAX, CameFrom
from shared.contracts.topology import Stream
from tests.unit.services.transfer.jobs.applying import BYTES, Site


async def test_a_worker_says_what_came_from_whom() -> None:
    """All parts of a pack count, its manifest too; while it comes, it is told to be on its way."""
    site, during = Site(), []
    job = await site.send_pack()

    async def published() -> None:
        during.append(site.worker.presence().came)

    site.worker.figures.publish = published
    await site.apply(job)
    sent = sum(len(message.data) for message in site.bus._server.stored(Stream.PACKS))
    assert sent > len(BYTES)
    assert during == [(CameFrom(site="a", active=1),), (CameFrom(site="a", bytes=sent),)]


def test_of_very_many_sites_those_are_told_that_send_now_or_sent_most() -> None:
    """A sign of life must stay small."""
    came = Counter({f"s{number:03}": 1000 - number for number in range(SOURCES_MAX + 50)})
    told = came_from(came, Counter(["s149", "new"]))
    assert len(told) == SOURCES_MAX
    assert [one.site for one in told if one.active] == ["new", "s149"]
    assert {f"s{number:03}" for number in range(SOURCES_MAX - 2)} <= {one.site for one in told}
