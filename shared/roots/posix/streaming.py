"""Bytes that come as a stream, staged with the hash that they turn out to have."""

from shared.model.entry import Kind, State
from shared.roots.errors import CorruptError
from shared.roots.port import Put
from shared.roots.posix.publish.staging import Staging

NOT_YET_KNOWN = "0" * 64


def stage_stream(staging: Staging, put: Put) -> tuple[str, State]:
    """Write the bytes of `put` into a sealed staged file; return its path and the state that it has.

    Raises:
        CorruptError: they are more than `size_max`, or not the content that was announced.
        StorageError: the staging area refused them.
    """
    expected = State(
        kind=Kind.FILE,
        content=put.content or NOT_YET_KNOWN,
        size=put.size_max,
        mtime_ns=put.mtime_ns,
        mode=put.mode,
    )
    with staging.create(expected) as file:
        for data in put.read():
            file.write(data)
        content, size = file.made()
        if put.content is not None and content != put.content:
            raise CorruptError(f"the bytes for {put.path!r} are {content}, announced was {put.content}")
        file.state = expected.model_copy(update={"content": content, "size": size})
        file.seal()
        return file.path, file.state
