"""Handshakes of TLS that fail: asyncio closes their connections, and tells nobody."""

import ssl
from collections.abc import Callable

Refused = Callable[[ssl.SSLError], None]
"""Is told why a handshake failed. `reason` is a word of OpenSSL, and nothing that the caller sent."""


def telling(refused: Refused) -> type[ssl.SSLObject]:
    """Return the class of a context's connections (`sslobject_class`) that tells of handshakes that fail."""

    class Telling(ssl.SSLObject):
        def do_handshake(self) -> None:
            try:
                super().do_handshake()
            except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
                raise
            except ssl.SSLError as error:
                refused(error)
                raise

    return Telling
