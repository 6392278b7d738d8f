"""Bytes that the kernel moves from a file to a socket by sendfile(2): no process of ours copies them.

What sendfile takes are pages of the file itself: until the caller's kernel has acknowledged them, or a caller
on this host has read them, whoever writes to the file changes them on their way. So the bytes before the end
of an answer are never sent like this: more than both ends of a connection can hold is written as copies after
what the kernel moved. When the last of these copies fits into the socket, everything before them has left it,
and a look at the file tells whether all that was sent is what was judged.
"""

import asyncio
import errno
import os
import select
import socket
from collections.abc import Callable
from pathlib import Path

TURN_BYTES = 16 * 1024 * 1024
"""Moved by a thread before it is free for others: a tenth of a second of a slow disk."""

ROOM_MILLISECONDS = 5
"""A thread waits so long for room in a socket: to a quick caller, to wait without it takes twice the time."""

SMALLEST = 64 * 1024 * 1024
"""Bytes below which a file is copied: a thread for each call gains nothing for less."""

UNABLE = frozenset({errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP})
"""Of a file system whose files the kernel cannot move."""

TRANSPORTS = frozenset({socket.AF_INET, socket.AF_INET6})
"""Whose buffers the settings below bound."""

KERNEL_SETTINGS = Path("/proc/sys/net")

BUFFERS = (
    ("ipv4/tcp_rmem", "core/rmem_max"),
    ("ipv4/tcp_wmem", "core/wmem_max"),
)
"""Of each end: what the kernel lets a buffer grow to, and what a process may ask for (it gets it twice)."""


def bytes_under_way(settings: Path = KERNEL_SETTINGS) -> int | None:
    """Return how many bytes a connection within this host holds at most; None where nobody can know."""
    try:
        return sum(
            max(int((settings / grown).read_text().split()[-1]), 2 * int((settings / asked).read_text()))
            for grown, asked in BUFFERS
        )
    except (OSError, ValueError, IndexError):
        return None


class KernelSender:
    """Moves the greater part of a large file, as far as that is safe."""

    def __init__(self, *, under_way: int | None, patience: float) -> None:
        """Wire it.

        Args:
            under_way: bytes that a connection holds at most; without it nothing is moved.
            patience: seconds that a caller may take nothing.
        """
        self._under_way = under_way
        self._patience = patience

    def share(self, connection: socket.socket, count: int) -> int:
        """Return how many of the first of `count` bytes the kernel may move."""
        if self._under_way is None or connection.family not in TRANSPORTS:
            return 0
        share = count - self._under_way
        return share if share >= SMALLEST else 0

    async def send(
        self,
        connection: socket.socket,
        descriptor: int,
        start: int,
        count: int,
        *,
        is_gone: Callable[[], bool],
    ) -> int:
        """Move bytes until all are, the caller has gone, or the file system cannot; return how many.

        Raises:
            TimeoutError: the caller took nothing for too long.
            OSError: the file cannot be read.
        """
        # A number of our own: the transport may close its own, and the next caller would get the bytes.
        target = os.dup(connection.fileno())
        try:
            done = 0
            while done < count and not is_gone():
                turn = min(TURN_BYTES, count - done)
                moved, is_full = await _finished(target, descriptor, start + done, turn)
                done += moved
                if is_full:
                    await self._room(target)
                elif moved == 0:
                    break
            return done
        except (BrokenPipeError, ConnectionResetError):
            return done
        finally:
            os.close(target)

    async def _room(self, target: int) -> None:
        """Wait until a socket takes more. Raises TimeoutError."""
        loop, room = asyncio.get_running_loop(), asyncio.Event()
        loop.add_writer(target, room.set)
        try:
            async with asyncio.timeout(self._patience):
                await room.wait()
        finally:
            loop.remove_writer(target)


async def _finished(target: int, descriptor: int, start: int, count: int) -> tuple[int, bool]:
    """Move some bytes in a thread, which ends before anybody closes what it works with."""
    moving = asyncio.ensure_future(asyncio.to_thread(_move, target, descriptor, start, count))
    try:
        return await asyncio.shield(moving)
    except asyncio.CancelledError:
        await asyncio.wait((moving,))
        raise


def _move(target: int, descriptor: int, start: int, count: int) -> tuple[int, bool]:
    """Return how many bytes were moved, and whether more wait for room in the socket."""
    done, room = 0, select.poll()
    room.register(target, select.POLLOUT)
    while done < count:
        try:
            moved = os.sendfile(target, descriptor, start + done, count - done)
        except BlockingIOError:
            if room.poll(ROOM_MILLISECONDS):
                continue
            return done, True
        except OSError as error:
            if error.errno in UNABLE:
                break
            raise
        if moved == 0:
            break
        done += moved
    return done, False
