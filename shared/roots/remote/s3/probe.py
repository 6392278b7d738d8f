"""A trial of a store at set-up: what it says that it can, and what it does, are two things."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from shared.model.paths import CONTROL_DIRECTORY
from shared.roots.errors import ChangedError, StorageError
from shared.roots.port import Put, Strengths
from shared.roots.remote.arriving import Arriving
from shared.roots.remote.s3.client import Bucket, S3Client
from shared.roots.remote.s3.errors import NotImplementedByStoreError, told_as_roots_do
from shared.roots.remote.s3.objects import Objects

TRIAL = b"spicerack probes what this store keeps of its word\n"
WRONG = '"00000000000000000000000000000000"'
"""An ETag that no object has."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a trial found."""

    strengths: Strengths
    conditions: bool
    """Whether the store takes requests that ask it to compare; Swift refuses them (501)."""


def probe(client: S3Client, bucket: Bucket, *, new_id: Callable[[], str]) -> Found:
    """Return what the store keeps. One object of our own directory is written, and removed again.

    Raises:
        StorageError: it cannot be reached, does not let us write, or gives ranges that cannot be relied on.
    """
    path = f"{CONTROL_DIRECTORY}/probe-{new_id()}"
    try:
        return _tried(client, bucket, path, conditions=True)
    except NotImplementedByStoreError:
        return _tried(client, bucket, path, conditions=False)


def _tried(client: S3Client, bucket: Bucket, path: str, *, conditions: bool) -> Found:
    objects = Objects(client, bucket, conditions=conditions)
    version = objects.write(_trial(path, None), Arriving(_trial(path, None)))
    with _removed(client, bucket, path):
        if b"".join(objects.read(path, version, 3, 9)) != TRIAL[3:9]:
            raise StorageError(f"{bucket.url}: the store gives other bytes for a range than it was sent")
        compares = conditions and (
            _refuses(objects, path, prior=None)
            and _refuses(objects, path, prior=WRONG)
            and _refuses_to_remove(objects, path)
        )
    kept = Strengths(compares=compares, keeps_times=False, keeps_modes=False, keeps_directories=False)
    return Found(kept, conditions)


def _trial(path: str, prior: str | None) -> Put:
    return Put(path=path, read=lambda: (TRIAL,), size_max=len(TRIAL), prior=prior)


def _refuses(objects: Objects, path: str, *, prior: str | None) -> bool:
    """Return whether a write with a wrong prior was refused."""
    try:
        objects.write(_trial(path, prior), Arriving(_trial(path, prior)))
    except ChangedError:
        return True
    return False


def _refuses_to_remove(objects: Objects, path: str) -> bool:
    """Return whether a removal with a wrong prior was refused: some stores compare writes alone."""
    try:
        objects.remove(path, WRONG)
    except ChangedError:
        return True
    return False


@contextlib.contextmanager
def _removed(client: S3Client, bucket: Bucket, path: str) -> Iterator[None]:
    """Remove an object after the block, whatever version it has by then."""
    try:
        yield
    finally:
        with told_as_roots_do(path):
            client.delete_object(Bucket=bucket.name, Key=bucket.key(path))
