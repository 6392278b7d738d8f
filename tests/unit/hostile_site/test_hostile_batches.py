"""Batches and commits of a site that means harm: refused in words, and the others' batches are committed."""

import json

import pytest

from services.orchestrator.decide.batch_handler import BatchHandler
from services.orchestrator.decide.commit import GapError, UnknownOrchestratorError, UnknownSiteError
from services.orchestrator.upkeep.sweep_chunks import ChunkSweeper
from shared.bus.codec import BadMessageError, encode
from shared.bus.consume.consumer import HandBack
from shared.bus.port import Message
from shared.contracts.messages.batch import BATCH_TEXT_MAX
from shared.contracts.messages.presence import SiteRecord
from shared.contracts.messages.signed import Signed
from shared.identity.keys import SigningKey
from shared.model.paths import CONTROL_DIRECTORY
from testing.bus.memory import MemoryServer
from tests.unit.services.orchestrator.decide.committing import (
    SITE_KEY,
    TOPOLOGY,
    Orchestrator,
    batch,
    commits,
    following,
)

HOSTILE_KEY = SigningKey(b"h" * 32)
"""Of site b, which is registered as any other."""


def changed(signed: Signed, key: SigningKey = HOSTILE_KEY, **fields: object) -> Signed:
    """Return a batch with other fields, signed."""
    return key.sign(json.dumps({**json.loads(signed.body), **fields}))


def hostile(**fields: object) -> Signed:
    """Return the first batch of site b."""
    return changed(batch(1, "1"), **{"site": "b", **fields})


def naming(path: str) -> Signed:
    """Return a batch that names a path."""
    return hostile(changes=[{"path": path, "state": {"kind": "file", "content": "1" * 64}}])


async def rack() -> Orchestrator:
    """Return an orchestrator of sites a and b."""
    one = Orchestrator(MemoryServer(TOPOLOGY), "o")
    for site, key in (("a", SITE_KEY), ("b", HOSTILE_KEY)):
        await one.registry.register_site(SiteRecord(collection="kernels", site=site, key=key.public))
    return one


TWICE = [{"path": "f", "state": {"kind": "file", "content": digit * 64}} for digit in "12"]

REFUSED = {
    "a name that leaves the root": naming("../outside"),
    "an absolute name": naming("/etc/passwd"),
    "a name that leaves it in the middle": naming("a/../../b"),
    "a name with a NUL": naming("a\0b"),
    "a name of ours": naming(f"{CONTROL_DIRECTORY}/trash/a"),
    "an endless name": naming("a/" * 5000 + "a"),
    "a path twice": hostile(changes=TWICE),
    "a content that is no hash": hostile(
        changes=[{"path": "f", "state": {"kind": "file", "content": "../" * 21 + "a"}}]
    ),
    "a size beyond all numbers": hostile(
        changes=[{"path": "f", "state": {"kind": "file", "content": "1" * 64, "size": 2**70}}]
    ),
    "another collection": hostile(collection="images"),
    "another site's name": changed(batch(1, "1"), HOSTILE_KEY, site="a"),
    "another site's key": HOSTILE_KEY.sign(batch(1, "1").body).model_copy(update={"key": SITE_KEY.public}),
    "a changed text": hostile().model_copy(update={"body": hostile().body.replace('"file-1"', '"file-2"')}),
    "another log": hostile(log_id="f" * 32),
    "a commit": hostile(decisions=[{"outcome": "accepted"}], changes=7),
    "no JSON": HOSTILE_KEY.sign("\0"),
    "a text that no commit could hold": HOSTILE_KEY.sign(" " * (BATCH_TEXT_MAX + 1)),
}


@pytest.mark.parametrize("forged", REFUSED.values(), ids=REFUSED.keys())
async def test_a_hostile_batch_is_refused_and_the_next_ones_are_committed(forged):
    """It becomes a dead letter, which names the reason; the log holds what honest sites say alone."""
    one = await rack()
    async with following(one):
        await one.committer.commit(batch(1, "1"))
        with pytest.raises(BadMessageError, match=r"\w+ \w+"):
            await one.committer.commit(forged)
        await one.committer.commit(batch(2, "2"))
        await one.committer.commit(hostile())
    assert [commit.batch.key for commit in await commits(one)] == [
        SITE_KEY.public,
        SITE_KEY.public,
        HOSTILE_KEY.public,
    ]


async def test_a_replayed_batch_changes_nothing():
    """Whoever put it on the bus again, and however often."""
    one = await rack()
    async with following(one):
        for _ in range(3):
            await one.committer.commit(batch(1, "1"))
        await one.committer.commit(batch(2, "2"))
        await one.committer.commit(batch(1, "1"))
    assert len(await commits(one)) == 2


async def test_a_flood_of_numbers_waits_and_keeps_nobody_waiting():
    """A batch far ahead of the last one is handed back, and the others' are committed meanwhile."""
    one = await rack()
    async with following(one):
        for number in range(2, 50):
            with pytest.raises(GapError):
                await one.committer.commit(hostile(sequence=number))
        await one.committer.commit(batch(1, "1"))
    assert len(await commits(one)) == 1


async def test_a_site_that_nobody_registered_waits():
    """It may register yet; nothing of it is in the log."""
    one = await rack()
    with pytest.raises(UnknownSiteError):
        await one.committer.commit(changed(batch(1, "1"), SigningKey(b"z" * 32), site="z"))


async def test_a_site_that_commits_is_passed_over_by_every_reader(monkeypatch):
    """Its commit is counted, though chained as it should be, and after a while the log goes on around it."""
    one = await rack()
    async with following(one):
        await one.committer.commit(batch(1, "1"))
        (commit,) = await commits(one)
        after = {"previous_revision": 1, "previous_hash": one.projection.position.hash, "batch": hostile()}
        fake = HOSTILE_KEY.sign(commit.model_copy(update=after).model_dump_json(exclude_none=True))
        await one.bus.publish(TOPOLOGY.log("kernels"), encode(fake))
        with pytest.raises(UnknownOrchestratorError):
            await one.committer.commit(batch(2, "2"))
        monkeypatch.setattr("services.orchestrator.decide.commit.UNKNOWN_KEY_SECONDS", 0.0)
        await one.committer.commit(batch(2, "2"))
    assert (one.projection.position.revision, one.projection.decided("b", "0" * 16)) == (3, 0)
    assert one.projection.skipped == 1


async def test_bytes_that_are_no_batch_are_a_dead_letter_and_hold_up_nobody():
    """The handler says so in words; what may come later is handed back."""
    one = await rack()
    sweeper = ChunkSweeper(one.bus, topology=TOPOLOGY, collection="kernels")
    handler = BatchHandler(one.committer, bus=one.bus, sweeper=sweeper)
    subject = TOPOLOGY.batch("kernels", "b")
    async with following(one):
        for data in (b"", b"\xff\xfe", b"{}", b"(\xb5/\xfd" + b"\0" * 20, b'{"body":1}'):
            with pytest.raises(BadMessageError):
                await handler.handle(Message(subject=subject, data=data, sequence=1))
        with pytest.raises(HandBack):
            await handler.handle(Message(subject=subject, data=encode(hostile(sequence=9)), sequence=2))
        await handler.handle(Message(subject=subject, data=encode(batch(1, "1")), sequence=3))
    assert len(await commits(one)) == 1
