"""The opening of a directory of an SFTP server by its address."""

from collections.abc import Callable

from shared.roots.open_root import Opener
from shared.roots.port import Root
from shared.roots.remote.address import Credentials, parse_address
from shared.roots.remote.sftp.root import SftpRoot


def sftp_opener(credentials: Credentials, *, new_id: Callable[[], str]) -> Opener:
    """Return what opens `sftp://user@host:port/path` with these credentials.

    The connection is made by the first question. Credentials are of one host: make an opener for each.
    """

    def open_sftp(url: str) -> Root:
        return SftpRoot(parse_address(url), credentials, new_id=new_id)

    return open_sftp
