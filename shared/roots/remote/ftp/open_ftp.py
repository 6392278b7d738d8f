"""The opening of a directory of an FTP server by its address."""

from collections.abc import Callable

from shared.roots.open_root import Opener
from shared.roots.port import Root
from shared.roots.remote.address import Credentials, parse_address
from shared.roots.remote.ftp.root import FtpRoot


def ftp_opener(credentials: Credentials, *, new_id: Callable[[], str]) -> Opener:
    """Return what opens `ftp://` and `ftps://user@host:port/path` with these credentials.

    `ftps` is explicit TLS (RFC 4217) for commands and bytes. Credentials are of one host.
    """

    def open_ftp(url: str) -> Root:
        return FtpRoot(parse_address(url), credentials, new_id=new_id)

    return open_ftp
