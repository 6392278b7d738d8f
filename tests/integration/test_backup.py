"""Backups of a real server, and what restoring one gives."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.operator import backup as backup_job
from services.operator import restore as restore_job
from services.operator.backup import BackupConfig
from services.orchestrator.decide.commit import Committer
from shared.backup.chain import LogCheck
from shared.backup.files import PARTIAL, read_lines
from shared.backup.format import BUCKETS_FILE, CONTENTS, BackupError, Kept, file_of
from shared.backup.keep import keep_newest
from shared.backup.restore import restore_backup
from shared.backup.take import take_backup
from shared.backup.verify import verify
from shared.bus.chunks import MESSAGE_BYTES
from shared.bus.codec import encode
from shared.bus.key_registry import Registry
from shared.bus.large_messages import publish_large, read_large
from shared.bus.nats.bus import NatsBus
from shared.catalog.fold.fold import Skip, fold
from shared.catalog.follow.log_reader import LogReader
from shared.catalog.store.database import open_database
from shared.catalog.store.projection import Projection
from shared.contracts.messages.batch import Batch, Change
from shared.contracts.messages.presence import SiteRecord
from shared.contracts.messages.signed import Signed
from shared.contracts.topology import Bucket, Stream, Topology
from shared.identity.keys import SigningKey
from shared.model.entry import Kind, State
from testing.bus.nats_server import running_server, server_bus

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
LATER = datetime(2026, 11, 21, 13, tzinfo=UTC)
SITE_KEY = SigningKey(b"s" * 32)
KEY = SigningKey(b"o" * 32)
TOPOLOGY = Topology()


def site_of(collection: str) -> str:
    """Return the site of a collection: on one server no two collections share a name."""
    return f"at-{collection}"


def signed_batch(collection: str, number: int) -> Signed:
    """Return the batch of one new file."""
    state = State(kind=Kind.FILE, content=f"{number:064x}", size=number, mode=0o644)
    batch = Batch(
        collection=collection,
        site=site_of(collection),
        incarnation="0" * 16,
        sequence=number,
        made_at=NOON,
        changes=(Change(path=f"file-{number}", state=state),),
    )
    return SITE_KEY.sign(batch.model_dump_json(exclude_none=True))


class Writer:
    """Commits batches to one log, as an orchestrator does."""

    def __init__(self, bus: NatsBus, collection: str) -> None:
        self.projection = Projection(open_database(":memory:"))
        registry = Registry(bus)
        self.reader = LogReader(
            bus,
            topology=TOPOLOGY,
            registry=registry,
            collection=collection,
            start=self.projection.position,
            fold=self._fold,
            skip=self.projection.count_skip,
        )
        self._registry = registry
        self.collection = collection
        self.committer = Committer(
            bus,
            topology=TOPOLOGY,
            registry=registry,
            reader=self.reader,
            projection=self.projection,
            key=KEY,
            collection=collection,
            new_log_id=lambda: "1" * 32,
            message_bytes=300 if collection == CHUNKED else MESSAGE_BYTES,
        )

    def _fold(self, sequence: int, signed: Signed):
        folded = fold(
            signed,
            sequence=sequence,
            collection=self.collection,
            position=self.projection.position,
            tree=self.projection,
            trusts=self._registry.trusts,
        )
        assert not isinstance(folded, Skip)
        self.projection.apply(folded)
        return folded


async def append(bus: NatsBus, *batches: tuple[str, int]) -> None:
    """Register the site and the orchestrator, and commit these batches in order."""
    registry = Registry(bus)
    await registry.register_orchestrator(KEY.public)
    writers: dict[str, Writer] = {}
    async with asyncio.TaskGroup() as group:
        tasks = []
        for collection, number in batches:
            if collection not in writers:
                record = SiteRecord(collection=collection, site=site_of(collection), key=SITE_KEY.public)
                await registry.register_site(record)
                writers[collection] = Writer(bus, collection)
                tasks.append(group.create_task(writers[collection].reader.run()))
            await writers[collection].committer.commit(signed_batch(collection, number))
        for task in tasks:
            task.cancel()


@asynccontextmanager
async def fresh(directory: Path) -> AsyncIterator[NatsBus]:
    """Run an empty server with its topology."""
    async with running_server(directory) as server, server_bus(server) as bus:
        yield bus


async def log_of(bus: NatsBus) -> list[tuple[int, str, bytes]]:
    """Return the whole stream LOG."""
    found = bus.stored(Stream.LOG, TOPOLOGY.log("*"), after=0)
    return [(one.sequence, one.subject, one.data) async for one in found]


CHUNKED = "venus"
"""The collection whose commits go as chunks."""

BATCHES = [("moon", 1), ("mars", 1), ("moon", 2), ("moon", 3), ("mars", 2)]


@pytest.fixture
async def backup(tmp_path: Path) -> Path:
    """A backup of two logs that lie in each other, an undecided batch and a dead letter."""
    async with fresh(tmp_path / "old") as bus:
        await append(bus, *BATCHES)
        await bus.publish(TOPOLOGY.batch("moon", site_of("moon")), encode(signed_batch("moon", 4)))
        await bus.publish(TOPOLOGY.dead("orchestrator-moon"), b"?", headers={"Dead-Reason": "why"})
        return await take_backup(bus, TOPOLOGY, tmp_path / "backups", now=NOON)


async def test_a_restored_log_has_every_commit_at_its_revision(tmp_path: Path, backup: Path) -> None:
    """Sequences, subjects and bytes are the same; keys, the undecided batch and the letter are there."""
    kept = [(one.sequence, one.subject, one.data) for one in read_lines(backup / file_of(Stream.LOG), Kept)]
    async with fresh(tmp_path / "new") as bus:
        done = await restore_backup(bus, TOPOLOGY, backup)
        assert (done.appended, done.found, done.messages) == (5, 0, 2)
        assert await log_of(bus) == kept
        records = await Registry(bus).sites()
        assert {(one.collection, one.site, one.key) for one in records} == {
            ("mars", site_of("mars"), SITE_KEY.public),
            ("moon", site_of("moon"), SITE_KEY.public),
        }
        (letter,) = [one async for one in bus.stored(Stream.DEAD, TOPOLOGY.dead(">"), after=0)]
        assert letter.headers["Dead-Reason"] == "why"
        (waiting,) = [one async for one in bus.stored(Stream.BATCHES, TOPOLOGY.batch("*", "*"), after=0)]
        assert waiting.data == encode(signed_batch("moon", 4))


async def test_commits_and_batches_in_chunks_are_restored(tmp_path: Path) -> None:
    """Each chunk has its number again, the log is read from them and gone on with."""
    async with fresh(tmp_path / "old") as bus:
        await append(bus, (CHUNKED, 1), ("moon", 1), (CHUNKED, 2))
        subject = TOPOLOGY.batch(CHUNKED, site_of(CHUNKED))
        waiting = encode(signed_batch(CHUNKED, 3))
        await publish_large(bus, TOPOLOGY, subject, waiting, message_id="m", message_bytes=300)
        log = await log_of(bus)
        taken = await take_backup(bus, TOPOLOGY, tmp_path / "backups", now=NOON)
    contents = verify(taken)
    assert len(log) > 3
    assert contents.last_revision == contents.logs[CHUNKED].revision == len(log)
    assert contents.skipped == 0
    async with fresh(tmp_path / "new") as bus:
        await restore_backup(bus, TOPOLOGY, taken)
        assert await log_of(bus) == log
        (batch,) = [one async for one in bus.stored(Stream.BATCHES, subject, after=0)]
        assert await read_large(bus, Stream.BATCHES, batch) == waiting
        await append(bus, (CHUNKED, 3))
        again = await take_backup(bus, TOPOLOGY, tmp_path / "backups", now=LATER)
    assert verify(again).logs[CHUNKED].revision > len(log)


async def test_a_backup_that_lacks_a_chunk_is_refused(tmp_path: Path) -> None:
    """Who takes one away, or changes it, is found out, though every file is as its hash says."""
    async with fresh(tmp_path / "old") as bus:
        await append(bus, (CHUNKED, 1))
        taken = await take_backup(bus, TOPOLOGY, tmp_path / "backups", now=NOON)
    trusts = verify(taken).logs and {KEY.public}
    lines = list(read_lines(taken / file_of(Stream.LOG), Kept))
    check = LogCheck(TOPOLOGY, trusts=trusts.__contains__)
    check.take(lines[0].model_copy(update={"data": b"another"}))
    for line in lines[1:]:
        check.take(line)
    assert (check.skipped, check.logs()) == (1, {})


async def test_a_restored_log_is_gone_on_with(tmp_path: Path, backup: Path) -> None:
    """The next batch becomes the next revision, chained to what was restored."""
    async with fresh(tmp_path / "new") as bus:
        await restore_backup(bus, TOPOLOGY, backup)
        await append(bus, ("moon", 4))
        again = await take_backup(bus, TOPOLOGY, tmp_path / "backups", now=LATER)
    contents = verify(again)
    assert contents.last_revision == 6
    assert contents.logs["moon"].revision == 6
    assert contents.skipped == 0


async def test_a_restore_that_was_cut_short_goes_on(tmp_path: Path, backup: Path) -> None:
    """What is there already is compared and left; a second restore changes nothing."""
    lines = list(read_lines(backup / file_of(Stream.LOG), Kept))
    async with fresh(tmp_path / "new") as bus:
        for line in lines[:2]:
            await bus.publish(line.subject, line.data)
        done = await restore_backup(bus, TOPOLOGY, backup)
        assert (done.appended, done.found) == (3, 2)
        again = await restore_backup(bus, TOPOLOGY, backup)
        assert (again.appended, again.found, again.values, again.messages) == (0, 5, 0, 0)


async def test_a_server_with_another_log_is_refused(tmp_path: Path, backup: Path) -> None:
    """A restore never mixes two histories: what is there stays as it is."""
    async with fresh(tmp_path / "new") as bus:
        await append(bus, ("mars", 1))
        before = await log_of(bus)
        with pytest.raises(BackupError, match="revision 1 on the server is another"):
            await restore_backup(bus, TOPOLOGY, backup)
        assert await log_of(bus) == before


async def test_a_server_whose_log_went_on_is_refused(tmp_path: Path, backup: Path) -> None:
    """A log that has more than the backup is not to be restored."""
    async with fresh(tmp_path / "new") as bus:
        await restore_backup(bus, TOPOLOGY, backup)
        await append(bus, ("moon", 4))
        with pytest.raises(BackupError, match="goes on after revision 5"):
            await restore_backup(bus, TOPOLOGY, backup)


async def test_nothing_is_restored_while_an_orchestrator_works(tmp_path: Path, backup: Path) -> None:
    """It might decide on half a log."""
    async with fresh(tmp_path / "new") as bus:
        await bus.put(Bucket.LEASES, "collection.moon", b"somebody")
        with pytest.raises(BackupError, match="an orchestrator works on moon"):
            await restore_backup(bus, TOPOLOGY, backup)
        assert await log_of(bus) == []


async def test_an_empty_server_can_be_backed_up(tmp_path: Path) -> None:
    """A backup of nothing is a backup, and restores to nothing."""
    async with fresh(tmp_path / "old") as bus:
        taken = await take_backup(bus, TOPOLOGY, tmp_path / "backups", now=NOON)
        assert verify(taken).last_revision == 0
        done = await restore_backup(bus, TOPOLOGY, taken)
        assert done.appended == 0


@pytest.mark.parametrize("name", [CONTENTS, BUCKETS_FILE, file_of(Stream.LOG), file_of(Stream.BATCHES)])
async def test_a_damaged_backup_is_refused(backup: Path, name: str) -> None:
    """Any file that is gone, shorter or changed is noticed before anything is restored."""
    path = backup / name
    whole = path.read_bytes()
    for damaged in (whole[:-1], whole[:-9] + b"x" + whole[-8:], None):
        path.unlink()
        if damaged is not None:
            path.write_bytes(damaged)
        if name != CONTENTS or damaged is None or not _is_json(damaged):
            with pytest.raises(BackupError):
                verify(backup)
        path.write_bytes(whole)
    verify(backup)


def _is_json(data: bytes) -> bool:
    try:
        json.loads(data)
    except ValueError:
        return False
    return True


async def test_a_backup_of_another_prefix_is_refused(tmp_path: Path, backup: Path) -> None:
    """Subjects are part of what is restored; the error says which setting to change."""
    async with fresh(tmp_path / "new") as bus:
        with pytest.raises(BackupError, match="SPICERACK_NATS_PREFIX=rack"):
            await restore_backup(bus, Topology("other"), backup)


async def test_the_jobs_take_the_newest_and_restore_it(tmp_path: Path) -> None:
    """What a deployment runs every night keeps so many backups; its other Job restores the newest."""
    parent = tmp_path / "backups"
    (parent / "20200101T000000Z").mkdir(parents=True)
    async with running_server(tmp_path / "server") as server, server_bus(server) as bus:
        await append(bus, ("moon", 1))
        settings = server.bus_settings(name="test")
        config = BackupConfig(
            nats_url=settings.servers[0],
            nats_user=settings.user,
            nats_password=settings.password,
            backups=parent,
            keep=1,
        )
        await backup_job.work(config, asyncio.Event())
    (taken,) = parent.iterdir()
    assert verify(taken).logs["moon"].revision == 1
    async with running_server(tmp_path / "other") as server:
        settings = server.bus_settings(name="test")
        into = restore_job.RestoreConfig(
            nats_url=settings.servers[0],
            nats_user=settings.user,
            nats_password=settings.password,
            backups=parent,
        )
        await restore_job.work(into, asyncio.Event())
        async with server_bus(server) as bus:
            assert len(await log_of(bus)) == 1


async def test_a_failed_backup_leaves_nothing(tmp_path: Path) -> None:
    """A backup is there whole or not at all; what a crash left is removed by the next."""
    parent = tmp_path / "backups"
    (parent / f"{PARTIAL}old").mkdir(parents=True)
    async with fresh(tmp_path / "old") as bus:
        await take_backup(bus, TOPOLOGY, parent, now=NOON)
        with pytest.raises(BackupError, match="exists already"):
            await take_backup(bus, TOPOLOGY, parent, now=NOON)
        await append(bus, ("moon", 1))
        await bus.publish(TOPOLOGY.log("moon"), b"\xff\xff")
        taken = await take_backup(bus, TOPOLOGY, parent, now=LATER)
    assert verify(taken).skipped == 1, "what readers skip is kept, and counted"
    assert sorted(path.name for path in parent.iterdir()) == ["20261121T120000Z", "20261121T130000Z"]
    assert [path.name for path in keep_newest(parent, 1)] == ["20261121T120000Z"]
