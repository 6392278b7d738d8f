"""Appending to a log that is not the one folded any more."""

import pytest

from services.orchestrator.decide.commit import ContendedError, UnknownOrchestratorError
from services.orchestrator.decide.key_entries import UnsignedKeyError
from shared.bus.chunks import chunked_in
from shared.bus.codec import BadMessageError
from shared.catalog.fold.keyring import End, Origin, operators_of
from shared.catalog.follow.log_check import Compared, holds, look_at_log
from shared.contracts.messages.batch import BATCH_TEXT_MAX
from shared.contracts.messages.key_entry import Succession
from shared.contracts.messages.presence import SiteRecord
from shared.contracts.topology import Bucket, Stream
from shared.identity.keys import SigningKey
from testing.bus.faults import Fate, NoFaults, Trouble
from testing.bus.memory import MemoryServer
from tests.unit.services.orchestrator.decide.committing import (
    NEXT_KEY,
    SITE_KEY,
    TOPOLOGY,
    Orchestrator,
    batch,
    commits,
    following,
)
from tests.unit.shared.catalog.fold.test_operators import ended, operator, released

OPERATOR, STRANGER = SigningKey(b"4" * 32), SigningKey(b"6" * 32)


async def test_nothing_is_appended_to_a_log_that_was_rolled_back_and_went_on():
    """Its last number is the one folded, and its last commit is not: a commit would be chained to nothing."""
    server = MemoryServer(TOPOLOGY)
    early, late = Orchestrator(server, "e"), Orchestrator(server, "l")
    await early.registry.register_site(SiteRecord(collection="kernels", site="a", key=SITE_KEY.public))
    async with following(early):
        await early.committer.commit(batch(1, "1"))
        await early.committer.commit(batch(2, "2"))
        server.stream(Stream.LOG).roll_back(1)
        async with following(late):
            await late.committer.commit(batch(2, "3"))
            with pytest.raises(ContendedError):
                await early.committer.commit(batch(3, "4"))
            await late.committer.commit(batch(3, "4"))
    assert late.projection.position.revision == 3


async def test_nothing_is_appended_after_a_commit_whose_key_the_server_has_forgotten():
    """It would be chained to the commit before it, or begin another log: whoever knows the key skips it."""
    server = MemoryServer(TOPOLOGY)
    early, late = Orchestrator(server, "e"), Orchestrator(server, "l")
    await early.registry.register_site(SiteRecord(collection="kernels", site="a", key=SITE_KEY.public))
    async with following(early):
        await early.committer.commit(batch(1, "1"))
    await late.bus.remove(Bucket.SITES, f"orchestrator.{early.key.public}")
    async with following(late):
        with pytest.raises(UnknownOrchestratorError):
            await late.committer.commit(batch(2, "2"))
        assert not await late.reader.key_learned()
        await early.registry.register_orchestrator(early.key.public)
        assert await late.reader.key_learned()
    late.begin()
    async with following(late):
        await late.committer.commit(batch(2, "2"))
    assert late.projection.position.revision == 2


async def test_a_stranger_stops_nobody_for_long(monkeypatch):
    """After a while a commit by a key that nobody says to be an orchestrator's counts for nothing."""
    server = MemoryServer(TOPOLOGY)
    early, late = Orchestrator(server, "e"), Orchestrator(server, "l")
    await early.registry.register_site(SiteRecord(collection="kernels", site="a", key=SITE_KEY.public))
    async with following(early):
        await early.committer.commit(batch(1, "1"))
    await late.bus.remove(Bucket.SITES, f"orchestrator.{early.key.public}")
    monkeypatch.setattr("services.orchestrator.decide.commit.UNKNOWN_KEY_SECONDS", 0.0)
    async with following(late):
        await late.committer.commit(batch(1, "1"))
        assert late.reader.unknown_for() is None
    assert late.projection.position.revision == 2


