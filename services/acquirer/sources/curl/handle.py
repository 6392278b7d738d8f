"""Handles of libcurl: one is one connection, kept between transfers, with the bounds of our own."""

import ssl
from pathlib import Path
from typing import Final

import pycurl

BUFFER_BYTES: Final = 256 * 1024
"""That libcurl reads at once, at most."""

BYTES_PER_SECOND_MIN: Final = 1
"""Below it for as long as a server may be silent, a transfer has failed."""


def make_handle(*, connect_seconds: float, silent_seconds: float) -> pycurl.Curl:
    """Return a handle that connects nowhere yet.

    Args:
        connect_seconds: for a connection, at most.
        silent_seconds: without a byte.
    """
    curl = pycurl.Curl()
    curl.setopt(pycurl.NOSIGNAL, 1)
    curl.setopt(pycurl.PROXY, "")
    curl.setopt(pycurl.BUFFERSIZE, BUFFER_BYTES)
    curl.setopt(pycurl.CONNECTTIMEOUT, int(connect_seconds))
    curl.setopt(pycurl.LOW_SPEED_LIMIT, BYTES_PER_SECOND_MIN)
    curl.setopt(pycurl.LOW_SPEED_TIME, int(silent_seconds))
    return curl


def trust(curl: pycurl.Curl, authority: Path | None) -> None:
    """Have the certificates of a file trusted, or those of this host: libcurl in a wheel knows none."""
    paths = ssl.get_default_verify_paths()
    for option, place in (
        (pycurl.CAINFO, authority or paths.cafile),
        (pycurl.CAPATH, None if authority else paths.capath),
    ):
        if place is not None:
            curl.setopt(option, str(place))
