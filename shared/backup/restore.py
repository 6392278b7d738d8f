"""Restoring a backup into a server that holds no log, or the beginning of this one.

A revision is a sequence of LOG, so every message has to get the sequence that it had: each is appended
in order, and its acknowledgement compared. A restore that was cut short goes on where it stopped.
"""

import asyncio
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

from shared.backup.files import read_lines
from shared.backup.format import BUCKETS_FILE, BackupError, Contents, Kept, Value, file_of
from shared.backup.verify import verify
from shared.bus.port import Bus, Message, WrongLastSequenceError
from shared.contracts.topology import Bucket, Stream, Topology

EMPTY_FIRST = "restore into a server whose store is empty"


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did."""

    contents: Contents
    appended: int
    """Commits that were appended now."""
    found: int
    """Commits that were there already."""
    values: int
    """Values of buckets that were set; those that were there are left alone."""
    messages: int
    """Batches that were not decided, and dead letters."""


async def restore_backup(bus: Bus, topology: Topology, directory: Path) -> Restored:
    """Restore a backup. Streams and buckets must have been made; orchestrators must not run.

    Raises:
        BackupError: the backup is damaged, or the server holds something else.
        BusError: the bus failed; run it again.
    """
    contents = await asyncio.to_thread(verify, directory)
    if contents.prefix != topology.prefix:
        raise BackupError(
            f"the backup's subjects begin with {contents.prefix}, here with {topology.prefix}: "
            f"set SPICERACK_NATS_PREFIX={contents.prefix}"
        )
    await _check_nobody_decides(bus)
    path = directory / file_of(Stream.LOG)
    found = await _compare_log(bus, topology, path)
    appended = await _append_log(bus, path, after=found)
    values = await _set_values(bus, directory / BUCKETS_FILE)
    messages = 0
    for stream, subject in ((Stream.BATCHES, topology.batch("*", "*")), (Stream.DEAD, topology.dead(">"))):
        messages += await _publish_all(bus, stream, subject, directory / file_of(stream))
    return Restored(contents, appended, found, values, messages)


async def _check_nobody_decides(bus: Bus) -> None:
    held = sorted(await bus.values(Bucket.LEASES))
    if held:
        raise BackupError(
            f"an orchestrator works on {held[0].removeprefix('collection.')}: stop all orchestrators, wait "
            "until their leases have ended (10 seconds, unless set otherwise), and try again"
        )


async def _compare_log(bus: Bus, topology: Topology, path: Path) -> int:
    """Return how many messages of the log are there already. Raises BackupError if one is another."""
    last = await bus.caught_up(Stream.LOG, topology.log("*"))
    lines = read_lines(path, Kept)
    compared = 0
    if last == 0:
        return 0
    async with aclosing(bus.follow(Stream.LOG, topology.log("*"), after=0)) as messages:  # type: ignore[type-var]
        async for message in messages:
            line = next(lines, None)
            if line is None:
                raise BackupError(f"the log on the server goes on after revision {compared}: {EMPTY_FIRST}")
            if not _same(message, line):
                raise BackupError(f"revision {message.sequence} on the server is another: {EMPTY_FIRST}")
            compared = message.sequence
            if compared >= last:
                return compared
    return compared


def _same(message: Message, line: Kept) -> bool:
    return (message.sequence, message.subject, message.data) == (line.sequence, line.subject, line.data)


async def _append_log(bus: Bus, path: Path, *, after: int) -> int:
    appended = 0
    last: dict[str, int] = {}
    for line in read_lines(path, Kept):
        if line.sequence > after:
            await _append(bus, line, last=last.get(line.subject, 0))
            appended += 1
        last[line.subject] = line.sequence
    return appended


async def _append(bus: Bus, line: Kept, *, last: int) -> None:
    """Append one commit, and make sure that it has the revision that it had."""
    try:
        ack = await bus.publish(
            line.subject, line.data, headers=line.headers, expected_last_subject_sequence=last
        )
    except WrongLastSequenceError as error:
        raise BackupError(f"somebody else writes to the log: stop all services; {EMPTY_FIRST}") from error
    if ack.sequence != line.sequence:
        raise BackupError(
            f"revision {line.sequence} became {ack.sequence}: LOG was not empty, or somebody else writes to "
            f"it; stop all services, and {EMPTY_FIRST}"
        )


async def _set_values(bus: Bus, path: Path) -> int:
    """Set what is not set; a key that was replaced since is a person's later word."""
    made = 0
    for value in read_lines(path, Value):
        made += await bus.create(value.bucket, value.key, value.data) is not None
    return made


async def _publish_all(bus: Bus, stream: Stream, subject: str, path: Path) -> int:
    """Publish what was waiting, unless the stream holds something: then it was done before."""
    if await bus.caught_up(stream, subject):
        return 0
    count = 0
    for line in read_lines(path, Kept):
        # By this id a repeated restore publishes nothing twice, for as long as the server remembers ids.
        identity = f"restored-{stream}-{line.sequence}"
        await bus.publish(line.subject, line.data, headers=line.headers, message_id=identity)
        count += 1
    return count