class UnansweredOnce(NoFaults):
    """The first set of messages is stored, and nobody hears of it."""

    def __init__(self) -> None:
        self.left = 1

    def fate(self, client: str, operation: str, target: str) -> Fate:
        """Unanswered, once."""
        if operation != "publish_atomically" or not self.left:
            return Fate()
        self.left -= 1
        return Fate(trouble=Trouble.UNANSWERED)


async def test_commits_over_one_message_are_one_revision_each():
    """The revision is the sequence of what names the chunks; whoever reads gets the same tree."""
    server = MemoryServer(TOPOLOGY)
    chunking, plain = Orchestrator(server, "e", message_bytes=300), Orchestrator(server, "l")
    await chunking.registry.register_site(SiteRecord(collection="kernels", site="a", key=SITE_KEY.public))
    async with following(chunking), following(plain):
        await chunking.committer.commit(batch(1, "1"))
        await plain.committer.commit(batch(2, "2"))
        await chunking.committer.commit(batch(3, "3"))
    await_both = [one.projection.position for one in (chunking, plain)]
    stored = server.stored(Stream.LOG, TOPOLOGY.log("kernels"))
    assert [chunked_in(one.data) is not None for one in stored] == [True, False, True]
    assert await_both[0].revision == stored[-1].sequence > 3
    assert await_both[0] == await_both[1]
    position = chunking.projection.position
    seen = await look_at_log(
        plain.bus, topology=TOPOLOGY, collection="kernels", folded=position, compared=Compared()
    )
    assert seen is not None
    assert holds(seen, position)


async def test_a_commit_in_chunks_whose_answer_was_lost_is_found():
    """It is looked for before anything else is done, as one in one message is."""
    server = MemoryServer(TOPOLOGY, faults=UnansweredOnce())
    one = Orchestrator(server, "e", message_bytes=300)
    await one.registry.register_site(SiteRecord(collection="kernels", site="a", key=SITE_KEY.public))
    async with following(one):
        await one.committer.commit(batch(1, "1"))
        await one.committer.commit(batch(2, "2"))
    assert len(server.stored(Stream.LOG, TOPOLOGY.log("kernels"))) == 2
    assert one.projection.decided("a", "0" * 16) == 2


async def test_a_commit_whose_chunks_are_damaged_is_skipped_by_everyone():
    """It is counted, and what follows goes on from the commit before it."""
    server = MemoryServer(TOPOLOGY)
    one = Orchestrator(server, "e", message_bytes=300)
    await one.registry.register_site(SiteRecord(collection="kernels", site="a", key=SITE_KEY.public))
    async with following(one):
        await one.committer.commit(batch(1, "1"))
    first = server.stored(Stream.LOG, TOPOLOGY.log("kernels"))[0]
    await one.bus.publish(TOPOLOGY.log("kernels"), first.data)  # what is before it are not its chunks
    async with following(one):
        await one.committer.commit(batch(2, "2"))
    late = Orchestrator(server, "l")
    async with following(late):
        await late.reader.catch_up()
    assert late.projection.position == one.projection.position
    assert late.projection.skipped == one.projection.skipped == 1


async def test_a_batch_that_no_commit_could_hold_is_refused():
    """Its commit could be read by nobody, and the batch would be decided again and again."""
    server = MemoryServer(TOPOLOGY)
    one = Orchestrator(server, "e")
    with pytest.raises(BadMessageError, match="no commit could hold it"):
        await one.committer.commit(SITE_KEY.sign("x" * (BATCH_TEXT_MAX + 1)))


