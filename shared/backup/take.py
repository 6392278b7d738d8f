"""Taking a backup: reading what the bus holds into a directory, and checking what was written."""

import asyncio
from contextlib import aclosing
from datetime import datetime
from pathlib import Path

from shared.backup.files import LinesWriter, sync, whole_directory
from shared.backup.format import (
    BUCKETS,
    BUCKETS_FILE,
    CONTENTS,
    STREAMS,
    BackupError,
    Contents,
    FileRecord,
    Kept,
    Value,
    file_of,
)
from shared.backup.verify import check_log
from shared.bus.port import Bus, Message
from shared.contracts.topology import Stream, Topology

NAME = "%Y%m%dT%H%M%SZ"
"""Names of backups: the time, UTC, so that they sort by age."""


async def take_backup(bus: Bus, topology: Topology, parent: Path, *, now: datetime) -> Path:
    """Write a new backup below `parent` and return its directory. It is there whole, or not at all.

    Services may go on meanwhile. The log is copied up to its end at the beginning.

    Raises:
        BackupError: the log has a gap, or there is a backup of this second already.
        BusError: the bus failed.
    """
    with whole_directory(parent, now.strftime(NAME)) as directory:
        files: dict[str, FileRecord] = {}
        for stream in STREAMS:
            files[file_of(stream)] = await _copy_stream(bus, topology, stream, directory)
        files[BUCKETS_FILE] = await _copy_buckets(bus, directory)
        check = await asyncio.to_thread(check_log, directory, topology)
        contents = Contents(
            made_at=now,
            prefix=topology.prefix,
            last_revision=check.last,
            logs=check.logs(),
            skipped=check.skipped,
            files=files,
        )
        _write_contents(directory, contents)
    return parent / now.strftime(NAME)


async def _copy_stream(bus: Bus, topology: Topology, stream: Stream, directory: Path) -> FileRecord:
    writer = LinesWriter(directory / file_of(stream))
    if stream is Stream.LOG:
        await _copy_log(bus, topology, writer)
    else:
        subject = topology.dead(">") if stream is Stream.DEAD else topology.batch("*", "*")
        # One at a time, from the stream itself: a queue of work has no other reader than its own.
        async with aclosing(bus.stored(stream, subject, after=0)) as messages:  # type: ignore[type-var]
            async for message in messages:
                writer.write(kept(message))
    return await asyncio.to_thread(writer.close)


async def _copy_log(bus: Bus, topology: Topology, writer: LinesWriter) -> None:
    subject = topology.log("*")
    last = await bus.caught_up(Stream.LOG, subject)
    if last == 0:
        return
    reached = 0
    async with aclosing(bus.follow(Stream.LOG, subject, after=0)) as messages:  # type: ignore[type-var]
        async for message in messages:
            writer.write(kept(message))
            reached = message.sequence
            if reached >= last:
                break
    if reached < last:
        raise BackupError(f"the log ended at {reached}, and was said to reach {last}: try again")


async def _copy_buckets(bus: Bus, directory: Path) -> FileRecord:
    writer = LinesWriter(directory / BUCKETS_FILE)
    for bucket in BUCKETS:
        for key, message in sorted((await bus.values(bucket)).items()):
            writer.write(Value.model_construct(bucket=bucket, key=key, data=message.data))
    return await asyncio.to_thread(writer.close)


def kept(message: Message) -> Kept:
    """Return a message as a backup keeps it."""
    return Kept.model_construct(
        sequence=message.sequence, subject=message.subject, headers=dict(message.headers), data=message.data
    )


def _write_contents(directory: Path, contents: Contents) -> None:
    path = directory / CONTENTS
    path.write_text(contents.model_dump_json(indent=2) + "\n")
    sync(path)
