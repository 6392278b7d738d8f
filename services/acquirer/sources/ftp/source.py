"""An FTP server behind the port of sources."""

import secrets
from collections.abc import Sequence
from types import TracebackType
from typing import Final, Self

from services.acquirer.sources.ftp.transfer import FtpTransfers
from services.acquirer.sources.port import Sink
from services.acquirer.sources.steps import demand_same
from shared.roots.errors import ChangedError
from shared.roots.port import Stat
from shared.roots.remote.address import Credentials, RemoteAddress
from shared.roots.remote.ftp.root import FtpRoot

ID_BYTES: Final = 16


class FtpSource:
    """Implements `Source`, over one connection at a time: one for listings, or one for bytes.

    Args:
        address: of the directory.
        credentials: what to show.
    """

    def __init__(self, address: RemoteAddress, credentials: Credentials) -> None:
        self._root = FtpRoot(address, credentials, new_id=_new_id, connections_max=1, lists_hidden=False)
        self._transfers = FtpTransfers(address, credentials)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._transfers.close()
        self._root.__exit__(kind, error, trace)

    def names(self, directory: str) -> Sequence[Stat]:
        """Return what lies in a directory."""
        self._transfers.close()
        return self._root.names(directory)

    def bring(self, path: str, sink: Sink) -> None:
        """Give the bytes of one version of a file to a sink."""
        self._root.__exit__(None, None, None)
        before, after = self._transfers.bring(path, sink)
        if after is None:
            raise ChangedError(f"{path} went while it was fetched")
        demand_same(before, after)


def _new_id() -> str:
    return secrets.token_hex(ID_BYTES)