async def test_the_log_tells_whose_keys_speak_in_it():
    """At the first word of each, once; a site's next key comes with what the one before it said."""
    server = MemoryServer(TOPOLOGY)
    one = Orchestrator(server, "e")
    record = SiteRecord(collection="kernels", site="a", key=SITE_KEY.public)
    await one.registry.register_site(record)
    async with following(one):
        await one.committer.commit(batch(1, "1"))
        await one.committer.commit(batch(2, "2"))
        said = Succession(collection="kernels", site="a", key=NEXT_KEY.public)
        vouched = SITE_KEY.sign(said.model_dump_json())
        after = record.model_copy(update={"key": NEXT_KEY.public, "vouched": vouched})
        await one.registry.register_site(after)
        await one.committer.commit(NEXT_KEY.sign(batch(3, "3").body))
    entries = [commit.keys for commit in await commits(one)]
    assert [[(entry.site, entry.key) for entry in some or ()] for some in entries] == [
        [(None, one.key.public), ("a", SITE_KEY.public)],
        [],
        [("a", NEXT_KEY.public)],
    ]
    assert one.projection.keys.current("a").origin is Origin.VOUCHED


async def test_a_key_that_was_revoked_is_entered_with_the_next_commit():
    """Whoever reads the log knows from when on it was not believed; it is said once."""
    server = MemoryServer(TOPOLOGY)
    one = Orchestrator(server, "e")
    await one.registry.register_site(SiteRecord(collection="kernels", site="a", key=SITE_KEY.public))
    one.revoked["b", NEXT_KEY.public] = None
    async with following(one):
        await one.committer.commit(batch(1, "1"))
        await one.committer.commit(batch(2, "2"))
        one.revoked["a", SITE_KEY.public] = None
        with pytest.raises(BadMessageError, match="revoked"):
            await one.committer.commit(batch(3, "3"))
    assert [len(commit.keys or ()) for commit in await commits(one)] == [3, 0]
    assert one.projection.keys.find("b", NEXT_KEY.public).end is End.REVOKED


async def test_orders_about_operators_are_entered_in_turn_and_bind_what_follows():
    """From the first one on, a key is ended by an operator's order alone."""
    server = MemoryServer(TOPOLOGY)
    one = Orchestrator(server, "e")
    await one.registry.register_site(SiteRecord(collection="kernels", site="a", key=SITE_KEY.public))
    one.orders = [
        operator(OPERATOR, by=OPERATOR).vouched,
        operator(STRANGER, by=STRANGER).vouched,
        operator(NEXT_KEY, by=OPERATOR).vouched,
    ]
    one.revoked["b", STRANGER.public] = None
    async with following(one):
        await one.committer.commit(batch(1, "1"))
        one.revoked["b", STRANGER.public] = ended(STRANGER, site="b", by=OPERATOR).vouched
        one.orders += [operator(OPERATOR, by=NEXT_KEY, revoked=True).vouched]
        await one.committer.commit(batch(2, "2"))
        await one.committer.commit(batch(3, "3"))
    entries = [[(entry.event, entry.key) for entry in commit.keys or ()] for commit in await commits(one)]
    assert entries == [
        [
            ("operator", OPERATOR.public),
            ("operator", NEXT_KEY.public),
            ("known", one.key.public),
            ("known", SITE_KEY.public),
        ],
        [("operator-revoked", OPERATOR.public)],
        [],
    ]
    assert operators_of(one.projection.keys) == {NEXT_KEY.public}


async def test_another_key_of_a_site_waits_for_an_operator():
    """Its batches come again until one has signed that: nothing of it is in the log before."""
    server = MemoryServer(TOPOLOGY)
    one = Orchestrator(server, "e")
    record = SiteRecord(collection="kernels", site="a", key=SITE_KEY.public)
    await one.registry.register_site(record)
    one.orders.append(operator(OPERATOR, by=OPERATOR).vouched)
    other = NEXT_KEY.sign(batch(2, "2").body)
    async with following(one):
        await one.committer.commit(batch(1, "1"))
        unsigned = record.model_copy(update={"key": NEXT_KEY.public})
        await one.registry.register_site(unsigned, replace=True)
        with pytest.raises(UnsignedKeyError, match="spicerack site release a"):
            await one.committer.commit(other)
        vouched = released(NEXT_KEY, by=OPERATOR)
        await one.registry.register_site(unsigned.model_copy(update={"vouched": vouched}))
        await one.committer.commit(other)
    assert one.projection.keys.current("a").key == NEXT_KEY.public
