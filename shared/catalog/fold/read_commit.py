"""A signed commit that was read before it is folded. Pure.

The largest commit has tens of thousands of changes, and to read one takes as long as to fold it. Read ahead,
a part at a time, it holds up nobody for both.
"""

from collections.abc import Iterator

from pydantic import ValidationError

from shared.contracts.messages.batch import Batch
from shared.contracts.messages.commit import Commit
from shared.contracts.messages.signed import Signed
from shared.contracts.messages.version import check_version
from shared.identity.keys import is_signed


class ReadCommit(Signed):
    """A signed message with the commit that it holds; without one, it is malformed."""

    commit: Commit | None = None
    batch: Batch | None = None


def read_in_parts(signed: Signed) -> Iterator[ReadCommit | None]:
    """Yield None after each part of the work but the last, and then the message as it was read.

    Raises:
        NewerSchemaError: the message is of a newer major version; nothing after it may be folded.
    """
    if isinstance(signed, ReadCommit):
        yield signed
        return
    check_version(signed.body)
    try:
        commit = Commit.model_validate_json(signed.body)
        yield None
        check_version(commit.batch.body)
        batch = Batch.model_validate_json(commit.batch.body)
    except ValidationError:
        yield _as_read(signed)
        return
    yield None
    if len(batch.changes) != len(commit.decisions) or not is_signed(commit.batch):
        yield _as_read(signed)
    else:
        yield _as_read(signed, commit, batch)


def read_commit(signed: Signed) -> ReadCommit:
    """Return the message as it was read, or read it now. Raises as `read_in_parts`."""
    return next(part for part in read_in_parts(signed) if part is not None)


def _as_read(signed: Signed, commit: Commit | None = None, batch: Batch | None = None) -> ReadCommit:
    # Of what was checked: to copy a batch once more takes as long as to read it.
    return ReadCommit.model_construct(
        body=signed.body, key=signed.key, signature=signed.signature, commit=commit, batch=batch
    )
