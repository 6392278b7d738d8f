"""The choice of a source by the scheme of a provider's address."""

import secrets
from functools import partial
from importlib.util import find_spec

from services.acquirer.feeds.model import Provider
from services.acquirer.feeds.read_file import credentials_of
from services.acquirer.sources.http.source import HttpSource
from services.acquirer.sources.port import Source
from services.acquirer.sources.root_source import RootSource
from services.acquirer.sources.s3.source import BucketSource
from shared.roots.remote.address import Credentials, RemoteAddress, parse_address
from shared.roots.remote.ftp.root import FtpRoot
from shared.roots.remote.s3.client import Bucket, ClientMaker, S3Settings, parse_bucket
from shared.roots.remote.sftp.root import SftpRoot

ID_BYTES = 16


def open_source(provider: Provider, clients: ClientMaker) -> Source:
    """Open a provider over one connection, which is made by the first question.

    Args:
        provider: as the acquirer's file has it.
        clients: makes those of buckets.

    Raises:
        AcquirerFileError, RootUrlError: the operator must mend the acquirer's file.
    """
    credentials = credentials_of(provider)
    if provider.url.startswith("s3://"):
        return _bucket(store_of(provider, credentials), parse_bucket(provider.url), clients)
    address = parse_address(provider.url)
    match address.scheme:
        case "http" | "https":
            return HttpSource(address, credentials, timeout=provider.timeout_seconds)
        case "sftp":
            return RootSource(SftpRoot(address, credentials, new_id=new_id))
        case _:
            return _over_ftp(address, credentials)


def _over_ftp(address: RemoteAddress, credentials: Credentials) -> Source:
    """Have libcurl bring the bytes, where this environment has it; else ftplib, for three times the CPU."""
    if find_spec("pycurl") is None:
        return RootSource(FtpRoot(address, credentials, new_id=new_id, connections_max=1, lists_hidden=False))
    from services.acquirer.sources.ftp.source import FtpSource  # noqa: PLC0415

    return FtpSource(address, credentials)


def _bucket(store: S3Settings, bucket: Bucket, clients: ClientMaker) -> Source:
    """Have libcurl bring objects, where this environment has it and the keys are ours to sign with."""
    make_client = partial(clients.make, store)
    if find_spec("pycurl") is None or (store.access_key is None and not store.anonymous):
        return BucketSource(make_client, bucket)
    from services.acquirer.sources.s3.transfer import ObjectTransfers  # noqa: PLC0415

    return BucketSource(make_client, bucket, ObjectTransfers(store, bucket))


def store_of(provider: Provider, credentials: Credentials) -> S3Settings:
    """Return the settings of the store that a bucket is in."""
    return S3Settings(
        endpoint=provider.endpoint or None,
        region=provider.region,
        access_key=provider.access_key or None,
        secret_key=credentials.password,
        anonymous=not provider.access_key,
        certificate_authority=credentials.certificate_authority,
    )


def new_id() -> str:
    """Return a name that nobody else gives."""
    return secrets.token_hex(ID_BYTES)
