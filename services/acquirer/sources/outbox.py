"""The writing of small files to a provider: what it is told. Blocks."""

from services.acquirer.feeds.model import Provider
from services.acquirer.feeds.read_file import credentials_of
from services.acquirer.sources.choose import new_id, store_of
from shared.roots.errors import DeniedError
from shared.roots.remote.address import parse_address
from shared.roots.remote.ftp.root import FtpRoot
from shared.roots.remote.s3.client import ClientMaker, parse_bucket
from shared.roots.remote.s3.errors import told_as_roots_do
from shared.roots.remote.sftp.root import SftpRoot


def write_to(provider: Provider, path: str, data: bytes, *, clients: ClientMaker) -> None:
    """Put a small file at a path of a provider, whole, over what stands there.

    Raises:
        OperatorError: it cannot be written.
    """
    credentials = credentials_of(provider)
    if provider.url.startswith("s3://"):
        bucket, client = parse_bucket(provider.url), clients.make(store_of(provider, credentials))
        with told_as_roots_do(path):
            client.put_object(Bucket=bucket.name, Key=bucket.key(path), Body=data)
        return
    address = parse_address(provider.url)
    if address.scheme == "sftp":
        with SftpRoot(address, credentials, new_id=new_id) as root:
            root.write_note(path, data)
        return
    if address.scheme in ("http", "https"):
        raise DeniedError("nothing is written to web servers")
    with FtpRoot(address, credentials, new_id=new_id, connections_max=1) as files:
        files.write_note(path, data)
