"""The opening of a bucket by its address."""

from collections.abc import Callable

from shared.roots.open_root import Opener
from shared.roots.port import Root
from shared.roots.remote.s3.client import S3Settings, make_client, parse_bucket
from shared.roots.remote.s3.probe import probe
from shared.roots.remote.s3.root import S3Root


def s3_opener(settings: S3Settings, *, new_id: Callable[[], str]) -> Opener:
    """Return what opens `s3://bucket/prefix` at the store of these settings, and tries what it keeps."""

    def open_s3(url: str) -> Root:
        return open_bucket(url, settings, new_id=new_id)

    return open_s3


def open_bucket(url: str, settings: S3Settings, *, new_id: Callable[[], str]) -> S3Root:
    """Open a bucket, and try what its store keeps of its word. Raises RootUrlError, StorageError."""
    bucket, client = parse_bucket(url), make_client(settings)
    try:
        found = probe(client, bucket, new_id=new_id)
    except BaseException:
        client.close()
        raise
    return S3Root(client, bucket, found=found)
