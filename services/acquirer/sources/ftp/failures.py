"""Errors of roots for what libcurl says of an FTP transfer."""

from typing import Final

import pycurl

from shared.roots.errors import ChangedError, StorageError, UnreachableError
from shared.roots.remote.certificates import untrusted
from shared.roots.remote.ftp.errors import refused

CUT: Final = frozenset({pycurl.E_PARTIAL_FILE})

UNTRUSTED: Final = frozenset({pycurl.E_PEER_FAILED_VERIFICATION, pycurl.E_SSL_CACERT_BADFILE})

ANSWERED: Final = frozenset(
    {
        pycurl.E_FTP_ACCEPT_FAILED,
        pycurl.E_FTP_COULDNT_RETR_FILE,
        pycurl.E_FTP_COULDNT_SET_TYPE,
        pycurl.E_FTP_COULDNT_USE_REST,
        pycurl.E_FTP_WEIRD_PASV_REPLY,
        pycurl.E_FTP_WEIRD_SERVER_REPLY,
        pycurl.E_LOGIN_DENIED,
        pycurl.E_QUOTE_ERROR,
        pycurl.E_REMOTE_ACCESS_DENIED,
        pycurl.E_REMOTE_FILE_NOT_FOUND,
        pycurl.E_USE_SSL_FAILED,
    }
)
"""The server answered, and its answer is the reason."""


def of_transfer(error: pycurl.error, path: str, refusal: str) -> StorageError:
    """Return what a transfer that failed comes to.

    Args:
        error: of libcurl.
        path: of the file.
        refusal: the last answer of the server, where it is an error's.
    """
    arguments: tuple[object, ...] = error.args
    code, words = arguments
    if code in UNTRUSTED:
        return untrusted(path, str(words))
    if code in CUT:
        return ChangedError(f"{path!r} was cut while it was read: read it again")
    if code in ANSWERED and refusal:
        return refused(refusal, path)
    return UnreachableError(f"the connection was lost at {path!r}: {words}")
