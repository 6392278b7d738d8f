"""The opening of a store that a site's files lie at, by the scheme of its address."""

from collections.abc import Callable

from shared.roots.open_root import scheme_of
from shared.roots.remote.address import Credentials, parse_address
from shared.roots.remote.store_settings import StoreSettings
from shared.roots.stored.store import Store


def open_store(settings: StoreSettings, *, new_id: Callable[[], str]) -> Store:
    """Open a store, and find out what it keeps of its word. The caller closes it. Blocks.

    Raises:
        RootUrlError, SecretFileError: the operator must mend the settings.
        StorageError: it cannot be reached, or cannot be relied on.
    """
    match scheme_of(settings.url):
        case "s3":
            return _open_s3(settings, new_id)
        case "sftp":
            return _open_sftp(settings, new_id)
        case _:
            return _open_ftp(settings, new_id)


def _open_s3(settings: StoreSettings, new_id: Callable[[], str]) -> Store:
    # Each client is a library of its own, which a site in a directory does without.
    from shared.roots.remote.s3.client import S3Settings  # noqa: PLC0415
    from shared.roots.remote.s3.open_s3 import open_bucket  # noqa: PLC0415

    reached = S3Settings(
        endpoint=settings.endpoint or None,
        region=settings.region,
        access_key=settings.access_key or None,
        secret_key=settings.password(),
        certificate_authority=settings.certificate_authority,
    )
    return open_bucket(settings.url, reached, new_id=new_id)


def _open_sftp(settings: StoreSettings, new_id: Callable[[], str]) -> Store:
    from shared.roots.remote.sftp.root import SftpRoot  # noqa: PLC0415

    return SftpRoot(parse_address(settings.url), _credentials(settings), new_id=new_id)


def _open_ftp(settings: StoreSettings, new_id: Callable[[], str]) -> Store:
    from shared.roots.remote.ftp.root import FtpRoot  # noqa: PLC0415

    return FtpRoot(parse_address(settings.url), _credentials(settings), new_id=new_id)


def _credentials(settings: StoreSettings) -> Credentials:
    return Credentials(
        password=settings.password(),
        private_key=settings.private_key,
        known_hosts=settings.known_hosts,
        certificate_authority=settings.certificate_authority,
    )
