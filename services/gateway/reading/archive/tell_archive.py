"""Telling an archive: its length first, then each member as its bytes come."""

import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence

from services.gateway.contents.port import Contents
from services.gateway.reading.archive.member import ArchiveForm, Member
from services.gateway.reading.watched import NotAllowedError
from shared.contents.wanted import ContentLostError, NotHeldError, Wanted
from shared.model.entry import Entry

log = logging.getLogger(__name__)

PIECE_BYTES = 256 * 1024
"""About how much is sent at once: headers of small members are gathered."""


async def archive_bytes(
    contents: Contents, members: Sequence[Member], form: ArchiveForm, *, allowed: Callable[[Entry], bool]
) -> AsyncGenerator[bytes, None]:
    """Yield the bytes of an archive.

    Args:
        contents: where the members' bytes are.
        members: what it holds, in this order.
        form: zip, or tar.
        allowed: tells whether the caller may still have a member. Asked of each piece: rights may end.

    Raises:
        ContentLostError: a member's bytes are not to be had: the answer must be cut.
        NotAllowedError: nor may the caller have them any more.
    """
    gathered = bytearray()
    for member in members:
        gathered += form.begin(member)
        async for data in _bytes_of(contents, member):
            if member.entry is not None and not allowed(member.entry):
                raise NotAllowedError(f"{member.name!r} may not be read any more by its caller")
            gathered += form.add(data)
            if len(gathered) >= PIECE_BYTES:
                yield bytes(gathered)
                gathered.clear()
        gathered += form.finish()
    gathered += form.close()
    yield bytes(gathered)


async def _bytes_of(contents: Contents, member: Member) -> AsyncIterator[bytes]:
    if member.entry is None:
        yield member.data
        return
    state = member.entry.state
    wanted = Wanted(
        content=state.content or "", size=state.size, mtime_ns=state.mtime_ns, paths=(member.entry.path,)
    )
    try:
        opened = await contents.open(wanted)
    except NotHeldError as error:
        raise ContentLostError(f"{member.name!r}: {error}") from error
    try:
        async for data in opened.read(0, member.size):
            yield data
        await opened.settle()
    finally:
        opened.close()
