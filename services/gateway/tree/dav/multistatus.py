"""The frame of a multistatus answer (RFC 4918, section 13), to be written piece by piece. Pure."""

from collections.abc import Iterable
from xml.sax.saxutils import escape

OC_NAMESPACE = "http://owncloud.org/ns"
"""Of ownCloud and Nextcloud, whose clients read hashes from `checksums`."""

MEDIA_TYPE = 'application/xml; charset="utf-8"'

HEAD = f'<?xml version="1.0" encoding="utf-8"?>\n<D:multistatus xmlns:D="DAV:" xmlns:oc="{OC_NAMESPACE}">\n'

FOOT = "</D:multistatus>\n"


def error_body(condition: str) -> str:
    """Return the body that names a broken precondition (section 16), e.g. `propfind-finite-depth`."""
    return f'<?xml version="1.0" encoding="utf-8"?>\n<D:error xmlns:D="DAV:"><D:{condition}/></D:error>\n'


def left_body(addresses: Iterable[str]) -> str:
    """Return the answer that names directories which are not empty, and stay (sections 9.6.1 and 9.9.4)."""
    left = "".join(
        f"<D:response><D:href>{escape(one)}</D:href><D:status>HTTP/1.1 409 Conflict</D:status></D:response>\n"
        for one in addresses
    )
    return f"{HEAD}{left}{FOOT}"
